"""The logistic loss ``l(z) = log(1 + exp(-z))`` and the loss of one sample under label noise.

To add another loss: replace :func:`loss` and :func:`loss_slope`; label noise is written in terms of these two.
"""

from __future__ import annotations

import numpy as np
from numba import config, njit, vectorize
from numpy.typing import NDArray

__all__ = ["loss", "loss_slope", "noisy_loss", "noisy_loss_slope"]

Array = NDArray[np.float64]


@njit(cache=True, nogil=True, error_model="numpy")
def loss(z):
    """``log(1 + exp(-z))``; no overflow for any z."""
    return np.log1p(np.exp(-z)) if z > 0.0 else np.log1p(np.exp(z)) - z


@njit(cache=True, nogil=True, error_model="numpy")
def loss_slope(z):
    """``l'(z) = -1/(1 + exp(z))``; keeps full relative accuracy as z -> +inf."""
    if z > 0.0:
        e = np.exp(-z)
        return -e / (1.0 + e)
    return -1.0 / (1.0 + np.exp(z))


@njit(cache=True, nogil=True, error_model="numpy")
def noisy_loss_slope(margin, eps, p):
    """Derivative of ``noisy_loss`` in the margin y f: ``(1-p) e l'(e y f) - p e l'(-e y f)``."""
    slope = eps * loss_slope(eps * margin)
    if p > 0.0:
        slope = (1.0 - p) * slope - p * eps * loss_slope(-eps * margin)
    return slope


#: numba compiles a ufunc even where NUMBA_DISABLE_JIT is set, and cannot then read :func:`loss`.
_elementwise = np.vectorize if config.DISABLE_JIT else vectorize(cache=True)


@_elementwise
def noisy_loss(margin, eps, p):
    """Loss of a sample: ``(1-p) l(e y f) + p l(-e y f)`` with multiplier e and smoothing mass p (elementwise)."""
    value = loss(eps * margin)
    if p > 0.0:
        value = (1.0 - p) * value + p * loss(-eps * margin)
    return value
