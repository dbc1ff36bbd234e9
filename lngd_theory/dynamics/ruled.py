"""The dense network in R^d under any algorithm: the plain route, and the only one for what leaves the span."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.activation import relu_power, relu_power_slope
from lngd_theory.algorithms.rule import Rule, draw_chances
from lngd_theory.dynamics.dense import DenseEngine
from lngd_theory.dynamics.engine import DIVERGENCE_LIMIT
from lngd_theory.instances import Instance

__all__ = ["RuledEngine"]

Array = NDArray[np.float64]

_PLAIN = Rule()


class RuledEngine(DenseEngine):
    """Training of the weights with another rule than gradient descent.

    Parameters are those of :class:`~lngd_theory.dynamics.span.SpanEngine`; every rule is allowed. The coefficients of a
    rule that stays in the span follow the recursions; for one that leaves it they are those of the projection of
    ``W - c W_0`` on the patches, and
    :meth:`~lngd_theory.dynamics.dense.DenseEngine.decomposition_residual` is the share of it that lies outside.
    """

    def __init__(
        self,
        instance: Instance,
        eta: float,
        q: float,
        smoothing: float | tuple[float, ...] = 0.0,
        rule: Rule = _PLAIN,
        rng: np.random.Generator | None = None,
    ):
        super().__init__(instance, eta, q, smoothing)
        self._rule, self._rng = rule, np.random.default_rng(0) if rng is None else rng
        self._batch = min(rule.batch, instance.n) if rule.batch else instance.n
        self._first, self._second = np.zeros_like(self.W), np.zeros_like(self.W)
        self._R_speed = np.zeros_like(self._R)
        self._start_speed, self._taken = 0.0, 0
        self._inverse = np.linalg.pinv(instance.gram, hermitian=True) if not rule.in_span else None

    @property
    def coefficients(self) -> Array:
        """R (2m, K): by the recursions, or of the projection on the patches where the update leaves their span."""
        if self._inverse is None:
            return self._R
        moved = (self.W - self.start * self._W0) @ self._atoms.T
        return np.asarray(moved @ self._inverse * self.instance.norms2)

    def advance(self, eps: Array) -> int:
        """One step for each row of ``eps``; returns the steps taken before divergence."""
        chosen, kept = draw_chances(self._rule, self._rng, len(eps), self.instance.n, len(self.W))
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for t, row in enumerate(eps * chosen):
                if not self._step(row, kept[t]):
                    return t
        return len(eps)

    def _step(self, eps: Array, kept: Array) -> bool:
        """One step; False, and nothing done, where |f| passed the limit."""
        found = self._slopes(self.W, eps, kept)
        if found is None:
            return False
        if self._rule.radius > 0:
            gradient = self._along_patches(found)
            norm = float(np.linalg.norm(gradient))
            found = self._slopes(self.W + (self._rule.radius / norm if norm else 0.0) * gradient, eps, kept)
            if found is None:
                return False
        gradient = self._along_patches(found)
        self._taken += 1
        if self._rule.adaptive is None:
            self._descend(gradient, found)
        else:
            self._adapt(gradient)
        return True

    def _slopes(self, W: Array, eps: Array, kept: Array) -> Array | None:
        """dL/dz at W, shape (n, P, 2m), of the batch's loss with the filters kept; None beyond the limit of |f|."""
        n, P, d = self._X.shape
        z = (self._X.reshape(n * P, d) @ W.T).reshape(n, P, -1)
        j_over_m = kept * self._j / self.instance.m
        margin = self.instance.labels * (relu_power(z, self._q).sum(axis=1) @ j_over_m)
        if not np.abs(margin).max() <= DIVERGENCE_LIMIT:
            return None
        slope = self._loss_slope(margin, eps) * self.instance.labels / self._batch
        return np.asarray(slope[:, None, None] * relu_power_slope(z, self._q) * j_over_m)

    def _along_patches(self, dz: Array) -> Array:
        return np.asarray(np.einsum("npr,npd->rd", dz, self._X, optimize=True))

    def _descend(self, gradient: Array, dz: Array) -> None:
        """Momentum and decay, of the weights, of the recursions, and of the share of W_0."""
        recursion = np.zeros_like(self._R)
        moves = dz * self.instance.signs[:, :, None] * self.instance.norms2[self.instance.atoms][:, :, None]
        np.add.at(recursion.T, self.instance.atoms, moves)
        self.W, self._first = self._moved(self.W, self._first, gradient)
        self._R, self._R_speed = self._moved(self._R, self._R_speed, recursion)
        start, speed = self._moved(np.array(self.start), np.array(self._start_speed), np.array(0.0))
        self.start, self._start_speed = float(start), float(speed)

    def _moved(self, place: Array, mean: Array, gradient: Array) -> tuple[Array, Array]:
        """The place after a step, and the running sum of gradients that momentum goes on with."""
        rule = self._rule
        gradient = gradient + rule.decay * place
        mean = rule.beta * mean + gradient
        return place - self._eta * (gradient + rule.beta * mean if rule.nesterov else mean), mean

    def _adapt(self, gradient: Array) -> None:
        """Adam's step, with its corrections of the first means."""
        rule, means = self._rule, self._rule.adaptive
        assert means is not None
        if rule.decoupled:
            self.W = self.W * (1 - self._eta * rule.decay)
            self.start *= 1 - self._eta * rule.decay
        else:
            gradient = gradient + rule.decay * self.W
        self._first = means.beta1 * self._first + (1 - means.beta1) * gradient
        self._second = means.beta2 * self._second + (1 - means.beta2) * gradient**2
        first, second = (
            mean / (1 - beta**self._taken) for mean, beta in ((self._first, means.beta1), (self._second, means.beta2))
        )
        root = np.sqrt(second) + means.epsilon
        self.W = self.W - self._eta * np.divide(first, root, out=np.zeros_like(first), where=root > 0)
