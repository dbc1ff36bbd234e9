"""Extremes of the coefficients over filters and samples, in one pass over R; exact, since nothing is rounded."""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["coefficient_maxima", "rho_extremes"]


@njit(cache=True, nogil=True, error_model="numpy")
def _larger(value, best):
    """The larger of two numbers, nan if one is."""
    return value if value > best or value != value else best


@njit(cache=True, nogil=True, error_model="numpy")
def coefficient_maxima(R, atoms, signs):
    """Largest coefficient of every patch, sign included, over filters of one sign and samples; shape (2, P)."""
    m, (n, patches) = R.shape[0] // 2, atoms.shape
    result = np.full((2, patches), -np.inf)
    for row in range(2 * m):
        for i in range(n):
            for p in range(patches):
                result[row // m, p] = _larger(R[row, atoms[i, p]] * signs[i, p], result[row // m, p])
    return result + 0.0  # of 0 and -0 the larger is 0


@njit(cache=True, nogil=True, error_model="numpy")
def rho_extremes(R, noise_atoms, labels):
    """Of rho = R[:, noise_atoms]: max and min by sign (2,), rho_bar (n, m), and by sample its max and min rho_low (n,).

    rho_bar are the coefficients of filters whose sign is the sample's label, rho_low the others.
    """
    m, n = R.shape[0] // 2, noise_atoms.size
    largest, smallest = np.full(2, -np.inf), np.full(2, np.inf)
    rho_bar, bar_max, low_min = np.empty((n, m)), np.full(n, -np.inf), np.full(n, np.inf)
    for J in range(2):
        for r in range(m):
            row = R[J * m + r]
            for i in range(n):
                rho = row[noise_atoms[i]]
                largest[J], smallest[J] = _larger(rho, largest[J]), -_larger(-rho, -smallest[J])
                if (labels[i] < 0) == (J == 1):
                    rho_bar[i, r], bar_max[i] = rho, _larger(rho, bar_max[i])
                else:
                    low_min[i] = -_larger(-rho, -low_min[i])
    return largest, smallest, rho_bar, bar_max, low_min
