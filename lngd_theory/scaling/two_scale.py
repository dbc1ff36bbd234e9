"""The growth rate of the second stage seed by seed, by the two-scale method, at any length of the second stage."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, as_completed
from typing import NamedTuple

from lngd_theory.claims.hitting import HITTING
from lngd_theory.errors import InputError
from lngd_theory.label_noise import LabelFlip
from lngd_theory.second_stage import second_stage_growth, signal_time
from lngd_theory.second_stage.statement import RELAXATION, evaluate
from lngd_theory.setting import Setting

__all__ = ["SeedRate", "Task", "measure_rate", "rates"]

#: Relaxation times of the margins that are measured and waited for, and the least and the most steps.
_RUN, _WAIT = 20.0, 5.0
_LEAST, _MOST = 10_000, 400_000


class Task(NamedTuple):
    """One measurement."""

    setting: Setting
    p: float
    seed: int


class SeedRate(NamedTuple):
    """The growth rate per step of one seed, the steps it takes to max gamma = 0.1, and why there is none (else "")."""

    rate: float
    steps: float
    reason: str = ""


def rates(
    tasks: Iterable[Task], executor: Executor | None = None, progress: Callable[[], None] | None = None
) -> dict[Task, SeedRate]:
    """Measure; ``progress`` is called after each. What cannot be measured has the reason in place of numbers."""
    found: dict[Task, SeedRate] = {}
    for task, rate in _results(dict.fromkeys(tasks), executor):
        found[task] = rate
        if progress:
            progress()
    return found


def _results(tasks: Iterable[Task], executor: Executor | None) -> Iterator[tuple[Task, SeedRate]]:
    if executor is None:
        for task in tasks:
            yield task, measure_rate(task)
        return
    futures = {executor.submit(measure_rate, task): task for task in tasks}
    try:
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        for future in futures:
            future.cancel()


def measure_rate(task: Task) -> SeedRate:
    """One seed: :func:`lngd_theory.second_stage.second_stage_growth`, as long as its margins take to forget."""
    flips = LabelFlip(task.p)
    try:
        relaxation = 1 / evaluate(RELAXATION, task.setting, p=task.p) if task.p < 0.5 else 1.0
        steps, burn_in = min(max(_RUN * relaxation, _LEAST), _MOST), min(_WAIT * relaxation, _MOST / 4)
        growth = second_stage_growth(
            task.setting, flips, seeds=[task.seed], steps=math.ceil(steps), burn_in=math.ceil(burn_in)
        )
    except InputError as error:
        return SeedRate(math.nan, math.nan, str(error))
    level = HITTING["tau_gamma_0_1"].level
    assert isinstance(level, float)
    return SeedRate(growth.rate.estimate, signal_time(growth, level).steps.estimate)
