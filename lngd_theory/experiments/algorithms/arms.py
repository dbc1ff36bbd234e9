"""What is compared: every algorithm with as many candidates for its parameters as any other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from lngd_theory.algorithms import SAM, SGD, Adam, Algorithm, Dropout, GradientDescent, Momentum, WeightDecay
from lngd_theory.label_noise import LabelFlip, LabelNoise, LabelSmoothing, NoLabelNoise
from lngd_theory.setting import Setting

__all__ = ["ARMS", "BUDGETS", "Budget", "Candidate", "candidates", "radius_unit", "steps_within"]

Budget = Literal["steps", "gradients"]
#: What two algorithms have in common when they are compared, in words.
BUDGETS: dict[Budget, str] = {"steps": "equal steps", "gradients": "equal gradients of samples"}


@dataclass(frozen=True)
class Candidate:
    """One choice of the parameters of an arm.

    ``stop`` reads the trajectory earlier than at its end: at the first record with a training loss of at most this;
    ``oracle`` reads it where the test accuracy is largest, which no rule without test data can.
    """

    eta: float
    noise: LabelNoise = field(default_factory=NoLabelNoise)
    algorithm: Algorithm = field(default_factory=GradientDescent)
    stop: float | None = None
    oracle: bool = False

    @property
    def label(self) -> str:
        """In words, for tables."""
        parts = [f"eta={self.eta:.3g}"]
        if self.noise != NoLabelNoise():
            parts.append(self.noise.label)
        if self.algorithm != GradientDescent():
            parts.append(self.algorithm.label)
        if self.stop is not None:
            parts.append(f"stopped at loss {self.stop:g}")
        return ", ".join(parts)


#: The arms in the order of figures and tables.
ARMS = (
    "GD", "LNGD", "SGD", "momentum", "SAM", "weight decay", "dropout", "label smoothing", "early stopping",
    "early stopping (oracle)", "Adam",
)  # fmt: skip


def radius_unit(s: Setting) -> float:
    """``sqrt(nm/d)/sigma_p``: a SAM radius of this size moves the noise pre-activations by about one.

    With the gradient spread evenly over samples and filters, ``<g_r, xi_i>/|g|`` is about ``|xi|/sqrt(nm)``.
    """
    return math.sqrt(s.n * s.m / s.d) / s.sigma_p


def candidates(arm: str, s: Setting) -> tuple[Candidate, ...]:
    """Twelve choices of the parameters of an arm at a setting.

    Three values of its own parameter times four step sizes, multiples of the setting's; twelve step sizes for an arm
    without a parameter of its own. The first is what is taken where all do the same.
    """
    sizes = [s.eta * x for x in _FEW]
    noises: dict[str, Sequence[LabelNoise]] = {
        "LNGD": [LabelFlip(p) for p in (0.1, 0.2, 0.3)],
        "label smoothing": [LabelSmoothing(p) for p in (0.1, 0.2, 0.4)],
    }
    algorithms: dict[str, Sequence[Algorithm]] = {
        "SGD": [SGD(max(1, s.n // part)) for part in (4, 2, 10)],
        "SAM": [SAM(_rounded(radius_unit(s) * x)) for x in (0.35, 0.2, 0.5)],
        "weight decay": [WeightDecay(lam) for lam in (1e-3, 1e-2, 1e-1)],
        "dropout": [Dropout(rate) for rate in (0.5, 0.8, 0.9)],
    }
    if arm in noises:
        return tuple(Candidate(eta, noise) for noise in noises[arm] for eta in sizes)
    if arm in algorithms:
        return tuple(Candidate(eta, algorithm=algorithm) for algorithm in algorithms[arm] for eta in sizes)
    if arm == "momentum":  # beta lets a gradient act 1/(1 - beta) times
        return tuple(Candidate(eta * (1 - b), algorithm=Momentum(b)) for b in (0.9, 0.5, 0.97) for eta in sizes)
    if arm == "early stopping":
        return tuple(Candidate(eta, stop=loss) for loss in (0.3, 0.6, 0.05) for eta in sizes)
    if arm == "Adam":
        return tuple(Candidate(1e-3 * x, algorithm=Adam()) for x in _MANY)
    return tuple(Candidate(s.eta * x, oracle=arm == "early stopping (oracle)") for x in _MANY)


_FEW = (1.0, 0.5, 2.0, 4.0)
_MANY = (1.0, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1.4, 2.0, 4.0, 8.0, 16.0)


def _rounded(value: float) -> float:
    """Two digits, as one would type it."""
    return float(f"{value:.2g}")


def steps_within(algorithm: Algorithm, budget: Budget, steps: int, n: int) -> int:
    """Steps of an algorithm that spend what gradient descent spends in ``steps`` steps.

    A step of SGD takes ``batch/n`` of a gradient, one of SAM two.
    """
    if budget == "steps":
        return steps
    rule = algorithm.rule
    share = (min(rule.batch, n) / n if rule.batch else 1.0) * rule.gradients
    return round(steps / share)
