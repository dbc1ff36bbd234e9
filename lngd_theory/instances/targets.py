"""Labels as functions of k signs: one feature, XOR, parity, staircase, majority.

``z`` is an array (..., k) of signs; every target maps it to labels (...,) of +1 and -1, each half of the time when the
signs are uniform and independent.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, near_match

__all__ = ["TARGETS", "Target", "TargetName", "all_signs", "target"]

Array = NDArray[np.float64]

TargetName = Literal["single", "xor", "parity", "staircase", "majority"]


class Target(NamedTuple):
    """A label as a function of signs."""

    labels: Callable[[Array], Array]  #: (..., k) -> (...,)
    least: int  #: fewest signs that it takes
    odd: bool  #: whether it takes an odd number of signs only, since the sum could be 0 otherwise
    meaning: str


def _single(z: Array) -> Array:
    return np.asarray(z[..., 0])


def _xor(z: Array) -> Array:
    return np.asarray(z[..., 0] * z[..., 1])


def _parity(z: Array) -> Array:
    return np.asarray(z.prod(axis=-1))


def _staircase(z: Array) -> Array:
    return np.asarray(np.sign(z.cumprod(axis=-1).sum(axis=-1)))


def _majority(z: Array) -> Array:
    return np.asarray(np.sign(z.sum(axis=-1)))


#: Targets by name.
TARGETS: dict[TargetName, Target] = {
    "single": Target(_single, 1, False, "z_1"),
    "xor": Target(_xor, 2, False, "z_1 z_2"),
    "parity": Target(_parity, 1, False, "z_1 ... z_k"),
    "staircase": Target(_staircase, 1, True, "sign(z_1 + z_1 z_2 + ... + z_1 ... z_k)"),
    "majority": Target(_majority, 1, True, "sign(z_1 + ... + z_k)"),
}


def target(name: str, k: int) -> Callable[[Array], Array]:
    """The target of this name on k signs.

    Raises
    ------
    InputError
        Unknown name, or a number of signs that it does not take.
    """
    if name not in TARGETS:
        raise InputError(f"target={name!r} must be one of {', '.join(TARGETS)}; {near_match(str(name), TARGETS)}")
    found = TARGETS[name]
    if k < found.least or (found.odd and k % 2 == 0):
        kind = "an odd integer" if found.odd else "an integer"
        raise InputError(f"k={k} must be {kind} >= {found.least} for target={name!r}, which is {found.meaning}")
    return found.labels


def all_signs(k: int) -> Array:
    """All points of {-1, +1}^k, shape (2^k, k); the first half has z_1 = +1, and so on along the columns."""
    return np.array(list(product((1.0, -1.0), repeat=k)))
