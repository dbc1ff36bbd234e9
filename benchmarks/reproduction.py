"""The time to the paper's figures 2 and 3: draws, label noise, training, records and tests, of all seeds.

This package's time is that of the whole job, done. A script's is put together from measured draws, steps and looks of
the same sizes, times their numbers; compiling, loading of libraries and storing of results are not counted for it, and
several cores are taken to share its runs without loss.
"""

from __future__ import annotations

import os
import tempfile
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import sweeps
from benchmarks.isolated import cores, on_one_core
from benchmarks.jobs import FIG2_JOB, FIG3_JOB, FIG3_SWEEP, Job, fig2_here, script_parts
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.sides import GRAM, SIDES, Side, single_precision
from benchmarks.timing import Case, interleave
from lngd_theory.phase.plane import QUICK
from lngd_theory.sweeps import SweepReport, run_sweep

__all__ = ["measure", "scripts_here"]

#: The paper's style of script, and what is compared with it.
_SCRIPTS = (*SIDES, single_precision(SIDES[1]))
FIG3_SECONDS = Target(high=480.0)


def measure(quick: bool) -> list[Measurement]:
    """Both figures; ``quick`` takes fewer rounds, and a small plane in place of figure 3's."""
    rows = []
    own, theirs = on_one_core(scripts_here, FIG2_JOB, True, 2 if quick else 5)
    rows += _job_rows(FIG2_JOB, 1, own, theirs)
    report, wall, processor = fig3_here(quick, cores())
    rows += _sweep_rows(report, wall, None if quick else sweeps.OVERHEAD)
    if not quick:
        _, theirs = on_one_core(scripts_here, FIG3_JOB, False, 7)
        rows += _job_rows(FIG3_JOB, report.workers, Spread.exact(wall), theirs, processor)
    return rows


def fig3_here(quick: bool, workers: int) -> tuple[SweepReport, float, float]:
    """Figure 3's sweep into a new folder: its report, seconds from the call to the last result, and of processors."""
    sweep = QUICK.sweep(QUICK.snr) if quick else FIG3_SWEEP
    with tempfile.TemporaryDirectory() as folder:
        before, started = _processor_seconds(), time.perf_counter()
        report = run_sweep(sweep, folder, workers=workers)
        return report, time.perf_counter() - started, _processor_seconds() - before


def _processor_seconds() -> float:
    """Processor time of this process and of the workers that it has had."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def scripts_here(job: Job, with_own: bool, rounds: int) -> tuple[Spread | None, dict[str, Spread]]:
    """Seconds of one core for the whole job: figure 2 by this package, and every script's."""
    own: Spread | None = None
    totals: dict[str, NDArray[np.float64]] = {}
    for part in job.parts:
        cases: dict[Any, Case] = {GRAM: Case(fig2_here)} if with_own else {}
        installed = [side for side in _SCRIPTS if side.installed]
        for side in installed:
            cases |= {(side.name, what): case for what, case in script_parts(side, part.setting).items()}
        seconds = interleave(cases, rounds, 60.0).process.seconds
        if with_own:
            own = Spread.of(seconds[GRAM])
        for side in installed:
            one = {what: seconds[side.name, what] for what in ("draw", "step", "record")}
            totals[side.name] = totals.get(side.name, np.zeros(1)) + part.seconds(one)
    return own, {name: Spread.of(values) for name, values in totals.items()}


def _job_rows(
    job: Job, workers: int, own: Spread | None, theirs: dict[str, Spread], processor: float | None = None
) -> list[Measurement]:
    """Seconds of a job for every side, and as multiples of this package's.

    Work on several cores is timed by the clock; ``processor`` shows what of it other programs may have taken.
    """
    assert own is not None
    where = f"{workers} core{'s' * (workers > 1)}"
    note = "the whole job, done" + (f", with {processor:.0f} s of processor time" if processor else "")
    rows = [_seconds_row(job, where, GRAM, own, note)]
    for side in _SCRIPTS:
        spread = theirs.get(side.name)
        if spread is not None:
            spread = Spread(*(value / workers for value in (spread.low, spread.median, spread.high)))
        note = "from measured draws, steps and looks" if side.installed else side.missing
        rows.append(_seconds_row(job, where, side.name, spread, note))
        rows.append(_ratio_row(job, where, side, own, spread))
    return rows


def _seconds_row(job: Job, where: str, name: str, value: Spread | None, note: str) -> Measurement:
    return Measurement(
        "reproduction",
        f"{job.name}, {where}: {name}",
        "time of the whole job",
        value,
        "s",
        FIG3_SECONDS if name == GRAM and job is FIG3_JOB else None,
        note,
        {"job": job.name, "side": name, "what": job.what},
    )


def _ratio_row(job: Job, where: str, side: Side, own: Spread, theirs: Spread | None) -> Measurement:
    ratio = None
    if theirs is not None:
        ratio = Spread(theirs.low / own.median, theirs.median / own.median, theirs.high / own.median)
    return Measurement(
        "reproduction",
        f"{job.name}, {where}: {side.name}",
        "time of the whole job / that of this package",
        ratio,
        note="" if side.installed else side.missing,
        details={"job": job.name, "side": side.name},
    )


def _sweep_rows(report: SweepReport, wall: float, target: Target | None) -> list[Measurement]:
    """What figure 3's sweep spent beside its runs."""
    case = f"figure 3's sweep, {report.computed:,} runs, {report.workers} worker{'s' * (report.workers > 1)}"
    details = {
        "runs": report.computed,
        "tasks": report.tasks,
        "workers": report.workers,
        "compute_seconds": report.seconds,
        "wall_seconds": report.wall,
        "call_seconds": wall,
    }
    quantity = sweeps.OVERHEAD_QUANTITY
    rows = [
        Measurement(
            "reproduction", case, quantity, Spread.exact(max(report.overhead, 0.0)), target=target,
            note="from the first task to the last result", details=details,
        )
    ]  # fmt: skip
    if target:  # the start of the workers is seconds, whatever follows
        including = wall * report.workers / report.seconds - 1
        note = f"the call took {wall:.3g} s, of which {wall - report.wall:.2g} s before the first task"
        started = f"{case}, with the start of the workers"
        rows.append(Measurement("reproduction", started, quantity, Spread.exact(including), note=note, details=details))
    return rows
