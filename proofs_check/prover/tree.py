"""Expressions as nested lists of strings: what a certificate stores. Numbers are exact; a float is refused."""

from __future__ import annotations

from typing import Any

import sympy as sp

from lngd_theory.errors import InputError

__all__ = ["FUNCTIONS", "Tree", "encode"]

Tree = list[Any]
#: Largest exponent, and most digits of a number, that a certificate may have.
LARGEST_POWER, DIGITS = 10_000, 4_000

#: Functions that can be enclosed, by their name in a certificate.
FUNCTIONS: dict[type[sp.Basic], str] = {
    sp.exp: "exp",
    sp.log: "log",
    sp.erf: "erf",
    sp.erfc: "erfc",
    sp.tanh: "tanh",
    sp.loggamma: "loggamma",
    sp.Abs: "abs",
    sp.Max: "max",
    sp.Min: "min",
    sp.Add: "+",
    sp.Mul: "*",
}


def encode(expression: sp.Expr) -> Tree:
    """A sympy expression as a tree.

    Raises
    ------
    InputError
        A float, a complex number, an infinity or a function that is not in :data:`FUNCTIONS` is in it.
    """
    if expression.is_Rational:
        return ["number", _written(expression)]
    if expression.is_Symbol:
        return ["symbol", str(expression.name)]
    if expression is sp.pi:
        return ["pi"]
    if expression is sp.E:
        return ["exp", ["number", "1"]]
    if isinstance(expression, sp.Pow):
        base, power = expression.args
        if base is sp.E:
            return ["exp", encode(power)]
        if power.is_Rational and max(abs(power.p), power.q) > LARGEST_POWER:
            raise InputError(
                f"the power {power} is too large to be enclosed; at most {LARGEST_POWER:,}, or use exp and log"
            )
        return ["^", encode(base), encode(power)]
    name = FUNCTIONS.get(type(expression))
    if name is None:
        what = "the float" if expression.is_Float else "the function or number"
        known = "rationals, pi, powers, " + ", ".join(sorted(FUNCTIONS.values()))
        raise InputError(f"{what} {expression} cannot be enclosed exactly; use {known}")
    return [name, *map(encode, expression.args)]


def _written(number: sp.Rational) -> str:
    if max(abs(int(number.p)), int(number.q)) >= 10**DIGITS:
        raise InputError(f"a number in it has more than {DIGITS:,} digits; write it as a power that stays unevaluated")
    return str(number)
