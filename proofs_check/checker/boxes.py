"""The tree of cuts: every box that it leads to is decided again.

The boxes follow from the region and the cuts, so that they cover the region by construction. A box counts only when
every comparison is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from proofs_check.checker.convex import Bowl
from proofs_check.checker.enclosure import ZERO, Interval, add, multiply, negative, point, within
from proofs_check.checker.program import Program
from proofs_check.checker.refused import Refused
from proofs_check.checker.statement import Ends, Statement, interval

__all__ = ["Walked", "walk"]

_OPPOSITE = {True: "<=", False: "<"}


@dataclass
class Walked:
    """How many boxes were decided, and a certain lower bound of the function over all of them."""

    leaves: int = 0
    lower: arb | None = None


def walk(statement: Statement, leaves: Any, bowl: Bowl | None = None) -> Walked:
    """Decide every box of a tree in preorder.

    A digit is the symbol whose interval is cut in two; ``d`` a box decided by one evaluation, ``m`` by the mean-value
    form, ``c`` by convexity about a point where the function is 0, ``x0`` a box where condition 0 fails throughout.

    Raises
    ------
    Refused
        The tree does not cover the region, or a box is not decided.
    """
    names, sign = statement.names, ">" if statement.strict else ">="
    function = Program(statement.function, names, *statement.defined)
    cuts = {str(k): k for k in range(len(names))}
    outside = {f"x{i}": (Program(tree, names), _OPPOSITE[s]) for i, (tree, s) in enumerate(statement.conditions)}
    walked, stack = Walked(), [statement.box]
    for leaf in str(leaves).split(" "):
        if not stack:
            raise Refused("the tree has more boxes than its cuts make")
        box = stack.pop()
        if leaf in cuts:
            stack += _halves(box, cuts[leaf])
            continue
        walked.leaves += 1
        intervals = [interval(ends) for ends in box]
        if leaf in outside:
            condition, fails = outside[leaf]
            if not within(condition.over(intervals), fails):
                raise Refused(f"condition {leaf[1:]} may hold on the box {shown(box)}, which was left out")
            continue
        low = _lower(leaf, function, box, intervals, bowl)
        if not within((low, None), sign):
            raise Refused(f"not certain on the box {shown(box)}")
        if walked.lower is None or (low is not None and low < walked.lower):
            walked.lower = low
    if stack:
        raise Refused("the tree ends before the region is covered")
    return walked


def _lower(leaf: str, function: Program, box: list[Ends], intervals: list[Interval], bowl: Bowl | None) -> arb | None:
    """A lower bound of the function on a box."""
    if leaf == "d":
        return function.over(intervals)[0]
    if leaf == "m":
        return _mean_value(function, box, intervals)
    if leaf == "c" and bowl is not None:
        function.over(intervals)
        return bowl.lower(box)
    raise Refused("a box was left open" if leaf == "?" else f"unknown leaf {leaf!r:.60}")


def _mean_value(function: Program, box: list[Ends], intervals: list[Interval]) -> arb | None:
    """``f(c) + sum_k f_k(box) (x_k - c_k)`` from below: c at the end where f is least in x_k, else in the middle.

    At such an end the product is at least 0 and is left out, so that the sum bounds f from below only.
    """
    slopes = function.slopes(intervals)
    centre, spread = [], ZERO
    for slope, (low, high), x in zip(slopes, box, intervals, strict=True):
        rising = within(slope, ">=")
        falling = not rising and within(slope, "<=")
        place = low if rising else high if falling else _middle(low, high)
        if place is None:
            raise Refused("the mean-value form on a box without end")
        c = point(place)
        centre.append(c)
        if not rising and not falling:
            spread = add(spread, multiply(slope, add(x, negative(c))))
    return add(function.over(centre), spread)[0]


def _middle(low: fmpq | None, high: fmpq | None) -> fmpq | None:
    return None if low is None or high is None else (low + high) / 2


def _halves(box: list[Ends], k: int) -> list[list[Ends]]:
    """The upper and the lower half, the latter last: it is looked at first."""
    low, high = box[k]
    middle = _cut(low, high)
    return [[*box[:k], ends, *box[k + 1 :]] for ends in ((middle, high), (low, middle))]


def _cut(low: fmpq | None, high: fmpq | None) -> fmpq:
    """In the middle; an interval without an end where it passes 0, then 1, 2, 4, ... away from 0."""
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return fmpq(0) if low < 0 else fmpq(1) if low == 0 else low * 2
    if high is not None:
        return fmpq(0) if high > 0 else fmpq(-1) if high == 0 else high * 2
    return fmpq(0)


def shown(box: list[Ends]) -> str:
    """A box for a message."""
    return " x ".join(f"[{'-oo' if low is None else low}, {'oo' if high is None else high}]" for low, high in box)
