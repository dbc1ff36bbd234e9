"""All benchmarks by name, and one run of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks import against, boxes, decoupled, dimension, memory, small, step, workers
from benchmarks.machine import describe_machine, load
from benchmarks.measurement import Measurement

__all__ = ["BENCHMARKS", "SCHEMA", "Run", "run_suite"]

BENCHMARKS: dict[str, ModuleType] = {
    "step": step,
    "dimension": dimension,
    "decoupled": decoupled,
    "against": against,
    "small": small,
    "workers": workers,
    "memory": memory,
    "boxes": boxes,
}
#: Version of the layout of :meth:`Run.to_dict`.
SCHEMA = 1


@dataclass(frozen=True)
class Run:
    """What one call of the suite measured, and on what."""

    quick: bool
    machine: dict[str, Any]
    measurements: list[Measurement]
    load_before: float | None
    load_after: float | None
    seconds: float

    @property
    def judged(self) -> list[Measurement]:
        """The rows that have a target and a value."""
        return [row for row in self.measurements if row.met is not None]

    @property
    def summary(self) -> str:
        """How many targets are met, and what was not measured."""
        met = sum(row.met is True for row in self.judged)
        missing = {row.note for row in self.measurements if row.value is None}
        text = f"{met} of {len(self.judged)} measured targets met"
        return "; ".join([text, *(f"some rows are {note}" for note in sorted(missing))])

    def of(self, name: str) -> list[Measurement]:
        """The rows of one benchmark."""
        return [row for row in self.measurements if row.benchmark == name]

    def to_dict(self) -> dict[str, Any]:
        """The run for JSON."""
        return {
            "schema": SCHEMA,
            "quick": self.quick,
            "machine": self.machine,
            "load": {"before": self.load_before, "after": self.load_after},
            "seconds": self.seconds,
            "measurements": [row.to_dict() for row in self.measurements],
        }


def run_suite(names: Iterable[str], quick: bool, started: Callable[[str], None] = lambda _: None) -> Run:
    """Run the named benchmarks; ``started`` is told each name as its turn comes."""
    before, start = load(), time.perf_counter()
    rows: list[Measurement] = []
    for name in names:
        started(name)
        rows += BENCHMARKS[name].measure(quick)
    return Run(quick, describe_machine(), rows, before, load(), round(time.perf_counter() - start, 1))
