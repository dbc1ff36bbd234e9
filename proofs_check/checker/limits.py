"""The limit of an expression where one symbol goes to infinity, the others standing still.

Where the arguments of a function have limits, so has the function, unless they meet in a form such as oo - oo or 0 oo:
then nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import arb, fmpq

from proofs_check.checker.enclosure import (
    ONE,
    ZERO,
    Interval,
    Undefined,
    add,
    maximum,
    minimum,
    multiply,
    negative,
    pi,
    point,
    power,
    within,
)
from proofs_check.checker.functions import FUNCTIONS
from proofs_check.checker.numbers import number
from proofs_check.checker.program import exponent

__all__ = ["Limit", "limit"]

#: An interval that holds a finite limit, or the sign of an infinite one.
Limit = Interval | int

_TWO: Interval = (arb(2), arb(2))
#: Limits at minus and plus infinity.
_FAR: dict[str, tuple[Limit | None, Limit | None]] = {
    "exp": (ZERO, 1),
    "log": (None, 1),
    "erf": (negative(ONE), ONE),
    "erfc": (_TWO, ZERO),
    "tanh": (negative(ONE), ONE),
    "abs": (1, 1),
    "loggamma": (None, 1),
}


def limit(tree: Any, box: Mapping[str, Interval], name: str, side: int) -> Limit:
    """The limit where one symbol goes to minus (-1) or plus (1) infinity.

    Raises
    ------
    Undefined
        It is not found this way.
    """
    head, *rest = tree
    if head == "number":
        return point(number(rest[0]))
    if head == "pi":
        return pi()
    if head == "symbol":
        return side if rest[0] == name else box[rest[0]]
    if head == "^" and (n := exponent(rest[1])) is not None:
        return _power(limit(rest[0], box, name, side), n)
    parts = [limit(item, box, name, side) for item in rest]
    if head == "^":
        return _function("exp", _combined("*", parts[1], _function("log", parts[0])))
    if head in FUNCTIONS:
        return _function(head, parts[0])
    result = parts[0]
    for part in parts[1:]:
        result = _combined(head, result, part)
    return result


def _function(head: str, x: Limit) -> Limit:
    if not isinstance(x, int):
        return FUNCTIONS[head](x)
    found = _FAR[head][x > 0]
    if found is None:
        raise Undefined(f"{head} at minus infinity")
    return found


def _power(x: Limit, n: fmpq) -> Limit:
    if not isinstance(x, int):
        return power(x, n)
    if n == 0:
        return ONE
    if x < 0 and n.q != 1:
        raise Undefined("a root at minus infinity")
    return ZERO if n < 0 else x if n.q != 1 or n.p % 2 else 1


def _combined(head: str, x: Limit, y: Limit) -> Limit:
    if isinstance(y, int):
        x, y = y, x
    if not isinstance(x, int):
        return {"+": add, "*": multiply, "max": maximum, "min": minimum}[head](x, y)  # type: ignore[arg-type]
    if head == "*":
        return x * (y if isinstance(y, int) else _sign(y))
    if head == "+":
        if isinstance(y, int) and x != y:
            raise Undefined("oo - oo")
        return x
    if isinstance(y, int):
        return max(x, y) if head == "max" else min(x, y)
    return x if (head == "max") == (x > 0) else y


def _sign(x: Interval) -> int:
    if within(x, ">"):
        return 1
    if within(x, "<"):
        return -1
    raise Undefined("0 oo, or infinity of unknown sign")
