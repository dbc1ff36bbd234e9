"""Which law the boundary follows: a printed one, the same with a logarithm, a free power, or our race."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import minimize_scalar
from scipy.special import lambertw

from lngd_theory.phase.boundary import Boundary
from lngd_theory.statistics import LEVEL, Interval

__all__ = ["FEWEST", "Fit", "fit_log_law", "fit_power", "fit_shape", "local_exponents"]

Array = NDArray[np.float64]

#: Rows with a boundary that a fit needs.
FEWEST = 3


@dataclass(frozen=True)
class Fit:
    """A law fitted to the critical values by weighted least squares in their logarithm.

    Attributes
    ----------
    name : str
        What is said to hold.
    exponent : Interval
        ``d log x / d log y``: of a free power with its 95 % interval over resampled seeds, of another law the mean
        slope between the first and the last row.
    constant : Interval
        Of the quantity said to be constant; limits are nan for a free power and for a law with a logarithm.
    predict : callable
        Critical x at values of y.
    chi2 : float
        Sum of squared residuals in units of the uncertainty of each row.
    freedom : int
        Rows less fitted numbers.
    largest : float
        Largest residual of the logarithm.
    """

    name: str
    exponent: Interval
    constant: Interval
    predict: Callable[[Array], Array]
    chi2: float
    freedom: int
    largest: float

    @property
    def p_value(self) -> float:
        """Chance of a chi-squared as large if the law holds; the uncertainties are themselves estimated."""
        return float(stats.chi2.sf(self.chi2, self.freedom))


def fit_power(boundary: Boundary, name: str = "free power") -> Fit | None:
    """``x = c y^b`` with both free; None with fewer than three rows that have a boundary."""
    rows = _rows(boundary)
    if rows is None:
        return None
    log_y, log_x, weights, replicates = rows
    centre = np.average(log_y, weights=weights)
    lever = weights * (log_y - centre) / np.sum(weights * (log_y - centre) ** 2)
    slope, mean = float(lever @ log_x), float(np.average(log_x, weights=weights))
    exponent = _interval(slope, lever @ replicates)

    def predict(y: Array) -> Array:
        return np.asarray(np.exp(mean + slope * (np.log(y) - centre)))

    constant = float(np.exp(mean - slope * centre))
    return _fit(name, exponent, Interval(constant, np.nan, np.nan), predict, rows, 2)


def fit_shape(boundary: Boundary, name: str, shape: Callable[[Array], Array], power: float = 1.0) -> Fit | None:
    """``x = c^(1/power) shape(y)`` with c free: the one constant that a law leaves open.

    Parameters
    ----------
    boundary : Boundary
        What is fitted.
    name : str
        Of the law.
    shape : callable
        Critical x at values of y, up to the constant; positive.
    power : float
        Power of x in the quantity that the law says is constant: 2 for ``n SNR^2 = c``.
    """
    rows = _rows(boundary)
    if rows is None:
        return None
    log_y, log_x, weights, replicates = rows
    at = np.log(shape(np.exp(log_y)))
    if not np.isfinite(at).all():
        return None
    shift = float(np.average(log_x - at, weights=weights))
    shifts = np.average(replicates - at[:, None], axis=0, weights=weights)
    constant = _interval(float(np.exp(power * shift)), np.exp(power * shifts))

    def predict(y: Array) -> Array:
        return np.asarray(np.exp(shift) * shape(y))

    return _fit(name, _mean_slope(log_y, at), constant, predict, rows, 1)


def fit_log_law(boundary: Boundary, name: str, scale: Callable[[Array], Array], power: float) -> Fit | None:
    """``scale(y) x^power = c log(1/x)`` with c free: a law ``scale(y) x^power = c`` up to one logarithm.

    Parameters
    ----------
    boundary : Boundary
        With critical x below 1, else None.
    name : str
        Of the law.
    scale : callable
        Of values of y; positive.
    power : float
        Positive.
    """
    rows = _rows(boundary)
    if rows is None or np.any(rows[1] >= 0):
        return None
    log_y, log_x, weights, _ = rows

    def log_predict(log_c: float, y: Array) -> Array:
        # u = log(1/x): power u exp(power u) = power scale/c, which Lambert's function solves
        return np.asarray(-np.real(lambertw(power * scale(y) * np.exp(-log_c))) / power)

    y = np.exp(log_y)
    start = float(np.mean(np.log(scale(y)) + power * log_x - np.log(-log_x)))

    def misfit(log_c: float) -> float:
        return float(np.sum(weights * (log_x - log_predict(log_c, y)) ** 2))

    log_c = float(minimize_scalar(misfit, bracket=(start - 0.1, start + 0.1)).x)

    def predict(y: Array) -> Array:
        return np.asarray(np.exp(log_predict(log_c, y)))

    constant = Interval(float(np.exp(log_c)), np.nan, np.nan)
    return _fit(name, _mean_slope(log_y, log_predict(log_c, y)), constant, predict, rows, 1)


def local_exponents(boundary: Boundary) -> tuple[Interval, Interval] | None:
    """Exponents over the lower and over the upper half of the rows, which share the middle one; None below 4 rows."""
    rows = _rows(boundary)
    if rows is None or rows[0].size < FEWEST + 1:
        return None
    log_y, log_x, weights, replicates = rows
    middle = log_y.size // 2
    found = []
    for part in (slice(0, middle + 1), slice(middle if log_y.size % 2 else middle - 1, None)):
        y, w = log_y[part], weights[part]
        centred = y - np.average(y, weights=w)
        lever = w * centred / np.sum(w * centred**2)
        found.append(_interval(float(lever @ log_x[part]), lever @ replicates[part]))
    return found[0], found[1]


def _rows(boundary: Boundary) -> tuple[Array, Array, Array, Array] | None:
    """Log y, log x, weights (row,) and replicates (row, B) of the rows with a boundary; None if they are too few."""
    found = boundary.found
    if found.sum() < FEWEST:
        return None
    replicates = np.log(boundary.replicates[found])
    replicates = replicates[:, np.isfinite(replicates).all(axis=0)]
    weights = 1 / boundary.spread() ** 2
    return np.log(boundary.y[found]), np.log(boundary.critical[found]), weights, replicates


def _fit(
    name: str,
    exponent: Interval,
    constant: Interval,
    predict: Callable[[Array], Array],
    rows: tuple[Array, Array, Array, Array],
    parameters: int,
) -> Fit:
    log_y, log_x, weights, _ = rows
    residual = log_x - np.log(predict(np.exp(log_y)))
    chi2 = float(np.sum(weights * residual**2))
    return Fit(name, exponent, constant, predict, chi2, log_y.size - parameters, float(np.abs(residual).max()))


def _interval(estimate: float, replicates: Array) -> Interval:
    tail = 50 * (1 - LEVEL)
    low, high = np.percentile(replicates, [tail, 100 - tail])
    return Interval(estimate, float(low), float(high))


def _mean_slope(log_y: Array, log_x: Array) -> Interval:
    order = np.argsort(log_y)
    slope = (log_x[order[-1]] - log_x[order[0]]) / (log_y[order[-1]] - log_y[order[0]])
    return Interval(float(slope), np.nan, np.nan)
