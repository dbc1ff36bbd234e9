"""Intervals by their ends, for the checker: each end is an exact ball rounded outwards, None where there is no end.

This is another arithmetic than the search's balls (midpoint and radius), on purpose: an error in one does not hide in
the other. Only the elementary functions at a point are the ball library's.
"""

from __future__ import annotations

from flint import arb, fmpq

__all__ = [
    "ONE",
    "ZERO",
    "Interval",
    "Undefined",
    "add",
    "down",
    "maximum",
    "minimum",
    "multiply",
    "negative",
    "pi",
    "point",
    "power",
    "up",
    "within",
]

#: ``(low, high)``; None stands for minus or plus infinity.
Interval = tuple[arb | None, arb | None]

_NULL, _UNIT = arb(0), arb(1)
ZERO: Interval = (_NULL, _NULL)
ONE: Interval = (_UNIT, _UNIT)


class Undefined(ArithmeticError):
    """The expression is not defined on all of a box, or its enclosure there is not a number."""


def down(x: arb) -> arb:
    """The lower end of a ball."""
    if not x.is_finite():
        raise Undefined("an end is no number")
    return x.lower()


def up(x: arb) -> arb:
    """The upper end of a ball."""
    if not x.is_finite():
        raise Undefined("an end is no number")
    return x.upper()


def point(value: fmpq) -> Interval:
    """The smallest interval around a rational number."""
    x = arb(value)
    return x.lower(), x.upper()


def pi() -> Interval:
    """The smallest interval around pi."""
    x = arb.pi()
    return x.lower(), x.upper()


def add(x: Interval, y: Interval) -> Interval:
    """``x + y``."""
    (a, b), (c, d) = x, y
    return (None if a is None or c is None else down(a + c), None if b is None or d is None else up(b + d))


def negative(x: Interval) -> Interval:
    """``-x``."""
    a, b = x
    return None if b is None else down(-b), None if a is None else up(-a)


def multiply(x: Interval, y: Interval) -> Interval:
    """``x y``."""
    (a, b), (c, d) = x, y
    if a is None or b is None or c is None or d is None:
        return _multiply_endless(x, y)
    if a >= _NULL:
        return down((a if c >= _NULL else b) * c), up((b if d >= _NULL else a) * d)
    if b <= _NULL:
        return down((a if d >= _NULL else b) * d), up((b if c >= _NULL else a) * c)
    if c >= _NULL:
        return down(a * d), up(b * d)
    if d <= _NULL:
        return down(b * c), up(a * c)
    return min(down(a * d), down(b * c)), max(up(a * c), up(b * d))


def _multiply_endless(x: Interval, y: Interval) -> Interval:
    """The hull of the products of ends; an end at infinity times 0 counts as 0, since no point lies there."""
    (a, b), (c, d) = x, y
    corners = [_corner(s, u, t, v) for s, u in ((a, -1), (b, 1)) for t, v in ((c, -1), (d, 1))]
    finite = [value for value, sign in corners if sign == 0]
    low = None if any(sign < 0 for _, sign in corners) else min(map(down, finite))
    high = None if any(sign > 0 for _, sign in corners) else max(map(up, finite))
    return low, high


def _corner(s: arb | None, s_sign: int, t: arb | None, t_sign: int) -> tuple[arb, int]:
    """A product of two ends and the sign of its infinity, 0 if it is finite."""
    if s is not None and t is not None:
        return s * t, 0
    first = s_sign if s is None else (s > 0) - (s < 0)
    second = t_sign if t is None else (t > 0) - (t < 0)
    return _NULL, first * second


def _reciprocal(x: Interval) -> Interval:
    a, b = x
    if not ((a is not None and a > _NULL) or (b is not None and b < _NULL)):
        raise Undefined("division by an interval that contains 0")
    return _NULL if b is None else down(1 / b), _NULL if a is None else up(1 / a)


def _whole_power(x: Interval, n: int) -> Interval:
    a, b = x
    if n % 2 or (a is not None and a >= _NULL):
        return (None if a is None else down(a**n), None if b is None else up(b**n))
    if b is not None and b <= _NULL:
        return down(b**n), None if a is None else up(a**n)
    return _NULL, None if a is None or b is None else max(up(a**n), up(b**n))


def power(x: Interval, exponent: fmpq) -> Interval:
    """``x^exponent`` for a rational number; other than whole powers need x >= 0, negative ones x without 0."""
    n, q = int(exponent.p), int(exponent.q)
    if n == 0:
        return ONE  # also 0^0: the constant that sympy, too, makes of it
    if n < 0:
        return _reciprocal(power(x, -exponent))
    if q == 1:
        return _whole_power(x, n)
    a, b = x
    if a is None or not a >= _NULL:
        raise Undefined("a root of an interval that reaches below 0")
    return _whole_power((_root(a, q)[0], None if b is None else _root(b, q)[1]), n)


def _root(x: arb, q: int) -> Interval:
    if x == 0:
        return ZERO
    value = x.sqrt() if q == 2 else x.root(q)
    return down(value), up(value)


def maximum(x: Interval, y: Interval) -> Interval:
    """``max(x, y)``."""
    (a, b), (c, d) = x, y
    low = c if a is None else a if c is None else max(a, c)
    return low, None if b is None or d is None else max(b, d)


def minimum(x: Interval, y: Interval) -> Interval:
    """``min(x, y)``."""
    (a, b), (c, d) = x, y
    high = d if b is None else b if d is None else min(b, d)
    return None if a is None or c is None else min(a, c), high


def within(x: Interval, sign: str) -> bool:
    """Whether every point of x certainly satisfies ``sign 0`` for one of ``>``, ``>=``, ``<``, ``<=``."""
    low, high = x
    if sign == ">":
        return low is not None and bool(low > _NULL)
    if sign == ">=":
        return low is not None and bool(low >= _NULL)
    return high is not None and bool(high < _NULL if sign == "<" else high <= _NULL)
