"""Exponents: slopes on logarithmic scales with an interval over seeds, and what a claimed order allows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from lngd_theory.claims.verdict import Judgement

__all__ = ["Slope", "between", "slope_of", "within"]

LEVEL = 0.95


@dataclass(frozen=True)
class Slope:
    """A fitted exponent: mean over seeds of each seed's slope, with Student's interval."""

    estimate: float
    low: float
    high: float
    points: int
    seeds: int
    note: str = ""

    def text(self) -> str:
        """For people."""
        return f"{self.estimate:.3f} [{self.low:.3f}, {self.high:.3f}]"


def slope_of(x: np.ndarray, y: np.ndarray) -> Slope:
    """Slope of log y (seed, point) on log x (point,).

    A seed takes part if it has a positive finite value at every point used; points that most seeds lack are dropped.
    Seeds are the independent replicates: the same seed at two points shares its draw.
    """
    nan = float("nan")
    with np.errstate(all="ignore"):
        good = np.isfinite(y) & (y > 0)
    enough = (good.mean(axis=0) > 0.5) & np.isfinite(x) & (x > 0) if y.size else np.zeros(x.size, dtype=bool)
    seeds = good[:, enough].all(axis=1) if enough.any() else np.zeros(len(y), dtype=bool)
    points = int(np.unique(x[enough]).size)
    note = ""
    if dropped := int((~enough).sum()):
        note = f"{dropped} settings have no value (the stretch is not reached, or has no meaning)"
    if points < 3 or seeds.sum() < 3:
        return Slope(nan, nan, nan, points, int(seeds.sum()), note or "too few settings or seeds for a slope")
    log_x, log_y = np.log(x[enough]), np.log(y[seeds][:, enough])
    centred = log_x - log_x.mean()
    slopes = log_y @ centred / (centred @ centred)
    error = float(slopes.std(ddof=1) / np.sqrt(slopes.size))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, slopes.size - 1)) * error
    centre = float(slopes.mean())
    return Slope(centre, centre - half, centre + half, points, int(slopes.size), note)


def within(
    slope: Slope,
    relation: Literal["O", "Omega", "Theta"],
    towards: Literal["zero", "infinity"],
    tolerance: float,
    exponent: float = 1.0,
) -> tuple[Judgement, str]:
    """Whether the interval of an exponent in the scale lies inside, outside or across what a claimed order allows.

    An O-bound by a scale that tends to zero needs an exponent of at least the claimed; by one that grows, at most that.
    """
    low, high = -np.inf, np.inf
    if relation == "Theta" or (relation == "O") == (towards == "zero"):
        low = exponent - tolerance
    if relation == "Theta" or (relation == "O") == (towards == "infinity"):
        high = exponent + tolerance
    return between(slope, low, high)


def between(slope: Slope, low: float, high: float) -> tuple[Judgement, str]:
    """Whether the interval of an exponent lies inside, outside or across [low, high], and those limits as text."""
    allowed = f"[{low:.3g}, {high:.3g}]"
    if np.isnan(slope.estimate):
        return "undecided", allowed
    if low <= slope.low and slope.high <= high:
        return "supported", allowed
    if slope.high < low or slope.low > high:
        return "refuted", allowed
    return "undecided", allowed
