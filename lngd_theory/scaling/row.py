"""One exponent: a quantity along a path, beside the paper's exponent and the predicted one, with a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lngd_theory.scaling.along import Along, Base
from lngd_theory.scaling.fit import PowerFit, fit_power
from lngd_theory.scaling.path import Path
from lngd_theory.scaling.prediction import PREDICTIONS
from lngd_theory.scaling.quantity import Quantity
from lngd_theory.scaling.statement import STATEMENTS, Statement
from lngd_theory.statistics import Interval

__all__ = ["LACK_LEVEL", "TOLERANCE", "Row", "Word", "bends"]

Array = NDArray[np.float64]
Word = Literal["agrees", "differs", "undecided", "no power law", "not reached"]

#: How far an exponent over a finite range may be from a claimed one, as for the orders of the claims.
TOLERANCE = 0.1
#: Level at which a power law is rejected.
LACK_LEVEL = 0.01


@dataclass(frozen=True)
class Row:
    """One exponent.

    Attributes
    ----------
    quantity, path
        What was measured, and along what.
    at : tuple of float
        Values of the path's parameter.
    x : (k,) array
        The abscissa: those, or p (1-p).
    y : (seeds, k) array
        Measurements; ``inf`` where a quantity is larger than could be seen, nan where it has no value.
    seeds : tuple of int
        Seed numbers.
    claimed, predicted : Along
        The paper's expression and ours, if there is one.
    missing : mapping of str to int
        Why measurements are missing, and how many.
    left_out : tuple of str
        Points at which nothing was run, and why.
    """

    quantity: Quantity
    path: Path
    at: tuple[float, ...]
    x: Array
    y: Array
    seeds: tuple[int, ...]
    claimed: Along
    predicted: Along | None
    missing: Mapping[str, int] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def statement(self) -> Statement:
        """What the paper says of the quantity."""
        return STATEMENTS[self.quantity.name]

    @classmethod
    def of(
        cls,
        quantity: Quantity,
        path: Path,
        base: Base,
        y: Array,
        seeds: tuple[int, ...],
        missing: Mapping[str, int],
        left_out: Sequence[str] = (),
    ) -> Row:
        """A row from measurements y (seeds, points)."""
        at = path.values(base.setting, base.p)
        ours = PREDICTIONS.get(quantity.name)
        return cls(
            quantity,
            path,
            tuple(at),
            path.x(at),
            y,
            seeds,
            Along.of(STATEMENTS[quantity.name].expression, path, base, at),
            None if ours is None else Along.of(ours, path, base, at),
            missing,
            tuple(left_out),
        )

    # --- exponents ---------------------------------------------------------------------------------------------
    @cached_property
    def fit(self) -> PowerFit:
        """The power law."""
        return fit_power(self.x, self.y)

    @property
    def exponent(self) -> Interval:
        """The measured exponent."""
        return self.fit.exponent

    @property
    def used(self) -> NDArray[np.bool_]:
        """Which points take part in the fit, (k,)."""
        return np.isin(self.x, self.fit.x)

    @property
    def paper(self) -> float:
        """The paper's exponent on the same points."""
        return self.claimed.exponent(self.x, self.used)

    @property
    def prediction(self) -> float:
        """The predicted exponent on the same points; nan without a prediction."""
        return self.predicted.exponent(self.x, self.used) if self.predicted else float("nan")

    @cached_property
    def over_paper(self) -> PowerFit:
        """The fit of the measurements divided by the paper's expression."""
        return self.fit.divided_by(self.claimed.values, self.x)

    @cached_property
    def without_logarithm(self) -> PowerFit | None:
        """The fit of the measurements divided by what the logarithms of the paper's expression contribute."""
        logarithm = self.claimed.logarithm
        return None if logarithm is None else self.fit.divided_by(logarithm, self.x)

    @property
    def tolerance(self) -> float:
        """How far the exponent may be from the paper's: 0.1, and what the logarithms of the paper's expression give it.

        A statement up to constants says nothing of those inside a logarithm, and over a finite range they matter as
        much as the logarithm does.
        """
        logarithm = self.claimed.logarithm
        if logarithm is None:
            return TOLERANCE
        share = fit_power(self.x[self.used], np.tile(logarithm[self.used], (3, 1)))
        return TOLERANCE + (abs(share.exponent.estimate) if share.usable else 0.0)

    @property
    def meets_prediction(self) -> bool | None:
        """Whether the prediction's exponent is within 0.1 of the measured interval; None without one."""
        if not self.fit.usable or np.isnan(self.prediction):
            return None
        low, high = self.exponent[1:]
        return bool(low - TOLERANCE <= self.prediction <= high + TOLERANCE)

    # --- verdict -----------------------------------------------------------------------------------------------
    @property
    def verdict(self) -> Word:
        """One word, for the paper's exponent.

        ``agrees``: measured over claimed has an exponent within the tolerance of 0, and does not bend.
        ``no power law``: rejected at the level 0.01, and local exponents differ by more than 0.2 between the ends.
        ``differs``: the exponent is further from the paper's than the tolerance.
        ``undecided``: the interval crosses that limit.
        ``not reached``: too few measurements.
        """
        if not self.fit.usable or np.isnan(self.paper):
            return "not reached"
        low, high = self.over_paper.exponent[1:]
        if -self.tolerance <= low and high <= self.tolerance and not bends(self.over_paper):
            return "agrees"
        if bends(self.fit):
            return "no power law"
        return "differs" if low > self.tolerance or high < -self.tolerance else "undecided"


def bends(fit: PowerFit) -> bool:
    """Whether a power law is rejected, and by a bend that is not small: both ends further than 0.1 from the mean."""
    low, high = fit.change[1:]
    return bool(fit.p_value < LACK_LEVEL and (low > 2 * TOLERANCE or high < -2 * TOLERANCE))
