"""Sweeps: runs a second against worker processes, and the memory of the scheduler against the number of tasks."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import theilslopes

from benchmarks.isolated import cores, in_fresh_process
from benchmarks.measurement import Measurement, Spread, Target
from lngd_theory.phase.plane import FULL
from lngd_theory.sweeps import Sweep, SweepReport, run_sweep
from lngd_theory.sweeps.cells import all_cells
from lngd_theory.sweeps.code import code_digest
from lngd_theory.sweeps.crew import ThisProcess
from lngd_theory.sweeps.pace import Pace
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.schedule import Schedule
from lngd_theory.sweeps.store import Store
from lngd_theory.sweeps.task import Outcome, Task

__all__ = ["measure", "memory_here", "throughput"]

Array = NDArray[np.float64]

TWO_WORKERS = Target(low=1.85)
OVERHEAD = Target(high=0.03)
OVERHEAD_QUANTITY = "overhead: (time of the workers - time of the runs) / time of the runs"
#: A byte a task: 10^6 tasks would take a megabyte.
FLAT = Target(-1.0, 1.0)
#: How often the memory in use is looked at while tasks are handed out; the first tenth settles and does not count.
LOOKS = 400


def measure(quick: bool) -> list[Measurement]:
    """Throughput in this process with pools of its own, memory in a fresh one."""
    design = FULL._replace(seeds=1, n=(100, 200)) if quick else FULL._replace(seeds=1)
    counts = sorted({1, 2, cores()}) if cores() > 1 else [1]
    rows = throughput(design.sweep(design.snr), counts, rounds=1 if quick else 3, judged=not quick)
    sizes = (100, 10_000) if quick else (100, 1000, 10_000, 100_000)
    return rows + in_fresh_process({}, memory_here, sizes)


def throughput(sweep: Sweep, counts: list[int], rounds: int, judged: bool) -> list[Measurement]:
    """The same sweep with every number of workers in turns; short ones end too unevenly to be judged."""
    reports: dict[int, list[SweepReport]] = {count: [] for count in counts}
    for turn in range(rounds):
        for count in counts if turn % 2 else counts[::-1]:
            reports[count].append(_swept(sweep, count))
    rates = {count: np.array([report.computed / report.wall for report in of]) for count, of in reports.items()}
    rows = []
    for count in counts:
        case = f"{sweep.runs} runs of figure 3, {count} worker{'s' * (count > 1)}"
        details = {"workers": count, "tasks": [report.tasks for report in reports[count]]}
        overheads = np.array([max(report.overhead, 0.0) for report in reports[count]])
        rows += [
            Measurement("sweeps", case, "runs a second", Spread.of(rates[count]), "runs/s", details=details),
            Measurement(
                "sweeps", case, OVERHEAD_QUANTITY, Spread.of(overheads),
                target=OVERHEAD if judged else None, details=details,
            ),
        ]  # fmt: skip
        if count > 1:
            rows.append(
                Measurement(
                    "sweeps", case, "runs a second / the same with one worker", Spread.of(rates[count] / rates[1]),
                    target=TWO_WORKERS if count == 2 and judged else None, details=details,
                )
            )  # fmt: skip
    return rows


def _swept(sweep: Sweep, workers: int) -> SweepReport:
    with tempfile.TemporaryDirectory() as folder:
        return run_sweep(sweep, folder, workers=workers)


def memory_here(sizes: tuple[int, ...]) -> list[Measurement]:
    """Peaks of the scheduler with its store by number of tasks, and the slope while the most are handed out."""
    _traced(sizes[0])  # what is made once does not count
    rows, last = [], np.empty((0, 2))
    for tasks in sizes:
        peak, last = _traced(tasks)
        rows.append(
            Measurement(
                "sweeps", f"{tasks:,} tasks of one run", "peak memory of the scheduler and its store",
                Spread.exact(peak / 2**10), "KiB", details={"tasks": tasks},
            )
        )  # fmt: skip
    settled = last[len(last) // 10 :]
    slope, _, low, high = theilslopes(settled[:, 1], settled[:, 0], 0.95)
    rows.append(
        Measurement(
            "sweeps", f"{sizes[-1]:,} tasks of one run", "memory that a further task takes, 95 % interval",
            Spread(float(low), float(slope), float(high)), "bytes", FLAT, details={"tasks": sizes[-1]},
        )
    )  # fmt: skip
    return rows


def _traced(tasks: int) -> tuple[int, Array]:
    """Peak of traced memory, and (tasks done, bytes in use) as they went, of tasks that do nothing."""
    sweep = Sweep(
        setting={"n": 4, "d": 20, "m": 2, "mu": 1.0, "sigma_p": 0.5, "sigma_0": 0.1, "eta": 0.1}, noises=["none"],
        seeds=tasks, steps=1, observables=["clean_loss"], n_test=0,
    )  # fmt: skip
    runs = ((cell, seed) for cell in all_cells(sweep) for seed in sweep.seed_numbers)
    looks = np.zeros((min(tasks, LOOKS), 2))
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder)) as store:
        tracemalloc.start()
        try:
            schedule = Schedule(
                ThisProcess(), Pace(1.0, 1, largest=1), store.save, _looking(looks, tasks), lambda: tasks, _nothing
            )
            schedule.run(runs)  # type: ignore[arg-type]
            return tracemalloc.get_traced_memory()[1], looks
        finally:
            tracemalloc.stop()


def _looking(looks: Array, tasks: int) -> Callable[[list[Record]], None]:
    done = 0

    def tell(records: list[Record]) -> None:
        nonlocal done
        done += len(records)
        if done * len(looks) % tasks < len(looks):
            looks[done * len(looks) // tasks - 1] = done, tracemalloc.get_traced_memory()[0]

    return tell


def _nothing(task: Task) -> Outcome:
    """Records without runs: what is left is the work of the scheduler and the store."""
    value = np.zeros(1, "<f8").tobytes()
    return Outcome(
        [Record(cell.key, seed, "ok", -1, "", 1e-6, value) for cell, seeds in task for seed in seeds], code_digest()
    )
