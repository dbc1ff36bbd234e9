"""The boundary of a phase diagram: for every row the critical value of x, by an isotonic fit, with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from lngd_theory.errors import whole_number
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.level import check_level
from lngd_theory.statistics import LEVEL as CONFIDENCE
from lngd_theory.statistics import Interval

__all__ = ["Boundary", "boundary_of"]

Array = NDArray[np.float64]

#: Share of resamples without a crossing from which on a row has no boundary in the range.
_MISSING = 0.05


@dataclass(frozen=True)
class Boundary:
    """The critical x of every row.

    Attributes
    ----------
    x_name, y_name : str
        Names of the axes.
    level : float
        Accuracy that is crossed.
    y : (rows,) array
        Values of the rows.
    critical : (rows,) array
        The x at which accuracy rises through the level; nan where it does not within the range.
    replicates : (rows, B) array
        The same by resampled seeds, uncertain by the distance of the two cells about it; nan where there is none.
    side : tuple of str
        For every row ``""``; or where the crossing is if it is not in the range: ``"above"``, ``"below"``, or
        ``"edge"`` where it is in the range for some seeds only; ``"empty"`` where nothing was run.
    """

    x_name: str
    y_name: str
    level: float
    y: Array
    critical: Array
    replicates: Array
    side: tuple[str, ...]

    @property
    def found(self) -> NDArray[np.bool_]:
        """Rows with a boundary in the range."""
        return np.array([not side for side in self.side])

    def interval(self, row: int) -> Interval:
        """The critical x of one row with its 95 % interval; nan without one."""
        if self.side[row]:
            return Interval(np.nan, np.nan, np.nan)
        tail = 50 * (1 - CONFIDENCE)
        low, high = np.nanpercentile(self.replicates[row], [tail, 100 - tail])
        return Interval(float(self.critical[row]), float(low), float(high))

    def spread(self) -> Array:
        """Standard deviation of the logarithm of the critical x, (rows,), of the rows with a boundary."""
        return np.asarray(np.nanstd(np.log(self.replicates[self.found]), axis=1, ddof=1))


def boundary_of(
    diagram: PhaseDiagram,
    level: float | None = None,
    *,
    increasing: bool = True,
    resamples: int = 1000,
    seed: int = 0,
) -> Boundary:
    """Find where the median accuracy crosses a level along every row.

    Medians over seeds of the cells that were run are made monotone by isotonic regression, and the crossing is
    interpolated in the logarithm of x. Seeds are resampled, the same ones in all rows, since a seed is one replicate;
    where the crossing lies between its two cells is not known better than a uniform variable of their distance.

    Parameters
    ----------
    diagram : PhaseDiagram
        Of which cells that were not run are left out; x must be positive.
    level : float, optional
        Accuracy in (1/2, 1); that of the diagram by default.
    increasing : bool
        Whether accuracy rises with x.
    resamples : int
        Resamples of the seeds.
    seed : int
        Of the resampling.
    """
    level = diagram.level if level is None else level
    check_level(level)
    resamples = whole_number("resamples", resamples, 100)
    rng = np.random.default_rng(seed)
    picks = rng.integers(diagram.seeds, size=(resamples, diagram.seeds))
    shifts = rng.uniform(-0.5, 0.5, size=(diagram.y.size, resamples))
    found = [_row(values, diagram.x, level, increasing, picks, shift) for values, shift in
             zip(diagram.accuracy.values, shifts, strict=True)]  # fmt: skip
    critical, replicates, side = (list(column) for column in zip(*found, strict=True))
    names = (diagram.x_name, diagram.y_name)
    return Boundary(*names, level, diagram.y, np.array(critical), np.array(replicates), tuple(side))


def _row(
    values: Array, x: Array, level: float, increasing: bool, picks: NDArray[np.int64], shifts: Array
) -> tuple[float, Array, Literal["", "above", "below", "edge", "empty"]]:
    """Critical x of one row, (column, seed), its replicates, and why it has none."""
    there = np.isfinite(values).any(axis=1)
    log_x = np.log(x[there])
    nothing = np.full(len(picks), np.nan)
    if not there.any():
        return np.nan, nothing, "empty"
    curves = values[there] if increasing else values[there][::-1]
    log_x = log_x if increasing else log_x[::-1]
    medians = np.nanmedian(curves, axis=1)
    curves = np.where(np.isnan(curves), medians[:, None], curves)  # seeds that a decided cell was not given
    crossing, _ = _crossing(medians, log_x, level)
    if np.isnan(crossing):
        low_side = medians.max() < level
        return np.nan, nothing, "above" if low_side == increasing else "below"
    resampled = np.median(curves[:, picks], axis=2).T  # (B, column)
    pairs = np.array([_crossing(curve, log_x, level) for curve in resampled])
    replicates = np.exp(pairs[:, 0] + shifts * pairs[:, 1])
    if np.isnan(replicates).mean() > _MISSING:
        return float(np.exp(crossing)), replicates, "edge"
    return float(np.exp(crossing)), replicates, ""


def _crossing(curve: Array, log_x: Array, level: float) -> tuple[float, float]:
    """Where the isotonic fit of a curve rises through the level, and how far apart the two points about it are."""
    fit = isotonic_regression(curve).x
    k = int(np.searchsorted(fit, level))
    if k in (0, fit.size):
        return np.nan, np.nan
    share = (level - fit[k - 1]) / (fit[k] - fit[k - 1])
    gap = log_x[k] - log_x[k - 1]
    return float(log_x[k - 1] + share * gap), float(abs(gap))
