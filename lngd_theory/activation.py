"""The activation ``s(z) = max(0, z)^q`` and its slope, for numpy and for the kernels.

To add another activation: give it a branch in :func:`evaluate_row` (value and slope of a row of pre-activations, and
which entries have a slope) and one in :func:`relu_power`'s place for numpy; nothing else knows its form.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["evaluate_row", "relu_power", "relu_power_slope"]

Array = NDArray[np.float64]


def relu_power(z: Array, q: float) -> Array:
    """``max(0, z)^q`` elementwise; 0 at 0 for every q >= 1."""
    return np.asarray(np.maximum(z, 0.0) ** q)


def relu_power_slope(z: Array, q: float) -> Array:
    """``q max(0, z)^(q-1)`` for z > 0, and 0 for z <= 0 (so ReLU has slope 0 at 0)."""
    return np.asarray(np.where(z > 0, q * np.maximum(z, 0.0) ** (q - 1), 0.0))


@njit(cache=True, nogil=True, error_model="numpy")
def evaluate_row(z, q, value, slope):
    """Fill ``value`` with s(z) and ``slope`` with s'(z) for one row of pre-activations.

    Integer powers are repeated products over the row (which vectorise); other powers call ``pow`` where z > 0.
    """
    power = int(q)
    if q == 2.0:  # the paper's case in one pass
        for k in range(z.size):
            positive = 0.0 if z[k] <= 0.0 else z[k]  # a nan stays
            value[k] = positive * positive
            slope[k] = 2.0 * positive
    elif power == q:
        for k in range(z.size):
            slope[k] = 1.0 if z[k] > 0.0 else 0.0
        for _ in range(power - 1):
            for k in range(z.size):
                slope[k] *= z[k]
        for k in range(z.size):
            value[k] = slope[k] * z[k]
            slope[k] *= q
    else:
        for k in range(z.size):
            if z[k] <= 0.0:
                slope[k] = 0.0
                value[k] = 0.0
            else:
                slope[k] = q * z[k] ** (q - 1.0)
                value[k] = z[k] ** q
