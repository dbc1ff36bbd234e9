"""Means with their errors: Student-t intervals over seeds, and the autocorrelation of a series of block means."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as student

from lngd_theory.statistics import LEVEL, Interval

__all__ = ["integrated_time", "mean_interval"]

Array = NDArray[np.float64]


def mean_interval(values: ArrayLike, level: float = LEVEL) -> Interval:
    """Mean of independent values with Student's interval; limits are nan for one value."""
    x = np.asarray(values, dtype=np.float64)
    mean = float(x.mean())
    if x.size < 2:
        return Interval(mean, np.nan, np.nan)
    half = float(student.ppf(0.5 + level / 2, x.size - 1) * x.std(ddof=1) / np.sqrt(x.size))
    return Interval(mean, mean - half, mean + half)


def integrated_time(series: Array) -> float:
    """Integrated autocorrelation time ``1 + 2 sum_k rho_k`` of each row, averaged over rows, in entries of the series.

    The autocorrelations of all rows (seeds, B), each about its own mean, are averaged, and summed in pairs of lags up
    to the first pair whose sum is not positive (Geyer's initial positive sequence). At least 1/B; 1 for series that
    do not vary. Means are those of finite series, so that a time tau comes out low by a share of about tau/B.
    """
    centred = series - series.mean(axis=1, keepdims=True)
    B = series.shape[1]
    lags = np.array([(centred[:, : B - k] * centred[:, k:]).sum() for k in range(B)])
    if not lags[0] > 0:
        return 1.0
    pairs = (lags[0 : B - 1 : 2] + lags[1::2]) / lags[0]
    end = int(np.argmax(pairs <= 0)) if np.any(pairs <= 0) else pairs.size
    return float(max(2 * pairs[:end].sum() - 1, 1 / B))
