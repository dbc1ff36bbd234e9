"""What one would write without this package, in NumPy: the two-layer network of Definition 2.1 by matrix products."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

__all__ = ["Training"]

Array = NDArray[np.floating]


class Training:
    """Full-batch gradient descent on the logistic loss, in the precision of ``dtype``; all patches as one matrix.

    Parameters
    ----------
    W0 : (2m, d) array
        Initial weights; the first m belong to F_{+1}.
    patches : (n, P, d) array
    labels : (n,) array
    eta, q : float
        Step size, and power of the activation ``max(0, z)^q``.
    """

    def __init__(self, W0: Array, patches: Array, labels: Array, eta: float, q: float = 2.0, dtype: str = "float64"):
        n, P, d = patches.shape
        self.W = W0.astype(dtype)
        self.X, self.P = np.ascontiguousarray(patches, dtype).reshape(n * P, d), P
        self.labels, self.eta, self.q = labels.astype(dtype), eta, q
        self.j_over_m = np.repeat([1, -1], len(W0) // 2).astype(dtype) / (len(W0) // 2)

    def _outputs(self, z: Array, P: int) -> Array:
        filters = (z**self.q) @ self.j_over_m
        return np.asarray(filters.reshape(-1, P).sum(axis=1))

    def train(self, flips: Array) -> None:
        """One step for each row of ``flips`` (steps, n)."""
        n = self.labels.size
        for eps in flips.astype(self.W.dtype):
            z = np.maximum(self.X @ self.W.T, 0)
            signs = eps * self.labels
            pull = signs * expit(-signs * self._outputs(z, self.P)) / n
            slope = self.q * z ** (self.q - 1) * self.j_over_m
            slope *= np.repeat(pull, self.P)[:, None]
            self.W += self.eta * (slope.T @ self.X)

    def hold(self, patches: Array) -> Array:
        """Patches (n, P, d) in the form that :meth:`outputs` takes."""
        return np.ascontiguousarray(patches, self.W.dtype)

    def outputs(self, held: Array) -> NDArray[np.float64]:
        """``f`` of samples."""
        n, P, d = held.shape
        z = np.maximum(held.reshape(n * P, d) @ self.W.T, 0)
        return np.asarray(self._outputs(z, P), dtype=np.float64)

    def weights(self) -> NDArray[np.float64]:
        """W (2m, d)."""
        return self.W.astype(np.float64)
