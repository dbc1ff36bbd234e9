"""The checker's symbolic steps: two expressions are equal, one is the derivative of another.

Each is shown twice: sympy must reduce the difference to 0, and interval arithmetic, which differentiates on its own,
must find no difference at points of the region. An error of one route does not pass the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from flint import ctx, fmpq

from proofs_check.checker.enclosure import Interval, Undefined, add, negative, point, within
from proofs_check.checker.numbers import Malformed, number
from proofs_check.checker.program import Program
from proofs_check.checker.statement import Ends, Statement

__all__ = ["is_derivative", "is_value", "is_zero_at", "same"]

_BITS = 256
_LARGEST = 100_000  # bits of a power that sympy is asked to write out
_ZERO = point(fmpq(0))

_FUNCTIONS = {
    "exp": sp.exp,
    "log": sp.log,
    "erf": sp.erf,
    "erfc": sp.erfc,
    "tanh": sp.tanh,
    "loggamma": sp.loggamma,
    "abs": sp.Abs,
    "max": sp.Max,
    "min": sp.Min,
    "+": sp.Add,
    "*": sp.Mul,
}


def same(statement: Statement, left: Any, right: Any) -> bool:
    """Whether two expressions are equal where both are defined."""
    with ctx.workprec(_BITS):
        first, second = (Program(tree, statement.names) for tree in (left, right))
        if not _agree(statement, lambda box: (first.over(box), second.over(box))):
            return False
    symbols = _symbols(statement.variables)
    return _vanishes(_decode(left, symbols) - _decode(right, symbols))


def is_derivative(statement: Statement, slope: Any, function: Any, name: str, sign: int = 1) -> bool:
    """Whether ``slope`` is ``sign`` times the derivative of ``function`` with respect to one symbol."""
    k = statement.names.index(name)
    with ctx.workprec(_BITS):
        claimed, whole = (Program(tree, statement.names) for tree in (slope, function))

        def both(box: list[Interval]) -> tuple[Interval, Interval]:
            found = whole.slopes(box)[k]
            return claimed.over(box), found if sign > 0 else negative(found)

        if not _agree(statement, both):
            return False
    symbols = _symbols(statement.variables)
    return _vanishes(sign * sp.diff(_decode(function, symbols), symbols[name]) - _decode(slope, symbols))


def is_value(statement: Statement, value: Any, function: Any, name: str, place: fmpq) -> bool:
    """Whether ``value``, an expression of the other symbols, is ``function`` where one symbol has a value."""
    k = statement.names.index(name)
    others = [other for other in statement.names if other != name]
    with ctx.workprec(_BITS):
        claimed, whole, there = Program(value, others), Program(function, statement.names), point(place)

        def both(box: list[Interval]) -> tuple[Interval, Interval]:
            before, after = box[:k], box[k + 1 :]
            return claimed.over([*before, *after]), whole.over([*before, there, *after])

        if not _agree(statement, both):
            return False
    symbols = _symbols(statement.variables)
    return _vanishes(_decode(function, symbols).subs(symbols[name], _rational(place)) - _decode(value, symbols))


def is_zero_at(statement: Statement, function: Any, place: list[fmpq]) -> bool:
    """Whether an expression is 0 at a point."""
    with ctx.workprec(_BITS):
        if not _overlap(Program(function, statement.names).over([point(x) for x in place]), _ZERO):
            return False
    symbols = _symbols(statement.variables)
    return _vanishes(_decode(function, symbols).subs(dict(zip(symbols.values(), map(_rational, place), strict=True))))


def _agree(statement: Statement, both: Callable[[list[Interval]], tuple[Interval, Interval]]) -> bool:
    """Whether two intervals overlap at every point of the region where both exist, and at one at least."""
    met = 0
    for place in statement.points():
        try:
            left, right = both([point(x) for x in place])
        except Undefined:
            continue
        if not _overlap(left, right):
            return False
        met += 1
    return met > 0


def _overlap(x: Interval, y: Interval) -> bool:
    difference = add(x, negative(y))
    return not within(difference, ">") and not within(difference, "<")


def _vanishes(difference: sp.Expr) -> bool:
    """Whether sympy shows that an expression is 0."""
    return bool(difference == 0 or sp.expand(difference) == 0 or sp.simplify(difference) == 0)


def _symbols(variables: Mapping[str, Ends]) -> dict[str, sp.Symbol]:
    """Symbols that know the sign their interval gives them, and nothing else."""
    known = {}
    for name, (low, high) in variables.items():
        sign = {"real": True}
        if low is not None and low >= 0:
            sign = {"positive": True} if low > 0 else {"nonnegative": True}
        elif high is not None and high <= 0:
            sign = {"negative": True} if high < 0 else {"nonpositive": True}
        known[name] = sp.Symbol(name, **sign)
    return known


def _decode(tree: Any, symbols: Mapping[str, sp.Symbol]) -> sp.Expr:
    """The tree, which a :class:`Program` has accepted, as a sympy expression."""
    head, *rest = tree
    if head == "number":
        return _rational(number(rest[0]))
    if head == "symbol":
        return symbols[rest[0]]
    if head == "pi":
        return sp.pi
    arguments = [_decode(item, symbols) for item in rest]
    if head != "^":
        return _FUNCTIONS[head](*arguments)
    base, power = arguments
    if base.is_Rational and power.is_Rational:
        bits = max(int(base.p).bit_length(), int(base.q).bit_length()) * abs(int(power.p))
        if bits > _LARGEST:
            raise Malformed("a power of a number is too long to be written out")
    return sp.Pow(base, power)


def _rational(value: fmpq) -> sp.Rational:
    return sp.Rational(int(value.p), int(value.q))
