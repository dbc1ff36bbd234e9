"""Check a paving: walk its tree of cuts and decide the sign on every box again, without the search that made it.

The boxes follow from the region and the cuts, so that they cover the region by construction. The arithmetic is the
checker's own (:mod:`proofs_check.checker.program`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flint import arb, ctx, fmpq

from proofs_check.checker import genuine
from proofs_check.checker.enclosure import ZERO, Interval, add, multiply, negative, point, within
from proofs_check.checker.numbers import Malformed, number
from proofs_check.checker.program import Program
from proofs_check.checker.refused import Refused

__all__ = ["FORMAT", "Repaved", "repave"]

FORMAT = "lngd-paving/1"

Box = tuple[tuple[fmpq, fmpq], ...]


@dataclass(frozen=True)
class Repaved:
    """What a check found.

    Attributes
    ----------
    ok : bool
        Whether every box has the sign that the certificate says.
    reason : str
        Why not; empty if so.
    boxes : list of (box, sign)
        Each box as pairs of rationals, with ``+``, ``-`` or ``?``.
    shares : dict of sign to rational
        Share of the region's volume, exactly.
    """

    ok: bool
    reason: str = ""
    boxes: list[tuple[Box, str]] = field(default_factory=list)
    shares: dict[str, fmpq] = field(default_factory=dict)


def repave(certificate: Mapping[str, Any], statement: Mapping[str, Any] | None = None) -> Repaved:
    """Verify a paving; never raises on a bad one.

    Parameters
    ----------
    certificate : mapping
        As it was stored.
    statement : mapping, optional
        What it must be about; without it only the certificate's own statement is checked.
    """
    try:
        plain = genuine(certificate, statement, FORMAT)
        with ctx.workprec(plain["precision"]):
            return _walk(plain)
    except (Malformed, Refused) as error:
        return Repaved(False, str(error))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, ArithmeticError) as error:
        return Repaved(False, f"malformed: {type(error).__name__}: {error}")


def _walk(certificate: Mapping[str, Any]) -> Repaved:
    variables = certificate["statement"]["variables"]
    names = [name for name, _, _ in variables]
    whole: Box = tuple((number(low), number(high)) for _, low, high in variables)
    if len(set(names)) != len(names) or not names or any(not low < high for low, high in whole):
        raise Malformed("the region is no box")
    program = Program(certificate["statement"]["function"], names)
    boxes: list[tuple[Box, str]] = []
    stack = [whole]
    for leaf in certificate["tree"].split():
        if not stack:
            raise Malformed("the tree has more boxes than its cuts make")
        box = stack.pop()
        if leaf.isdigit():
            k = int(leaf)
            low, high = box[k]
            middle = (low + high) / 2
            stack += [(*box[:k], ends, *box[k + 1 :]) for ends in ((middle, high), (low, middle))]
            continue
        boxes.append((box, _sign(program, box, leaf)))
    if stack:
        raise Malformed("the tree ends before the region is covered")
    total = _volume(whole)
    shares = {sign: sum((_volume(box) for box, found in boxes if found == sign), fmpq(0)) / total for sign in "+-?"}
    return Repaved(True, boxes=boxes, shares=shares)


def _volume(box: Box) -> fmpq:
    size = fmpq(1)
    for low, high in box:
        size *= high - low
    return size


def _sign(program: Program, box: Box, leaf: str) -> str:
    """The sign that a leaf claims, once it is certain."""
    if leaf == "?":
        return "?"
    if leaf not in ("+", "-", "p", "n"):
        raise Malformed(f"unknown leaf {leaf!r}")
    intervals: list[Interval] = [(arb(low).lower(), arb(high).upper()) for low, high in box]
    positive = leaf in ("+", "p")
    value = program.over(intervals) if leaf in ("+", "-") else _mean_value(program, box, intervals, positive)
    if not within(value, ">" if positive else "<"):
        raise Malformed(f"no certain sign on the box {[[str(end) for end in ends] for ends in box]}")
    return "+" if positive else "-"


def _mean_value(program: Program, box: Box, intervals: list[Interval], positive: bool) -> Interval:
    """``f(c) + sum_k f_k(box) (x_k - c_k)``; where f_k has one sign, c_k is the end where f is least (or largest)."""
    centre, spread = [], ZERO
    for slope, (low, high), interval in zip(program.slopes(intervals), box, intervals, strict=True):
        rising, falling = within(slope, ">="), within(slope, "<=")
        if rising or falling:  # then f(x) is on the right side of f at this end
            centre.append(point(low if rising == positive else high))
            continue
        middle = point((low + high) / 2)
        centre.append(middle)
        spread = add(spread, multiply(slope, add(interval, negative(middle))))
    return add(program.over(centre), spread)
