"""Algorithms from their text forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from functools import reduce

from lngd_theory.algorithms.algorithm import (
    SAM,
    SGD,
    Adam,
    AdamW,
    Algorithm,
    Dropout,
    GradientDescent,
    Momentum,
    WeightDecay,
)
from lngd_theory.errors import InputError, near_match

__all__ = ["ALGORITHM_KINDS", "parse_algorithm"]

#: Algorithms by the name that their text form begins with.
ALGORITHM_KINDS: dict[str, type[Algorithm]] = {
    kind.kind: kind for kind in (GradientDescent, SGD, Momentum, WeightDecay, SAM, Dropout, Adam, AdamW)
}


def _nesterov(beta: float = 0.9) -> Algorithm:
    return Momentum(beta, nesterov=True)


def parse_algorithm(text: str) -> Algorithm:
    """Read an algorithm, or several joined by ``+``.

    ``gd``, ``sgd:32``, ``momentum:0.9``, ``nesterov:0.9``, ``decay:0.001``, ``sam:0.05``, ``dropout:0.5``, ``adam``,
    ``adam:0.9,0.999``, ``adamw:0.01``, ``sgd:32+momentum:0.9``; values at the end that have a default may be left out.

    Raises
    ------
    InputError
        Unknown kind (with the near match), wrong number of values, a value out of range, or parts that exclude each
        other.
    """
    return reduce(lambda one, other: one + other, [_one(part) for part in re.split(r"\+(?=\s*[a-z])", text)])


def _one(text: str) -> Algorithm:
    """An algorithm that is not joined."""
    kind, _, rest = text.strip().partition(":")
    known = [*ALGORITHM_KINDS, "nesterov"]
    if kind not in known:
        raise InputError(f"unknown algorithm {kind!r}; {near_match(kind, known)} (for example sam:0.05)")
    make: Callable[..., Algorithm] = _nesterov if kind == "nesterov" else ALGORITHM_KINDS[kind]
    shape = [field for field in fields(ALGORITHM_KINDS.get(kind, Momentum)) if field.type != "bool"]
    needed = sum(field.default is MISSING for field in shape)
    parts = rest.split(",") if rest else []
    if not needed <= len(parts) <= len(shape):
        names = ",".join(field.name for field in shape)
        count = f"{needed}" if needed == len(shape) else f"{needed} to {len(shape)}"
        raise InputError(f"algorithm {text!r} needs {count} value(s): write it as {kind}{':' * bool(names)}{names}")
    try:
        values = [float(part) for part in parts]
    except ValueError:
        raise InputError(f"algorithm {text!r}: {rest!r} is not a list of numbers") from None
    return make(*values)
