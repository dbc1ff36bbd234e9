"""The paths of a study: which multiples of each parameter, and what else is kept."""

from __future__ import annotations

from collections.abc import Sequence

from lngd_theory.errors import InputError, near_match
from lngd_theory.scaling.path import PARAMETERS, Path

__all__ = ["FACTORS", "QUICK_FACTORS", "default_paths"]

#: Multiples of each parameter; those of a quick study.
FACTORS: dict[str, tuple[float, ...]] = {
    "d": (0.5, 0.7, 1.0, 1.5, 2.2),
    "m": (0.75, 1.0, 1.25, 1.6, 2.0),
    "n": (0.5, 0.75, 1.0, 1.5, 2.0),
    "eta": (0.5, 0.7, 1.0, 1.5, 2.2),
    "p": (0.5, 1.0, 1.5, 2.0, 3.0),
    "mu": (0.5, 0.7, 1.0, 1.4, 2.0),
    "sigma_0": (0.01, 0.03, 0.1, 0.3, 1.0),
    "sigma_p": (0.5, 0.7, 1.0, 1.4, 2.0),
}
QUICK_FACTORS: dict[str, tuple[float, ...]] = {
    "d": (0.7, 1.0, 1.5),
    "m": (0.75, 1.0, 1.5),
    "n": (0.5, 1.0, 1.5),
    "eta": (0.7, 1.0, 1.5),
    "p": (0.5, 1.0, 2.0),
    "mu": (0.7, 1.0, 1.4),
    "sigma_0": (0.1, 0.3, 1.0),
    "sigma_p": (0.7, 1.0, 1.4),
}


#: What else than the other parameters may reasonably be kept.
_CONVENTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "d": (("snr",), ("initial_noise_overlap",)),
    "n": (("n_snr2",),),
    "sigma_p": (("snr",),),
}


def default_paths(
    parameters: Sequence[str] = (),
    keep: Sequence[str] | None = None,
    factors: Sequence[float] | None = None,
    *,
    quick: bool = False,
) -> tuple[Path, ...]:
    """The paths of a study.

    Parameters
    ----------
    parameters : sequence of str
        Those to vary; all but sigma_p by default, which the paper's times hold only in sigma_p sqrt(d).
    keep : sequence of str, optional
        Derived numbers kept on every path. By default parameters stay as they are, and d is varied once more at the
        same SNR and at the same sigma_0 sigma_p sqrt(d), n at the same n SNR^2 (not with ``quick``).
    factors : sequence of float, optional
        Multiples of every parameter, in place of ``FACTORS``.
    quick : bool
        Fewer and closer factors.
    """
    table = QUICK_FACTORS if quick else FACTORS
    chosen = tuple(dict.fromkeys(parameters)) or tuple(name for name in PARAMETERS if name != "sigma_p")
    second = {} if quick or keep is not None else _CONVENTIONS
    found = []
    for name in chosen:
        if name not in PARAMETERS:
            raise InputError(f"unknown parameter {name!r}; {near_match(name, PARAMETERS)}")
        multiples = tuple(table[name] if factors is None else factors)
        found.append(Path(name, multiples, tuple(keep or ())))
        found += [Path(name, multiples, kept) for kept in second.get(name, ())]
    return tuple(found)
