"""What Q9 counts: successes, rank correlations with the SNR, and the exponent of the boundary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from lngd_theory.claims.fit import Slope, slope_of
from lngd_theory.questions.q9_study import ALGORITHMS, CLOCKS, Plane
from lngd_theory.second_stage.series import mean_interval
from lngd_theory.statistics import Interval

__all__ = ["SUCCESS", "Reading", "across_cells", "boundary", "readings"]

Array = NDArray[np.float64]

#: Accuracy from which on a cell counts as a success: 1 - 0.24, the bound of Theorem 3.2.
SUCCESS = 0.76
#: Accuracies that agree to so many decimals are ties of a rank correlation: 2000 test draws tell no more.
_DECIMALS = 2


class Reading(NamedTuple):
    """One algorithm by one clock."""

    algorithm: str
    clock: str
    successes: int  #: cells with a median accuracy of at least SUCCESS
    changed: int  #: cells whose success differs from the fixed clock's
    cells: int
    cut: int  #: cells that fail and did not get the time that the clock asks for
    correlation: Interval  #: Spearman's, of accuracy with SNR at fixed n; mean over n, interval over seeds
    with_n: Interval  #: the same with n at fixed SNR
    less_than_fixed: Interval  #: that of the fixed clock less this one, seed by seed
    spread: Interval  #: accuracy at the highest SNR less that at the lowest, mean over n
    exponent: Slope  #: of the boundary, SNR ~ n^exponent


def readings(plane: Plane) -> list[Reading]:
    """Every algorithm by every clock."""
    found = []
    for name in ALGORITHMS:
        fixed = plane.accuracy[name, "fixed"]
        good = np.median(fixed, axis=2) >= SUCCESS
        for clock in CLOCKS[name]:
            values = plane.accuracy[name, clock]
            success = np.median(values, axis=2) >= SUCCESS
            own = _correlations(plane.design.snr, values)
            found.append(
                Reading(
                    name,
                    clock,
                    int(success.sum()),
                    int((success != good).sum()),
                    success.size,
                    int((~success & plane.censored(clock)).sum()),
                    _mean(own),
                    _mean(_correlations(plane.design.n, values.swapaxes(0, 1))),
                    _mean(_correlations(plane.design.snr, fixed) - own),
                    mean_interval((values[-1] - values[0]).mean(axis=0)),
                    slope_of(np.array(plane.design.n, dtype=np.float64), boundary(plane, name, clock).T),
                )
            )
    return found


def _mean(values: Array) -> Interval:
    values = values[~np.isnan(values)]
    return mean_interval(values) if values.size else Interval(np.nan, np.nan, np.nan)


def _correlations(x: Sequence[float], values: Array) -> Array:
    """Spearman's correlation of values (x, other, seed) with x, by seed: mean over the others where anything varies."""
    values = values.round(_DECIMALS)
    _, others, seeds = values.shape
    found = np.full((others, seeds), np.nan)
    for k in range(others):
        for seed in range(seeds):
            if np.ptp(values[:, k, seed]) > 0:
                found[k, seed] = spearmanr(x, values[:, k, seed]).statistic
    there = ~np.isnan(found)
    total = np.where(there, found, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, there.sum(axis=0), out=np.full(seeds, np.nan), where=there.any(axis=0)))


def across_cells(plane: Plane, algorithm: str, clock: str, power: float) -> float:
    """Spearman's correlation of median accuracy with ``SNR^2 n^power`` over all cells; nan if nothing varies."""
    accuracy = plane.median(algorithm, clock).round(_DECIMALS)
    scale = np.array(plane.design.snr)[:, None] ** 2 * np.array(plane.design.n, dtype=np.float64) ** power
    return float(spearmanr(scale.ravel(), accuracy.ravel()).statistic) if np.ptp(accuracy) > 0 else float("nan")


def boundary(plane: Plane, algorithm: str, clock: str) -> Array:
    """SNR at which accuracy first rises through SUCCESS, (n, seed): linear in log SNR; nan where it does not."""
    values, log_snr = plane.accuracy[algorithm, clock], np.log(plane.design.snr)
    _, samples, seeds = values.shape
    found = np.full((samples, seeds), np.nan)
    for k in range(samples):
        for seed in range(seeds):
            curve = values[:, k, seed]
            up = np.flatnonzero((curve[:-1] < SUCCESS) & (curve[1:] >= SUCCESS))
            if up.size and curve[0] < SUCCESS:
                i = int(up[0])
                share = (SUCCESS - curve[i]) / (curve[i + 1] - curve[i])
                found[k, seed] = np.exp(log_snr[i] + share * (log_snr[i + 1] - log_snr[i]))
    return found
