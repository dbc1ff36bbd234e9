"""Intervals and paired tests over seeds, exact at a stated level and free of distributional assumptions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest, false_discovery_control, quantile_test

__all__ = [
    "LEVEL", "SIGNIFICANT", "TIE", "Contest", "Contests", "Interval", "compare", "contest", "median_interval",
    "share_interval",
]  # fmt: skip

#: Confidence level of every interval that the package prints.
LEVEL = 0.95
#: Differences (of accuracies, mostly) up to this size are a tie.
TIE = 0.005
#: A sign is told where the paired sign test has at most this p value.
SIGNIFICANT = 0.05


class Interval(NamedTuple):
    """An estimate with its confidence limits; ``low`` and ``high`` are nan where the sample is too small for any."""

    estimate: float
    low: float
    high: float

    def __str__(self) -> str:
        limits = "–" if math.isnan(self.low) else f"{self.low:.3g}, {self.high:.3g}"
        return f"{self.estimate:.3g} [{limits}]"


def median_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Median with the order-statistics interval (at least ``level``); needs 6 values for a 95 % one.

    Values that are nan (a seed that diverged) are left out.
    """
    x = np.asarray(values, dtype=np.float64)
    x = x[~np.isnan(x)]
    if x.size == 0:
        return Interval(np.nan, np.nan, np.nan)
    limits = quantile_test(x, p=0.5).confidence_interval(level)
    return Interval(float(np.median(x)), float(limits.low), float(limits.high))


def share_interval(successes: int, trials: int, level: float = LEVEL) -> Interval:
    """Share of successes with the exact (Clopper-Pearson) interval."""
    limits = binomtest(successes, trials).proportion_ci(level, method="exact")
    return Interval(successes / trials, float(limits.low), float(limits.high))


class Contest(NamedTuple):
    """The paired sign test on differences over seeds."""

    wins: int  #: seeds whose difference is above a tie
    losses: int  #: seeds whose difference is below it
    p: float  #: two-sided; 1 where there are neither wins nor losses
    gain: float  #: median over seeds of the difference

    @property
    def sign(self) -> int:
        """1 where the differences are above zero by the test, -1 where below, 0 where it does not tell."""
        return int(np.sign(self.wins - self.losses)) if self.p <= SIGNIFICANT else 0


def contest(differences: ArrayLike) -> Contest:
    """The sign test on differences (seeds,), none of them nan; up to :data:`TIE` they are ties and say nothing."""
    found = np.asarray(differences, dtype=np.float64)
    wins, losses = int((found > TIE).sum()), int((found < -TIE).sum())
    p = float(binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0
    return Contest(wins, losses, p, float(np.median(found)) if found.size else np.nan)


class Contests(NamedTuple):
    """Paired sign tests at several places; arrays are over places.

    Attributes
    ----------
    gain : array
        Median over seeds of the differences.
    wins, losses : array of int
        Seeds above and below a tie.
    adjusted : array
        Two-sided p values, adjusted for the number of places (Benjamini and Hochberg).
    """

    gain: NDArray[np.float64]
    wins: NDArray[np.int64]
    losses: NDArray[np.int64]
    adjusted: NDArray[np.float64]

    def sign(self, level: float = SIGNIFICANT) -> NDArray[np.int8]:
        """1 where the differences are above zero by the adjusted test, -1 where below, 0 where it does not tell."""
        return np.where(self.adjusted <= level, np.sign(self.wins - self.losses), 0).astype(np.int8)


def compare(differences: Mapping[Any, NDArray[np.float64]]) -> Contests:
    """Sign tests of differences (seeds,) by place, adjusted for their number; a nan (it diverged) is left out."""
    found = [contest(values[np.isfinite(values)]) for values in differences.values()]
    p = np.array([one.p for one in found])
    return Contests(
        np.array([one.gain for one in found]), np.array([one.wins for one in found], dtype=np.int64),
        np.array([one.losses for one in found], dtype=np.int64), false_discovery_control(p) if p.size else p,
    )  # fmt: skip
