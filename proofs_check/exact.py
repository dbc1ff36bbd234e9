"""Exact numbers on their way between sympy and the ball library: rationals and named constants, never a float."""

from __future__ import annotations

import sympy as sp
from flint import arb, fmpq

__all__ = ["ball", "rational", "to_fmpq"]


def rational(numerator: int, denominator: int = 1) -> sp.Rational:
    """``numerator/denominator``."""
    return sp.Rational(numerator, denominator)


def to_fmpq(value: sp.Expr | int) -> fmpq:
    """A rational number of sympy's as one of flint's.

    Raises
    ------
    TypeError
        It is a float, or no rational number.
    """
    number = sp.sympify(value)
    if not number.is_Rational:
        raise TypeError(f"{value!r} is no exact rational number")
    return fmpq(int(number.p), int(number.q))


def ball(value: sp.Expr) -> arb | None:
    """A ball around a sympy expression without symbols, at the precision of flint's context; None if it has none.

    Raises
    ------
    TypeError
        A float is in it.
    """
    from proofs_check.prover.balls import evaluate

    result = evaluate(sp.sympify(value), {})
    return result if result is not None and result.is_finite() else None
