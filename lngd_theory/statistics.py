"""Intervals over seeds, exact at a stated level and free of distributional assumptions."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binomtest, quantile_test

__all__ = ["Interval", "median_interval", "share_interval"]

#: Confidence level of every interval that the package prints.
LEVEL = 0.95


class Interval(NamedTuple):
    """An estimate with its confidence limits; ``low`` and ``high`` are nan where the sample is too small for any."""

    estimate: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.estimate:.3g} [{self.low:.3g}, {self.high:.3g}]"


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
