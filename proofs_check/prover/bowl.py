"""A point within the region where f and all its slopes are 0: about it, convexity decides what no other form can."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp
from flint import arb, fmpq

from proofs_check.prover.balls import FAILS, compiled, evaluate
from proofs_check.prover.intervals import Ends
from proofs_check.prover.problem import Problem
from proofs_check.prover.sample import Box
from proofs_check.prover.tree import encode

__all__ = ["Bowl", "bowl_at"]

_DENOMINATORS = (1, 12, 1000)
_NEAR = sp.Rational(1, 10**4)


@dataclass(frozen=True)
class Bowl:
    """The point, the slopes and the second derivatives, row by row up to the diagonal."""

    at: tuple[sp.Rational, ...]
    symbols: tuple[sp.Symbol, ...]
    gradient: tuple[sp.Expr, ...]

    @cached_property
    def hessian(self) -> list[list[sp.Expr]]:
        """Up to the diagonal."""
        return [[sp.diff(slope, x) for x in self.symbols[: k + 1]] for k, slope in enumerate(self.gradient)]

    @cached_property
    def proof(self) -> dict[str, Any]:
        """For a certificate."""
        return {
            "at": [str(x) for x in self.at],
            "gradient": [encode(slope) for slope in self.gradient],
            "hessian": [[encode(item) for item in row] for row in self.hessian],
        }

    @cached_property
    def _second(self) -> Any:
        return compiled(self.symbols, [item for row in self.hessian for item in row])

    @cached_property
    def _centre(self) -> list[arb]:
        return [arb(fmpq(int(x.p), int(x.q))) for x in self.at]

    def convex_with(self, box: list[Ends]) -> bool:
        """Whether f is convex on the smallest box that contains this one and the point."""
        try:
            found = iter(self._second(*map(_hull, self._centre, box)))
        except FAILS:  # also a box without end
            return False
        rows = [[next(found) for _ in row] for row in self.hessian]
        while len(rows) > 1:
            (pivot,), *rest = rows
            if not pivot > 0:
                return False
            rows = [[row[j + 1] - row[0] * rest[j][0] / pivot for j in range(i + 1)] for i, row in enumerate(rest)]
        return bool(rows[0][0] >= 0)


def bowl_at(problem: Problem, near: tuple[fmpq, ...]) -> Bowl | None:
    """The bowl of a problem at a simple point close to where f was least; None if there is none."""
    if problem.strict or not near or problem.function.has(sp.Abs, sp.Max, sp.Min):
        return None
    gradient = tuple(problem.gradient)
    close = [sp.Rational(int(x.p), int(x.q)) for x in near]
    for largest in _DENOMINATORS:
        at = tuple(x.limit_denominator(largest) for x in close)
        moved = any(abs(x - c) > _NEAR * (1 + abs(c)) for x, c in zip(at, close, strict=True))
        if moved or not _inside(at, problem.box):
            continue
        there = dict(zip(problem.symbols, at, strict=True))
        if all(_is_zero(e.subs(there)) for e in (problem.function, *gradient)):
            return Bowl(at, problem.symbols, gradient)
    return None


def _is_zero(value: sp.Expr) -> bool:
    ball = evaluate(value, {})
    return ball is not None and bool(ball.contains(0)) and bool(sp.simplify(value) == 0)


def _inside(at: tuple[sp.Rational, ...], box: Box) -> bool:
    exact = [fmpq(int(x.p), int(x.q)) for x in at]
    return all(
        (low is None or low <= x) and (high is None or x <= high) for x, (low, high) in zip(exact, box, strict=True)
    )


def _hull(c: arb, ends: Ends) -> arb:
    low, high = ends
    if low is None or high is None:
        raise ValueError("a ball has ends")
    return c.union(low).union(high)
