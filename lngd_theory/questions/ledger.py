"""The questions of the theory by name, found in the files beside this one: ``q1.py`` answers Q1."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from typing import cast

import lngd_theory.questions as package
from lngd_theory.errors import InputError, near_match
from lngd_theory.questions.answer import Question

__all__ = ["QUESTIONS", "chosen_questions"]


def _found() -> dict[str, Question]:
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    numbers = sorted(int(name[1:]) for name in names if re.fullmatch(r"q\d+", name))
    return {f"Q{k}": cast(Question, importlib.import_module(f"{package.__name__}.q{k}")) for k in numbers}


#: Questions by name, in order.
QUESTIONS: dict[str, Question] = _found()


def chosen_questions(names: Iterable[str] | None = None) -> dict[str, Question]:
    """Questions by name, in the order of the ledger; all of them for none or an empty list.

    Raises
    ------
    InputError
        Unknown name, with the near match.
    """
    wanted = list(names or QUESTIONS)
    for name in wanted:
        if name.upper() not in QUESTIONS:
            raise InputError(f"unknown question {name!r}; {near_match(name.upper(), QUESTIONS)}")
    return {name: question for name, question in QUESTIONS.items() if name in map(str.upper, wanted)}
