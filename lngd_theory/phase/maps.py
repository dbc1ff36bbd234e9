"""Where GD beats label-noise GD: a paired sign test in every cell of two phase diagrams on the same seeds (Q7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from lngd_theory.errors import InputError
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.statistics import SIGNIFICANT, Interval, contest, share_interval

__all__ = ["ContestMap", "contest_map"]


@dataclass(frozen=True)
class ContestMap:
    """Label-noise GD against GD in every cell; arrays are over (rows, columns).

    Attributes
    ----------
    gd, lngd : PhaseDiagram
        What is compared.
    wins, losses, ties : array of int
        Seeds in which LNGD is ahead by more than a tie, is behind by more, and neither.
    gain : array
        Median over seeds of the accuracy of LNGD less that of GD; nan where not both were run.
    p : array
        Two-sided sign test; 1 where not both were run.
    adjusted : array
        The same for many tests at once: a cell with at most 0.05 is wrong in at most 5 % of such cells on average
        (Benjamini and Hochberg).
    """

    gd: PhaseDiagram
    lngd: PhaseDiagram
    wins: NDArray[np.int64]
    losses: NDArray[np.int64]
    ties: NDArray[np.int64]
    gain: NDArray[np.float64]
    p: NDArray[np.float64]
    adjusted: NDArray[np.float64]

    @property
    def tested(self) -> NDArray[np.bool_]:
        """Cells in which both were run."""
        return np.isfinite(self.gain)

    def winner(self) -> NDArray[np.int8]:
        """1 where LNGD is ahead by the adjusted test, -1 where GD is, 0 where it does not tell."""
        sign = np.sign(self.wins - self.losses)
        return np.where(self.adjusted <= SIGNIFICANT, sign, 0).astype(np.int8)

    def gd_ahead(self, row: int, column: int) -> Interval:
        """Probability that GD is ahead by more than a tie on a fresh seed, with its exact 95 % interval."""
        seeds = int(self.wins[row, column] + self.losses[row, column] + self.ties[row, column])
        return share_interval(int(self.losses[row, column]), seeds) if seeds else Interval(np.nan, np.nan, np.nan)


def contest_map(gd: PhaseDiagram, lngd: PhaseDiagram) -> ContestMap:
    """Compare two diagrams on the same axes and seeds, cell by cell; a run that diverged counts as chance.

    Raises
    ------
    InputError
        Axes or seeds differ.
    """
    if not gd.accuracy.coords.equals(lngd.accuracy.coords) or gd.accuracy.dims != lngd.accuracy.dims:
        raise InputError("the two diagrams must have the same axes, values and seeds")
    difference = lngd.accuracy.values - gd.accuracy.values
    shape = difference.shape[:2]
    counts = np.zeros((3, *shape), dtype=np.int64)
    gain, p = np.full(shape, np.nan), np.ones(shape)
    for place in np.ndindex(shape):
        pairs = difference[place][np.isfinite(difference[place])]
        if pairs.size:
            found = contest(pairs)
            counts[(slice(None), *place)] = found.wins, found.losses, pairs.size - found.wins - found.losses
            gain[place], p[place] = found.gain, found.p
    adjusted = np.ones(shape)
    tested = np.isfinite(gain)
    if tested.any():
        adjusted[tested] = false_discovery_control(p[tested])
    return ContestMap(gd, lngd, counts[0], counts[1], counts[2], gain, p, adjusted)
