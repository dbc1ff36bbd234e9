"""What the rules of a proof make of a problem: places to cut it, edges to start from, and the problems that remain."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp
from flint import arb, ctx

from lngd_theory.errors import InputError
from proofs_check.prover.balls import FAILS, compiled
from proofs_check.prover.found import Found
from proofs_check.prover.intervals import limit_of
from proofs_check.prover.problem import Problem
from proofs_check.prover.region import Region, cut
from proofs_check.prover.sample import halton

__all__ = ["at_edge", "edges", "places", "plausible", "slope_from"]


def places(problem: Problem, found: Found) -> Iterator[tuple[sp.Symbol, sp.Expr]]:
    """Places x = c within the region where f vanishes for all values of the others: c = 0, or where f was least.

    And where an interval without end is cut anyway: beyond, the function may be monotone.
    """
    least = found.least[0] if found.least else ()
    for k, (symbol, ends) in enumerate(problem.region.box.items()):
        met = [sp.Rational(int(least[k].p), int(least[k].q))] if least else []
        for place in dict.fromkeys([sp.Integer(0), *met]):
            if not problem.strict and ends.low < place < ends.high:
                value = _value(problem, symbol, place)
                if value is not None and _vanishes(value, problem):
                    yield symbol, place
    for symbol, ends in problem.region.box.items():
        if not ends.bounded:
            yield symbol, cut(ends.low, ends.high)


def edges(problem: Problem) -> Iterator[tuple[sp.Symbol, str, sp.Expr | None]]:
    """Symbol, end and the function there, where it is finite; None for a limit at infinity of the right sign."""
    for k, (symbol, ends) in enumerate(problem.region.box.items()):
        for end, place in (("low", ends.low), ("high", ends.high)):
            if not place.is_finite:
                limit = limit_of(problem, k, 1 if end == "high" else -1)
                if limit is not None and (limit > 0 if problem.strict else limit >= 0):
                    yield symbol, end, None
                continue
            value = _value(problem, symbol, place)
            if value is not None:
                yield symbol, end, sp.Integer(0) if _vanishes(value, problem) else value


def _value(problem: Problem, symbol: sp.Symbol, place: sp.Expr) -> sp.Expr | None:
    """The function where one symbol has a value; None where it is not finite."""
    try:
        value = problem.function.subs(symbol, place)
    except ValueError:  # sympy's, of a maximum that is not real
        return None
    return None if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo) else value


def _vanishes(value: sp.Expr, problem: Problem) -> bool:
    """Whether an expression in the problem's symbols is 0: not at some points, or else by simplification."""
    if value == 0:
        return True
    try:
        at = compiled(problem.symbols, [value])
    except TypeError:
        return False
    for point in halton(problem.box, 3):
        try:
            (there,) = at(*map(arb, point))
        except FAILS:
            continue
        if there < 0 or there > 0:
            return False
    return bool(sp.simplify(value) == 0)


def slope_from(problem: Problem, symbol: sp.Symbol, end: str) -> Problem:
    """The function must not fall from the low end, or not rise towards the high one."""
    derivative = sp.diff(problem.function, symbol)
    region = Region(problem.region.box, _conditions_without(problem, symbol))
    return problem.about(derivative if end == "low" else -derivative, strict=False, region=region)


def at_edge(problem: Problem, symbol: sp.Symbol, value: sp.Expr) -> Problem:
    """The claim at the edge, which is one about the other symbols."""
    box = {s: ends for s, ends in problem.region.box.items() if s != symbol}
    return Problem(value, problem.strict, Region(box, _conditions_without(problem, symbol)))


def _conditions_without(problem: Problem, symbol: sp.Symbol) -> tuple[sp.Rel, ...]:
    return tuple(condition for condition in problem.region.conditions if symbol not in condition.free_symbols)


def plausible(problem: Problem, precision: int) -> bool:
    """Whether the claim may hold, and can be stated: a look at some points of the region before a search."""
    try:
        values = problem.values
        problem.statement  # noqa: B018 - raises if the function cannot be enclosed
    except (TypeError, InputError):
        return False
    count = len(problem.conditions)
    with ctx.workprec(precision):
        for point in halton(problem.box, 60):
            try:
                value, *others = values(*map(arb, point))
            except FAILS:
                continue
            if value < 0 and not any(side < 0 for side in others[:count]):
                return False
    return True
