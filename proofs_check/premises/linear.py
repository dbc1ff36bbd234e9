"""Systems of linear inequalities in rational numbers: a point, or multipliers that show that there is none.

Floating-point linear programming (scipy's HiGHS) proposes which variables of a basic solution are not 0; their values
are then solved for exactly and put into every inequality. A verdict without that confirmation is refused.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from flint import fmpq, fmpq_mat
from scipy.optimize import linprog

from proofs_check.premises.forms import Form

__all__ = ["Inequality", "NoPoint", "Point", "Relation", "System", "irreducible", "solve"]

Relation = Literal[">=", ">", "="]
Row = list[Fraction]

_SUPPORT = 1e-9


@dataclass(frozen=True)
class Inequality:
    """``form relation 0``, with the name of the condition that it comes from."""

    name: str
    form: Form
    relation: Relation = ">="

    def holds(self, point: Mapping[str, Fraction]) -> bool:
        """At a point, exactly."""
        value = self.form.at(point)
        return {">=": value >= 0, ">": value > 0, "=": value == 0}[self.relation]


@dataclass(frozen=True)
class Point:
    """A point that satisfies every inequality."""

    values: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class NoPoint:
    """Multipliers, one for each inequality: the combination is a constant that contradicts them.

    They are not negative where the inequality is no equation. The constant is negative, or 0 with a strict inequality
    among those that are used.
    """

    multipliers: tuple[Fraction, ...]


System = tuple[Inequality, ...]


@lru_cache(maxsize=4096)
def solve(system: System) -> Point | NoPoint:
    """A point of the system, or the multipliers that show that there is none; exact either way.

    Raises
    ------
    ArithmeticError
        Neither proposal could be confirmed.
    """
    point = _point(system)
    if point is not None and all(item.holds(dict(point.values)) for item in system):
        return point
    none = _multipliers(system)
    if none is not None and _contradicts(system, none.multipliers):
        return none
    raise ArithmeticError(f"no exact verdict on {len(system)} inequalities")


def irreducible(system: System) -> tuple[System, NoPoint]:
    """Inequalities of a system without a point, none of which can be left out, and their multipliers.

    Raises
    ------
    ValueError
        The system has a point.
    """
    found = solve(system)
    if isinstance(found, Point):
        raise ValueError("the system has a point")  # noqa: TRY004 - of the right type
    kept = tuple(item for item, y in zip(system, found.multipliers, strict=True) if y)
    for item in kept:
        fewer = tuple(other for other in kept if other is not item)
        if isinstance(solve(fewer), NoPoint):
            kept = fewer
    last = solve(kept)
    assert isinstance(last, NoPoint)
    return kept, NoPoint(_whole(last.multipliers))


def _whole(multipliers: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    """Their least multiple in whole numbers."""
    whole = [y * math.lcm(*(y.denominator for y in multipliers)) for y in multipliers]
    return tuple(y / math.gcd(*(y.numerator for y in whole)) for y in whole)


def _variables(system: System) -> list[str]:
    return sorted({name for item in system for name, _ in item.form.coefficients})


def _row(item: Inequality, names: Sequence[str]) -> Row:
    known = dict(item.form.coefficients)
    return [known.get(name, Fraction(0)) for name in names]


def _point(system: System) -> Point | None:
    """The point with the largest margin, at most 1, of the strict inequalities.

    Columns: x = u - shift with u, shift >= 0; the margin; its distance from 1; a slack for each inequality.
    """
    names = _variables(system)
    slack = itertools.count(len(names) + 3)
    width = len(names) + 3 + sum(item.relation != "=" for item in system)
    rows, right = [], []
    for item in system:
        row = [*_row(item, names), *[Fraction(0)] * (width - len(names))]
        row[len(names)] = -sum(row, Fraction(0))
        row[len(names) + 1] = Fraction(-(item.relation == ">"))
        if item.relation != "=":
            row[next(slack)] = Fraction(-1)
        rows.append(row)
        right.append(-item.form.constant)
    unit = [Fraction(int(k in (len(names) + 1, len(names) + 2))) for k in range(width)]
    cost = [-float(k == len(names) + 1) for k in range(width)]
    x = _basic([*rows, unit], [*right, Fraction(1)], cost)
    return None if x is None else Point(tuple((name, x[k] - x[len(names)]) for k, name in enumerate(names)))


def _multipliers(system: System) -> NoPoint | None:
    """Multipliers of least sum; equations have two columns, the last is minus the constant of the combination."""
    names = _variables(system)
    signed = [(k, sign) for k, item in enumerate(system) for sign in ((1, -1) if item.relation == "=" else (1,))]
    rows = [[_row(system[k], [name])[0] * sign for k, sign in signed] + [Fraction(0)] for name in names]
    rows.append([system[k].form.constant * sign for k, sign in signed] + [Fraction(1)])
    rows.append([Fraction(int(system[k].relation == ">")) for k, _ in signed] + [Fraction(1)])
    right = [Fraction(0)] * (len(rows) - 1) + [Fraction(1)]
    y = _basic(rows, right, [1.0] * len(signed) + [0.0])
    if y is None:
        return None
    total = [Fraction(0)] * len(system)
    for (k, sign), value in zip(signed, y, strict=False):
        total[k] += sign * value
    return NoPoint(tuple(total))


def _contradicts(system: System, multipliers: Sequence[Fraction]) -> bool:
    total = Form()
    for item, y in zip(system, multipliers, strict=True):
        total += item.form * y
    allowed = all(y >= 0 or item.relation == "=" for item, y in zip(system, multipliers, strict=True))
    strict = any(y > 0 and item.relation == ">" for item, y in zip(system, multipliers, strict=True))
    return allowed and not total.coefficients and (total.constant < 0 or (total.constant == 0 and strict))


def _basic(matrix: list[Row], right: Row, cost: list[float]) -> Row | None:
    """A solution of ``matrix x = right``, exact on the support that HiGHS proposes; None where there is none."""
    floats = [[float(entry) for entry in row] for row in matrix]
    found = linprog(cost, A_eq=floats, b_eq=[float(entry) for entry in right], method="highs-ds")
    if found.status != 0:
        return None
    support = [k for k, value in enumerate(found.x) if value > _SUPPORT]
    entries = [
        fmpq(entry.numerator, entry.denominator)
        for row, value in zip(matrix, right, strict=True)
        for entry in (*(row[k] for k in support), value)
    ]
    reduced, rank = fmpq_mat(len(matrix), len(support) + 1, entries).rref()
    x = [Fraction(0)] * len(cost)
    for line in range(rank):
        pivot = next(k for k in range(len(support) + 1) if reduced[line, k] != 0)
        if pivot == len(support):
            return None
        value = reduced[line, len(support)]
        x[support[pivot]] = Fraction(int(value.p), int(value.q))
    return x
