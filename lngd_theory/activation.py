"""The activation ``s(z) = max(0, z)^q`` and its slope, for numpy and for the kernels.

To add another activation: give it a branch in :func:`evaluate` and :func:`add_row` (value and slope of pre-activations)
and one in :func:`relu_power`'s place for numpy; nothing else knows its form.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

__all__ = ["add_row", "evaluate", "relu_power", "relu_power_slope"]

Array = NDArray[np.float64]


def relu_power(z: Array, q: float) -> Array:
    """``max(0, z)^q`` elementwise; 0 at 0 for every q >= 1."""
    return np.asarray(np.maximum(z, 0.0) ** q)


def relu_power_slope(z: Array, q: float) -> Array:
    """``q max(0, z)^(q-1)`` for z > 0, and 0 for z <= 0 (so ReLU has slope 0 at 0)."""
    return np.asarray(np.where(z > 0, q * np.maximum(z, 0.0) ** (q - 1), 0.0))


@njit(cache=True, nogil=True, error_model="numpy")
def evaluate(z, q):
    """``s(z), s'(z)`` of one pre-activation; integer powers are repeated products, others call ``pow`` where z > 0."""
    if z <= 0.0:  # a nan stays
        return 0.0, 0.0
    power = int(q)
    if power != q:
        return z**q, q * z ** (q - 1.0)
    slope = 1.0
    for _ in range(power - 1):
        slope *= z
    return slope * z, q * slope


@njit(cache=True, nogil=True, error_model="numpy")
def add_row(Z, row, q, factor, total, slope, size):
    """``total += factor * s(z)`` and ``slope[row] = s'(z)`` on the first ``size`` entries z of a row of ``Z``.

    Rows are indexed and not sliced: a slice counts references, which takes longer than a short row.
    """
    if q == 2.0:  # the paper's case in a form that vectorises
        for k in range(size):
            z = Z[row, k]
            positive = 0.0 if z <= 0.0 else z  # a nan stays
            total[k] += factor * (positive * positive)
            slope[row, k] = 2.0 * positive
    elif int(q) == q:  # repeated products over the row, which vectorise
        for k in range(size):
            slope[row, k] = 0.0 if Z[row, k] <= 0.0 else 1.0
        for _ in range(int(q) - 1):
            for k in range(size):
                slope[row, k] *= Z[row, k]
        for k in range(size):
            total[k] += factor * (slope[row, k] * Z[row, k])
            slope[row, k] *= q
    else:
        for k in range(size):
            value, slope[row, k] = evaluate(Z[row, k], q)
            total[k] += factor * value
