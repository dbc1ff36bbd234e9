"""``lngd phase``: where training generalises, over two axes of a sweep; and what the diagrams' commands share."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lngd_theory.cli import console
from lngd_theory.cli.console import check_docs, errors, interrupted, kept_folder, progress_bar
from lngd_theory.cli.options import JsonOption, WorkersOption
from lngd_theory.cli.study import finish_study
from lngd_theory.errors import InputError, near_match

if TYPE_CHECKING:
    from lngd_theory.phase.source import Runs
    from lngd_theory.report.study import StudyResult

__all__ = ["phase_command", "run_study"]

#: Studies by name, each with where it is.
_STUDIES = {
    "powers": ("lngd_theory.phase.powers_study", "powers_study"),
    "ahead": ("lngd_theory.phase.contests", "contest_study"),
    "fig3": ("lngd_theory.experiments.fig3", "reproduce_fig3"),
    "algorithms": ("lngd_theory.experiments.algorithms", "reproduce_algorithms"),
}

FolderOption = Annotated[
    Path | None,
    typer.Option("--out", help="Folder of the runs, summary, figures and netCDF files; runs in it are used again."),
]


def phase_command(
    target: Annotated[str, typer.Argument(help=f"TOML file of a sweep, or a study: {', '.join(_STUDIES)}.")],
    x: Annotated[str | None, typer.Option("--x", help="Axis along which accuracy rises or falls; the first.")] = None,
    y: Annotated[str | None, typer.Option("--y", help="The other axis; the second one of the sweep.")] = None,
    level: Annotated[float | None, typer.Option("--level", help="Accuracy that counts as a success; 0.76.")] = None,
    adaptive: Annotated[
        bool, typer.Option("--adaptive", help="Run only the cells about a change of phase, fill in the others.")
    ] = False,
    seeds: Annotated[int | None, typer.Option("--seeds", help="Number of seeds; at least 6 decide a cell.")] = None,
    workers: WorkersOption = None,
    out: FolderOption = None,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose page of this study is to be made again.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="A study with small sizes and few seeds, in seconds.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Move the runs of the folder aside and begin anew.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Draw a phase diagram: accuracy over two axes, its boundary with intervals, and the law that it follows."""
    if seeds is not None and seeds < 1:
        raise InputError(f"--seeds {seeds} must be an integer >= 1")
    if target in _STUDIES:
        if x or y or level is not None or adaptive:
            raise InputError(
                f"--x, --y, --level and --adaptive belong to a sweep's file; leave them out for {target!r}"
            )
        work = _named(target, seeds, quick)
    else:
        if quick:
            raise InputError("--quick belongs to a study by name; take fewer points, seeds or steps in the file")
        work = _of_file(target, x, y, level, adaptive, seeds)
    if docs and (quick or target not in _STUDIES):
        raise InputError(
            f"--docs writes what the documentation says: a study by name ({', '.join(_STUDIES)}), not --quick"
        )
    check_docs(docs)
    run_study(work, out, workers, fresh, as_json, docs)


def _named(name: str, seeds: int | None, quick: bool) -> Callable[[Runs], StudyResult]:
    import importlib

    module, function = _STUDIES[name]
    study = getattr(importlib.import_module(module), function)
    return lambda runs: study(runs, seeds=seeds, quick=quick)


def _of_file(
    target: str, x: str | None, y: str | None, level: float | None, adaptive: bool, seeds: int | None
) -> Callable[[Runs], StudyResult]:
    import dataclasses

    from lngd_theory.phase.axes import diagram_axes
    from lngd_theory.phase.file_study import diagram_study
    from lngd_theory.phase.level import LEVEL, check_level
    from lngd_theory.sweeps import Sweep

    path = Path(target)
    if path.suffix != ".toml" and not path.exists():
        raise InputError(f"{target!r} is no TOML file and no study; {near_match(target, _STUDIES)}")
    sweep = Sweep.load(path)
    if seeds is not None:
        sweep = dataclasses.replace(sweep, seeds=seeds)
    diagram_axes(sweep, x, y)
    chosen = LEVEL if level is None else level
    check_level(chosen)
    command = f"lngd phase {path.name}{' --adaptive' * adaptive}"
    return lambda runs: diagram_study(sweep, runs, x=x, y=y, level=chosen, adaptive=adaptive, command=command)


def run_study(
    work: Callable[[Runs], StudyResult],
    out: Path | None,
    workers: int | None,
    fresh: bool,
    as_json: bool,
    docs: Path | None = None,
) -> None:
    """Carry out a study in a folder, print it, and write it there; ctrl-C keeps the finished runs."""
    from lngd_theory.sweeps.schema import FILE_NAME

    folder = kept_folder(out, FILE_NAME, f"runs ({FILE_NAME})")
    try:
        with _runs(folder, workers, fresh) as runs:
            study = work(runs)
    except KeyboardInterrupt:
        interrupted(folder, "runs")
    finish_study(study, folder, docs, as_json)


@contextlib.contextmanager
def _runs(folder: Path | None, workers: int | None, fresh: bool) -> Iterator[Runs]:
    """What carries out the runs, with a progress bar."""
    from lngd_theory.phase.source import Runs
    from lngd_theory.sweeps.crew import PoolCrew
    from lngd_theory.sweeps.store import Store

    if workers is not None and workers < 1:
        raise InputError(f"--workers {workers} must be an integer >= 1")
    if folder and fresh:
        with Store(folder, fresh=True) as store:
            for notice in store.notices:
                errors.print(notice, highlight=False, markup=False)
    count = workers or console.processors()
    with contextlib.ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bar = stack.enter_context(progress_bar("runs"))
        task = bar.add_task("", total=None)
        crew = PoolCrew(count) if count > 1 else None
        if crew:
            stack.callback(crew.close)
        yield Runs(
            place, crew, lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
        )
