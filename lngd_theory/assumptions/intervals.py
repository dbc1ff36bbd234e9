"""Feasible values of one parameter, the others given or free: elimination in exponents, then root finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar

from lngd_theory.assumptions.conditions import Condition
from lngd_theory.assumptions.elimination import ORDER, margins
from lngd_theory.assumptions.reasons import nothing_works
from lngd_theory.errors import InputError, near_match

__all__ = ["Feasible", "feasible_set"]

Array = NDArray[np.float64]
Table = Callable[[Array], Array]

#: Range searched for each parameter, as powers of ten.
RANGES = {"d": (0.5, 80.0), "n": (0.0, 40.0), "m": (0.0, 40.0), "p": (-30.0, 0.0)}
_DEFAULT_RANGE = (-60.0, 60.0)
_INTEGERS = {"d", "n", "m"}
_GRID = 20_001


@dataclass(frozen=True)
class Feasible:
    """Values of ``parameter`` that satisfy every condition, as closed intervals; ``searched`` is the range tried.

    ``binding`` names, for each end of each interval, the condition that stops there ("range" at the edge of what was
    searched). Where there is no interval, ``reason`` says in words which conditions conflict, with their numbers.
    """

    parameter: str
    intervals: tuple[tuple[float, float], ...]
    binding: tuple[tuple[str, str], ...]
    searched: tuple[float, float]
    reason: str = ""

    @property
    def smallest(self) -> float | None:
        """Least feasible value, rounded up to an integer for n, d, m; None if there is none."""
        if not self.intervals:
            return None
        low = self.intervals[0][0]
        return float(np.ceil(low)) if self.parameter in _INTEGERS else low

    def __str__(self) -> str:
        if not self.intervals:
            return f"no {self.parameter} in [{self.searched[0]:.3g}, {self.searched[1]:.3g}] works: {self.reason}"
        return " or ".join(f"{low:.4g} <= {self.parameter} <= {high:.4g}" for low, high in self.intervals)


def feasible_set(
    conditions: tuple[Condition, ...], values: Mapping[str, float], parameter: str, free: tuple[str, ...] = ()
) -> Feasible:
    """Values of one parameter that satisfy all conditions; see :meth:`AssumptionReport.feasible`.

    ``values`` need not hold the parameter and the free ones.
    """
    if parameter not in ORDER:
        raise InputError(f"unknown parameter {parameter!r}; {near_match(parameter, ORDER)}")
    asked = margins(conditions, tuple(free))
    given = {key: value for key, value in values.items() if key != parameter and key not in free}

    def table(exponent: Array) -> Array:
        return asked(given | {parameter: 10.0 ** np.asarray(exponent, dtype=np.float64)})

    low, high = RANGES.get(parameter, _DEFAULT_RANGE)
    grid = _with_peaks(np.linspace(low, high, _GRID), table)
    rows = table(grid)
    ends = _ends(grid, rows, table)
    pairs = list(zip(ends[::2], ends[1::2], strict=True))
    names = asked.names
    return Feasible(
        parameter,
        tuple((10.0 ** start[0], 10.0 ** end[0]) for start, end in pairs),
        tuple(((*names, "range")[start[1]], (*names, "range")[end[1]]) for start, end in pairs),
        (10.0**low, 10.0**high),
        "" if pairs else nothing_works(parameter, asked.ids, rows, grid, conditions, given),
    )


def _ends(grid: Array, rows: Array, table: Table) -> list[tuple[float, int]]:
    """Exponents where the feasible set begins or ends, in order, with the number of the condition (-1: the range)."""
    inside = np.all(rows >= 0, axis=0).tolist()
    ends: list[tuple[float, int]] = [(float(grid[0]), -1)] if inside[0] else []
    for edge in (k for k in range(len(grid) - 1) if inside[k] != inside[k + 1]):
        outside = edge if not inside[edge] else edge + 1
        stop = int(rows[:, outside].argmin())
        root = brentq(lambda x, stop=stop: _finite(table(x)[stop]), grid[edge], grid[edge + 1])
        ends.append((float(root), stop))
    return [*ends, (float(grid[-1]), -1)] if inside[-1] else ends


def _with_peaks(grid: Array, table: Table) -> Array:
    """The grid with the local maxima of the worst margin between its points, so that no thin interval is missed."""
    values = table(grid).min(axis=0)
    peaks = np.flatnonzero((values[1:-1] > values[:-2]) & (values[1:-1] >= values[2:])) + 1
    found = [
        minimize_scalar(
            lambda x: -_finite(table(x).min()),
            bounds=(grid[k - 1], grid[k + 1]),
            method="bounded",
            options={"xatol": 1e-13},
        ).x
        for k in peaks
        if values[k] < 0
    ]
    return np.unique(np.append(grid, found))


def _finite(value: Array) -> float:
    return float(np.clip(value, -1e6, 1e6))
