"""What a question of the theory is answered with: sentences made from numbers, tables, figures, data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from typing import Any, Protocol

from lngd_theory.report.study import StudyResult, Table

__all__ = ["Progress", "Question", "answered"]

#: Called with (what runs, done, in all).
Progress = Callable[[str, int, int], None]


def answered(
    question: str,
    title: str,
    sentences: Iterable[str],
    tables: Iterable[Table] = (),
    figures: Mapping[str, Any] | None = None,
    data: dict[str, Any] | None = None,
) -> StudyResult:
    """The answer to a question such as ``Q4``: a study whose title is the question, made by ``lngd answer Q4``."""
    return StudyResult(
        question,
        f"{question}: {title}",
        f"lngd answer {question}",
        tuple(sentences),
        tuple(tables),
        figures or {},
        data or {},
    )


class Question(Protocol):
    """A module ``q1.py``, ``q2.py``, ... of this folder: its TITLE, and ``answer``."""

    TITLE: str

    def answer(
        self, quick: bool = False, executor: Executor | None = None, progress: Progress | None = None
    ) -> StudyResult:
        """Compute the answer; ``quick`` takes smaller sizes and fewer seeds and says so in the sentences."""
        ...
