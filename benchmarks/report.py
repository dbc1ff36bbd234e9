"""A run as a table in the terminal, as JSON, and as a page of the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table

from benchmarks.figure import draw_scaling
from benchmarks.figure_jobs import draw_jobs
from benchmarks.grids import grids
from benchmarks.page import FIGURES, markdown
from benchmarks.suite import Run

__all__ = ["tables", "write_docs", "write_json"]


def tables(run: Run, name: str) -> Iterator[Table]:
    """The rows of one benchmark for the terminal, a table for each quantity."""
    for grid in grids(run.of(name)):
        shown = Table(title=grid.title, title_justify="left", box=SIMPLE_HEAD, caption=grid.below or None)
        for column in grid.header:
            shown.add_column(column, no_wrap=column != "note")
        for line in grid.lines:
            shown.add_row(*line)
        yield shown


def write_json(run: Run, path: Path) -> None:
    """Write the run in machine-readable form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run.to_dict(), indent=1, allow_nan=False) + "\n", encoding="utf-8")


def write_docs(run: Run, docs: Path) -> list[Path]:
    """Write the page, its data and its figures; returns their paths."""
    page, data = docs / "benchmarks.md", docs / "benchmarks.json"
    figures = [docs / "figures" / name for name in FIGURES]
    figures[0].parent.mkdir(parents=True, exist_ok=True)
    for draw, path in zip((draw_scaling, draw_jobs), figures, strict=True):
        draw(run, path)
    write_json(run, data)
    page.write_text(markdown(run), encoding="utf-8")
    return [page, data, *figures]
