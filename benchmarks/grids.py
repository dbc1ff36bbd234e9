"""The rows of a benchmark as tables of text, for the terminal and for the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from benchmarks.measurement import Measurement, Spread
from benchmarks.scaling import EXPONENT
from benchmarks.words import number, power_text, sentence, time_text

__all__ = ["Grid", "grids"]


class Grid(NamedTuple):
    """A table; ``below`` says why cells are empty."""

    title: str
    header: list[str]
    lines: list[list[str]]
    below: str = ""


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


class _Pivot(NamedTuple):
    """A wide table: what its lines and its columns stand for, and how a cell is written."""

    heading: str
    line: Callable[[Measurement], str]
    cell: Callable[[Measurement], str]


def grids(rows: list[Measurement]) -> Iterator[Grid]:
    """A table for each quantity, in order of first appearance."""
    for quantity in dict.fromkeys(row.quantity for row in rows):
        group = [row for row in rows if row.quantity == quantity]
        pivot = _pivot_of(group[0])
        yield _wide(group, pivot) if pivot else _long(group)


def _pivot_of(row: Measurement) -> _Pivot | None:
    if row.benchmark != "scaling":
        return None
    if row.quantity == EXPONENT:
        return _Pivot("in", lambda row: row.case.partition(":")[0].removeprefix("in "), _value)
    return _Pivot(row.details["axis"], lambda row: power_text(row.details["at"]), lambda row: _seconds(row.details))


def _wide(rows: list[Measurement], pivot: _Pivot) -> Grid:
    columns = list(dict.fromkeys(row.details["side"] for row in rows))
    lines: dict[str, dict[str, Measurement]] = {}
    for row in rows:
        lines.setdefault(pivot.line(row), {})[row.details["side"]] = row
    judged = any(row.target for row in rows)
    shown = [
        [
            line,
            *(pivot.cell(there[side]) if side in there and there[side].value else "–" for side in columns),
            *(_judgement(list(there.values())) if judged else []),
        ]
        for line, there in lines.items()
    ]
    header = [pivot.heading, *columns, *(["target", "verdict"] if judged else [])]
    notes = dict.fromkeys(row.note for row in rows if row.value is None)
    return Grid(sentence(rows[0].quantity), header, shown, "; ".join(notes))


def _judgement(rows: list[Measurement]) -> list[str]:
    """Target and verdict of a line; the worst verdict where several are judged."""
    judged = [row for row in rows if row.target]
    missed = [row for row in judged if row.verdict != "met"]
    return [str(judged[0].target), (missed or judged)[0].verdict] if judged else ["", ""]


def _long(rows: list[Measurement]) -> Grid:
    columns = _COLUMNS.get(rows[0].benchmark, {})
    notes = any(row.note for row in rows)
    judged = any(row.target for row in rows)
    header = ["case", "measured", *(["target", "verdict"] if judged else []), *columns.values(), *["note"] * notes]
    lines = [
        [
            row.case,
            _value(row) or row.verdict,
            *([str(row.target) if row.target else "", row.verdict] if judged else []),
            *(number(row.details.get(key)) for key in columns),
            *[row.note] * notes,
        ]
        for row in rows
    ]
    return Grid(sentence(rows[0].quantity), header, lines)


def _value(row: Measurement) -> str:
    if row.value is None:
        return ""
    low, median, high = map(number, (row.value.low, row.value.median, row.value.high))
    text = median if low == high else f"{median} ({low} to {high})"
    return f"{text} {row.unit}".strip()


def _seconds(details: dict[str, Any]) -> str:
    return time_text(Spread(*details["seconds"]).median)
