"""A power law fitted to replicated measurements: exponent with a bootstrap interval, and a test of whether it fits.

Everything asked for is linear in one number for each point, the mean of log y over seeds, so that it is a mean over
seeds as well: of slopes, of curvatures. Where some seeds are only known to be larger (``inf``) that number is the
logarithm of the median over seeds, in which these count as larger: leaving them out would favour small values.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError
from lngd_theory.scaling.resampling import RESAMPLES, bootstrap_interval, expanded_level, lack_of_fit
from lngd_theory.statistics import Interval

__all__ = ["PowerFit", "fit_power"]

Array = NDArray[np.float64]

#: Points at which a smaller share of the seeds has a finite value are left out: a resample might have no median.
_SEEN = 0.7


@dataclass(frozen=True)
class PowerFit:
    """``y ~ x^exponent`` over the points of a path; made by :func:`fit_power`.

    Attributes
    ----------
    x : (k,) array
        Points that take part.
    y : (s, k) array
        Values of the seeds that take part: those with a value at every one of these points, or ``inf``.
    points, seeds : int
        How many were offered.
    """

    x: Array
    y: Array
    points: int
    seeds: int

    @property
    def usable(self) -> bool:
        """Whether there is anything to fit: three points, three seeds."""
        return self.x.size >= 3 and len(self.y) >= 3

    @property
    def censored(self) -> bool:
        """Whether some values are only known to be larger than could be seen; exponents are then those of medians."""
        return bool(np.isinf(self.y).any())

    @cached_property
    def _log_x(self) -> Array:
        return np.asarray(np.log(self.x) - np.log(self.x).mean())

    @cached_property
    def centre(self) -> Array:
        """Mean over seeds of log y, or the logarithm of the median, at each point (k,)."""
        return np.asarray(np.log(np.median(self.y, axis=0)) if self.censored else np.log(self.y).mean(axis=0))

    @cached_property
    def resampled(self) -> Array:
        """:attr:`centre` in resamples of the seeds, (resamples, k); those without a median are left out."""
        chosen = np.random.default_rng(0).integers(len(self.y), size=(RESAMPLES, len(self.y)))
        if not self.censored:
            return np.asarray(np.log(self.y)[chosen].mean(axis=1))
        with np.errstate(invalid="ignore"):
            found = np.log(np.median(self.y[chosen], axis=1))
        return np.asarray(found[np.isfinite(found).all(axis=1)])

    def _combined(self, weights: Array) -> Interval:
        """A linear combination of :attr:`centre`."""
        if not self.usable:
            return Interval(np.nan, np.nan, np.nan)
        if not self.censored:
            return bootstrap_interval(np.log(self.y) @ weights)
        level = expanded_level(len(self.y))
        low, high = np.quantile(self.resampled @ weights, [(1 - level) / 2, (1 + level) / 2])
        return Interval(float(self.centre @ weights), float(low), float(high))

    @cached_property
    def _line(self) -> Array:
        if not self.usable:
            return self.x
        return np.asarray(self._log_x / (self._log_x @ self._log_x))

    @cached_property
    def exponent(self) -> Interval:
        """The least-squares slope of log y on log x, with its bootstrap interval over seeds."""
        return self._combined(self._line)

    @property
    def intercept(self) -> float:
        """Log y at x = 1 on the straight line."""
        return float(self.centre.mean() - self.exponent.estimate * np.log(self.x).mean())

    @cached_property
    def residuals(self) -> list[Interval]:
        """Of :attr:`centre` from the straight line, at each point."""
        shape = np.eye(self.x.size) - 1 / self.x.size - np.outer(self._log_x, self._line)
        return [self._combined(row) for row in shape]

    @cached_property
    def p_value(self) -> float:
        """Probability of residuals as systematic as these if a power law holds, see ``lack_of_fit``."""
        if not self.usable:
            return float("nan")
        if not self.censored:
            return lack_of_fit(self._log_x, np.log(self.y))
        return lack_of_fit(self._log_x, self.centre, self.resampled, len(self.y))

    def _parabola(self, at: float) -> Array:
        """Weights that give the slope of the least-squares parabola at an abscissa."""
        inverse = np.linalg.pinv(np.vander(self._log_x, 3))
        return np.asarray(inverse[1] + 2 * at * inverse[0])

    @cached_property
    def ends(self) -> tuple[Interval, Interval]:
        """Local exponents at the first and at the last point, from a parabola."""
        if not self.usable:
            return self._combined(self.x), self._combined(self.x)
        first, last = self._log_x[[0, -1]]
        return self._combined(self._parabola(first)), self._combined(self._parabola(last))

    @cached_property
    def change(self) -> Interval:
        """Local exponent at the last point less that at the first."""
        if not self.usable:
            return self._combined(self.x)
        first, last = self._log_x[[0, -1]]
        return self._combined(self._parabola(last) - self._parabola(first))

    def divided_by(self, values: ArrayLike, at: ArrayLike) -> PowerFit:
        """The fit of ``y / values``, values being given at the abscissas ``at``."""
        lookup = dict(zip(np.asarray(at).tolist(), np.asarray(values, dtype=np.float64).tolist(), strict=True))
        return PowerFit(self.x, self.y / np.array([lookup[x] for x in self.x.tolist()]), self.points, self.seeds)


def fit_power(x: ArrayLike, y: ArrayLike) -> PowerFit:
    """Fit ``y ~ x^exponent``.

    Parameters
    ----------
    x : (k,) array
        Abscissas ``> 0``, ascending.
    y : (s, k) array
        One row for each seed. ``inf``: larger than could be seen. Not positive, or nan: no value. Points at which
        fewer than 70 % of the seeds have a finite value are left out, then seeds without a value at a remaining point.

    Returns
    -------
    PowerFit
        Without an exponent (nan) if fewer than three points or seeds remain.

    Examples
    --------
    >>> import numpy as np
    >>> noise = np.random.default_rng(0).normal(size=(8, 4)) / 1000
    >>> print(fit_power([1, 2, 4, 8], 3 * np.array([1, 2, 4, 8]) ** 1.5 * np.exp(noise)).exponent)
    1.5 [1.5, 1.5]
    """
    x, y = np.asarray(x, dtype=np.float64), np.atleast_2d(np.asarray(y, dtype=np.float64))
    if x.ndim != 1 or y.ndim != 2 or y.shape[1] != x.size or np.any(np.diff(x) <= 0) or not np.all(x > 0):
        raise InputError(f"x of shape {x.shape} must ascend, be > 0 and have a column of y, {y.shape}, for each entry")
    with np.errstate(invalid="ignore"):
        there = y > 0
    points = (there & np.isfinite(y)).mean(axis=0) >= _SEEN if len(y) else np.zeros(x.size, dtype=bool)
    seeds = there[:, points].all(axis=1) if points.any() else np.zeros(len(y), dtype=bool)
    return PowerFit(x[points], y[seeds][:, points], x.size, len(y))
