"""Which two axes of a sweep a phase diagram has."""

from __future__ import annotations

from lngd_theory.errors import InputError
from lngd_theory.sweeps import Sweep

__all__ = ["diagram_axes"]


def diagram_axes(sweep: Sweep, x: str | None = None, y: str | None = None) -> tuple[str, str]:
    """The two axes of a sweep's diagram, (x, y): those named, else its first and second with several values.

    Raises
    ------
    InputError
        There are fewer or more, or a name is none of them.
    """
    several = [name for name, values in sweep.axes.items() if len(values) > 1 or name in (x, y)]
    if len(several) != 2:
        raise InputError(
            f"a phase diagram needs two axes with several values, the sweep has {len(several)} "
            f"({', '.join(several) or 'none'}): add one, or give the others one value"
        )
    x = x if x is not None else next(name for name in several if name != y)
    y = y if y is not None else next(name for name in several if name != x)
    for option, name in (("x", x), ("y", y)):
        if name not in several:
            raise InputError(f"{option}={name!r} is no axis of the sweep; choose one of {', '.join(several)}")
    if x == y:
        raise InputError(f"x and y are both {x!r}; a phase diagram has two axes")
    if "test_error" not in sweep.observed:
        raise InputError("a phase diagram needs 'test_error' of every run; add it to the sweep's observables")
    return x, y
