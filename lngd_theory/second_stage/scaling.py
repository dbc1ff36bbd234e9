"""How the growth rate of the second stage depends on one parameter: a fitted exponent (question Q4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from lngd_theory.errors import InputError, near_match
from lngd_theory.label_noise import LabelFlip
from lngd_theory.planning import seed_numbers
from lngd_theory.second_stage.growth import second_stage_growth
from lngd_theory.second_stage.plan import EngineChoice
from lngd_theory.second_stage.rate import GrowthRate
from lngd_theory.second_stage.statement import LEMMA_4_5_IV, PREDICTED, local_exponent
from lngd_theory.setting import Setting
from lngd_theory.statistics import LEVEL, Interval

__all__ = ["PARAMETERS", "Exponent", "exponent", "exponents"]

Array = NDArray[np.float64]

#: Parameters whose exponent can be fitted; for p it is that of p (1-p).
PARAMETERS = ("eta", "p", "n", "m", "d", "mu", "sigma_p")
_WHOLE = {"n", "m", "d"}


@dataclass(frozen=True)
class Exponent:
    """``rate ~ x^slope`` over a sweep of one parameter; made by :func:`exponent`.

    Attributes
    ----------
    parameter : str
        What was varied.
    x : (k,) array
        Its values; ``p (1-p)`` for p.
    growths : tuple of GrowthRate
        The measurements.
    slope : Interval
        Weighted least squares of log rate on log x, weights from the intervals of the rates; the error is that of
        the scatter about the line, with Student's interval for k - 2 degrees of freedom (nan for two points).
    intercept : float
        log rate at x = 1.
    """

    parameter: str
    x: Array
    growths: tuple[GrowthRate, ...]
    slope: Interval
    intercept: float

    @property
    def predicted(self) -> float:
        """The exponent of the leading-order prediction."""
        return local_exponent(PREDICTED, self.parameter)

    @property
    def lemma(self) -> float:
        """The exponent of the lower bound of Lemma 4.5 (iv)."""
        return local_exponent(LEMMA_4_5_IV, self.parameter)


def exponent(
    parameter: str,
    factors: Iterable[float],
    setting: Setting,
    noise: LabelFlip,
    *,
    seeds: int | Iterable[int] = 8,
    steps: int | None = None,
    engine: EngineChoice = "auto",
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Exponent:
    """Measure the growth rate at multiples of one parameter and fit its exponent.

    Parameters
    ----------
    parameter : {"eta", "p", "n", "m", "d", "mu", "sigma_p"}
        What is varied; the others stay as they are, so that a varies with all but mu and p.
        The exponent in mu is 2 whatever is measured, since the signal does not act back.
    factors : iterable of float
        Two or more different positive multiples of its value; results are rounded to integers for n, m, d.
    setting, noise : Setting, LabelFlip
        The point at factor 1; p is one number.
    seeds, steps, engine, executor : optional
        As in :func:`second_stage_growth`; the same seeds are used at every factor.
    progress : callable, optional
        Called with (measurements done, measurements in all).

    Returns
    -------
    Exponent
        Slope with its interval, prediction, and the lemma's exponent.

    Raises
    ------
    InputError
        A value is out of range, or a rate is not positive and has no logarithm.
    """
    if parameter not in PARAMETERS:
        raise InputError(f"unknown parameter {parameter!r}; {near_match(parameter, PARAMETERS)}")
    if not isinstance(noise, LabelFlip) or not isinstance(noise.p, float):
        raise InputError(f"noise={noise!r} must be LabelFlip with one p")
    multiples = [float(factor) for factor in factors]
    if len(set(multiples)) < 2 or not all(0 < factor < np.inf for factor in multiples):
        raise InputError(f"factors={multiples!r} must be two or more different finite numbers > 0")
    numbers = seed_numbers(seeds)
    growths, x = [], []
    for number, factor in enumerate(multiples):
        varied, flips, value = _varied(parameter, factor, setting, noise)
        growths.append(second_stage_growth(varied, flips, seeds=numbers, steps=steps, engine=engine, executor=executor))
        x.append(value)
        if progress:
            progress(number + 1, len(multiples))
    slope, intercept = _fit(np.array(x), growths)
    return Exponent(parameter, np.array(x), tuple(growths), slope, intercept)


def exponents(
    sweeps: Mapping[str, Iterable[float]],
    setting: Setting,
    noise: LabelFlip,
    *,
    seeds: int | Iterable[int] = 8,
    steps: int | None = None,
    engine: EngineChoice = "auto",
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Exponent]:
    """:func:`exponent` for several parameters, each with its factors; `progress` counts measurements over all."""
    factors = {parameter: list(values) for parameter, values in sweeps.items()}
    total, before = sum(map(len, factors.values())), 0
    numbers = seed_numbers(seeds)
    results = {}
    for parameter, values in factors.items():
        report = None if progress is None else _shifted(progress, before, total)
        results[parameter] = exponent(
            parameter,
            values,
            setting,
            noise,
            seeds=numbers,
            steps=steps,
            engine=engine,
            executor=executor,
            progress=report,
        )
        before += len(values)
    return results


def _shifted(progress: Callable[[int, int], None], before: int, total: int) -> Callable[[int, int], None]:
    return lambda done, _: progress(before + done, total)


def _varied(parameter: str, factor: float, setting: Setting, noise: LabelFlip) -> tuple[Setting, LabelFlip, float]:
    """Setting and noise with one parameter multiplied, and the abscissa of the fit."""
    if parameter == "p":
        assert isinstance(noise.p, float)
        p = factor * noise.p
        return setting, LabelFlip(p), p * (1 - p)
    value = factor * getattr(setting, parameter)
    value = round(value) if parameter in _WHOLE else value
    return setting.replace(**{parameter: value}), noise, float(value)


def _fit(x: Array, growths: list[GrowthRate]) -> tuple[Interval, float]:
    """Weighted line through (log x, log rate): slope with its interval, and intercept."""
    rates = [growth.rate for growth in growths]
    y = np.array([rate.estimate for rate in rates])
    if not np.all(y > 0):
        raise InputError(
            f"the rate {y.min():.3g} at {float(x[np.argmin(y)])!r} is not positive and has no logarithm; "
            f"take more steps or seeds"
        )
    widths = np.array([(rate.high - rate.low) / rate.estimate for rate in rates])
    weight = widths**-2.0 if np.all(widths > 0) else np.ones_like(y)
    weight = weight / weight.sum()
    log_x, log_y = np.log(x), np.log(y)
    centre_x, centre_y = weight @ log_x, weight @ log_y
    spread = weight @ (log_x - centre_x) ** 2
    slope = float(weight @ ((log_x - centre_x) * (log_y - centre_y)) / spread)
    residual = log_y - centre_y - slope * (log_x - centre_x)
    half = np.nan
    if x.size > 2:
        error = np.sqrt(weight @ residual**2 / (x.size - 2) / spread)
        half = float(student.ppf(0.5 + LEVEL / 2, x.size - 2) * error)
    return Interval(slope, slope - half, slope + half), float(centre_y - slope * centre_x)
