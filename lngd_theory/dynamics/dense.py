"""The dense network in R^d: the plain forward and backward pass of Definition 2.1, in numpy.

Nothing is shared with the Gram engine's kernels: pre-activations come from patches and weights, the step from the
gradient of the loss. gamma and rho are accumulated by the recursions (4)-(6) of LNGD beside it, so that
``w = w0 + sum_k R[:, k] v_k/|v_k|^2`` is a check of the decomposition and not its definition.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from lngd_theory.activation import relu_power, relu_power_slope
from lngd_theory.dynamics.engine import DIVERGENCE_LIMIT, smoothing_of
from lngd_theory.errors import InputError
from lngd_theory.instances import Instance
from lngd_theory.population import Accuracy

__all__ = ["DenseEngine"]

Array = NDArray[np.float64]


class DenseEngine:
    """Training of the weights W (2m, d) on patches X (n, P, d); parameters as in GramEngine."""

    start = 1.0  #: share of the initial weights that is left: all of it, unless weight decay shrinks them

    def __init__(self, instance: Instance, eta: float, q: float, smoothing: float | tuple[float, ...] = 0.0):
        if instance.dense is None:
            raise InputError("the dense engine needs vectors in R^d: draw the instance with draw='dense'")
        self.instance, self._eta, self._q = instance, float(eta), float(q)
        self._atoms, self._W0 = instance.dense
        self._X = instance.signs[:, :, None] * self._atoms[instance.atoms]
        self._smoothing = smoothing_of(smoothing, instance.n)
        self._j = np.repeat([1.0, -1.0], instance.m)
        self.W = self._W0.copy()
        self._R = np.zeros_like(instance.overlaps)

    @property
    def coefficients(self) -> Array:
        """R (2m, K) by the recursions."""
        return self._R

    def decomposition_residual(self) -> float:
        """``|W - c W0 - R V / |v|^2| / |W - c W0|`` (Frobenius), c = ``start``; 0 before the first step."""
        norms2 = self.instance.norms2
        moved = self.W - self.start * self._W0
        size = float(np.linalg.norm(moved))
        scales = np.divide(1.0, norms2, out=np.zeros_like(norms2), where=norms2 > 0)
        rebuilt = (self.coefficients * scales) @ self._atoms
        return float(np.linalg.norm(moved - rebuilt)) / size if size else 0.0

    def _preactivations(self) -> Array:
        n, P, d = self._X.shape
        return (self._X.reshape(n * P, d) @ self.W.T).reshape(n, P, -1)

    def _margins(self, z: Array) -> Array:
        f = relu_power(z, self._q).sum(axis=1) @ self._j / self.instance.m
        return np.asarray(self.instance.labels * f)

    def margins(self) -> Array:
        """``y_i f(x_i)``, shape (n,)."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self._margins(self._preactivations())

    def gradient(self, eps: Array) -> Array:
        """Gradient of the training loss with multipliers ``eps`` (n,), shape (2m, d)."""
        return self._gradient(self._preactivations(), eps)[0]

    def _gradient(self, z: Array, eps: Array) -> tuple[Array, Array]:
        """The gradient, and dL/dz of shape (n, P, 2m)."""
        n, m = self.instance.n, self.instance.m
        dloss = self._loss_slope(self._margins(z), eps)
        dz = (dloss * self.instance.labels)[:, None, None] * relu_power_slope(z, self._q) * self._j / (n * m)
        return np.einsum("npr,npd->rd", dz, self._X, optimize=True), dz

    def _loss_slope(self, margin: Array, eps: Array) -> Array:
        """Derivative of each sample's loss in its margin."""
        p = self._smoothing
        return np.asarray(-(1 - p) * eps * expit(-eps * margin) + p * eps * expit(eps * margin))

    def advance(self, eps: Array) -> int:
        """One step for each row of ``eps``; returns the steps taken before divergence."""
        with np.errstate(over="ignore", invalid="ignore"):
            for t, row in enumerate(eps):
                z = self._preactivations()
                if not np.abs(self._margins(z)).max() <= DIVERGENCE_LIMIT:
                    return t
                self._descend_from(z, row)
        return len(eps)

    def _descend_from(self, z: Array, eps: Array) -> None:
        """One step of all that is trained, at pre-activations z."""
        gradient, dz = self._gradient(z, eps)
        self.W -= self._eta * gradient
        self._accumulate(dz)

    def _accumulate(self, dz: Array) -> None:
        """Recursions (4)-(6): each patch adds ``-eta dL/dz * sign * |v|^2`` to the coefficient of its atom."""
        instance = self.instance
        moves = -self._eta * dz * instance.signs[:, :, None] * instance.norms2[instance.atoms][:, :, None]
        np.add.at(self._R.T, instance.atoms, moves)

    def test(self) -> Accuracy:
        """Test accuracy of the current weights, from the weights themselves."""
        assert self.instance.test is not None
        return self.instance.test.from_weights(self.W, self._q)
