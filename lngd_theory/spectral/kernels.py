"""Predictions of the linear probe for every d in one pass: from d to d + 1 they change by a rank-one term."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["score_path"]


@njit(cache=True, nogil=True, error_model="numpy")
def score_path(Z, B, offset, codes):
    """Hits and squared errors of ``f_d(x) = offset + sum_(k <= d) z_k B_k`` for d = 0, 1, ..., r.

    Parameters
    ----------
    Z : (n, r) float64, rows contiguous
        Coordinates of the samples.
    B : (r, K) float64
        Coefficients of every direction for K classes.
    offset : (K,) float64
    codes : (L, n) int64
        L labellings of the samples by classes 0..K-1.

    Returns
    -------
    hits : (L, r + 1) int64
        Samples whose label is the class with the largest output; among equal ones the first counts.
    losses, squares : (L, r + 1) float64
        Sums over samples of ``|f_d(x) - e_y|^2`` and of its square.
    """
    n, r = Z.shape
    classes = offset.size
    labellings = codes.shape[0]
    hits = np.zeros((labellings, r + 1), dtype=np.int64)
    losses = np.zeros((labellings, r + 1))
    squares = np.zeros((labellings, r + 1))
    f = np.empty(classes)
    for i in range(n):
        for c in range(classes):
            f[c] = offset[c]
        for d in range(r + 1):
            if d > 0:
                z = Z[i, d - 1]
                for c in range(classes):
                    f[c] += z * B[d - 1, c]
            best = 0
            norm = 0.0
            for c in range(classes):
                norm += f[c] * f[c]
                if f[c] > f[best]:
                    best = c
            for kind in range(labellings):
                y = codes[kind, i]
                loss = norm - 2.0 * f[y] + 1.0
                hits[kind, d] += best == y
                losses[kind, d] += loss
                squares[kind, d] += loss * loss
    return hits, losses, squares
