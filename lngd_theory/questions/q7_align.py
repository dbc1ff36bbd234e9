"""Classes without an aligned filter (Q7): how often, what becomes of them, and how much of the failures they explain.

A filter (j, r) sees the signal of class y when ``<w_{j,r}, y mu> > 0``. Only with j = y does it speak for that class,
and its signal then grows; one with j = y and ``<w_{j,r}, y mu> < 0`` is silent on its class, active on the other, and
shrinks towards zero there, by a factor ``1 - b S``, b = 2 eta |mu|^2/m. So class y can be learnt by its signal only if
some ``y <w0_{y,r}, mu> > 0``, which fails with probability 2^-m, unless ``b S > 1`` carries a filter across zero.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from lngd_theory.questions.q7_runs import ALGORITHMS, Sizes, run_algorithm
from lngd_theory.setting import Setting
from lngd_theory.statistics import Interval, share_interval

__all__ = ["LEARNT", "Alignment", "alignments"]

Bools = NDArray[np.bool_]

#: Accuracy on a class from which on it counts as learnt.
LEARNT = 0.95
#: A filter that shrinks towards zero ends there up to this share of its class's largest initial overlap.
_ROUNDING = 1e-9
#: Seeds of their own, so that these runs are independent of the others.
_FIRST_SEED = 1000


@dataclass(frozen=True)
class Alignment:
    """One algorithm at one width and step size: classes +1 and -1 of every seed, (seeds, 2)."""

    setting: Setting
    algorithm: str
    start: Bools  #: some filter is aligned at initialisation
    end: Bools  #: at the end
    learnt: Bools

    @property
    def table(self) -> NDArray[np.int64]:
        """Seeds by [both classes aligned at the start, not] and [both learnt, not]."""
        aligned, learnt = self.start.all(axis=1), self.learnt.all(axis=1)
        return np.array([[(a & b).sum() for b in (learnt, ~learnt)] for a in (aligned, ~aligned)], dtype=np.int64)

    @property
    def p(self) -> float:
        """Fisher's exact test of that table, two-sided."""
        return float(fisher_exact(self.table).pvalue)

    def share_learnt(self, aligned: bool) -> Interval:
        """Share of seeds with both classes learnt among those aligned at the start or not; nan if there is none."""
        learnt, not_learnt = self.table[0 if aligned else 1].tolist()
        if not learnt + not_learnt:
            return Interval(np.nan, np.nan, np.nan)
        return share_interval(learnt, learnt + not_learnt)

    @property
    def unaligned(self) -> Interval:
        """Share of classes with no aligned filter at the start."""
        return share_interval(int((~self.start).sum()), self.start.size)

    @property
    def crossings(self) -> tuple[int, int, int]:
        """Classes unaligned at the start; of these aligned at the end; of these learnt."""
        crossed = ~self.start & self.end
        return int((~self.start).sum()), int(crossed.sum()), int((crossed & self.learnt).sum())

    @property
    def failures(self) -> tuple[int, int]:
        """Seeds with a class not learnt; of these with a class that has no aligned filter at the start."""
        table = self.table
        return int(table[:, 1].sum()), int(table[1, 1])


def alignments(
    base: Setting,
    widths: Sequence[int],
    etas: Sequence[float],
    sizes: Sizes,
    executor: Executor | None,
    report: Callable[[int, int], None],
) -> tuple[Alignment, ...]:
    """Both algorithms at every width and step size, to equal eta * steps."""
    found = []
    seeds = list(range(_FIRST_SEED, _FIRST_SEED + sizes.seeds))
    places = [(eta, m, name) for eta in etas for m in widths for name in ALGORITHMS]
    for number, (eta, m, name) in enumerate(places):
        setting = base.replace(m=m, eta=eta)
        run = run_algorithm(setting, ALGORITHMS[name], (0, round(sizes.steps / eta)), seeds, executor)
        size = abs(run.signal.isel(step=0)).max("neuron")
        aligned = np.asarray((run.signal > _ROUNDING * size).any("neuron"))
        learnt = np.asarray(run.accuracy.isel(step=-1) >= LEARNT)
        found.append(Alignment(setting, name, aligned[:, 0], aligned[:, -1], learnt))
        report(number + 1, len(places))
    return tuple(found)
