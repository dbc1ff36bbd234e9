"""``python -m benchmarks``: run the suite, print it, and write what is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from benchmarks.against import NOT_MEASURED, torch_installed
from benchmarks.report import tables, write_docs, write_json
from benchmarks.suite import BENCHMARKS, run_suite
from lngd_theory.errors import near_match

DOCS = Path(__file__).resolve().parent.parent / "docs"


def main(
    quick: Annotated[bool, typer.Option(help="Few rounds, and only n = 200 and d = 2,000.")] = False,
    only: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(BENCHMARKS)}; may be repeated.")] = None,
    json: Annotated[Path | None, typer.Option(help="Write the run here, machine-readable.")] = None,
    docs: Annotated[bool, typer.Option(help="Write docs/benchmarks.md, its data and its figure.")] = False,
) -> None:
    """Time the package beside what it is measured against."""
    names = only or list(BENCHMARKS)
    for name in names:
        if name not in BENCHMARKS:
            raise typer.BadParameter(f"unknown benchmark {name!r}; {near_match(name, BENCHMARKS)}")
    if docs and (only or quick):
        raise typer.BadParameter("--docs needs the whole suite: leave out --only and --quick")
    console = Console()
    if not console.is_terminal:
        console.width = 140
    if "against" in names and not torch_installed():
        console.print(f"PyTorch rows are {NOT_MEASURED}")
    with console.status("") as status:
        run = run_suite(names, quick, lambda name: status.update(f"measuring: {name}"))
    for name in names:
        for table in tables(run, name):
            console.print(table)
    console.print(run.summary)
    if json:
        write_json(run, json)
    for path in write_docs(run, DOCS) if docs else []:
        console.print(f"wrote {path.relative_to(DOCS.parent)}")


if __name__ == "__main__":
    typer.run(main)
