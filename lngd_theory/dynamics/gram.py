"""The Gram engine: the full network's dynamics at O(m K^2) a step, whatever d."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import kernels, product
from lngd_theory.dynamics.engine import DIVERGENCE_LIMIT, smoothing_of
from lngd_theory.instances import Instance
from lngd_theory.population import Accuracy

__all__ = ["Gram32Engine", "GramEngine"]

Array = NDArray[np.float64]


class GramEngine:
    """Training of an instance by coefficients; memory O(m K + K^2).

    Parameters
    ----------
    instance : Instance
        Data and initial overlaps; not changed.
    eta, q : float
        Step size and power of the activation.
    smoothing : float or tuple of floats
        Mass of label smoothing, one or one per sample.
    """

    #: Type of H, of the step and of their product; R, Z and the loss slopes are double.
    real: ClassVar[type[np.float64] | type[np.float32]] = np.float64

    def __init__(self, instance: Instance, eta: float, q: float, smoothing: float | tuple[float, ...] = 0.0):
        self.instance, self._q = instance, float(q)
        (rows, K), n, m = instance.overlaps.shape, instance.n, instance.m
        norms2 = instance.norms2
        views, extra = _views(instance)
        with np.errstate(over="ignore"):  # an infinite rate ends as a divergence
            rate = eta * norms2 / (n * m)
        self._constants = kernels.Constants(
            H=product.panels(self.relative_gram, self.real),
            rate=rate,
            views=views,
            extra=extra,
            labels=np.ascontiguousarray(instance.labels, dtype=np.float64),
            smoothing=smoothing_of(smoothing, n),
            q=self._q,
            limit=DIVERGENCE_LIMIT,
        )
        Z = product.aligned_zeros(rows, product.filled(K, self.real))
        np.add(instance.overlaps, 0.0, out=Z[:, :K])  # no -0, whose sign a skipped zero keeps and an added one does not
        self._state = kernels.State(Z=Z, R=np.zeros((rows, K)))
        E = extra.size
        self._work = kernels.Work(
            slope=product.aligned_zeros(rows, product.pieces(K) * product.DEPTH, real=self.real),
            extra_slope=np.empty((rows, E)),
            output=np.empty(K + E),
            weight=np.empty(K + E),
            margin=np.empty(n),
            rate=np.empty(K),
            keep=np.ones(rows),
            words=np.empty((rows, product.pieces(K)), dtype=np.uint64),
            part=product.aligned_zeros(min(rows, product.ROWS), product.filled(K, self.real), real=self.real),
        )

    @property
    def relative_gram(self) -> Array:
        """H: ``<v_k, v_l>/|v_k|^2``, shape (K, K), zero where ``v_k = 0``; made anew."""
        norms2 = self.instance.norms2
        inverse = np.divide(1.0, norms2, out=np.zeros(norms2.size), where=norms2 > 0)
        return np.asarray(self.instance.gram * inverse[:, None])

    @property
    def constants(self) -> kernels.Constants:
        """What its steps read."""
        return self._constants

    @property
    def coefficients(self) -> Array:
        """R (2m, K), a view of the state."""
        return self._state.R

    @property
    def preactivations(self) -> Array:
        """``<w_{j,r}, v_k>``, shape (2m, K), a view of the state."""
        return self._state.Z[:, : self._state.R.shape[1]]

    def margins(self) -> Array:
        """``y_i f(x_i)``, shape (n,)."""
        kernels.forward(self._constants, self._state, self._work)
        return self._work.margin.copy()

    def advance(self, eps: Array) -> int:
        """One step for each row of ``eps``; returns the steps taken before divergence."""
        return int(kernels.advance(self._constants, self._state, self._work, np.ascontiguousarray(eps)))

    def test(self) -> Accuracy:
        """Test accuracy of the current weights."""
        assert self.instance.test is not None
        return self.instance.test.from_coefficients(self._state.R, self._q)


class Gram32Engine(GramEngine):
    """The same with the product of a step in single precision: faster, for an error that docs/kernels.md states."""

    real = np.float32


def _views(instance: Instance) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Views of each sample (n, P), and the atoms that are used with sign -1."""
    negative = instance.signs < 0
    extra = np.unique(instance.atoms[negative])
    position = np.zeros(instance.gram.shape[0], dtype=np.int64)
    position[extra] = instance.gram.shape[0] + np.arange(extra.size)
    return np.where(negative, position[instance.atoms], instance.atoms), extra
