"""The Gram engine for every algorithm that stays in the span of the patches: O(m K^2) a step, whatever d."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.algorithms.rule import Rule, draw_chances
from lngd_theory.dynamics import product, span_kernels
from lngd_theory.dynamics.gram import GramEngine
from lngd_theory.errors import InputError
from lngd_theory.instances import Instance
from lngd_theory.population import Accuracy

__all__ = ["SpanEngine"]

Array = NDArray[np.float64]

_PLAIN = Rule()


class SpanEngine(GramEngine):
    """Training by coefficients with another rule than gradient descent.

    Parameters
    ----------
    instance, eta, q, smoothing
        As for :class:`~lngd_theory.dynamics.gram.GramEngine`.
    rule : Rule
        What is made of the gradient; ``rule.in_span`` must hold.
    rng : numpy Generator, optional
        Draws batches and filters; a rule that draws nothing needs none.

    Raises
    ------
    InputError
        The update leaves the span of the patches.
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
        if not rule.in_span:
            raise InputError(
                "Adam's step leaves the span of the patches, and with it the Gram engine: use engine='dense'"
            )
        super().__init__(instance, eta, q, smoothing)
        self._rule, self._rng = rule, np.random.default_rng(0) if rng is None else rng
        (rows, K), n = instance.overlaps.shape, instance.n
        if rule.batch:
            self._constants = self._constants._replace(rate=self._constants.rate * (n / min(rule.batch, n)))
        self._numbers = span_kernels.Numbers(rule.radius, rule.beta, rule.nesterov, eta * rule.decay)
        norms2 = instance.norms2
        width = self._state.Z.shape[1]
        self._motion = span_kernels.Motion(
            speed=np.zeros((rows, K)),
            Z_speed=product.aligned_zeros(rows, width),
            start=np.array([1.0, 0.0]),
            move=product.aligned_zeros(rows, width),
            point=product.aligned_zeros(rows, width),
            inverse=np.divide(1.0, norms2, out=np.zeros(K), where=norms2 > 0),
        )

    @property
    def start(self) -> float:
        """C in ``w = c w0 + sum_k R[:, k] v_k/|v_k|^2``: 1 without weight decay."""
        return float(self._motion.start[0])

    def margins(self) -> Array:
        """``y_i f(x_i)`` of the whole network, shape (n,)."""
        self._work.keep[:] = 1.0
        return super().margins()

    def advance(self, eps: Array) -> int:
        """One step for each row of ``eps``; returns the steps taken before divergence."""
        chosen, kept = draw_chances(self._rule, self._rng, len(eps), self.instance.n, len(self._state.R))
        # a sample out of the batch has the multiplier 0, and with it no slope
        return int(
            span_kernels.advance(
                self._constants, self._state, self._work, self._motion, self._numbers, eps * chosen, kept
            )
        )

    def test(self) -> Accuracy:
        """Test accuracy of the current weights, of the whole network."""
        assert self.instance.test is not None
        return self.instance.test.from_coefficients(self._state.R, self._q, self.start)
