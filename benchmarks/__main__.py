"""``python -m benchmarks``: run the suite, print it, and write what is asked for."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks import check as regression
from benchmarks.report import tables, write_docs, write_json
from benchmarks.sides import SIDES
from benchmarks.suite import BENCHMARKS, Run, SuiteInterrupted, load_run, run_suite
from benchmarks.words import number, time_text
from lngd_theory.errors import near_match

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main(
    quick: Annotated[bool, typer.Option(help="Few rounds and small sizes.")] = False,
    only: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(BENCHMARKS)}; may be repeated.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the run here, machine-readable.")] = None,
    docs: Annotated[bool, typer.Option(help="Write docs/benchmarks.md, its data and its figures.")] = False,
    render: Annotated[bool, typer.Option(help="Make page and figures from the stored data; measures nothing.")] = False,
    check: Annotated[
        bool, typer.Option(help="Compare ratios and counts with their bounds; 1 if one is missed.")
    ] = False,
) -> None:
    """Time the package beside what it is measured against."""
    names = only or list(regression.CHECKED if check else BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            raise typer.BadParameter(f"unknown benchmark {name!r}; {near_match(name, BENCHMARKS)}")
    if docs and (only or quick):
        raise typer.BadParameter("--docs needs the whole suite: leave out --only and --quick")
    if render + check + docs > 1 or ((render or check) and (quick or json)):
        raise typer.BadParameter("--render, --check and --docs go without each other, the first two without the rest")
    console = Console()
    if not console.is_terminal:
        console.width = 180
    stored = load_run(DOCS / "benchmarks.json")
    if render:
        if stored is None:
            raise typer.BadParameter(f"--render needs {DOCS.name}/benchmarks.json, which --docs writes")
        _written(console, stored)
        return
    for side in SIDES:
        if not side.installed:
            console.print(f"{side.name}: rows are {side.missing}", markup=False)
    if check:
        _checked(console, names, stored)
        return
    interrupted = False
    try:
        run = _measured(console, names, quick, stored)
    except SuiteInterrupted as error:
        run, interrupted = error.partial, True
    for name in names:
        for table in tables(run, name):
            console.print(table)
    console.print(run.summary)
    if json:
        write_json(run, json)
    if interrupted:
        console.print("interrupted: shown is what was done; the page is left as it was")
        raise typer.Exit(130)
    if docs:
        _written(console, run)


def _measured(console: Console, names: list[str], quick: bool, stored: Run | None) -> Run:
    """Run, with an estimate first and every benchmark's name and time as it goes."""
    expected = {} if quick or stored is None else {name: stored.seconds.get(name, 0.0) for name in names}
    total = sum(expected.values())
    console.print(f"{len(names)} benchmarks; {_about(total)}{' with --quick, small sizes' if quick else ''}")
    begun = time.perf_counter()

    def started(name: str) -> None:
        passed = time.perf_counter() - begun
        left = sum(expected.get(other, 0.0) for other in names[names.index(name) :])
        ahead = f", about {time_text(left)} left" if left else ""
        console.print(f"[{names.index(name) + 1}/{len(names)}] {name}: {passed:.0f} s gone{ahead}", markup=False)

    return run_suite(names, quick, started)


def _about(seconds: float) -> str:
    return f"about {time_text(seconds)}, as in the stored run" if seconds else "no stored time to tell how long"


def _written(console: Console, run: Run) -> None:
    for path in write_docs(run, DOCS):
        console.print(f"wrote {path.relative_to(DOCS.parent)}")


def _checked(console: Console, names: list[str], stored: Run | None) -> None:
    """Print every bound with what was measured; exit 1 if one is missed."""
    judged = regression.check(stored, names, lambda text: console.print(f"checking {text}"))
    shown = Table("row", "quantity", "median", "quartiles", "bound", "from", "", box=None)
    for one in judged:
        assert one.row.value is not None
        value = one.row.value
        spread = f"{number(value.low)} to {number(value.high)}"
        cells = (f"{one.row.benchmark}: {one.row.case}", one.row.quantity, number(value.median), spread)
        shown.add_row(*cells, str(one.bound), one.why, "[red]missed[/red]" if one.missed else "ok")
    console.print(shown)
    console.print(f"A bound is missed if both quartiles lie beyond it, {regression.TRIES} times in a row.")
    missed = [one for one in judged if one.missed]
    for one in missed:
        console.print(f"missed: {one.row.benchmark}: {one.row.case}: {one.row.quantity}", markup=False)
    console.print(f"{len(judged) - len(missed)} of {len(judged)} bounds kept")
    if missed:
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
