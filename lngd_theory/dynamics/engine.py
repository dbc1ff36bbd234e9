"""What the two engines have in common: one small interface that the recorder reads."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lngd_theory.population import Accuracy

__all__ = ["DIVERGENCE_LIMIT", "Engine", "smoothing_of"]

Array = NDArray[np.float64]

#: A run has diverged when some ``|f(x_i)|`` passes this (a logistic loss of 1e8), or is not a number.
DIVERGENCE_LIMIT = 1e8


class Engine(Protocol):
    """A network in training."""

    @property
    def coefficients(self) -> Array:
        """R (2m, K): ``w = w0 + sum_k R[:, k] v_k/|v_k|^2``; column mu holds ``j gamma``, column xi_i holds rho."""
        ...

    def margins(self) -> Array:
        """``y_i f(x_i)`` of the current weights, shape (n,)."""
        ...

    def advance(self, eps: Array) -> int:
        """One step for each row of ``eps`` (steps, n); returns the steps taken before divergence."""
        ...

    def test(self) -> Accuracy:
        """Test accuracy of the current weights (the instance must have a test set)."""
        ...


def smoothing_of(smoothing: float | tuple[float, ...], n: int) -> Array:
    """Smoothing mass for each of n samples."""
    return np.broadcast_to(np.asarray(smoothing, dtype=np.float64), (n,)).copy()
