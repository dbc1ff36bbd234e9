"""When the signal is learnt: the second stage extrapolated from its growth rate, beside the paper's times."""

from __future__ import annotations

import math
from typing import NamedTuple

from scipy.stats import norm

from lngd_theory.errors import finite_number
from lngd_theory.second_stage.rate import GrowthRate
from lngd_theory.second_stage.statement import T1_LEMMA, T2_LEMMA, T2_THEOREM, evaluate
from lngd_theory.setting import Setting
from lngd_theory.statistics import Interval

__all__ = ["SignalTime", "signal_time"]

#: |l'(0)|, for the paper's C_0: the largest value that it can have, which makes T_1 as small as it can be.
_SLOPE_AT_ZERO = 0.5


class SignalTime(NamedTuple):
    """Steps of the second stage until max_r gamma reaches a level, beside what the paper says.

    ``lemma_4_5`` is ``T_2 - T_1`` of Lemma 4.5 with its c_2 as measured, ``first_stage`` T_1 of Lemma 4.4 with
    C_0 = 1/2, ``theorem_3_3`` the time of the theorem with the constants of its Theta set to 1.
    """

    steps: Interval
    first_stage: float
    lemma_4_5: float
    theorem_3_3: float


def signal_time(growth: GrowthRate, level: float = 0.1, start: float | None = None) -> SignalTime:
    """Extrapolate: steps in which the largest gamma grows from 0 to ``level``.

    Parameters
    ----------
    growth : GrowthRate
        The measured rate.
    level : float
        gamma to be reached, ``> 0``; 0.1 is what Lemma 4.5 (ii) has at T_2.
    start : float, optional
        The aligned overlap ``max_r j <w_{j,r}, mu>`` at the beginning of the second stage, ``> 0``. By default the
        median of the largest of m initial overlaps, what it is after a first stage that leaves the signal alone.

    Returns
    -------
    SignalTime
        The interval of `steps` is that of the rate; a limit is inf where the rate's is not positive.
    """
    setting = growth.setting
    level = finite_number("level", level, 0.0, strict=True)
    start = _median_start(setting) if start is None else finite_number("start", start, 0.0, strict=True)
    distance = math.log1p(level / start) if start > 0 else math.inf

    def steps(rate: float) -> float:
        return rate if math.isnan(rate) else (distance / rate if rate > 0 else math.inf)

    rate, low, high = growth.rate
    first = evaluate(T1_LEMMA, setting, C_0=_SLOPE_AT_ZERO)
    return SignalTime(
        steps=Interval(steps(rate), steps(high), steps(low)),
        first_stage=first,
        lemma_4_5=evaluate(T2_LEMMA, setting, T_1=0.0, c_2=growth.largest_margin),
        theorem_3_3=evaluate(T2_THEOREM, setting),
    )


def _median_start(setting: Setting) -> float:
    """Median of the largest of m Gaussians ``<w0_{j,r}, mu>``, for m = 1 of its absolute value."""
    quantile = 0.5 ** (1 / setting.m) if setting.m > 1 else 0.75
    return setting.sigma_0 * setting.mu * float(norm.ppf(quantile))
