"""Paired tests on the same draws, adjusted for the number of cells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from lngd_theory.questions.q7_study import SIGNIFICANT, contest

__all__ = ["Arm", "Contests", "accuracies", "compare", "gain_of_truncation", "transfer_regret"]

Array = NDArray[np.float64]

#: A label noise, and what was done about the corruption.
Arm = tuple[str, str]


class Contests(NamedTuple):
    """Paired sign tests in several cells; arrays are over cells.

    Attributes
    ----------
    gain : array
        Median over seeds of the differences.
    wins, losses : array of int
        Seeds above and below a tie.
    adjusted : array
        Two-sided p values, adjusted for the number of cells (Benjamini and Hochberg).
    """

    gain: Array
    wins: NDArray[np.int64]
    losses: NDArray[np.int64]
    adjusted: Array

    def sign(self) -> NDArray[np.int8]:
        """1 where the differences are above zero by the adjusted test, -1 where below, 0 where it does not tell."""
        return np.where(self.adjusted <= SIGNIFICANT, np.sign(self.wins - self.losses), 0).astype(np.int8)


def compare(differences: Mapping[Any, Array]) -> Contests:
    """Sign tests of differences (seeds,) by cell; differences up to 0.005 are ties."""
    found = [contest(values[np.isfinite(values)]) for values in differences.values()]
    p = np.array([one.p for one in found])
    return Contests(
        np.array([one.gain for one in found]), np.array([one.wins for one in found], dtype=np.int64),
        np.array([one.losses for one in found], dtype=np.int64), false_discovery_control(p) if p.size else p,
    )  # fmt: skip


def accuracies(data: xr.Dataset, arm: Arm) -> Array:
    """Accuracy of an arm (seeds,); a training that diverged counts as chance."""
    noise, remedy = arm
    return np.asarray(np.nan_to_num(data.accuracy.sel(noise=noise, remedy=remedy).values, nan=0.5))


def gain_of_truncation(data: xr.Dataset, noise: str, kind: str, variable: str = "curve") -> Array:
    """Accuracy (seeds,) at the k >= 1 that is best on the choosing half, less that with all directions.

    Both are scored on the other half. ``variable`` is ``curve``, of the trained network, or ``untrained``.
    """
    curve = data[variable].sel(noise=noise, kind=kind).values  # (seed, half, k)
    best = 1 + np.nan_to_num(curve[:, 0, 1:], nan=0.5).argmax(axis=1)
    return np.asarray(np.take_along_axis(curve[:, 1], best[:, None], 1)[:, 0] - curve[:, 1, -1])


def transfer_regret(choosing: Array, scoring: Array) -> Array:
    """What is lost (seeds,) by taking the median choice of the other seeds in place of one's own.

    ``choosing`` and ``scoring`` are accuracies (seeds, K) over steps or numbers of directions; every seed chooses the
    first best place by the former, and all are scored by the latter.
    """
    own = np.nan_to_num(choosing, nan=0.5).argmax(axis=1)
    seeds = np.arange(own.size)
    others = np.array([int(np.median(np.delete(own, seed))) for seed in seeds]) if own.size > 1 else own
    return np.asarray(scoring[seeds, own] - scoring[seeds, others])
