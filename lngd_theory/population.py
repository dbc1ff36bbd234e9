"""Test accuracy of a trained network: P(sign f(x) = y) over fresh data, never with anything of size d in law.

Two kinds of test set. :class:`GaussianTest` belongs to Definition 2.1 and draws the pre-activations of fresh noise
patches directly in R^{2m}. :class:`PatchTest` holds given test patches as their inner products with the training
patches and the initial weights.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lngd_theory.activation import relu_power
from lngd_theory.errors import InputError
from lngd_theory.setting import Setting
from lngd_theory.wishart import bartlett_factor

__all__ = ["Accuracy", "GaussianTest", "HeldOut", "PatchTest"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


class Accuracy(NamedTuple):
    """Accuracy P(sign f = y) on a test set and its Monte-Carlo standard error; f = 0 counts as an error."""

    accuracy: float
    standard_error: float


class HeldOut(Protocol):
    """A test set that can judge trained weights given by coefficients, or in R^d (where that is possible)."""

    @property
    def size(self) -> int:
        """Number of test draws."""
        ...

    def from_coefficients(self, R: Array, q: float, start: float = 1.0) -> Accuracy:
        """Accuracy of ``w = start w0 + sum_k R[:, k] v_k / |v_k|^2`` (R of shape (2m, K))."""
        ...

    def from_weights(self, W: Array, q: float) -> Accuracy:
        """Accuracy of the first-layer weights W of shape (2m, d)."""
        ...


class GaussianTest:
    """Test error of Definition 2.1 in R^{2m}, exact in law.

    A fresh xi meets the trained weights in a centred Gaussian vector of R^{2m} with covariance
    ``sigma_p^2 A A^T``, where the columns of ``A = [sigma_0 N + C L, sigma_0 P]`` are the weights' coordinates in the
    span of the training noise and in what is left (P P^T is the Wishart Gram matrix of the initial weights there).
    ``size`` such vectors are used with *both* labels each, which halves the work of the signal term and pairs the two.
    """

    def __init__(self, setting: Setting, N: Array, L: Array, mu_overlaps: Array, rng: np.random.Generator, size: int):
        self._size = size
        self._setting, self._N, self._L, self._mu_overlaps, self._rng = setting, N, L, mu_overlaps, rng

    @property
    def size(self) -> int:
        """Number of fresh noise patches."""
        return self._size

    @cached_property
    def _draws(self) -> tuple[Array, Array]:
        """P (2m, min(2m, d-1-n)) and the standard normals of the test draw (size, 2m)."""
        rows = self._N.shape[0]
        P = bartlett_factor(self._rng, rows, self._setting.d - 1 - self._setting.n)
        return P, self._rng.standard_normal((self.size, rows))

    def noise_preactivations(self, R: Array, start: float = 1.0) -> Array:
        """Fresh ``<w_{j,r}, xi>``, shape (size, 2m), for coefficients R (2m, 1+n) beside ``start w0``."""
        s, L = self._setting, self._L
        P, normals = self._draws
        C = R[:, 1:] / (s.sigma_p * np.einsum("ij,ij->i", L, L))  # times sigma_p: rho_i xi_i/|xi_i|^2 = C_i L_i Q
        size = start * s.sigma_0
        A = np.hstack([size * self._N + C @ L, size * P])
        factor: Array = np.asarray(np.linalg.qr(A.T, mode="r"))  # A A^T = factor^T factor, without squaring anything
        factor *= np.where(np.diagonal(factor) < 0, -1.0, 1.0)[:, None]  # the Cholesky choice: continuous in time
        return np.asarray(normals[:, : factor.shape[0]] @ (s.sigma_p * factor))

    def from_coefficients(self, R: Array, q: float, start: float = 1.0) -> Accuracy:
        """Accuracy over fresh (xi, y), R of shape (2m, 1+n)."""
        m = R.shape[0] // 2
        noise = relu_power(self.noise_preactivations(R, start), q)
        g = noise @ np.repeat([1.0, -1.0], m)
        z = start * self._mu_overlaps + R[:, 0]
        correct = np.zeros(self.size)
        for y in (1.0, -1.0):
            signal = relu_power(y * z, q)
            correct += 0.5 * (y * (signal[:m].sum() - signal[m:].sum() + g) > 0)
        return Accuracy(float(correct.mean()), float(correct.std() / np.sqrt(self.size)))

    def from_weights(self, W: Array, q: float) -> Accuracy:
        """Not possible: there are no weights in R^d."""
        raise InputError(
            "this instance was drawn in law, without vectors in R^d; use draw='dense' for the dense engine"
        )


class PatchTest:
    """A test set of given patches.

    Parameters
    ----------
    from_start : (T, 2m) array
        ``<w0_{j,r}, u_k>`` for the T distinct test patches u_k.
    cross : (T, K) array
        ``<u_k, v_l> / |v_l|^2`` with the training atoms.
    atoms, signs : (size, P) arrays
        The test samples in terms of the distinct test patches.
    labels : (size,) array
        True labels.
    vectors : (T, d) array, optional
        The test patches themselves, for :meth:`from_weights`.
    """

    def __init__(
        self,
        from_start: Array,
        cross: Array,
        atoms: Integers,
        signs: Array,
        labels: Array,
        vectors: Array | None,
    ):
        self._from_start, self._cross = from_start, cross
        self._atoms, self._signs, self._labels, self._vectors = atoms, signs, labels, vectors

    @property
    def size(self) -> int:
        """Number of test samples."""
        return int(self._labels.size)

    def from_coefficients(self, R: Array, q: float, start: float = 1.0) -> Accuracy:
        """Accuracy of coefficients R of shape (2m, K)."""
        return self._judge(start * self._from_start + self._cross @ R.T, q)

    def from_weights(self, W: Array, q: float) -> Accuracy:
        """Accuracy of first-layer weights W of shape (2m, d)."""
        if self._vectors is None:
            raise InputError("this test set holds no vectors; draw the instance with draw='dense'")
        return self._judge(self._vectors @ W.T, q)

    def _judge(self, z: Array, q: float) -> Accuracy:
        m = z.shape[1] // 2

        def output(preactivations: Array) -> Array:
            s = relu_power(preactivations, q)
            return np.asarray(s[:, :m].sum(axis=1) - s[:, m:].sum(axis=1))

        by_sign = np.stack([output(-z), output(z)])  # each distinct patch once, with either sign
        f = by_sign[(self._signs > 0).astype(np.int64), self._atoms].sum(axis=1)
        accuracy = float((self._labels * f > 0).mean())
        return Accuracy(accuracy, float(np.sqrt(accuracy * (1 - accuracy) / self.size)))
