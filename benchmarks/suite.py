"""All benchmarks by name, and one run of them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import (
    against,
    assembly,
    boxes,
    decoupled,
    dimension,
    images,
    memory,
    reproduction,
    scaling,
    single,
    small,
    spectral,
    step,
    sweeps,
    workers,
)
from benchmarks.machine import describe_machine, load
from benchmarks.measurement import Measurement

__all__ = ["BENCHMARKS", "SCHEMA", "Run", "SuiteInterrupted", "load_run", "run_suite"]

BENCHMARKS: dict[str, ModuleType] = {
    "scaling": scaling,
    "against": against,
    "reproduction": reproduction,
    "sweeps": sweeps,
    "step": step,
    "dimension": dimension,
    "decoupled": decoupled,
    "small": small,
    "single": single,
    "workers": workers,
    "memory": memory,
    "assembly": assembly,
    "boxes": boxes,
    "spectral": spectral,
    "images": images,
}
#: Version of the layout of :meth:`Run.to_dict`.
SCHEMA = 2


@dataclass(frozen=True)
class Run:
    """What one call of the suite measured, and on what."""

    quick: bool
    machine: dict[str, Any]
    measurements: list[Measurement]
    load_before: float | None
    load_after: float | None
    seconds: dict[str, float]  #: that each benchmark took

    @property
    def judged(self) -> list[Measurement]:
        """The rows that have a target and a value."""
        return [row for row in self.measurements if row.met is not None]

    @property
    def summary(self) -> str:
        """How many targets are met, and what was not measured."""
        met = sum(row.met is True for row in self.judged)
        missing = {row.note for row in self.measurements if row.value is None and "installed" in row.note}
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

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Run:
        """The run that :meth:`to_dict` wrote."""
        rows = [Measurement.from_dict(row) for row in content["measurements"]]
        load = content["load"]
        return cls(content["quick"], content["machine"], rows, load["before"], load["after"], content["seconds"])


class SuiteInterrupted(KeyboardInterrupt):
    """Ctrl-C; ``partial`` holds the benchmarks that were done."""

    def __init__(self, partial: Run):
        super().__init__("interrupted")
        self.partial = partial


def load_run(path: Path) -> Run | None:
    """The run that a file holds; None if there is none of this schema."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Run.from_dict(content) if content.get("schema") == SCHEMA else None


def run_suite(names: Iterable[str], quick: bool, started: Callable[[str], None] = lambda _: None) -> Run:
    """Run the named benchmarks; ``started`` is told each name as its turn comes."""
    before = load()
    rows: list[Measurement] = []
    seconds: dict[str, float] = {}
    try:
        for name in names:
            started(name)
            begun = time.perf_counter()
            rows += BENCHMARKS[name].measure(quick)
            seconds[name] = round(time.perf_counter() - begun, 1)
    except KeyboardInterrupt:
        raise SuiteInterrupted(Run(quick, describe_machine(), rows, before, load(), seconds)) from None
    return Run(quick, describe_machine(), rows, before, load(), seconds)
