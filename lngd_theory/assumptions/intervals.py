"""Feasible values of one parameter, the others given or free: elimination in exponents, then root finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar

from lngd_theory.assumptions.conditions import SYMBOLS, Condition
from lngd_theory.errors import InputError, near_match

__all__ = ["Feasible", "eliminate", "feasible_set"]

Array = NDArray[np.float64]

#: Range searched for each parameter, as powers of ten.
RANGES = {"d": (0.5, 80.0), "n": (0.0, 40.0), "m": (0.0, 40.0), "p": (-30.0, 0.0)}
_DEFAULT_RANGE = (-60.0, 60.0)
_INTEGERS = {"d", "n", "m"}
_FREE = ("sigma_0", "eta", "p")
_GRID = 20_001


@dataclass(frozen=True)
class Feasible:
    """Values of ``parameter`` that satisfy every condition, as closed intervals; ``searched`` is the range tried.

    ``binding`` names, for each end of each interval, the condition that stops there ("range" at the edge of what was
    searched).
    """

    parameter: str
    intervals: tuple[tuple[float, float], ...]
    binding: tuple[tuple[str, str], ...]
    searched: tuple[float, float]

    @property
    def smallest(self) -> float | None:
        """Least feasible value, rounded up to an integer for n, d, m; None if there is none."""
        if not self.intervals:
            return None
        low = self.intervals[0][0]
        return float(np.ceil(low)) if self.parameter in _INTEGERS else low

    def __str__(self) -> str:
        if not self.intervals:
            return f"no {self.parameter} in [{self.searched[0]:.3g}, {self.searched[1]:.3g}] works"
        return " or ".join(f"{low:.4g} <= {self.parameter} <= {high:.4g}" for low, high in self.intervals)


def eliminate(slacks: Mapping[str, sp.Expr], free: tuple[str, ...]) -> dict[str, sp.Expr]:
    """Conditions on what remains so that some value of the free parameters satisfies all ``slack >= 1``.

    Fourier-Motzkin elimination: every slack is a power of a free parameter times the rest, so a lower bound and an
    upper bound on it leave the product of the two, each to the power that cancels the parameter.
    """
    remaining = dict(slacks)
    for name in free:
        symbol = SYMBOLS[name]
        powers = {key: _power(slack, symbol) for key, slack in remaining.items()}
        lower = [key for key, power in powers.items() if power > 0]
        upper = [key for key, power in powers.items() if power < 0]
        pairs = {
            f"{low} with {high}": sp.simplify(remaining[low] ** -powers[high] * remaining[high] ** powers[low])
            for low in lower
            for high in upper
        }
        remaining = {key: slack for key, slack in remaining.items() if powers[key] == 0} | pairs
    return remaining


def _power(slack: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """The power of ``symbol`` in a slack that contains it as a factor only, if at all."""
    power = sp.simplify(symbol * sp.diff(sp.log(slack), symbol))
    if power.has(symbol):
        raise InputError(f"{symbol} cannot be left free: it enters a condition other than as a power")
    return power


def feasible_set(
    conditions: tuple[Condition, ...], values: Mapping[str, float], parameter: str, free: tuple[str, ...] = ()
) -> Feasible:
    """Values of one parameter that satisfy all conditions; see :meth:`AssumptionReport.feasible`."""
    for name in (parameter, *free):
        allowed = _FREE if name in free else tuple(key for key in SYMBOLS if key not in ("delta", "C"))
        if name not in allowed:
            raise InputError(f"unknown parameter {name!r}; {near_match(name, allowed)}")
    slacks = eliminate({condition.id: condition.slack for condition in conditions}, free)
    numbers = {SYMBOLS[key]: value for key, value in values.items() if key != parameter}
    given = {key: slack.subs(numbers) for key, slack in slacks.items()}
    margins = {key: _log_margin(slack, SYMBOLS[parameter]) for key, slack in given.items()}
    low, high = RANGES.get(parameter, _DEFAULT_RANGE)
    return _search(parameter, margins, low, high)


def _log_margin(slack: sp.Expr, symbol: sp.Symbol) -> Callable[[Array], Array]:
    """``log slack`` as a function of log10 of the parameter; -inf where a logarithm in it is not positive."""
    function = sp.lambdify(symbol, slack, "numpy")

    def margin(exponent: Array) -> Array:
        with np.errstate(all="ignore"):
            value = np.asarray(function(10.0 ** np.asarray(exponent, dtype=np.float64)), dtype=np.float64)
            return np.where(value > 0, np.log(np.where(value > 0, value, 1.0)), -np.inf) + 0 * np.asarray(exponent)

    return margin


def _search(parameter: str, margins: Mapping[str, Callable[[Array], Array]], low: float, high: float) -> Feasible:
    names = list(margins)

    def worst(x: Array) -> Array:
        return np.asarray(np.stack([margins[name](x) for name in names]).min(axis=0))

    grid = _with_peaks(np.linspace(low, high, _GRID), worst)
    table = np.stack([margins[name](grid) for name in names])
    inside = np.all(table >= 0, axis=0).tolist()
    edges = [k for k in range(len(grid) - 1) if inside[k] != inside[k + 1]]
    ends: list[tuple[float, str]] = [(low, "range")] if inside[0] else []
    for edge in edges:
        left, right = grid[edge], grid[edge + 1]
        outside = edge if not inside[edge] else edge + 1
        stop = names[int(table[:, outside].argmin())]
        ends.append((float(brentq(lambda x, stop=stop: _finite(margins[stop](x)), left, right)), stop))
    if inside[-1]:
        ends.append((high, "range"))
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    return Feasible(
        parameter,
        tuple((10.0 ** start[0], 10.0 ** end[0]) for start, end in pairs),
        tuple((start[1], end[1]) for start, end in pairs),
        (10.0**low, 10.0**high),
    )


def _with_peaks(grid: Array, worst: Callable[[Array], Array]) -> Array:
    """The grid with the local maxima of the worst margin between its points, so that no thin interval is missed."""
    values = worst(grid)
    peaks = np.flatnonzero((values[1:-1] > values[:-2]) & (values[1:-1] >= values[2:])) + 1
    found = [
        minimize_scalar(
            lambda x: -_finite(worst(x)), bounds=(grid[k - 1], grid[k + 1]), method="bounded", options={"xatol": 1e-13}
        ).x
        for k in peaks
        if values[k] < 0
    ]
    return np.unique(np.append(grid, found))


def _finite(value: Array) -> float:
    return max(float(value), -1e6)
