"""Two worker processes against one."""

from __future__ import annotations

from concurrent.futures import Executor, wait

from benchmarks.measurement import Measurement, Target
from benchmarks.subjects import ALGORITHMS, FIG2
from benchmarks.timing import Case, interleave
from lngd_theory import simulate
from lngd_theory.workers import WorkerPool

__all__ = ["compare", "measure"]

NOISE = ALGORITHMS["LNGD, p = 0.1"]


def measure(quick: bool) -> list[Measurement]:
    """Seeds of figure 2 on pools of one and two worker processes."""
    with WorkerPool(1) as one, WorkerPool(2) as two:
        if quick:
            return compare(one, two, seeds=4, steps=500, rounds=2)
        return compare(one, two, seeds=16, steps=2000, rounds=7)


def compare(one: Executor, two: Executor, seeds: int, steps: int, rounds: int) -> list[Measurement]:
    """Speed-up of two workers, beside that of a busy loop: what this machine gives to two processes at the moment."""

    def work(pool: Executor) -> Case:
        return Case(lambda: simulate(FIG2, NOISE, steps=steps, seeds=seeds, executor=pool), seeds * steps)

    def loops(pool: Executor) -> Case:
        return Case(lambda: wait([pool.submit(_busy, 2000 * steps) for _ in range(seeds)]))

    cases = {"work, 1": work(one), "work, 2": work(two), "loop, 1": loops(one), "loop, 2": loops(two)}
    timings = interleave(cases, rounds).wall  # the round that is not counted starts the workers and loads their code
    case = f"{seeds} seeds of n = {FIG2.n}, m = {FIG2.m}, {steps} steps"
    details = {f"{name} worker(s), seconds": timings.spread(name).median * cases[name].units for name in cases}
    return [
        Measurement(
            "workers",
            case,
            "time with one worker process / time with two",
            timings.ratio("work, 1", "work, 2"),
            target=Target(low=1.8),
            details=details,
        ),
        Measurement(
            "workers",
            "the control: a loop that only counts",
            "time with one worker process / time with two",
            timings.ratio("loop, 1", "loop, 2"),
            note="what this machine gives to two processes",
        ),
    ]


def _busy(turns: int) -> int:
    count = 0
    for _ in range(turns):
        count += 1
    return count
