"""Where a statement is claimed: an interval for each symbol, unbounded if need be, and side conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from lngd_theory.errors import InputError

__all__ = ["Interval", "Region", "cut"]


@dataclass(frozen=True)
class Interval:
    """``low <= x <= high`` with exact rational ends; ``-oo`` and ``oo`` stand for no end."""

    low: sp.Expr
    high: sp.Expr

    @property
    def bounded(self) -> bool:
        """Whether both ends are numbers."""
        return bool(self.low.is_finite and self.high.is_finite)


@dataclass(frozen=True)
class Region:
    """A box in the symbols, and conditions within it.

    Attributes
    ----------
    box : mapping of Symbol to Interval
        In the order of certificates.
    conditions : tuple of sympy relations
        ``<=``, ``<``, ``>=`` or ``>`` between expressions in the same symbols.
    """

    box: Mapping[sp.Symbol, Interval]
    conditions: tuple[sp.Rel, ...] = ()

    @classmethod
    def of(cls, box: Mapping[sp.Symbol, tuple[Any, Any]], *conditions: sp.Rel) -> Region:
        """From pairs of ends.

        Parameters
        ----------
        box : mapping of Symbol to (low, high)
            Integers, sympy rationals, strings such as ``"1/3"`` or ``"0.01"``, or ``"-oo"``, ``"oo"``. No floats.
        *conditions : sympy relations
            What else holds.

        Raises
        ------
        InputError
            An end is a float or no number, or an interval is empty; a condition is no relation or has another symbol.
        """
        intervals: dict[sp.Symbol, Interval] = {}
        for symbol, ends in box.items():
            if not isinstance(symbol, sp.Symbol):
                raise InputError(f"the region has an interval for {symbol!r}; it must be a sympy Symbol")
            if any(symbol.name == other.name for other in intervals):
                raise InputError(f"the region has two symbols {symbol.name!r}; give them different names")
            intervals[symbol] = _interval(symbol, ends)
        for condition in conditions:
            if not isinstance(condition, sp.Ge | sp.Gt | sp.Le | sp.Lt):
                raise InputError(f"condition {condition!r} must be <=, <, >= or > between expressions")
            refuse_unknown(f"condition {condition}", condition, intervals)
        return cls(intervals, tuple(conditions))

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """In the order of the box."""
        return tuple(self.box)

    @property
    def shown(self) -> str:
        """In LaTeX."""
        parts = [_shown(symbol, ends) for symbol, ends in self.box.items()]
        return r",\ ".join([*parts, *(sp.latex(condition) for condition in self.conditions)])


def cut(low: sp.Expr, high: sp.Expr) -> sp.Rational:
    """Where an interval is halved: in the middle; one without an end where it passes 0, then 1, 2, 4, ... away from 0.

    The checker has the same rule of its own, so that a certificate need not say where boxes were cut.
    """
    if low.is_finite and high.is_finite:
        return (low + high) / 2
    if low.is_finite:
        return sp.Integer(0) if low < 0 else sp.Integer(1) if low == 0 else 2 * low
    if high.is_finite:
        return sp.Integer(0) if high > 0 else sp.Integer(-1) if high == 0 else 2 * high
    return sp.Integer(0)


def refuse_unknown(what: str, relation: sp.Rel, box: Mapping[sp.Symbol, Any]) -> None:
    """Refuse a relation with a symbol that has no interval.

    Raises
    ------
    InputError
        There is one; it may be that the region has another symbol of the same name.
    """
    unknown = sorted(relation.free_symbols - set(box), key=str)
    if not unknown:
        return
    names = ", ".join(map(str, unknown))
    if any(symbol.name == unknown[0].name for symbol in box):
        remedy = f"the region's {unknown[0]} has other assumptions; use one and the same Symbol"
        raise InputError(f"{what}: {unknown[0]} has no interval; {remedy}")
    raise InputError(f"{what}: {names} has no interval; give one in the region")


def _interval(symbol: sp.Symbol, ends: Any) -> Interval:
    if not isinstance(ends, tuple | list) or len(ends) != 2:
        raise InputError(f"{symbol}: the interval {ends!r} must be a pair (low, high)")
    low, high = (_end(symbol, end) for end in ends)
    if not low < high:
        raise InputError(f"{symbol}: the interval [{low}, {high}] must have low < high")
    below = symbol.is_nonnegative and low < 0
    if below or (symbol.is_nonpositive and high > 0):
        sign = "at least 0" if below else "at most 0"
        remedy = "make it sp.Symbol(name, real=True), or change the interval"
        raise InputError(f"{symbol} is assumed to be {sign}, but its interval is [{low}, {high}]; {remedy}")
    return Interval(low, high)


def _end(symbol: sp.Symbol, value: Any) -> sp.Expr:
    if isinstance(value, str) and value in ("oo", "-oo"):
        return sp.oo if value == "oo" else -sp.oo
    try:
        number = sp.Rational(value) if isinstance(value, str | Fraction) else sp.sympify(value, strict=True)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        number = sp.nan
    if isinstance(number, sp.Expr) and number.has(sp.Float):
        remedy = 'as a string, such as "0.1", or as a rational'
        raise InputError(f"{symbol}: the end {value!r} is a float, which is no exact number; give it {remedy}")
    if not (isinstance(number, sp.Expr) and (number.is_Rational or number in (sp.oo, -sp.oo))):
        raise InputError(f"{symbol}: the end {value!r} must be a rational number, 'oo' or '-oo'")
    return number


def _shown(symbol: sp.Symbol, ends: Interval) -> str:
    name = sp.latex(symbol).replace("_{star}", r"^\ast")
    if ends.bounded:
        return rf"{sp.latex(ends.low)} \le {name} \le {sp.latex(ends.high)}"
    if ends.low.is_finite:
        return rf"{name} \ge {sp.latex(ends.low)}"
    return rf"{name} \le {sp.latex(ends.high)}" if ends.high.is_finite else rf"{name} \in \mathbb R"
