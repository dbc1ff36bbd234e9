"""A relation between two numbers of the same seed, decided by the paired sign test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from lngd_theory.claims.expressions import evaluate, latex
from lngd_theory.claims.tail.check import FEWEST, Observed, TailCheck, median
from lngd_theory.claims.tail.ruling import Ruling
from lngd_theory.claims.tail.vocabulary import NAMES, Array, Place, Places, numbers_of
from lngd_theory.errors import InputError
from lngd_theory.statistics import SIGNIFICANT, TIE, compare, contest

__all__ = ["Paired"]


@dataclass(frozen=True)
class Paired(TailCheck):
    """``left > right`` (or >=, <, <=) for a seed that is drawn at random: more often than not.

    It holds at a place if significantly more seeds are on its side than on the other, and the opposite holds if
    significantly fewer are; seeds within a tie say nothing.

    Parameters
    ----------
    relation : sympy relation
        In the symbols of :data:`~lngd_theory.claims.tail.vocabulary.QUANTITIES`; a margin that is granted stands in it.
    """

    relation: sp.Rel = sp.S.true

    def __post_init__(self) -> None:
        if not isinstance(self.relation, sp.Gt | sp.Ge | sp.Lt | sp.Le):
            raise InputError(f"relation={self.relation!r} must be one of >, >=, < and <= between quantities")

    @property
    def quantities(self) -> set[str]:
        """Names of what it speaks of."""
        return {symbol.name for symbol in self.relation.free_symbols}

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX."""
        return latex(self.relation, {**names, **NAMES})

    def differences(self, place: Place) -> Array | None:
        """By how much every seed (seeds,) is on its side; None if the place lacks a quantity."""
        values = numbers_of(place, self.quantities)
        return None if values is None else _filled(self.relation.gts - self.relation.lts, values)

    def decide(self, places: Places, level: float = SIGNIFICANT) -> Ruling:
        """Sign tests, adjusted for the number of places."""
        found = {key: self.differences(place) for key, place in places.items()}
        asked = {key: values for key, values in found.items() if values is not None and np.isfinite(values).any()}
        tests = compare(asked)
        signs = tests.sign(level).tolist()
        return Ruling(
            self.name,
            dict(zip(asked, signs, strict=True)),
            dict(zip(asked, tests.gain.tolist(), strict=True)),
            dict(zip(asked, tests.adjusted.tolist(), strict=True)),
            {key: int(np.isfinite(values).sum()) for key, values in asked.items()},
            tuple(key for key in places if key not in asked),
        )

    def observed(self, place: Place) -> Observed:
        """Medians of both sides, and the sign test of this place alone."""
        values, differences = numbers_of(place, self.quantities), self.differences(place)
        assert values is not None
        assert differences is not None
        known = differences[np.isfinite(differences)]
        test = contest(known)
        left, right = (median(_filled(side, values)) for side in (self.relation.lhs, self.relation.rhs))
        note = (
            f"{test.wins} seeds for it, {test.losses} against, {known.size - test.wins - test.losses} within "
            f"{TIE:g} of a tie; sign test p = {test.p:.2g}, median difference {test.gain:+.3g}"
        )
        if test.p > SIGNIFICANT and known.size < FEWEST:
            note += f"; no fewer than {FEWEST} seeds that agree can decide"
        return Observed(left, right, self.relation.rel_op, note, known.size, test.losses)


def _filled(expression: sp.Expr, values: Mapping[str, Array]) -> Array:
    """An expression for every seed, a constant too."""
    found: Any = evaluate(expression, values)
    return np.broadcast_to(np.asarray(found, dtype=np.float64), next(iter(values.values())).shape)
