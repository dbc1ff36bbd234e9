"""An inequality decided by branch and bound with its whole budget, and without the rules that simplify.

The drift has many exponentials; sympy takes minutes to factor or simplify it, and boxes alone decide it as it is
stated here. One rule is kept, and applied where it is asked for: from an edge on which the two sides are equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from proofs_check.inequality import Inequality
from proofs_check.prover import Attempt, Interval, Problem, Region, certificate_of, search
from proofs_check.prover.found import Found
from proofs_check.prover.moves import slope_from
from proofs_check.prover.tree import encode
from proofs_check.step import Outcome

__all__ = ["Boxed"]

#: How often the interval that begins at the edge is halved.
_HALVINGS = 5

Proof = dict[str, Any]


@dataclass(frozen=True)
class Boxed(Inequality):
    """An :class:`proofs_check.inequality.Inequality` for expressions on which boxes do better than symbolic rules.

    Parameters
    ----------
    edge : sympy symbol, optional
        A symbol whose interval begins where both sides are equal: it is then enough that their difference does not
        fall on the way from there.
    """

    edge: sp.Symbol | None = None

    def run(self) -> Outcome:
        """Certified, counterexample or undecided."""
        found = self._search(self.problem)
        proof = _boxes(found)
        if proof is None and found.against is None and self.edge is not None:
            proof = self._from_edge(self.edge.name)
        made = certificate_of(self.problem, Attempt(proof, found), self.precision)
        return self._said(made) if made is not None else Outcome("undecided", self._open(found))

    def _search(self, problem: Problem) -> Found:
        return search(problem, self.budget, self.precision)

    def _from_edge(self, name: str) -> Proof | None:
        """Along all of its interval, or along a first part of it with boxes for what remains."""
        (symbol,) = (known for known in self.problem.symbols if known.name == name)
        low, high = self.problem.region.box[symbol].low, self.problem.region.box[symbol].high
        if proof := self._rising(symbol, self.problem):
            return proof
        for halvings in range(1, _HALVINGS):
            place = low + (high - low) / 2**halvings
            first, last = (_between(self.problem, symbol, *ends) for ends in ((low, place), (place, high)))
            upper = _boxes(self._search(last))
            lower = upper and self._rising(symbol, first)
            if lower:
                return {"rule": "cut", "variable": name, "at": str(place), "lower": lower, "upper": upper}
        return None

    def _rising(self, symbol: sp.Symbol, problem: Problem) -> Proof | None:
        (here,) = (known for known in problem.symbols if known.name == symbol.name)
        slope = slope_from(problem, here, "low")
        proof = _boxes(self._search(slope))
        rule = {"rule": "edge", "variable": symbol.name, "end": "low", "value": "zero"}
        return rule | {"slope": proof, "slope_function": encode(slope.function)} if proof else None


def _between(problem: Problem, symbol: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Problem:
    return problem.within(Region({**problem.region.box, symbol: Interval(low, high)}, problem.region.conditions))


def _boxes(found: Found) -> Proof | None:
    return {"rule": "boxes", "leaves": " ".join(found.leaves)} if found.complete else None
