"""Test accuracy on fresh samples with features, exact in law: noise in R^{2m}, all signs in turn."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.activation import relu_power
from lngd_theory.errors import InputError
from lngd_theory.instances.features import FeatureModel
from lngd_theory.instances.targets import all_signs
from lngd_theory.population import Accuracy
from lngd_theory.wishart import bartlett_factor

__all__ = ["FeatureTest"]

Array = NDArray[np.float64]


class _Weights(NamedTuple):
    """Trained filters by their coordinates, 2m rows each."""

    along: Array  #: (2m, k), along the features
    beside: Array  #: (2m, ...), in directions that only noise has


class FeatureTest:
    """A test set that goes over all 2^k signs for each of ``size`` draws of the noise patches.

    A fresh noise patch meets the filters in a centred Gaussian vector of R^{2m} with covariance ``sigma_p^2 A A^T``,
    where the columns of A are the filters' coordinates in the directions that noise has.

    Parameters
    ----------
    model : FeatureModel
        What fresh samples are like.
    along : (K, k) array
        The training atoms' coordinates along the features.
    beside : (K, c) array
        Those along c orthonormal directions that span the rest of the training noise.
    N_features, N : (2m, k) and (2m, c) arrays
        Coordinates of the initial weights along the same, over sigma_0.
    rng : numpy.random.Generator
        Draws the test noise; used once, so that all states are judged on the same draws.
    size : int
        Draws of the noise patches, >= 1.
    """

    def __init__(
        self,
        model: FeatureModel,
        along: Array,
        beside: Array,
        N_features: Array,
        N: Array,
        rng: np.random.Generator,
        size: int,
    ):
        self._model, self._along, self._beside = model, along, beside
        self._N_features, self._N, self._rng, self._size = N_features, N, rng, size
        self._norms2 = np.einsum("ij,ij->i", along, along) + np.einsum("ij,ij->i", beside, beside)

    @property
    def size(self) -> int:
        """Draws of the noise patches."""
        return self._size

    @cached_property
    def _draws(self) -> tuple[Array, Array]:
        """Weights beside all atoms, over sigma_0, and the normals of the test noise (size, patches, 2m)."""
        rows, c = self._N.shape
        P = bartlett_factor(self._rng, rows, self._model.d - self._model.k - c)
        return P, self._rng.standard_normal((self.size, self._model.noise_patches, rows))

    @cached_property
    def _points(self) -> tuple[Array, Array]:
        """All signs' signal patches along the features (2^k, P, k), and their labels (2^k,)."""
        z = all_signs(self._model.k)
        which, signs = self._model.signal_patches(z)
        return signs[:, :, None] * self._model.signals[which], self._model.labels(z)

    def _weights(self, R: Array, start: float) -> _Weights:
        C = R * np.divide(1.0, self._norms2, out=np.zeros_like(self._norms2), where=self._norms2 > 0)
        size = start * self._model.sigma_0
        seen = size * self._N + C @ self._beside
        return _Weights(size * self._N_features + C @ self._along, np.hstack([seen, size * self._draws[0]]))

    def _noise(self, weights: _Weights) -> Array:
        """Fresh ``<w_{j,r}, xi>``, shape (size, patches, 2m)."""
        A = weights.beside if self._model.orthogonal else np.hstack([weights.along, weights.beside])
        factor: Array = np.asarray(np.linalg.qr(A.T, mode="r"))  # A A^T = factor^T factor, without squaring anything
        factor *= np.where(np.diagonal(factor) < 0, -1.0, 1.0)[:, None]  # the Cholesky choice: continuous in time
        return np.asarray(self._draws[1][..., : len(factor)] @ (self._model.sigma_p * factor))

    def preactivations(self, R: Array, start: float = 1.0) -> tuple[Array, Array]:
        """``<w_{j,r}, signal>`` for all signs (2^k, P, 2m), and fresh ``<w_{j,r}, xi>`` (size, noise patches, 2m).

        For coefficients R (2m, K) beside ``start w0``; under the layout ``added`` a patch is the sum of both.
        """
        weights = self._weights(R, start)
        return self._points[0] @ weights.along.T, self._noise(weights)

    def from_coefficients(self, R: Array, q: float, start: float = 1.0) -> Accuracy:
        """Accuracy over fresh samples, R of shape (2m, K); f = 0 counts as an error."""
        signal, noise = self.preactivations(R, start)
        j = np.repeat([1.0, -1.0], len(R) // 2)

        def output(z: Array) -> Array:
            """Sum over the patches of (..., P, 2m)."""
            return np.asarray((relu_power(z, q) @ j).sum(axis=-1))

        if self._model.layout == "added":
            correct = [(y * output(centre + noise) > 0) for centre, y in zip(signal, self._points[1], strict=True)]
        else:
            g = output(noise)
            correct = [y * (s + g) > 0 for s, y in zip(output(signal), self._points[1], strict=True)]
        share = np.mean(correct, axis=0)
        return Accuracy(float(share.mean()), float(share.std() / np.sqrt(self.size)))

    def from_weights(self, W: Array, q: float) -> Accuracy:
        """Not possible: there are no weights in R^d."""
        raise InputError(
            "this instance was drawn in law, without vectors in R^d; use draw='dense' for the dense engine"
        )
