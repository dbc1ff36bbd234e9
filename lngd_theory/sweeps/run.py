"""Run a sweep: what is missing in the store is computed and kept there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path

from lngd_theory.errors import InputError, whole_number
from lngd_theory.run import EngineName
from lngd_theory.sweeps.cells import Cell, all_cells
from lngd_theory.sweeps.cost import Estimate, check_size, estimate
from lngd_theory.sweeps.crew import Crew, PoolCrew, ThisProcess
from lngd_theory.sweeps.pace import Pace
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.report import SweepInterrupted, SweepReport
from lngd_theory.sweeps.schedule import Schedule
from lngd_theory.sweeps.spec import Sweep
from lngd_theory.sweeps.store import Store

__all__ = ["run_sweep"]


def run_sweep(
    sweep: Sweep,
    folder: str | Path,
    executor: Executor | Crew | None = None,
    *,
    workers: int | None = None,
    large: bool = False,
    fresh: bool = False,
    retry_failed: bool = False,
    size: Estimate | None = None,
    progress: Callable[[SweepReport], None] | None = None,
) -> SweepReport:
    """Compute the runs of a sweep that its folder does not hold yet.

    A run's numbers depend on its own cell and seed only: not on workers, grid, order or interruptions.

    Parameters
    ----------
    sweep : Sweep
        What to run.
    folder : path
        Of the store; made if needed. Runs of an earlier, smaller or overlapping sweep in it are used.
    executor : concurrent.futures.Executor, optional
        Who works; by default a pool of ``workers`` spawned processes, which replaces those that die. One worker is
        this process. ``DaskCrew(address)`` stands for the workers of a running dask scheduler.
    workers : int, optional
        How many tasks run at once; all processors, or what the executor has, by default.
    large : bool
        Run more than ten million runs, or an estimated year of one core.
    fresh : bool
        Move the store of the folder aside and begin anew.
    retry_failed : bool
        Run again what is recorded as failed.
    size : Estimate, optional
        Of :func:`estimate`, if that has been called already.
    progress : callable
        Called with the report so far after every task.

    Returns
    -------
    SweepReport
        What was done; its ``data`` opens the result.

    Raises
    ------
    InputError
        A cell cannot run, the size is absurd, the store is of other code or cannot be written, or the executor was
        lost; what was finished is kept.
    SweepInterrupted
        Ctrl-C; what was finished is kept.

    Examples
    --------
    >>> import tempfile
    >>> from lngd_theory.sweeps import Sweep, run_sweep
    >>> s = Sweep(setting=dict(d=100, m=3, mu=1, sigma_p=0.5, sigma_0=0.1, eta=0.1), axes={"n": [5, 10]}, steps=20)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     print(run_sweep(s, folder, workers=1).data["clean_loss"].sizes)
    Frozen({'n': 2, 'noise': 2, 'seed': 8})
    """
    folder = Path(folder)
    workers = None if workers is None else whole_number("workers", workers, 1)
    size = estimate(sweep) if size is None else size
    if not large:
        check_size(size)
    with Store(folder, fresh=fresh) as store:
        store.put_header("sweep", sweep.to_json())
        report = SweepReport(folder, size, notices=store.notices)
        crew, own = _crew(executor, workers)
        try:
            _carry_out(sweep, store, crew, report, retry_failed, progress)
        except KeyboardInterrupt:
            raise SweepInterrupted(report) from None
        finally:
            if own:
                crew.close()
    return report


def _carry_out(
    sweep: Sweep,
    store: Store,
    crew: Crew,
    report: SweepReport,
    retry_failed: bool,
    progress: Callable[[SweepReport], None] | None,
) -> None:
    under_way: set[tuple[str, int]] = set()

    def tell(records: list[Record]) -> None:
        under_way.difference_update((record.key, record.seed) for record in records)
        report.count(records)
        report.wall, report.tasks, report.workers = time.perf_counter() - started, schedule.tasks, crew.workers
        if progress:
            progress(report)

    def left() -> int:
        return sweep.runs - report.done - len(under_way)

    schedule = Schedule(crew, Pace(report.size.speed, crew.workers), store.save, tell, left)
    runs = _missing(sweep, store, report, under_way, retry_failed)
    first = next(runs, None)
    if first is None:
        return  # nothing to do: no worker need start
    begun = time.perf_counter()
    crew.start(_engines(sweep))
    started = time.perf_counter()
    report.setup = started - begun

    def all_runs() -> Iterator[tuple[Cell, int]]:
        yield first
        yield from runs

    schedule.run(all_runs())


def _missing(
    sweep: Sweep, store: Store, report: SweepReport, under_way: set[tuple[str, int]], retry_failed: bool
) -> Iterator[tuple[Cell, int]]:
    """The runs that the store does not hold and that nobody works on, one at a time; they are then under way."""
    retried: set[tuple[str, int]] = set()  # a grid may hold a cell twice
    for cell in all_cells(sweep):
        if isinstance(cell, InputError):
            report.refused += len(sweep.seed_numbers)
            report.note(f"left out: {cell}")
            continue
        records, damaged = store.runs(cell.key)
        if damaged:
            store.discard(cell.key, damaged)
            shown = ", ".join(map(str, damaged))
            report.note(f"{cell.where}: the stored runs of seeds {shown} were damaged and run again")
        failed = {record.seed for record in records if record.status == "failed"} if retry_failed else set()
        again = {seed for seed in failed if (cell.key, seed) not in retried}
        if again:
            store.discard(cell.key, again)
            retried |= {(cell.key, seed) for seed in again}
        finished = {record.seed for record in records} - again
        for seed in sweep.seed_numbers:
            if seed in finished or (cell.key, seed) in under_way:
                report.found += 1
            else:
                under_way.add((cell.key, seed))
                yield cell, seed


def _engines(sweep: Sweep) -> list[EngineName]:
    return ["gram", "decoupled"] if sweep.engine == "auto" else [sweep.engine]


def _crew(executor: Executor | Crew | None, workers: int | None) -> tuple[Crew, bool]:
    """Who works, and whether it was made here."""
    if isinstance(executor, Crew):
        return executor, False
    if executor is not None:
        return Crew(executor, workers or getattr(executor, "_max_workers", None) or processors()), True
    count = workers or processors()
    return (ThisProcess() if count == 1 else PoolCrew(count)), True


def processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
