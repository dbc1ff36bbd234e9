"""The rules of a proof: each turns a claim into simpler ones, down to boxes that are decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from proofs_check.checker.boxes import Walked, walk
from proofs_check.checker.convex import Bowl
from proofs_check.checker.enclosure import within
from proofs_check.checker.limits import limit
from proofs_check.checker.numbers import Malformed, number
from proofs_check.checker.refused import Refused
from proofs_check.checker.signs import nonnegative
from proofs_check.checker.statement import Statement, interval, keys
from proofs_check.checker.symbolic import is_derivative, is_value, same

__all__ = ["holds"]


def holds(statement: Statement, proof: Any) -> Walked:
    """Check a proof.

    Returns
    -------
    Walked
        The number of boxes that were decided; and, where boxes of the function itself are the whole proof, its bound.

    Raises
    ------
    Refused
        A step of it does not hold.
    """
    rule = proof.get("rule") if isinstance(proof, dict) else None
    if not isinstance(rule, str) or rule not in _RULES:
        raise Malformed(f"unknown rule {rule!r:.60}")
    return _RULES[rule](statement, proof)


def _boxes(statement: Statement, proof: Any) -> Walked:
    keys(proof, {"rule", "leaves"}, frozenset({"bowl"}))
    return walk(statement, proof["leaves"], Bowl(statement, proof["bowl"]) if "bowl" in proof else None)


def _factor(statement: Statement, proof: Any) -> Walked:
    """``f = h g`` with h of one sign by its form alone, and g shown; h and f must be defined wherever g is shown."""
    keys(proof, {"rule", "factor", "rest", "proof"})
    factor, rest = proof["factor"], proof["rest"]
    if not nonnegative(factor, statement, statement.strict):
        raise Refused("the factor is not of one sign by its form")
    if not same(statement, statement.function, ["*", factor, rest]):
        raise Refused("the factors do not give the function")
    return Walked(holds(statement.about(rest, factor), proof["proof"]).leaves)


def _edge(statement: Statement, proof: Any) -> Walked:
    """At one end of x the claim holds, and the function does not fall on the way from there.

    The function is defined, and so continuous, wherever its slope is shown: on the whole way, for every value of the
    other symbols that the conditions allow. Conditions that mention x may not hold on the way and are given up.
    """
    keys(proof, {"rule", "variable", "end", "slope_function", "slope", "value"}, frozenset({"value_function"}))
    name, sign = proof["variable"], {"low": 1, "high": -1}[proof["end"]]
    if name not in statement.variables:
        raise Malformed(f"the symbol {name!r:.60} has no interval")
    if not is_derivative(statement, proof["slope_function"], statement.function, name, sign):
        raise Refused("the slope is not the function's derivative")
    kept = statement.free_of(name)
    leaves = holds(kept.about(proof["slope_function"], strict=False), proof["slope"]).leaves
    return Walked(leaves + _at_edge(kept, name, -sign, proof))


def _at_edge(statement: Statement, name: str, side: int, proof: Any) -> int:
    """The claim at one end of a symbol's interval; the number of boxes that it takes."""
    place, value = statement.variables[name][side > 0], proof["value"]
    if value in ("zero", "limit") and "value_function" in proof:
        raise Malformed(f"a value of 0, or a limit, has no function of its own, but 'value' is {value!r}")
    if place is None:
        if value != "limit" or not _limit_holds(statement, name, side):
            raise Refused("the limit at an end without number is not shown to have the right sign")
        return 0
    function = ["number", "0"] if value == "zero" else proof["value_function"]
    if not is_value(statement, function, statement.function, name, place):
        raise Refused("the value at the edge is another")
    if value == "zero":
        if statement.strict:
            raise Refused("a value of 0 at the edge shows '>=' only")
        return 0
    others = {other: ends for other, ends in statement.variables.items() if other != name}
    there = replace(statement, variables=others, function=function, defined=())
    return holds(there, value).leaves


def _limit_holds(statement: Statement, name: str, side: int) -> bool:
    box = {other: interval(ends) for other, ends in statement.variables.items()}
    found = limit(statement.function, box, name, side)
    return found > 0 if isinstance(found, int) else within(found, ">" if statement.strict else ">=")


def _cut(statement: Statement, proof: Any) -> Walked:
    """The claim on both sides of a place in the interval of one symbol."""
    keys(proof, {"rule", "variable", "at", "lower", "upper"})
    name, place = proof["variable"], number(proof["at"])
    low, high = statement.variables[name]
    if (low is not None and not low < place) or (high is not None and not place < high):
        raise Refused("the cut is not within the interval")
    halves = (
        holds(statement.between(name, (low, place)), proof["lower"]),
        holds(statement.between(name, (place, high)), proof["upper"]),
    )
    return Walked(sum(half.leaves for half in halves))


_RULES = {"boxes": _boxes, "factor": _factor, "edge": _edge, "cut": _cut}
