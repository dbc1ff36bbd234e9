"""``lngd reproduce``: an experiment of the paper, its claim beside what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from lngd_theory.cli.console import INTERRUPTED, errors, new_folder, output, pool, progress_bar
from lngd_theory.cli.options import JsonOption, OutOption, OverwriteOption, SeedsOption, WorkersOption
from lngd_theory.cli.phase import run_study
from lngd_theory.errors import InputError
from lngd_theory.experiments import DIAGRAMS, EXPERIMENTS, Report, experiment, reproduce
from lngd_theory.experiments.markdown import rows

__all__ = ["reproduce_command"]

_STYLES = {"holds": "green", "fails": "red", "mixed": "yellow", "measured": "default"}


def reproduce_command(
    name: Annotated[str, typer.Argument(help=f"One of: {', '.join([*EXPERIMENTS, *DIAGRAMS])}.")],
    seeds: SeedsOption = None,
    workers: WorkersOption = None,
    out: OutOption = None,
    overwrite: OverwriteOption = False,
    everything: Annotated[bool, typer.Option("--all", help="Print every variant, not only those drawn.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help=f"{', '.join(DIAGRAMS)} in seconds, small.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run an experiment of the paper over several seeds; print its claims beside what was measured.

    fig3 and algorithms go on where an earlier start in the folder of --out was; --overwrite moves the runs aside.
    """
    if seeds is not None and seeds < 1:
        raise InputError(f"--seeds {seeds} must be an integer >= 1")
    if name in DIAGRAMS:
        diagram = DIAGRAMS[name]
        run_study(lambda runs: diagram(runs, seeds=seeds, quick=quick), out, workers, overwrite, as_json)
        return
    chosen = experiment(name)
    if quick:
        raise InputError(f"--quick belongs to {', '.join(DIAGRAMS)}; for {name!r} take fewer --seeds")
    folder = new_folder(out, overwrite)
    with pool(workers, seeds or chosen.seeds) as executor, progress_bar() as bar:
        task = bar.add_task(chosen.name, total=None)

        def tick(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        report = reproduce(chosen, seeds=seeds, executor=executor, progress=tick, out=folder)
    if as_json:
        output.print_json(json.dumps(report.to_dict()))
    else:
        _print(report, folder, everything)
    if not report.complete:
        errors.print("interrupted: what was done is kept, the rest is missing; nothing is judged")
        raise typer.Exit(INTERRUPTED)


def _print(report: Report, folder: Path | None, everything: bool) -> None:
    chosen = report.experiment
    output.print(f"[bold]{chosen.name}[/bold]: {chosen.title}", highlight=False)
    output.print(f"Claimed: {chosen.claim}", highlight=False)
    shown = {variant.name for variant in chosen.variants if variant.shown or everything} | {"all"}
    table = Table("claim, and how it is read", "median [95 %]", "seeds", "verdict")
    last = ""
    for variant, claim, quantity, agrees, median, agree, verdict in rows(report):
        if variant not in shown:
            continue
        if variant != last:
            table.add_section()
            table.add_row(f"[bold]{variant}[/bold]")
            last = variant
        reading = f"{quantity} {agrees}".strip()
        table.add_row(f"{claim}\n  [dim]{reading}[/dim]", median, agree, f"[{_STYLES[verdict]}]{verdict}[/]")
    output.print(table)
    hidden = len({variant.name for variant in chosen.variants} - shown)
    if hidden:
        output.print(f"{hidden} more variants: --all prints them, and summary.md of --out lists them", highlight=False)
    output.print("Left open by the paper:")
    for item in chosen.left_open:
        output.print(f"  * {item}", highlight=False)
    if folder:
        output.print(f"written to {folder}", highlight=False)
