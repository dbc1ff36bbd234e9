"""The result of a measurement of the second stage: the growth rate, its errors, and what to compare it with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.label_noise import LabelFlip, LabelNoise
from lngd_theory.second_stage.plan import BLOCKS
from lngd_theory.second_stage.series import integrated_time, mean_interval
from lngd_theory.second_stage.statement import LEMMA_4_5_IV, PREDICTED, evaluate
from lngd_theory.setting import Setting
from lngd_theory.statistics import Interval

__all__ = ["GrowthRate"]

Array = NDArray[np.float64]

#: A mean pull below this is rounding: pulls are differences of logistic functions of order one.
_ROUNDING = 1e-13
#: Level at which a run is called not stationary: one stationary run in a thousand is called so by chance.
_STATIONARITY_LEVEL = 0.999


@dataclass(frozen=True)
class GrowthRate:
    """Growth of the signal in the second stage; made by :func:`~lngd_theory.second_stage.second_stage_growth`.

    Attributes
    ----------
    setting, noise, engine, steps, burn_in
        What was run, for how many steps after how many.
    seeds : tuple of int
        Seed numbers.
    controlled, naive : (seeds, BLOCKS, 2) arrays
        Growth of ``log <w_{j,r}, j mu>`` per step in each block, by sign j = +1, -1, with and without the control
        variate.
    loss : Interval
        Training loss in the stationary state, in the mean over flips; mean over seeds.
    largest_margin : float
        The largest ``y_i f_i`` met (the paper's c_2).
    probe_output : float
        The most that the probe added to an output: what the signal acted back with, at worst.
    """

    setting: Setting
    noise: LabelNoise
    engine: str
    steps: int
    burn_in: int
    seeds: tuple[int, ...]
    controlled: Array
    naive: Array
    loss: Interval
    largest_margin: float
    probe_output: float

    @property
    def by_seed(self) -> Array:
        """Growth of the logarithm of an aligned signal pre-activation per step, (seeds, 2) by sign j."""
        return np.asarray(self.controlled.mean(axis=1))

    @property
    def rate(self) -> Interval:
        """The growth rate, mean over both signs, with Student's interval over seeds (95 %)."""
        return mean_interval(self.by_seed.mean(axis=1))

    @property
    def naive_rate(self) -> Interval:
        """The same without the control variate."""
        return mean_interval(self.naive.mean(axis=(1, 2)))

    @property
    def gain(self) -> float:
        """Factor by which the control variate lowers the standard error over seeds; nan for one seed."""
        (_, low, high), (_, naive_low, naive_high) = self.rate, self.naive_rate
        return (naive_high - naive_low) / (high - low) if high > low else float("nan")

    @property
    def autocorrelation_time(self) -> float:
        """Integrated autocorrelation time of the controlled rate in steps, from block means: at least about a block."""
        return integrated_time(self.controlled.mean(axis=2)) * self.steps / BLOCKS

    @property
    def effective_samples(self) -> float:
        """Independent values that all blocks of all seeds are worth."""
        return len(self.seeds) * self.steps / self.autocorrelation_time

    @property
    def within_error(self) -> float:
        """Standard error of the rate from the scatter of blocks within seeds alone."""
        blocks = self.controlled.mean(axis=2)
        return float(np.sqrt(blocks.var(axis=1, ddof=1).mean() / self.effective_samples))

    @property
    def resolution(self) -> float:
        """Rates below this are zero to rounding."""
        return _ROUNDING * self.setting.signal_growth

    @property
    def trend(self) -> Interval:
        """Rate in the first half of the run less that in the second half, per seed, with Student's interval."""
        return mean_interval(self._halves())

    def _halves(self) -> Array:
        halves = self.controlled.mean(axis=2).reshape(len(self.seeds), 2, -1).mean(axis=2)
        return np.asarray(halves[:, 0] - halves[:, 1])

    @property
    def stationary(self) -> bool:
        """Whether :attr:`trend` is compatible with zero, at a level of 99.9 %; needs two seeds, else it is False."""
        trend = mean_interval(self._halves(), _STATIONARITY_LEVEL)
        return abs(trend.estimate) <= self.resolution or trend.low <= 0 <= trend.high

    @property
    def predicted(self) -> float:
        """Leading order of the rate under flips, ``eta^2 |mu|^2 sigma_p^2 d p(1-p)/(n m^2)`` (0 without flips)."""
        if not isinstance(self.noise, LabelFlip):
            return 0.0
        mass = np.broadcast_to(np.asarray(self.noise.p), (self.setting.n,))
        values, counts = np.unique(mass, return_counts=True)
        rates = [evaluate(PREDICTED, self.setting, p=float(p)) for p in values]
        return float(np.average(rates, weights=counts))

    @property
    def lemma_4_5_iv(self) -> float:
        """The lower bound of Lemma 4.5 (iv), ``eta |mu|^2/(16 m)``."""
        return evaluate(LEMMA_4_5_IV, self.setting)

    @property
    def neglected(self) -> float:
        """Share of the rate that ``b^2 S^2/2`` is, left out in ``log(1 + b S) = b S``: SNR^2 to leading order."""
        return self.setting.snr**2
