"""Growth of the signal counted in full simulations, from random weights on, beside the two-scale rate (Q4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import t as student

from lngd_theory.claims.hitting import hitting_time
from lngd_theory.instances import draw_instance
from lngd_theory.label_noise import LabelFlip
from lngd_theory.second_stage import GrowthRate, second_stage_growth
from lngd_theory.second_stage.series import mean_interval
from lngd_theory.second_stage.statement import RELAXATION, T1_LEMMA, evaluate
from lngd_theory.setting import Setting
from lngd_theory.simulate import simulate
from lngd_theory.statistics import Interval, median_interval
from lngd_theory.streams import streams
from lngd_theory.trajectory import Trajectory

__all__ = ["BruteForce", "brute_force", "fitted_power", "signal_steps"]

Array = NDArray[np.float64]

#: Growth is counted as long as the signal adds less than this to any output.
_SMALL = 1e-3
#: Relaxation times of the margins that are waited for after the first stage.
_WAIT = 10
_RECORDS = 500
#: Lemma 4.4 (i): what max_r rho_bar of every sample reaches in the first stage.
_MEMORISED = 0.1


class BruteForce(NamedTuple):
    """Growth of the largest aligned signal pre-activation per step in full simulations, and the two-scale rate."""

    setting: Setting
    growth: Array  #: (seeds, 2) by sign j; nan where the signal was never small
    lost: Array  #: (seeds, 2) samples of this label that are not memorised: max_r rho_bar < 0.1
    two_scale: GrowthRate

    @property
    def by_seed(self) -> Array:
        """Mean over the signs all of whose samples are memorised, for the seeds that have one."""
        counted = np.where(self.lost == 0, self.growth, np.nan)
        seeds = ~np.isnan(counted).all(axis=1)
        return np.asarray(np.nanmean(counted[seeds], axis=1))

    @property
    def rate(self) -> Interval:
        """Mean over seeds with Student's interval."""
        return mean_interval(self.by_seed)

    @property
    def pull_of_lost(self) -> float:
        """What each sample that is not memorised adds to the rate of its label; nan if there is none."""
        there = (self.lost > 0) & ~np.isnan(self.growth)
        extra = (self.growth - self.two_scale.rate.estimate)[there].sum()
        return float(extra / self.lost[there].sum()) if there.any() else math.nan

    @property
    def ratio(self) -> Interval:
        """The rate divided by the two-scale rate, with the intervals of both (errors added in quadrature)."""
        (rate, low, high), (other, other_low, other_high) = self.rate, self.two_scale.rate
        half = rate / other * math.hypot((high - low) / (2 * rate), (other_high - other_low) / (2 * other))
        return Interval(rate / other, rate / other - half, rate / other + half)


def brute_force(
    setting: Setting,
    flips: LabelFlip,
    seeds: Sequence[int],
    relaxations: float,
    executor: Executor | None = None,
) -> BruteForce:
    """Train whole networks and count how fast the signal grows after the first stage, while it is small.

    The first stage is over after T_1 of Lemma 4.4 (with C_0 = 1/2) and some relaxation times of the margins; then
    follow ``relaxations`` of them, of which only the stretch counts in which the signal adds next to nothing to f.
    """
    relaxation = 1 / evaluate(RELAXATION, setting, p=flips.p)  # type: ignore[arg-type]
    first = math.ceil(evaluate(T1_LEMMA, setting, C_0=0.5) + _WAIT * relaxation)
    steps = first + math.ceil(relaxations * relaxation)
    run = simulate(
        setting, flips, steps=steps, seeds=seeds, record_every=max(1, steps // _RECORDS), n_test=0, executor=executor
    )
    aligned = _aligned(run, setting)
    at = np.asarray(run.data.step, dtype=np.float64)
    small = ((np.maximum(aligned, 0) ** 2).mean(axis=3) < _SMALL).all(axis=2)  # (seed, step)
    begin = int(np.argmax(at >= first))
    end = np.where(small.all(axis=1), at.size, np.argmin(small, axis=1)) - 1
    log = np.log(np.maximum(aligned, 0).max(axis=3))
    growth = [
        (log[k, last] - log[k, begin]) / (at[last] - at[begin]) if last > begin else np.full(2, np.nan)
        for k, last in enumerate(end.tolist())
    ]
    two_scale = second_stage_growth(setting, flips, seeds=seeds, executor=executor)
    return BruteForce(setting, np.array(growth), _lost(run, begin), two_scale)


def _lost(run: Trajectory, record: int) -> Array:
    """How many samples of each label, +1 and -1, have no rho_bar of 0.1 at a record (Lemma 4.4 (i)), (seed, 2)."""
    lost = np.asarray(run.rho_bar_max)[:, record] < _MEMORISED
    return np.stack([(lost & (np.asarray(run.label) == y)).sum(axis=1) for y in (1.0, -1.0)], axis=1)


def _aligned(run: Trajectory, setting: Setting) -> Array:
    """``gamma_{j,r} + j <w0_{j,r}, mu>`` over (seed, step, sign, neuron)."""
    j = np.array([[1.0], [-1.0]])
    start = [
        j * draw_instance(setting, streams(int(seed)), "law", 0).overlaps[:, 0].reshape(2, -1) for seed in run.data.seed
    ]
    return np.asarray(run.gamma) + np.array(start)[:, None]


def fitted_power(points: Sequence[BruteForce], parameter: str) -> Interval:
    """Exponent of the rate in one parameter: a weighted line through log rates, the seeds of each point its replicates.

    Points have seeds of their own, so that the replicates are independent; Student's interval of the slope.
    """
    x = np.log([getattr(point.setting, parameter) for point in points])
    y = np.array([np.log(point.by_seed).mean() for point in points])
    variance = np.array([np.log(point.by_seed).var(ddof=1) / point.by_seed.size for point in points])
    weight = 1 / variance
    centred = x - weight @ x / weight.sum()
    spread = float(weight @ centred**2)
    slope = float((weight * centred) @ y / spread)
    residual = y - weight @ y / weight.sum() - slope * centred
    scale = max(1.0, float(weight @ residual**2) / (x.size - 2))  # scatter about the line beyond that of the seeds
    half = float(student.ppf(0.975, sum(point.by_seed.size - 1 for point in points))) * math.sqrt(scale / spread)
    return Interval(slope, slope - half, slope + half)


def signal_steps(
    setting: Setting, flips: LabelFlip, seeds: Sequence[int], steps: int, executor: Executor | None = None
) -> tuple[Interval, Interval]:
    """Medians over seeds of the first recorded steps with max |gamma| >= 0.1 and with test error <= 0.05."""
    run = simulate(setting, flips, steps=steps, seeds=seeds, record_every=max(1, steps // 400), executor=executor)
    seen = xr.Dataset({"gamma_abs_max": abs(run.gamma).max(("sign", "neuron")), "test_error": 1 - run.test_accuracy})
    return median_interval(hitting_time(seen, "tau_gamma_0_1", {})), median_interval(hitting_time(seen, "tau_test", {}))
