"""The first table of the page: what a step, a job and a run cost, and by what factor. Every number is from the rows."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.axes import AXES
from benchmarks.measurement import Measurement
from benchmarks.scaling import EXPONENT
from benchmarks.sides import GRAM, SIDES
from benchmarks.subjects import ALGORITHMS, FIG2
from benchmarks.suite import Run
from benchmarks.words import bytes_text, number, power_text, time_text

__all__ = ["sentences", "summary_table"]

#: The engine's curve that the summary quotes.
_OURS = f"{GRAM}, {list(ALGORITHMS)[-1]}"
_SCRIPTS = {side.name for side in SIDES}
_NONE = "–"

#: A line of the table: seconds by side, or text where there is none.
Cells = dict[str, float | str]


def summary_table(run: Run) -> tuple[list[str], list[list[str]]]:
    """Header and lines; empty without measurements."""
    lines = [(title, cells) for title, cells in [*_steps(run), *_jobs(run), *_memory(run)] if GRAM in cells]
    sides = list(dict.fromkeys(side for _, cells in lines for side in cells if side != GRAM))
    return ["", GRAM, *sides], [
        [title, _own(cells[GRAM]), *(_theirs(cells.get(side), cells[GRAM]) for side in sides)] for title, cells in lines
    ]


def _own(value: float | str) -> str:
    return value if isinstance(value, str) else time_text(value)


def _theirs(value: float | str | None, own: float | str) -> str:
    if value is None or isinstance(value, str):
        return value or _NONE
    assert isinstance(own, float)
    return f"{time_text(value)} ({number(value / own)}\u00a0×)"


def _steps(run: Run) -> Iterator[tuple[str, Cells]]:
    """Steps on one core: at the sizes of the comparison, then at the far end of every line."""
    sizes: dict[int, Cells] = {}
    for row in run.of("against"):
        if row.details.get("cores") == 1 and row.value:
            cells = sizes.setdefault(row.details["d"], {GRAM: row.details["gram_microseconds"] * 1e-6})
            cells[row.details["side"]] = row.details["seconds"][1]
    for d, cells in sizes.items():
        known = "figure 2's size" if d == FIG2.d else f"d = {d:,}"
        yield f"a step at {known}", cells
    ends = {"d": (10**6, 10**12), "m": (10**4,), "n": (2000,)}
    for name, values in ends.items():
        rows = [row for row in run.of("scaling") if row.details["axis"] == name and "at" in row.details]
        for value in values:
            cells = {
                GRAM if row.details["side"] == _OURS else row.details["side"]: _step_cell(row)
                for row in rows
                if row.details["at"] == value and (row.details["side"] == _OURS or row.details["side"] in _SCRIPTS)
            }
            yield f"a step at {name} = {power_text(value)}", cells


def _step_cell(row: Measurement) -> float | str:
    if row.value:
        return float(row.details["seconds"][1])
    return "not installed" if "installed" in row.note else row.note.rpartition(" take ")[2] + " of data"


def _jobs(run: Run) -> Iterator[tuple[str, Cells]]:
    rows = [row for row in run.of("reproduction") if row.unit == "s" and row.value]
    for name in dict.fromkeys(row.case.partition(":")[0] for row in rows):
        yield name, {row.details["side"]: row.value.median for row in rows if row.value and row.case.startswith(name)}


def _memory(run: Run) -> Iterator[tuple[str, Cells]]:
    rows = [row for row in run.of("memory") if row.unit == "MiB" and row.value]
    for d in dict.fromkeys(row.case.partition(", d = ")[2] for row in rows):
        cells: Cells = {
            row.case.partition(", d = ")[0]: f"{number(row.value.median)} MiB"
            for row in rows
            if row.value and row.case.endswith(f", d = {d}")
        }
        yield f"memory of a run, d = {d}", cells


def sentences(run: Run) -> list[str]:
    """What the rows say of exponents, sweeps and memory, one sentence each."""
    found = []
    for name in AXES:
        rows = [
            row for row in run.of("scaling")
            if row.quantity == EXPONENT and row.details["axis"] == name and row.details["side"] == _OURS and row.value
        ]  # fmt: skip
        if rows:
            parts = [
                f"{_exponent(row)} over {power_text(row.details['from'])} to {power_text(row.details['to'])}"
                for row in rows
            ]
            first, last = (bytes_text(AXES[name].state_bytes(rows[0].details[end])) for end in ("from", "to"))
            size = f", while its numbers grow from {first} to {last}" if first != last else ""
            found.append(f"exponent of a step's time in ${name}$: {', '.join(parts)}{size}")
    for row in run.of("sweeps"):
        if row.target and row.value:
            unit = f" {row.unit}" if row.unit else ""
            found.append(f"{row.case}: {row.quantity}: {number(row.value.median)}{unit} (wanted: {row.target})")
    return found


def _exponent(row: Measurement) -> str:
    assert row.value is not None
    low, median, high = (f"{round(x, 3) + 0.0:.3f}" for x in (row.value.low, row.value.median, row.value.high))
    return f"**{median}** [{low}, {high}]"
