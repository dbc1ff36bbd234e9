"""Convexity about a point: where f and its slopes are 0 at a point and f is convex on a box around, f is at least 0."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from proofs_check.checker.enclosure import Interval, add, multiply, negative, power, within
from proofs_check.checker.numbers import number
from proofs_check.checker.program import Program
from proofs_check.checker.refused import Refused
from proofs_check.checker.statement import Ends, Statement, interval, keys
from proofs_check.checker.symbolic import is_derivative, is_zero_at

__all__ = ["Bowl"]


class Bowl:
    """A function with a point where it and all its slopes are 0.

    Parameters
    ----------
    statement : Statement
        Of the function; its relation must be ``>=``.
    found : mapping
        ``at``: the point; ``gradient``: the partial derivatives; ``hessian``: those of the gradient, row by row up to
        the diagonal.

    Raises
    ------
    Refused
        It is no such point, or a derivative is another.
    """

    def __init__(self, statement: Statement, found: Any) -> None:
        keys(found, {"at", "gradient", "hessian"})
        names, function = statement.names, statement.function
        self._at = [number(text) for text in found["at"]]
        rows = [(slope, list(row)) for slope, row in zip(found["gradient"], found["hessian"], strict=True)]
        if statement.strict or [len(row) for _, row in rows] != list(range(1, len(names) + 1)):
            raise Refused("convexity shows '>=' only, and needs all second derivatives")
        if len(self._at) != len(names) or not all(map(_within, self._at, statement.box)):
            raise Refused("the point is not in the region")
        if not is_zero_at(statement, function, self._at):
            raise Refused("the function is not shown to be 0 at the point")
        for name, (slope, row) in zip(names, rows, strict=True):
            if not is_derivative(statement, slope, function, name) or not is_zero_at(statement, slope, self._at):
                raise Refused(f"the slope in {name} is another, or is not shown to be 0 at the point")
            if not all(is_derivative(statement, item, slope, other) for item, other in zip(row, names, strict=False)):
                raise Refused(f"a second derivative in {name} is another")
        self._programs = [Program(tree, names) for tree in (function, *found["gradient"])]
        self._hessian = [[Program(item, names) for item in row] for _, row in rows]

    def lower(self, box: list[Ends]) -> arb:
        """0, once the function is shown to be convex on the smallest box that contains this one and the point.

        Raises
        ------
        Refused
            It is not.
        Undefined
            The function, or a derivative, is not defined there.
        """
        hull = [interval(_reach(ends, c)) for ends, c in zip(box, self._at, strict=True)]
        for program in self._programs:
            program.over(hull)
        if not _semidefinite([[program.over(hull) for program in row] for row in self._hessian]):
            raise Refused("the function is not shown to be convex about the point")
        return arb(0)


def _within(c: fmpq, ends: Ends) -> bool:
    low, high = ends
    return (low is None or low <= c) and (high is None or c <= high)


def _reach(ends: Ends, c: fmpq) -> Ends:
    low, high = ends
    return None if low is None else min(low, c), None if high is None else max(high, c)


def _semidefinite(rows: list[list[Interval]]) -> bool:
    """Whether every symmetric matrix with these entries has positive pivots; the last may be 0."""
    while len(rows) > 1:
        (pivot,), *rest = rows
        if not within(pivot, ">"):
            return False
        inverse = power(pivot, fmpq(-1))
        rows = [[_reduced(row, rest[j], j + 1, inverse) for j in range(i + 1)] for i, row in enumerate(rest)]
    return within(rows[0][0], ">=")


def _reduced(row: list[Interval], other: list[Interval], column: int, inverse: Interval) -> Interval:
    """An entry after one step of elimination with the first row."""
    return add(row[column], negative(multiply(multiply(row[0], other[0]), inverse)))
