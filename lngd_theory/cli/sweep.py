"""``lngd sweep``: a grid of settings, label noises and seeds, into a folder that the same command goes on from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from lngd_theory.cli import console
from lngd_theory.cli.console import INTERRUPTED, errors, output, progress_bar
from lngd_theory.cli.options import JsonOption, WorkersOption
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.sweeps import Estimate, Sweep, SweepReport

__all__ = ["sweep_command"]


def sweep_command(
    file: Annotated[
        Path, typer.Argument(help="TOML file that describes the sweep; its keys are in the guide, under Sweeps.")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the runs and of sweep.nc; runs in it are used again.")
    ] = None,
    workers: WorkersOption = None,
    dask: Annotated[
        str | None, typer.Option("--dask", help="Address of a running dask scheduler, whose workers do the work.")
    ] = None,
    seeds: Annotated[int | None, typer.Option("--seeds", help="Number of seeds, in place of the file's.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the cells, print size and expected cost, run nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Run more than ten million runs, or a year of one core, all the same.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Move the runs of the folder aside and begin anew.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Run again what is recorded as failed.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run a grid of settings, label noises and seeds; what the folder holds already is not run again.

    For example, with three lines in grid.toml (preset = "fig2", steps = 500, axes = {n = [50, 100, 200]}):
    lngd sweep grid.toml --out grid
    """
    from lngd_theory.sweeps import Sweep, SweepInterrupted, estimate
    from lngd_theory.sweeps.cost import check_size

    if workers is not None and workers < 1:
        raise InputError(f"--workers {workers} must be an integer >= 1")
    if workers is not None and dask is not None:
        raise InputError("give --workers or --dask, not both: the scheduler knows its workers")
    if out is None and not dry_run:
        raise InputError("--out is missing: give the folder that keeps the runs, or --dry-run to see the size only")
    if out is not None:
        _check_folder(out)
    sweep = Sweep.load(file)
    if seeds is not None:
        sweep = _with_seeds(sweep, seeds)
    size = estimate(sweep)
    _announce(sweep, size, file.name, None if fresh else out, 1 if dask else workers or console.processors())
    if not yes:
        check_size(size)
    if dry_run:
        if as_json:
            output.print_json(json.dumps(vars(size)))
        return
    assert out is not None
    try:
        report = _run(sweep, out, workers, dask, size, {"fresh": fresh, "retry_failed": retry_failed}, file.name)
    except SweepInterrupted as stopped:
        _tell(stopped.report, as_json, interrupted=True)
        errors.print(
            f"interrupted: {out} keeps the finished runs, the same command goes on", highlight=False, soft_wrap=True
        )
        raise typer.Exit(INTERRUPTED) from None
    from lngd_theory.sweeps.result import save_dataset

    save_dataset(report.data, out / "sweep.nc")
    _tell(report, as_json, interrupted=False)


def _announce(sweep: Sweep, size: Estimate, name: str, folder: Path | None, workers: int) -> None:
    """Say how large a sweep is, and how much of it is left to do."""
    from lngd_theory.sweeps.cost import Left, duration, left_of

    left = left_of(sweep, size, folder) if folder else Left(size.runs, size.seconds)
    stored = ""
    if left.runs < size.runs:
        stored = f"; {size.runs - left.runs:,} runs are stored, the rest takes {duration(left.seconds)}"
    shared = f"; {duration(left.seconds / workers)} on {workers} workers" if workers > 1 and left.runs else ""
    errors.print(f"{name}: {size}{stored}{shared}", highlight=False, soft_wrap=True)


def _check_folder(out: Path) -> None:
    """Refuse a folder that holds other things than runs: most likely it is not the one that was meant."""
    from lngd_theory.sweeps.schema import FILE_NAME

    if not out.is_dir() or (out / FILE_NAME).exists():
        return
    foreign = sorted(item.name for item in out.iterdir() if item.suffix != ".toml")
    if foreign:
        raise InputError(f"--out {out} holds {foreign[0]!r} and no runs ({FILE_NAME}); choose a new or an empty folder")


def _with_seeds(sweep: Sweep, seeds: int) -> Sweep:
    import dataclasses

    if seeds < 1:
        raise InputError(f"--seeds {seeds} must be an integer >= 1")
    return dataclasses.replace(sweep, seeds=seeds)


def _run(
    sweep: Sweep,
    out: Path,
    workers: int | None,
    dask: str | None,
    size: Estimate,
    options: dict[str, bool],
    name: str,
) -> SweepReport:
    from lngd_theory.sweeps import DaskCrew, run_sweep

    crew = DaskCrew(dask) if dask is not None else None
    try:
        with progress_bar("runs") as bar:
            task = bar.add_task(f"{name}: workers start", total=sweep.runs)
            return run_sweep(
                sweep,
                out,
                crew,
                workers=None if crew else workers or console.processors(),
                large=True,  # asked already
                size=size,
                progress=lambda report: bar.update(task, description=name, completed=report.done),
                **options,
            )
    finally:
        if crew:
            crew.close()


def _tell(report: SweepReport, as_json: bool, interrupted: bool) -> None:
    for notice in report.notices:
        errors.print(notice, highlight=False, markup=False, soft_wrap=True)
    if as_json:
        output.print_json(json.dumps(_summary(report, interrupted)))
        return
    from lngd_theory.sweeps.cost import duration

    table = Table("", "", show_header=False)
    rows = {
        "cells, runs": f"{report.size.cells}, {report.size.runs}",
        "found in the folder": f"{report.found}",
        "computed": f"{report.computed}, of which {report.diverged} diverged and {report.failed} failed",
    }
    if report.refused:
        rows["left out"] = f"{report.refused}"
    if report.computed:
        rows |= {
            "time of these runs": f"{duration(report.seconds)}, added up over {_several(report.workers, 'worker')}",
            "from first to last": f"{duration(report.wall)}, {report.computed / report.wall:.3g} runs/s",
            "overhead, idle workers": f"{100 * report.overhead:.1f} % in {_several(report.tasks, 'task')}",
        }
        if report.workers > 1:
            rows["start of the workers"] = duration(report.setup)
    for name, value in rows.items():
        table.add_row(name, value)
    output.print(table)
    if not interrupted:
        output.print(f"written to {report.folder / 'sweep.nc'}", highlight=False, soft_wrap=True)


def _several(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _summary(report: SweepReport, interrupted: bool) -> dict[str, Any]:
    counts = ("found", "computed", "diverged", "failed", "refused", "tasks", "workers", "seconds", "wall", "setup")
    return {
        "interrupted": interrupted,
        "cells": report.size.cells,
        "runs": report.size.runs,
        "expected_seconds": report.size.seconds,
        **{name: getattr(report, name) for name in counts},
        "overhead": report.overhead if report.computed else None,
        "notices": report.notices,
    }
