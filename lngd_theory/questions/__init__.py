"""The questions Q1 to Q9 of the theory, each answered by a computation."""

from lngd_theory.questions.answer import Answer, Table

__all__ = ["Answer", "Table"]
