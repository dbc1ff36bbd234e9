"""What the answers share: a table of corrections, and the progress of several computations as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from lngd_theory.questions.answer import Progress
from lngd_theory.report.study import Table

__all__ = ["Correction", "Parts", "corrections"]


class Correction(NamedTuple):
    """A printed statement that fails: where it stands, what breaks it, and what can be said instead."""

    place: str
    printed: str
    counterexample: str
    instead: str


def corrections(found: Iterable[Correction]) -> tuple[Table, ...]:
    """A table of what fails; no table if nothing does."""
    rows = tuple(tuple(one) for one in found)
    columns = ("place", "printed", "smallest counterexample", "what the evidence supports")
    return (Table("Where a printed statement fails", columns, rows),) if rows else ()


class Parts:
    """Progress of several computations, each of which counts its own steps, as that of one."""

    def __init__(self, progress: Progress | None, total: int):
        self._progress, self._total, self._done = progress, max(total, 1), 0

    def part(self, what: str, length: int = 1) -> Callable[[int, int], None] | None:
        """The callback of the next part, worth ``length``; it is told (done, in all) in the part's own steps."""
        before, progress, total = self._done, self._progress, self._total
        self._done += length
        if progress is None:
            return None
        progress(what, before, total)
        return lambda done, of: progress(what, before + done * length // max(of, 1), total)
