"""What the answers share: words for counts, a table of corrections, and the progress of several computations as one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from lngd_theory.questions.answer import Progress, Table
from lngd_theory.statistics import Interval

__all__ = ["Correction", "Parts", "corrections", "count_of", "listed", "quick_note", "shown", "verb"]


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


def count_of(number: int, total: int) -> str:
    """``none of 8``, ``3 of 8``, ``all 8``."""
    return f"none of {total}" if number == 0 else f"all {total}" if number == total else f"{number} of {total}"


def listed(items: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def verb(number: int, singular: str, plural: str) -> str:
    """The form of a verb that fits a count."""
    return singular if number == 1 else plural


def shown(interval: Interval) -> str:
    """An interval for a table; a dash where there is no value."""
    return "–" if math.isnan(interval.estimate) else str(interval)


def quick_note(quick: bool, what: str) -> tuple[str, ...]:
    """A sentence that says that a quick answer is one, and nothing for a full one."""
    return (f"Quick answer: {what}; the full one takes more.",) if quick else ()


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
