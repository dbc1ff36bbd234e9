"""Pieces of sentences that are made from numbers: counts, lists, intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lngd_theory.statistics import Interval

__all__ = ["count_of", "listed", "quick_note", "shown", "verb"]


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
