"""What a step of training makes of the gradient, as the engines know it, and what it draws."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Adaptive", "Rule", "draw_chances"]

Array = NDArray[np.float64]


class Adaptive(NamedTuple):
    """Adam's means: decay rates of the first and second moment in [0, 1), and what is added to the root (``>= 0``)."""

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


class Rule(NamedTuple):
    """Every algorithm is one of these; the defaults are gradient descent.

    With a batch B_t, kept filters, and the loss L_t of step t (label noise included), a step is::

        g = grad L_t(W + radius grad L_t(W)/|grad L_t(W)|) + decay W
        U <- beta U + g
        W <- W - eta (g + beta U)  if nesterov else  W - eta U

    as in torch.optim.SGD; ``adaptive`` puts Adam's step in the place of the last two lines, and ``decoupled`` takes
    ``eta decay W`` from W in place of adding ``decay W`` to g.
    """

    batch: int = 0  #: samples of a step, drawn anew without replacement; 0 for all
    dropout: float = 0.0  #: chance of a filter to be left out of a step, in [0, 1); the others count 1/(1 - dropout)
    radius: float = 0.0  #: of SAM, a length in weight space; 0 for none
    beta: float = 0.0  #: momentum, in [0, 1)
    nesterov: bool = False
    decay: float = 0.0  #: lambda of weight decay
    decoupled: bool = False
    adaptive: Adaptive | None = None

    @property
    def in_span(self) -> bool:
        """Whether W stays in ``c W_0 + span of the patches`` (proofs_check/derivations/span.py)."""
        return self.adaptive is None

    @property
    def gradients(self) -> int:
        """Gradients of the whole batch that a step evaluates."""
        return 2 if self.radius > 0 else 1

    @property
    def is_random(self) -> bool:
        """Whether a step draws anything beside label noise."""
        return self.batch > 0 or self.dropout > 0


def draw_chances(rule: Rule, rng: np.random.Generator, steps: int, n: int, rows: int) -> tuple[Array, Array]:
    """Which samples and filters take part in the next steps: (steps, n) of 0 or 1, (steps, rows) of 0 or 1/(1 - rate).

    One row of n + rows uniform numbers belongs to each step, whatever of it is used: drawing in pieces gives the same
    steps, a smaller batch is a part of a larger one, and batches are the same with and without dropout. Rules that
    draw nothing use no random number.
    """
    chosen, kept = np.ones((steps, n)), np.ones((steps, rows))
    if not rule.is_random:
        return chosen, kept
    uniform = rng.random((steps, n + rows))
    if 0 < rule.batch < n:
        out = np.argpartition(uniform[:, :n], rule.batch - 1, axis=1)[:, rule.batch :]
        np.put_along_axis(chosen, out, 0.0, axis=1)
    if rule.dropout > 0:
        kept = np.where(uniform[:, n:] < rule.dropout, 0.0, 1.0 / (1.0 - rule.dropout))
    return chosen, kept
