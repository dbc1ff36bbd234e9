"""``lngd reproduce``: an experiment of the paper, its claim beside what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lngd_theory.cli.console import INTERRUPTED, errors, new_folder, output, pool, progress_bar
from lngd_theory.cli.options import JsonOption, OutOption, OverwriteOption, SeedsOption, WorkersOption
from lngd_theory.errors import InputError
from lngd_theory.experiments import EXPERIMENTS, Report, experiment, reproduce
from lngd_theory.experiments.markdown import COLUMNS, rows

__all__ = ["reproduce_command"]

_STYLES = {"reproduced": "green", "not reproduced": "red", "mixed": "yellow", "measured": "default"}


def reproduce_command(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join(EXPERIMENTS)}.")],
    seeds: SeedsOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run an experiment of the paper over several seeds; print its claims beside what was measured."""
    chosen = experiment(name)
    if seeds is not None and seeds < 1:
        raise InputError(f"--seeds {seeds} must be an integer >= 1")
    folder = new_folder(out, overwrite)
    with pool(workers, seeds or chosen.seeds) as executor, progress_bar() as bar:
        task = bar.add_task(chosen.name, total=None)

        def tick(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        report = reproduce(chosen, seeds=seeds, executor=executor, progress=tick, out=folder)
    if as_json:
        output.print_json(json.dumps(report.to_dict()))
    else:
        _print(report, folder)
    if not report.complete:
        errors.print("interrupted: what was done is kept, the rest is missing; nothing is judged")
        raise typer.Exit(INTERRUPTED)


def _print(report: Report, folder: Path | None) -> None:
    chosen = report.experiment
    output.print(f"[bold]{chosen.name}[/bold]: {chosen.title}", highlight=False)
    output.print(f"Claimed: {chosen.claim}", highlight=False)
    table = Table(show_lines=False)
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for row in rows(report):
        *cells, verdict = row
        table.add_row(*cells, f"[{_STYLES[verdict]}]{verdict}[/]")
    output.print(table)
    output.print("Left open by the paper:")
    for item in chosen.left_open:
        output.print(f"  * {item}", highlight=False)
    if folder:
        output.print(f"written to {folder}", highlight=False)
