"""``exp(-u)`` in a form that compilers vectorise: numpy's own is a call for each number."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["LARGEST", "exp_minus"]

#: Beyond this ``exp(-u)`` is taken as 0 (it is below 4e-308, the end of the normal numbers).
LARGEST = 708.0

_LOG2_E = 1.4426950408889634
_LN2_HIGH = 0.6931471803691238  # 32 bits: its product with an exponent is exact
_LN2_LOW = 1.9082149292705877e-10
_SHIFT = 1.5 * 2.0**52 + 1023.0  # adding it rounds to an integer, whose last 11 bits are an exponent with its bias


@njit(inline="always", error_model="numpy")
def exp_minus(u):
    """``exp(-u)`` for ``u >= 0`` to 2 units in the last place, 0 beyond ``LARGEST`` (and for nan).

    ``-u = k log 2 + r`` with an integer k and ``|r| <= log(2)/2``; exp(r) is Taylor's polynomial of degree 13, whose
    remainder is below 5e-18, and ``2^k`` is written into the bits of a number.
    """
    small = u if u < LARGEST else LARGEST
    shifted = np.float64(_SHIFT - small * _LOG2_E)
    power = np.int64(shifted.view(np.int64) << 52).view(np.float64)
    k = shifted - _SHIFT
    r = (-small - k * _LN2_HIGH) - k * _LN2_LOW
    tail = 1.0 / 6227020800.0
    tail = tail * r + 1.0 / 479001600.0
    tail = tail * r + 1.0 / 39916800.0
    tail = tail * r + 1.0 / 3628800.0
    tail = tail * r + 1.0 / 362880.0
    tail = tail * r + 1.0 / 40320.0
    tail = tail * r + 1.0 / 5040.0
    tail = tail * r + 1.0 / 720.0
    tail = tail * r + 1.0 / 120.0
    tail = tail * r + 1.0 / 24.0
    tail = tail * r + 1.0 / 6.0
    tail = tail * r + 0.5
    return power * (1.0 + (r + r * r * tail)) if u < LARGEST else 0.0
