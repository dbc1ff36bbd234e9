"""Expressions that are of one sign by their form: what a factor must be to be divided out."""

from __future__ import annotations

from typing import Any

from proofs_check.checker.enclosure import Undefined, within
from proofs_check.checker.program import Program, exponent
from proofs_check.checker.statement import Statement, interval

__all__ = ["nonnegative"]


def nonnegative(tree: Any, statement: Statement, strict: bool = False) -> bool:
    """Whether an expression is at least 0 (above 0 if strict) wherever in the box it is defined."""
    try:
        value = Program(tree, statement.names).over([interval(ends) for ends in statement.box])
    except Undefined:
        value = (None, None)  # it has a pole, say; what follows speaks of the points where it is defined
    if within(value, ">" if strict else ">="):
        return True
    head, *rest = tree
    if head == "+":
        return all(nonnegative(item, statement) for item in rest) and (
            not strict or any(nonnegative(item, statement, strict) for item in rest)
        )
    if head in ("*", "min"):
        return all(nonnegative(item, statement, strict) for item in rest)
    if head == "max":
        return any(nonnegative(item, statement, strict) for item in rest)
    return head == "exp" or (head == "^" and _power(rest[0], rest[1], statement, strict))


def _power(base: Any, raised: Any, statement: Statement, strict: bool) -> bool:
    """Where a power is defined, a root is of what is at least 0, and a negative power of what is not 0."""
    n = exponent(raised)
    if n is None:
        return True  # exp(raised log(base))
    base_must_be_positive = strict and not n < 0
    if n.q != 1 or n.p % 2 == 0:
        return not base_must_be_positive or nonnegative(base, statement, strict=True)
    return nonnegative(base, statement, base_must_be_positive)
