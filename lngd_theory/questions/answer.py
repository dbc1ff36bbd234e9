"""What a question of the theory is answered with: sentences made from numbers, tables, figures, data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Answer", "Progress", "Question", "Table"]

#: Called with (what runs, done, in all).
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Table:
    """A table of an answer; cells are text, numbers carry their intervals."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"caption": self.caption, "columns": list(self.columns), "rows": [list(row) for row in self.rows]}


@dataclass(frozen=True)
class Answer:
    """The answer to one question.

    Attributes
    ----------
    question, title : str
        Such as ``Q4``, and the question itself.
    sentences : tuple of str
        The answer in words; every number in them was computed in this call.
    tables : tuple of Table
        With intervals.
    figures : mapping of name to matplotlib Figure
        Labelled, with uncertainty.
    data : dict
        The numbers, as JSON has them.
    """

    question: str
    title: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


class Question(Protocol):
    """A module ``q1.py``, ``q2.py``, ... of this folder: its TITLE, and ``answer``."""

    TITLE: str

    def answer(self, quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> Answer:
        """Compute the answer; ``quick`` takes smaller sizes and fewer seeds and says so in the sentences."""
        ...
