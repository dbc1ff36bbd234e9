"""A run as a table in the terminal, as JSON, and as a page of the documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from benchmarks.figure import draw_figure
from benchmarks.measurement import Measurement
from benchmarks.suite import BENCHMARKS, Run

__all__ = ["markdown", "tables", "write_docs", "write_json"]

#: What the tables show of a row's details.
_COLUMNS: dict[str, dict[str, str]] = {
    "step": {
        "active_share": "active",
        "step_microseconds": "step, µs",
        "product_microseconds": "product, µs",
    },
    "dimension": {"active_share": "active"},
    "decoupled": {"gram_microseconds": "Gram, µs", "decoupled_microseconds": "decoupled, µs"},
    "small": {"active_share": "active"},
}


def tables(run: Run, name: str) -> Iterator[Table]:
    """The rows of one benchmark for the terminal, a table for each quantity."""
    for quantity, rows in _by_quantity(run.of(name)):
        header, *lines = _cells(rows, name)
        shown = Table(title=_sentence(quantity), title_justify="left", box=SIMPLE_HEAD)
        for column in header:
            shown.add_column(column, no_wrap=column != "note")
        for line in lines:
            shown.add_row(*line)
        yield shown


def write_json(run: Run, path: Path) -> None:
    """Write the run in machine-readable form."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(run.to_dict(), indent=1, allow_nan=False) + "\n", encoding="utf-8")


def write_docs(run: Run, docs: Path) -> list[Path]:
    """Write the page, its data and its figure; returns their paths."""
    page, data, figure = docs / "benchmarks.md", docs / "benchmarks.json", docs / "figures" / "benchmarks.png"
    figure.parent.mkdir(parents=True, exist_ok=True)
    draw_figure(run, figure)
    write_json(run, data)
    page.write_text(markdown(run), encoding="utf-8")
    return [page, data, figure]


def markdown(run: Run) -> str:
    """The page of the documentation."""
    sections = [_introduction(run)]
    for name in BENCHMARKS:
        rows = run.of(name)
        if rows:
            sections.append(f"## {_title(name)}")
        for quantity, group in _by_quantity(rows):
            header, *lines = _cells(group, name)
            grid = [header, ["---"] * len(header), *lines]
            sections.append(f"{_sentence(quantity)}:")
            sections.append("\n".join("| " + " | ".join(line) + " |" for line in grid))
    return "\n\n".join(sections) + "\n"


def _introduction(run: Run) -> str:
    machine = run.machine
    versions = ", ".join(f"{name} {version}" for name, version in machine["libraries"].items() if version)
    libraries = ", ".join(" ".join(map(str, library.values())) for library in machine["blas"])
    forced = machine["OPENBLAS_CORETYPE"]
    lines = [
        "# Benchmarks",
        "Written by `python -m benchmarks --docs`; the numbers are in [benchmarks.json](benchmarks.json). The sides of "
        "a comparison take turns within one run; each number is a median with its quartiles in brackets, and a target "
        "counts as met when the median meets it. Work on one thread is measured in processor time, which leaves out "
        "what other programs took; work on several threads or processes in the time that passes. *Active* is the share "
        "of (filter, atom) pairs with a positive pre-activation: the others have slope zero and cost nothing.",
        f"![Time of a step against d](figures/benchmarks.png)\n\n*Time of a step against d. {_last_sentence(run)}*",
        f"**{_sentence(run.summary)}.**",
        f"Measured on {machine['cores']} cores of an {machine['processor']} ({machine['compiled_for']}), "
        f"{machine['system']}, Python {machine['python']}, {versions}; BLAS: {libraries}. "
        f"Average number of processes that wanted to run: {_number(run.load_before)} before, "
        f"{_number(run.load_after)} after.",
    ]
    if forced:
        lines.append(
            f"The environment sets `OPENBLAS_CORETYPE={forced}`. A step is compared with both: the kernels so set, "
            "and those that OpenBLAS chooses for this processor; dense NumPy is given the latter."
        )
    return "\n\n".join(lines)


def _last_sentence(run: Run) -> str:
    if any(row.value is None for row in run.of("against")):
        return "PyTorch was not measured: it is not installed."
    return (
        "Bars are quartiles. Two threads wait for each other, and so lose more than one where other programs run: "
        "where they are slower than one thread, the machine was not quiet."
    )


def _by_quantity(rows: list[Measurement]) -> Iterator[tuple[str, list[Measurement]]]:
    """Rows of one quantity, in order of first appearance."""
    for quantity in dict.fromkeys(row.quantity for row in rows):
        yield quantity, [row for row in rows if row.quantity == quantity]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _title(name: str) -> str:
    return str(BENCHMARKS[name].__doc__).splitlines()[0].removesuffix(".")


def _cells(rows: list[Measurement], name: str) -> list[list[str]]:
    """Header and lines of a table."""
    columns = _COLUMNS.get(name, {})
    notes = any(row.note for row in rows)
    header = ["case", "measured", "target", "verdict", *columns.values(), *(["note"] if notes else [])]
    lines = [
        [
            row.case,
            _value(row),
            str(row.target) if row.target else "",
            row.verdict,
            *(_number(row.details.get(key)) for key in columns),
            *([row.note] if notes else []),
        ]
        for row in rows
    ]
    return [header, *lines]


def _value(row: Measurement) -> str:
    if row.value is None:
        return ""
    low, median, high = map(_number, (row.value.low, row.value.median, row.value.high))
    text = median if low == high else f"{median} ({low} to {high})"
    return f"{text} {row.unit}".strip()


def _number(value: Any) -> str:
    """Three figures, without an exponent where it can be done without."""
    if value is None:
        return ""
    return f"{value:.0f}" if 100 <= abs(value) < 1e6 else f"{value:.3g}"
