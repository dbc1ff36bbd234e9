"""Prove or refute an inequality: boxes first, then rules that make it simpler, then more boxes.

Rules lead past what boxes alone cannot decide. *Factor*: what is of one sign by its form is divided out. *Edge*: where
the claim holds at one end of x (often as an equality, which no box decides, or in the limit) and the function does not
fall on the way from there, it holds throughout; the slope is then an inequality of its own, also over an interval
without end. *Cut*: where the function touches 0 within the region, the region is cut there, and the place becomes an
edge; an interval without end is cut into a part that boxes decide and the rest. *Bowl*: where the function touches 0 at
a point, it is convex about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from proofs_check.checker import FORMAT, check, digest
from proofs_check.prover.bowl import Bowl, bowl_at
from proofs_check.prover.moves import at_edge, edges, places, plausible, slope_from
from proofs_check.prover.problem import Problem
from proofs_check.prover.region import Interval, Region
from proofs_check.prover.search import PRECISION, Found, search
from proofs_check.prover.tree import encode

__all__ = ["Attempt", "attempt"]

#: Boxes of a first look; how deep rules are tried within rules; searches within one round of rules.
_QUICK, _DEPTH, _SEARCHES = 400, 4, 25

Proof = dict[str, Any]


@dataclass(frozen=True)
class Attempt:
    """What came of it: a proof, a box against the claim, or neither; and the search on the whole region."""

    proof: Proof | None
    found: Found

    @property
    def refuted(self) -> bool:
        """Whether there is a box on which the claim is false."""
        return self.found.against is not None


def attempt(problem: Problem, budget: int = 20_000, precision: int = PRECISION) -> Attempt:
    """Look for a proof of a problem, or for a box where it is false.

    Parameters
    ----------
    problem : Problem
        What is claimed.
    budget : int
        Boxes that one search may evaluate.
    precision : int
        Bits.
    """
    return _Attempts(budget, precision).made(problem)


class _Attempts:
    """The attempts that lead to one proof: rules within rules, few deep at first; no problem is searched twice."""

    def __init__(self, budget: int, precision: int) -> None:
        self.budget, self.precision = budget, precision
        self.known: dict[Any, tuple[Proof | None, Found | None]] = {}
        self.left, self.deeper = 0, False

    def made(self, problem: Problem) -> Attempt:
        quick = min(_QUICK, self.budget)
        proof, found = self._searched(problem, quick)
        if proof or found.against is not None:
            return Attempt(proof, found)
        proof = self._round(problem, found, range(1, _DEPTH + 1), quick)
        if proof:
            return Attempt(proof, found)
        proof, found = self._searched(problem, self.budget, last=True)
        if not proof and found.against is None and quick < self.budget:
            proof = self._round(problem, found, range(1, 3), self.budget)
        return Attempt(proof, found)

    def _round(self, problem: Problem, found: Found, depths: range, budget: int) -> Proof | None:
        """Rules, ever deeper within each other, as long as that leads to other problems."""
        for depth in depths:
            self.left, self.deeper = _SEARCHES, False
            proof = self._by_rules(problem, found, depth, budget)
            if proof or not self.deeper:
                return proof
        return None

    def _by_rules(self, problem: Problem, found: Found, depth: int, budget: int) -> Proof | None:
        for rule in (self._factor, self._edge, self._cut):
            proof = rule(problem, found, depth - 1, budget)
            if proof:
                return proof
        return None

    def _inner(self, problem: Problem, depth: int, budget: int) -> Proof | None:
        """A proof of what a rule has made of another problem."""
        key = (problem.function, problem.strict, *problem.region.box.items(), problem.region.conditions, budget)
        if key not in self.known:
            if self.left <= 0:
                return None
            self.left -= 1
            may_hold = plausible(problem, self.precision)
            self.known[key] = self._searched(problem, budget, last=budget > _QUICK) if may_hold else (None, None)
        proof, found = self.known[key]
        if proof or found is None or found.against is not None:
            return proof
        self.deeper |= depth <= 0
        return self._by_rules(problem, found, depth, budget) if depth > 0 else None

    def _searched(self, problem: Problem, budget: int, last: bool = False) -> tuple[Proof | None, Found]:
        """Boxes; at last with what is tried only where all else fails."""
        found = search(problem, budget, self.precision)
        proof = self._boxes(problem, found)
        if proof or found.against is not None or not last:
            return proof, found
        bowl = bowl_at(problem, found.least[0]) if found.least else None
        found = search(problem, budget, self.precision, bowl=bowl, corners=True)
        proof = self._boxes(problem, found, bowl)
        if not proof and found.complete:
            found = search(problem, budget, self.precision, mean_value=False)
            proof = self._boxes(problem, found)
        return proof, found

    def _boxes(self, problem: Problem, found: Found, bowl: Bowl | None = None) -> Proof | None:
        """The tree that a search has found, if the checker, too, can decide its boxes."""
        if not found.complete:
            return None
        proof: Proof = {"rule": "boxes", "leaves": " ".join(found.leaves)}
        proof |= {"bowl": bowl.proof} if bowl and "c" in found.leaves else {}
        made = {"format": FORMAT, "statement": problem.statement, "precision": self.precision}
        made |= {"verdict": "holds", "proof": proof}
        return proof if check(made | {"hash": digest(made)}).ok else None

    def _factor(self, problem: Problem, found: Found, depth: int, budget: int) -> Proof | None:
        """Without the factors that are of one sign by their form, denominators among them."""
        forms = (sp.factor_terms, lambda f: sp.factor_terms(sp.together(f)), sp.factor)
        for form in (make(problem.function) for make in forms):
            factors = sp.Mul.make_args(form)
            signed = [f for f in factors if (f.is_positive if problem.strict else f.is_nonnegative) and f.free_symbols]
            rest = sp.Mul(*(f for f in factors if f not in signed))
            proof = self._inner(problem.about(rest), depth, budget) if signed else None
            if proof:
                return {"rule": "factor", "factor": encode(sp.Mul(*signed)), "rest": encode(rest), "proof": proof}
        return None

    def _edge(self, problem: Problem, found: Found, depth: int, budget: int) -> Proof | None:
        """From an edge of the region along one symbol; edges with an equality first."""
        for symbol, end, value in sorted(edges(problem), key=lambda edge: edge[2] != 0):
            if problem.strict and value == 0:
                continue
            slope = slope_from(problem, symbol, end)
            if not plausible(slope, self.precision):
                continue
            said: dict[str, Any] = {"value": "limit" if value is None else "zero"}
            if value is not None and value != 0:
                shown = self._inner(at_edge(problem, symbol, value), depth, budget)
                if not shown:
                    continue
                said = {"value": shown, "value_function": encode(value)}
            proof = self._inner(slope, depth, budget)
            if proof:
                rule = {"rule": "edge", "variable": symbol.name, "end": end, "slope": proof}
                return rule | {"slope_function": encode(slope.function)} | said
        return None

    def _cut(self, problem: Problem, found: Found, depth: int, budget: int) -> Proof | None:
        """In two parts, each with an edge at the cut."""
        for symbol, place in places(problem, found):
            ends = problem.region.box[symbol]
            halves = []
            for low, high in ((ends.low, place), (place, ends.high)):
                region = Region({**problem.region.box, symbol: Interval(low, high)}, problem.region.conditions)
                half = self._inner(problem.within(region), depth, budget)
                if half is None:
                    break
                halves.append(half)
            if len(halves) == 2:
                return {"rule": "cut", "variable": symbol.name, "at": str(place)} | dict(
                    zip(("lower", "upper"), halves, strict=True)
                )
        return None
