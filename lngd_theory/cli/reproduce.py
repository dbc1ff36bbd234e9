"""``lngd reproduce``: a row of the experiment table, or all of them, with its claims beside what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lngd_theory.cli.chosen import Chosen, row_folder
from lngd_theory.cli.console import check_docs, errors, interrupted, output
from lngd_theory.cli.options import ImagesOption, JsonOption, SeedsOption, WorkersOption
from lngd_theory.cli.rows import announced, run_all, working
from lngd_theory.cli.study import finish_study
from lngd_theory.errors import InputError
from lngd_theory.experiments import ROWS, find_row

if TYPE_CHECKING:
    from lngd_theory.experiments import Row

__all__ = ["reproduce_command"]


def reproduce_command(
    name: Annotated[str, typer.Argument(help=f"all, or one of: {', '.join(ROWS)}.")],
    quick: Annotated[bool, typer.Option("--quick", help="A smoke run in seconds, which decides nothing.")] = False,
    full: Annotated[
        bool, typer.Option("--full", help="The printed sizes: says how long they take; --yes runs them.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Run --full.")] = False,
    data: ImagesOption = None,
    seeds: SeedsOption = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of runs, summary and figures; runs in it are used again.")
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Move an earlier folder aside and begin anew.")
    ] = False,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose gallery is to show the result.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Print all tables, not only the sentences.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run a row of the experiment table over several seeds; put its claims beside what was measured.

    A start in the folder of an earlier one goes on where that was; --overwrite moves the earlier folder aside.
    """
    if quick and full:
        raise InputError("--quick and --full exclude each other; leave one out")
    if docs and quick:
        raise InputError("--docs shows what was found, and a smoke run finds nothing: leave out --quick")
    check_docs(docs)
    chosen = Chosen.checked("quick" if quick else "full" if full else "reduced", seeds, workers, data or [], out, docs)
    if name == "all":
        run_all(list(ROWS.values()), chosen, overwrite, yes, as_json)
        return
    _run_one(find_row(name), chosen, overwrite, yes, everything, as_json)


def _run_one(row: Row, chosen: Chosen, overwrite: bool, yes: bool, everything: bool, as_json: bool) -> None:
    lacking = row.lacks(chosen.work())
    if lacking:
        raise InputError(f"{row.name}: {lacking}")
    if chosen.size == "full" and not yes:
        announced([row], chosen, as_json)
        return
    folder = row_folder(chosen.out, row.name, overwrite)
    try:
        with working(chosen, row.name, folder) as work:
            study = row.run(work)
        chosen.show_in_gallery(row, study)
        if not as_json:
            output.print(f"[bold]{row.name}[/bold]  Claimed: {row.claim}", highlight=False)
        finish_study(study, folder, None, as_json, tables=everything)
    except KeyboardInterrupt:
        interrupted(folder, "runs")
    if not everything and not as_json and study.tables:
        errors.print("tables: --all prints them" + (", summary.md has them" if folder else ""), highlight=False)
