"""What a worker does: some seeds of some cells, each with its time and its fate."""

from __future__ import annotations

import functools
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.instances import Draw
from lngd_theory.label_noise import LabelFlip
from lngd_theory.run import EngineName, groups, run_together
from lngd_theory.setting import Setting
from lngd_theory.sweeps.cells import Cell
from lngd_theory.sweeps.code import code_digest
from lngd_theory.sweeps.record import Record, storable
from lngd_theory.threads import one_thread

if TYPE_CHECKING:
    from lngd_theory.ctrl_c import StopFlag

__all__ = ["Outcome", "Task", "failure", "run_task", "stop_when", "warm_up"]

#: Some seeds of some cells.
Task = Sequence[tuple[Cell, Sequence[int]]]

_stop: StopFlag | None = None  # of a worker process of ours


@dataclass(frozen=True)
class Outcome:
    """What became of a task: the finished runs, what code made them, and whether it was told to stop before the end."""

    records: list[Record]
    digest: str
    interrupted: bool = False


def stop_when(flag: StopFlag) -> None:
    """Let the runs of this process stop early when the flag is set."""
    global _stop
    _stop = flag


def _check_stop(_: int) -> None:
    if _stop is not None and _stop.is_set():
        raise KeyboardInterrupt


def run_task(task: Task) -> Outcome:
    """Run every seed of a task with one BLAS thread, small ones side by side.

    What a run raises is recorded as the failure of that run. Ctrl-C keeps the runs before it.
    """
    records: list[Record] = []
    runs = [(cell, seed) for cell, seeds in task for seed in seeds]
    plans = {id(cell): cell.plan() for cell, _ in task}
    try:
        with one_thread():
            for group in groups([(plans[id(cell)], seed) for cell, seed in runs]):
                records += _run([runs[number] for number in group])  # those before ctrl-C are kept
    except KeyboardInterrupt:
        return Outcome(records, code_digest(), interrupted=True)
    return Outcome(records, code_digest())


def _run(runs: Sequence[tuple[Cell, int]]) -> list[Record]:
    """Small runs side by side, one by one if any of them raises; each takes its share of the time."""
    started = time.perf_counter()
    try:
        ended = run_together([(cell.plan(), seed) for cell, seed in runs], _check_stop)
        values = [cell.values_of(run).astype("<f8").tobytes() for (cell, _), run in zip(runs, ended, strict=True)]
    except Exception as error:  # this run has no value; the others of the sweep go on
        if len(runs) > 1:
            return [record for run in runs for record in _run([run])]
        ((cell, seed),) = runs
        return [failure(cell, seed, f"{type(error).__name__}: {error}", time.perf_counter() - started)]
    if any(run.status == "interrupted" for run in ended):
        raise KeyboardInterrupt
    seconds = (time.perf_counter() - started) / len(runs)
    return [
        Record(cell.key, run.seed, run.status, run.stopped_at, storable(run.reason), seconds, numbers)
        for (cell, _), run, numbers in zip(runs, ended, values, strict=True)
    ]


def failure(cell: Cell, seed: int, reason: str, seconds: float = 0.0) -> Record:
    """The record of a run that ended without numbers."""
    return Record(cell.key, seed, "failed", -1, storable(reason), seconds, np.full(cell.width, np.nan, "<f8").tobytes())


@functools.cache
def warm_up(engines: frozenset[EngineName]) -> str:
    """Load the compiled code of some engines, so that it counts to no run; returns the digest of this code."""
    small = Setting(n=4, d=20, m=2, mu=1.0, sigma_p=0.5, sigma_0=0.1, eta=0.1)
    for engine in sorted(engines):
        draw: Draw = "dense" if engine == "dense" else "law"
        seen = ("clean_loss", "test_error")
        cell = Cell((0,), "", small, LabelFlip(0.1), (0, 3), (1,), seen, engine, draw, 4, {}, {})
        if run_task([(cell, [0])]).interrupted:
            raise KeyboardInterrupt
    return code_digest()
