"""Test accuracy of a trained network: P(sign f(x) = y) over fresh data, never with anything of size d in law.

:class:`GaussianTest` belongs to Definition 2.1 and draws the pre-activations of fresh noise patches directly in R^{2m};
:class:`~lngd_theory.instances.patch_test.PatchTest` holds given patches. Both know first-layer pre-activations only, so
that they judge any network by its head: what the layers above the first make of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from lngd_theory.activation import relu_power
from lngd_theory.errors import InputError
from lngd_theory.setting import Setting
from lngd_theory.wishart import bartlett_factor

__all__ = [
    "Accuracy", "AnyHead", "GaussianTest", "Head", "HeldOut", "HiddenLayer", "SignedSum", "TwoLayerTest", "signed_sum",
]  # fmt: skip

Array = NDArray[np.float64]


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


class Head(Protocol):
    """What follows the first layer, up to a factor > 0, which changes no sign."""

    def __call__(self, z: Array) -> Array:
        """What patches add to ``m f``, shape (...), from their first-layer pre-activations (..., rows)."""
        ...


def signed_sum(s: Array) -> Array:
    """Sum of the first half of the last axis minus that of the second: rows j = +1 come before rows j = -1."""
    m = s.shape[-1] // 2
    return np.asarray(s[..., :m].sum(axis=-1) - s[..., m:].sum(axis=-1))


@dataclass(frozen=True)
class SignedSum:
    """The fixed second layer of Definition 2.1: ``sum_{j,r} j s(z_{j,r})``, on 2m pre-activations."""

    q: float  #: power of the activation

    def __call__(self, z: Array) -> Array:
        """``m f`` of pre-activations (..., 2m)."""
        return signed_sum(relu_power(z, self.q))


@dataclass(frozen=True)
class HiddenLayer:
    """A trained second layer under a fixed third: ``sum_{j,r} j s(<u_{j,r}, s(z)>)``, on h pre-activations."""

    q: float  #: power of both activations
    U: Array  #: (2m, h)

    def __call__(self, z: Array) -> Array:
        """``m f`` of pre-activations (..., h)."""
        return signed_sum(relu_power(relu_power(z, self.q) @ self.U.T, self.q))


@runtime_checkable
class AnyHead(HeldOut, Protocol):
    """A test set that can judge networks of more than two layers: it knows first-layer pre-activations."""

    def judged(self, R: Array, head: Head, start: float = 1.0) -> Accuracy:
        """Accuracy of coefficients R (rows, K) of the first layer under a head."""
        ...

    def judged_weights(self, W: Array, head: Head) -> Accuracy:
        """Accuracy of first-layer weights W (rows, d) under a head."""
        ...


class TwoLayerTest:
    """The test of two-layer networks by that of any head: what test sets that know pre-activations derive from."""

    def from_coefficients(self: AnyHead, R: Array, q: float, start: float = 1.0) -> Accuracy:
        """Accuracy of the two-layer network with coefficients R of shape (2m, K)."""
        return self.judged(R, SignedSum(q), start)

    def from_weights(self: AnyHead, W: Array, q: float) -> Accuracy:
        """Accuracy of the two-layer network with first-layer weights W of shape (2m, d)."""
        return self.judged_weights(W, SignedSum(q))


class GaussianTest(TwoLayerTest):
    """Test error of Definition 2.1 in R^{2m}, exact in law; in R^h for a first layer of h rows.

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

    def judged(self, R: Array, head: Head, start: float = 1.0) -> Accuracy:
        """Accuracy over fresh (xi, y), R of shape (rows, 1+n)."""
        noise = head(self.noise_preactivations(R, start))
        z = start * self._mu_overlaps + R[:, 0]
        correct = np.zeros(self.size)
        for y in (1.0, -1.0):
            correct += 0.5 * (y * (head(y * z) + noise) > 0)
        return Accuracy(float(correct.mean()), float(correct.std() / np.sqrt(self.size)))

    def judged_weights(self, W: Array, head: Head) -> Accuracy:
        """Not possible: there are no weights in R^d."""
        raise InputError(
            "this instance was drawn in law, without vectors in R^d; use draw='dense' for the dense engine"
        )
