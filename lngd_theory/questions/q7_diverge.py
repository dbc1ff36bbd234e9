"""How runs diverge (Q7): at which step, and how |f| behaves in the steps before."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np

from lngd_theory.questions.q7_runs import ALGORITHMS, Cell, run_algorithm
from lngd_theory.setting import Setting

__all__ = ["CALM", "Divergence", "divergences"]

#: |f| up to this is called calm.
CALM = 100.0
#: Steps before the divergence that are looked at, and seeds of each setting.
_LOOK_BACK, _SEEDS = 60, 3


class Divergence(NamedTuple):
    """One run that diverged."""

    setting: Setting
    algorithm: str
    seed: int
    step: int  #: at which |f| passed the limit
    before: float  #: largest |f| one step earlier
    rise: int  #: steps since |f| was last calm; the whole look-back if it never was


def divergences(cells: Iterable[Cell], executor: Executor | None) -> tuple[Divergence, ...]:
    """The runs that diverged, a few seeds of each setting, followed step by step over their last steps."""
    found = []
    for cell in cells:
        for name, run in cell.runs.items():
            seeds = np.asarray(run.seed)[np.asarray(run.status == "diverged")][:_SEEDS]
            for seed in seeds.tolist():
                step = int(run.stopped_at.sel(seed=seed))
                found.append(_followed(cell.setting, name, seed, step, executor))
    return tuple(found)


def _followed(setting: Setting, algorithm: str, seed: int, step: int, executor: Executor | None) -> Divergence:
    at = tuple(sorted({0, *range(max(0, step - _LOOK_BACK), step + 1)}))
    run = run_algorithm(setting, ALGORITHMS[algorithm], at, [seed], executor, n_test=0)
    outputs = np.asarray(run.output.isel(seed=0))[:-1]  # the last record is the divergence
    calm = np.flatnonzero(outputs <= CALM)
    rise = step - at[int(calm[-1])] if calm.size else len(at) - 1
    return Divergence(setting, algorithm, seed, step, float(outputs[-1]), rise)
