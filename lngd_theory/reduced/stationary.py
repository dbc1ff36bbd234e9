"""The stationary law of the reduced chain, as an object: mean, quantiles, expected loss (Q8), mean push.

Ulam's method in ``x = log f``, where a step is a translation ``x' = x + 2 log(1 + a g)``: the mass of a grid point is
moved by both outcomes and split between the two neighbours of where it lands, in the proportion that keeps its mean.
So mass and the mean of x are kept exactly, and the law on the grid has ``E[log(1 + a g)] = 0`` as the true one has.
The split adds a variance of at most a quarter of a cell squared to each step. Everything is done on two grids, one
twice as coarse, and each number comes with the difference; the simulation in ``chains`` is the second route.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import spsolve

from lngd_theory.errors import InputError, finite_number
from lngd_theory.loss import noisy_loss
from lngd_theory.reduced import statement
from lngd_theory.reduced.dynamics import ReducedDynamics, Test, as_function
from lngd_theory.reduced.proofs import leading_loss_slope, loss_limit
from lngd_theory.reduced.statement import numbers

__all__ = ["Estimate", "Grid", "Stationary", "leading_loss", "stationary_law", "stationary_loss"]

Array = NDArray[np.float64]

#: The grid is widened until the mass of an end point is below this.
_TAIL = 1e-13
#: Points beyond which a law is refused: the matrix is banded, so this takes seconds and some hundred MB.
_MOST_POINTS = 200_000
#: Smallest log f: below it numbers lose digits.
_LOWEST = -600.0


class Estimate(NamedTuple):
    """A number and its discretisation error: the difference between the grid and one twice as coarse."""

    value: float
    error: float


class Grid(NamedTuple):
    """A law on grid points."""

    iota: Array  #: (N,), increasing, equally spaced in log
    weight: Array  #: (N,), adding up to 1


@dataclass(frozen=True)
class Stationary:
    """The stationary law of iota; made by ``stationary_law``.

    Attributes
    ----------
    dynamics : ReducedDynamics
        a, p and version.
    fine, coarse : Grid
        The law on two grids, the second with cells twice as long.
    """

    dynamics: ReducedDynamics
    fine: Grid
    coarse: Grid

    def expectation(self, function: Test) -> Estimate:
        """E[function(iota)] for a sympy expression in one symbol or a function of arrays."""
        value = as_function(function)
        fine, coarse = (float(np.dot(grid.weight, value(grid.iota))) for grid in (self.fine, self.coarse))
        return Estimate(fine, abs(fine - coarse))

    @property
    def mean(self) -> Estimate:
        """E[iota]."""
        return self.expectation(lambda iota: iota)

    @property
    def std(self) -> Estimate:
        """Standard deviation of iota."""
        spreads = []
        for iota, weight in (self.fine, self.coarse):
            spreads.append(float(np.sqrt(np.dot(weight, (iota - np.dot(weight, iota)) ** 2))))
        return Estimate(spreads[0], abs(spreads[0] - spreads[1]))

    def quantile(self, q: float) -> Estimate:
        """The q-quantile of iota, q in (0, 1), with the mass of a grid point spread over its cell."""
        if not 0 < finite_number("q", q, 0) < 1:
            raise InputError(f"q={q!r} must be a number with 0 < q < 1")
        values = []
        for iota, weight in (self.fine, self.coarse):
            middle = np.cumsum(weight) - weight / 2
            values.append(float(np.exp(np.interp(q, middle, np.log(iota)))))
        return Estimate(values[0], abs(values[0] - values[1]))

    @property
    def loss(self) -> Estimate:
        """Expected training loss ``E[(1-p) l(f) + p l(-f)]`` of label-noise GD in its second stage."""
        return self.expectation(lambda iota: noisy_loss(self.dynamics.margin(iota), 1.0, self.dynamics.p))

    @property
    def mean_push(self) -> Estimate:
        """E[g]: positive although E[log(1 + a g)] = 0, and what the signal grows by."""
        return self.expectation(lambda iota: self.dynamics.evaluate(self.dynamics.statement.mean_push, iota))


def stationary_law(dynamics: ReducedDynamics, resolution: float = 16.0) -> Stationary:
    """The stationary law.

    Parameters
    ----------
    dynamics : ReducedDynamics
        a, p and version. There must be a law: see ``ReducedDynamics.log_drift_zero``.
    resolution : float
        Cells in the length ``a sqrt(p(1-p))``, half the standard deviation of a step in log f; >= 2. The
        coarse grid has half as many.

    Raises
    ------
    InputError
        iota tends to 0, or the law is too narrow (small a, small p) or its tail towards 0 too heavy for the grid.
    """
    resolution = finite_number("resolution", resolution, 2)
    zero = float(dynamics.margin(dynamics.log_drift_zero))
    cell = dynamics.a * np.sqrt(dynamics.p * (1 - dynamics.p)) / resolution
    # a starting window: some standard deviations of the law for small a; widened until its ends are empty. Upwards the
    # tail is short for every a, since f grows by a f exp(-f) only; downwards it is a power of f
    down = 8 * np.sqrt(dynamics.a / zero) + 4 * dynamics.a
    up = min(down, 3.0)
    low, high = np.log(zero) - down, np.log(zero) + up
    while True:
        if (high - low) / cell > _MOST_POINTS or low < _LOWEST:
            raise InputError(
                f"a={dynamics.a!r}, p={dynamics.p!r}: the stationary law is too narrow, or reaches too far towards 0, "
                f"for {_MOST_POINTS} grid points; lower resolution={resolution!r}, raise a, "
                f"or take p farther from 0 and 1/2"
            )
        coarse = _law(dynamics, low, high, 2 * cell)
        empty = coarse.weight[0] < _TAIL, coarse.weight[-1] < _TAIL
        if all(empty):
            return Stationary(dynamics, _law(dynamics, low, high, cell), coarse)
        low -= 0.0 if empty[0] else down
        high += 0.0 if empty[1] else up


def _law(dynamics: ReducedDynamics, low: float, high: float, cell: float) -> Grid:
    """The stationary law on a grid in log f."""
    x = np.linspace(low, high, int(np.ceil((high - low) / cell)) + 1)
    iota = np.exp(x / (2 / dynamics.statement.power))
    matrix = _transfer(dynamics, x, iota)
    # one weight is set to 1 and its equation, implied by the others, left out: the point near which the mass is
    top = int(np.argmin(np.abs(dynamics.log_drift(iota))))
    rest = np.delete(np.arange(x.size), top)
    system = (eye_array(x.size, format="csc") - matrix).tocsc()
    weight = np.ones(x.size)
    weight[rest] = spsolve(system[rest][:, rest], -system[rest][:, [top]].toarray()[:, 0], permc_spec="NATURAL")
    weight = np.maximum(weight, 0.0)  # rounding only: the inverse of such a matrix has no negative entry
    return Grid(iota, weight / weight.sum())


def _transfer(dynamics: ReducedDynamics, x: Array, iota: Array) -> csc_array:
    """Column k is where the mass of point k goes in one step; mass that leaves the window stays at its end."""
    rows, columns, values = [], [], []
    points = np.arange(x.size)
    for chance, outcome in zip((1 - dynamics.p, dynamics.p), dynamics.outcomes(iota), strict=True):
        place = np.clip(
            (np.log(outcome / iota) * 2 / dynamics.statement.power + x - x[0]) / (x[1] - x[0]), 0, x.size - 1
        )
        left = np.minimum(place.astype(np.int64), x.size - 2)
        for row, share in ((left, left + 1 - place), (left + 1, place - left)):
            rows.append(row)
            columns.append(points)
            values.append(chance * share)
    entries = np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))
    return csc_array(entries, shape=(x.size, x.size))


def stationary_loss(p: float, a: float, resolution: float = 16.0) -> Estimate:
    """The level at which the training loss settles in the second stage (Q8); one number for both versions."""
    return stationary_law(ReducedDynamics(a, p), resolution).loss


def leading_loss(p: float, a: float = 0.0) -> float:
    """The level for small a, derived in sympy: the entropy of a flip, plus ``(a/2) p (1-p) log((1-p)/p)``."""
    if not (0 < finite_number("p", p, 0) < 0.5):
        raise InputError(f"p={p!r} must be a number with 0 < p < 1/2")
    level = loss_limit() + statement.a * leading_loss_slope()
    return float(numbers(level, statement.a, statement.p)(finite_number("a", a, 0), p))
