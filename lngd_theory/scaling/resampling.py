"""Errors of means over seeds: a bootstrap interval, and a test of whether means lie on a line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import bootstrap, norm, t
from scipy.stats import f as fisher

from lngd_theory.statistics import LEVEL, Interval

__all__ = ["RESAMPLES", "bootstrap_interval", "expanded_level", "lack_of_fit"]

Array = NDArray[np.float64]

#: Resamples of a bootstrap.
RESAMPLES = 4999
#: Relative scatter below which numbers are equal to rounding.
_ROUNDING = 1e-10


def expanded_level(count: int) -> float:
    """The confidence level to ask of a bootstrap of ``count`` values, so that it covers 95 %.

    A resample scatters as if the values were the population, by a factor ``sqrt(1 - 1/count)`` too little, and normal
    quantiles stand for Student's. Both are put right for a mean of Gaussian values, as T. C. Hesterberg proposes (What
    Teachers Should Know About the Bootstrap, 2015).
    """
    return float(1 - 2 * norm.sf(np.sqrt(count / (count - 1)) * t.isf((1 - LEVEL) / 2, count - 1)))


def bootstrap_interval(values: Array) -> Interval:
    """Mean of independent values with its bias-corrected accelerated bootstrap interval (95 %, expanded).

    Values that agree to rounding have no width; nan limits for one value.
    """
    estimate = float(values.mean())
    if values.size < 2 or not np.isfinite(values).all():
        return Interval(estimate, np.nan, np.nan)
    if np.ptp(values) <= _ROUNDING * max(1.0, float(np.abs(values).max())):
        return Interval(estimate, estimate, estimate)
    limits = bootstrap(
        (values,),
        np.mean,
        confidence_level=expanded_level(values.size),
        n_resamples=RESAMPLES,
        method="BCa",
        random_state=np.random.default_rng(0),
    ).confidence_interval
    return Interval(estimate, float(limits.low), float(limits.high))


def lack_of_fit(x: Array, y: Array, resampled: Array | None = None, rows: int | None = None) -> float:
    """P value of the hypothesis that the means of y over rows lie on a straight line in x.

    What a line leaves of k points are k - 2 orthogonal contrasts: curvature, then cubic, ... Each row has its own, and
    Hotelling's T^2 tests whether their means are zero against their scatter over rows, whatever correlation the
    points have within a row. With few rows only the first contrasts are tested, half as many as there are rows.

    Parameters
    ----------
    x : (k,) array
        At least three different values.
    y : (s, k) array
        At least three rows, independent of each other; or (k,), what stands for their mean, with ``resampled``.
    resampled : (b, k) array, optional
        The latter in resamples of the rows, whose scatter is then that of the mean.
    rows : int, optional
        How many rows there are, with ``resampled``.
    """
    s = len(y) if rows is None else rows
    count = min(x.size - 2, s // 2)
    basis, _ = np.linalg.qr(np.vander((x - x.mean()) / np.ptp(x), x.size, increasing=True))
    contrasts = basis[:, 2 : 2 + count]
    if resampled is None:
        mean, scatter = (y @ contrasts).mean(axis=0), np.atleast_2d(np.cov((y @ contrasts).T)) / s
    else:
        mean, scatter = y @ contrasts, np.atleast_2d(np.cov((resampled @ contrasts).T))
    size = _ROUNDING * max(1.0, float(np.abs(y).max()))
    if np.linalg.eigvalsh(scatter)[0] <= size**2:  # rows that agree to rounding
        return float(np.abs(mean).max() <= 10 * size)
    squared = float(mean @ np.linalg.solve(scatter, mean))
    return float(fisher.sf((s - count) / (count * (s - 1)) * squared, count, s - count))
