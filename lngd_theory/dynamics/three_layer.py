"""Engines of the three-layer network: by coefficients of its first layer, and in R^d."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.activation import relu_power, relu_power_slope
from lngd_theory.dynamics import kernels, three_layer_kernels
from lngd_theory.dynamics.dense import DenseEngine
from lngd_theory.dynamics.gram import GramEngine
from lngd_theory.errors import InputError
from lngd_theory.instances import Instance
from lngd_theory.population import Accuracy, AnyHead, HiddenLayer

__all__ = ["DenseThreeLayer", "GramThreeLayer"]

Array = NDArray[np.float64]


def _second(instance: Instance) -> Array:
    """A copy of the initial second layer (2m, h)."""
    if instance.second is None:
        raise InputError("this engine trains two layers: the instance must have a second layer, see ThreeLayer")
    return np.array(instance.second, dtype=np.float64, order="C")


class GramThreeLayer(GramEngine):
    """The three-layer network by coefficients R (h, K) of its first layer; U (2m, h) is trained as it is.

    A step costs O(h K^2 + m h K) whatever d is. Parameters as for :class:`~lngd_theory.dynamics.gram.GramEngine`.

    Raises
    ------
    InputError
        The instance has no second layer.
    """

    def __init__(self, instance: Instance, eta: float, q: float, smoothing: float | tuple[float, ...] = 0.0):
        U = _second(instance)
        super().__init__(instance, eta, q, smoothing)
        (units, h), n = U.shape, instance.n
        first = self._constants._replace(rate=instance.norms2)
        views = instance.gram.shape[0] + first.extra.size
        nothing = np.empty(0)
        self._between = three_layer_kernels.Between(
            U=U,
            A=np.empty((h, views)),
            A_by_view=np.empty((views, h)),
            B=np.empty((units, views)),
            down=np.empty((h, views)),
        )
        self._top = first._replace(
            H=nothing, rate=np.full(views, eta / (n * instance.m)), extra=np.empty(0, dtype=np.int64)
        )
        self._top_work = self._work._replace(
            slope=np.empty((units, views)),
            extra_slope=np.empty((units, 0)),
            output=np.empty(views),
            weight=np.empty(views),
            rate=np.empty(views),
            keep=np.ones(units),
        )
        self._constants = first

    @property
    def second(self) -> Array:
        """U (2m, h), a view of the state."""
        return self._between.U

    def margins(self) -> Array:
        """``y_i f(x_i)``, shape (n,)."""
        b = self._between
        three_layer_kernels.lift(self._constants, self._state, self._work, b)
        kernels.forward(self._top, kernels.State(b.B, b.B), self._top_work)
        return self._top_work.margin.copy()

    def advance(self, eps: Array) -> int:
        """One step of both layers for each row of ``eps``; returns the steps taken before divergence."""
        parts = self._constants, self._state, self._work, self._between, self._top, self._top_work
        return int(three_layer_kernels.advance(*parts, np.ascontiguousarray(eps)))

    def test(self) -> Accuracy:
        """Test accuracy of the current weights."""
        test = self.instance.test
        assert isinstance(test, AnyHead)
        return test.judged(self._state.R, HiddenLayer(self._q, self.second))


class DenseThreeLayer(DenseEngine):
    """The same network with W (h, d) and U (2m, h) as they are: the plain forward and backward pass, in numpy.

    Parameters as for :class:`~lngd_theory.dynamics.dense.DenseEngine`; an instance without a second layer is an
    InputError.
    """

    def __init__(self, instance: Instance, eta: float, q: float, smoothing: float | tuple[float, ...] = 0.0):
        self.U = _second(instance)
        super().__init__(instance, eta, q, smoothing)

    def _margins(self, z: Array) -> Array:
        """From first-layer pre-activations (n, P, h)."""
        upper = relu_power(relu_power(z, self._q) @ self.U.T, self._q)
        return np.asarray(self.instance.labels * (upper.sum(axis=1) @ self._j / self.instance.m))

    def _slopes(self, z: Array, eps: Array) -> tuple[Array, Array]:
        """dL/dz of shape (n, P, h), and dL/dU."""
        n, m = self.instance.n, self.instance.m
        hidden = relu_power(z, self._q)
        dloss = self._loss_slope(self._margins(z), eps) * self.instance.labels / (n * m)
        upper = dloss[:, None, None] * self._j * relu_power_slope(hidden @ self.U.T, self._q)
        return upper @ self.U * relu_power_slope(z, self._q), np.einsum("npu,nph->uh", upper, hidden, optimize=True)

    def _gradient(self, z: Array, eps: Array) -> tuple[Array, Array]:
        """The gradient in W, and dL/dz of shape (n, P, h)."""
        dz = self._slopes(z, eps)[0]
        return np.einsum("npr,npd->rd", dz, self._X, optimize=True), dz

    def second_gradient(self, eps: Array) -> Array:
        """Gradient in U of the training loss with multipliers ``eps`` (n,), shape (2m, h)."""
        return self._slopes(self._preactivations(), eps)[1]

    def _descend_from(self, z: Array, eps: Array) -> None:
        """One step of both layers."""
        dz, dU = self._slopes(z, eps)
        self.W -= self._eta * np.einsum("npr,npd->rd", dz, self._X, optimize=True)
        self.U -= self._eta * dU
        self._accumulate(dz)

    def test(self) -> Accuracy:
        """Test accuracy of the current weights, from the weights themselves."""
        test = self.instance.test
        assert isinstance(test, AnyHead)
        return test.judged_weights(self.W, HiddenLayer(self._q, self.U))
