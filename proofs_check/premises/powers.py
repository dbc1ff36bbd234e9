"""A relation of sympy as linear inequalities between exponents, as d tends to infinity.

Every quantity is a power of d: ``n = d^x`` with x the exponent of n, and so on for ``forms.QUANTITIES``. Named
constants count as d^0, and so does the logarithm of a power of d: everything here holds **up to constants and
logarithms**. ``left >= right`` becomes ``exponent(left) - exponent(right) >= 0``. Where that is positive, the relation
holds for all large d whatever the constants; where it is negative, it fails; where it is 0, exponents do not decide: it
is *about constants*.

A sum of positive terms has the exponent of its largest term, so that ``left >= x + y`` becomes two inequalities.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp

from lngd_theory.symbols import c_2
from proofs_check.premises.forms import QUANTITIES, Form

__all__ = ["CONSTANTS", "NotAPowerError", "Powers", "order", "powers_of"]

#: Of order one: constants that the paper leaves open, and the rate of corrupted labels.
CONSTANTS = ("C", "C_0", "C_1", "c_1", "c_2", "corruption", "q")
#: ``1 - x`` of these is of order one.
_SHARES = ("p", "corruption")
#: Sign of the exponent where the range of a symbol gives it (see ``gather.domain``).
_SIGNS = {"n": 1, "m": 1, "T_star": 1, "exp(c_2)": 1, "p": -1, "epsilon": -1, "delta": -1}


class NotAPowerError(ValueError):
    """An expression that is no power of d up to constants and logarithms."""


#: The exponents of an expression's terms; its own is their maximum.
Terms = frozenset[Form]
_ONE: Terms = frozenset({Form()})


def _product(first: Terms, second: Terms) -> Terms:
    return frozenset(one + other for one in first for other in second)


def order(expression: Any) -> Terms:
    """Exponents of the terms of a positive expression; the exponent of the expression is their maximum.

    Raises
    ------
    NotAPowerError
        It has none: an exponential, a difference, a symbol of unknown order, or a reciprocal of a sum.
    """
    x = sp.sympify(expression)
    if x.is_number:
        if not x.is_positive:
            raise NotAPowerError(f"{x} has no positive order")
        return _ONE
    if x.is_Symbol:
        return _of_symbol(x)
    if x.is_Mul:
        total = _ONE
        for factor in x.args:
            total = _product(total, order(factor))
        return total
    if x.is_Add:
        return _of_sum(x)
    if isinstance(x, sp.exp):
        return _of_exponential(x)
    if x.is_Pow:
        return _of_power(x)
    if isinstance(x, sp.Max):
        return frozenset[Form]().union(*(order(item) for item in x.args))
    if isinstance(x, sp.log) and not x.args[0].is_Add:  # log(1 + small) is small, not a logarithm
        order(x.args[0])
        return _ONE
    raise NotAPowerError(f"{x} is no power of d")


def _of_symbol(x: sp.Symbol) -> Terms:
    if x.name == "d":
        return frozenset({Form(constant=Fraction(1))})
    if x.name in QUANTITIES:
        return frozenset({Form.of({x.name: Fraction(1)})})
    if x.name in CONSTANTS:
        return _ONE
    raise NotAPowerError(f"the order of {x} is not known")


def _of_sum(x: sp.Add) -> Terms:
    negative = [term for term in x.args if term.could_extract_minus_sign()]
    positive = [term for term in x.args if term not in negative]
    terms = frozenset[Form]().union(*(order(term) for term in positive))
    if not negative:
        return frozenset(one for one in terms if not any(_exceeds(other, one) for other in terms - {one}))
    if all(term.is_Number for term in positive) and all(_is_share(-term) for term in negative):
        return _ONE  # such as 1 - p
    raise NotAPowerError(f"{x} is a difference")


def _exceeds(one: Form, other: Form) -> bool:
    """Whether an exponent is at least the other for all values in the ranges of the symbols."""
    rest = one - other
    return rest.constant >= 0 and all(value * _SIGNS.get(name, 0) > 0 for name, value in rest.coefficients)


def _is_share(term: sp.Expr) -> bool:
    number, rest = term.as_coeff_Mul()
    return bool(number.is_Number and rest.is_Symbol and rest.name in _SHARES)


def _of_power(x: sp.Pow) -> Terms:
    base, exponent = order(x.base), x.exp
    if not exponent.is_Rational:
        raise NotAPowerError(f"{x} is a power whose exponent is a constant")
    if exponent < 0 and len(base) > 1:
        raise NotAPowerError(f"{x} is the reciprocal of a sum")
    factor = Fraction(int(exponent.p), int(exponent.q))
    return frozenset(form * factor for form in base)


def _of_exponential(x: sp.exp) -> Terms:
    number, rest = x.args[0].as_coeff_Mul()
    if rest.is_Symbol and rest.name == "c_2" and number.is_Rational:
        return frozenset({Form.of({"exp(c_2)": Fraction(int(number.p), int(number.q))})})
    raise NotAPowerError(_why_not(x.args[0]))


def _why_not(exponent: sp.Expr) -> str:
    if exponent.has(sp.log):
        return f"exp({exponent}) is a power of d whose exponent is about constants"
    return f"exp({exponent}) is an exponential"


@dataclass(frozen=True)
class Powers:
    """A relation in exponents: all ``forms >= 0`` (``= 0`` if ``equal``); or ``reason``, why it is no such thing."""

    forms: tuple[Form, ...] = ()
    equal: bool = False
    reason: str = field(default="", compare=False)


def powers_of(relation: sp.Rel) -> Powers:
    """A relation between positive sides as inequalities between exponents; parts that always hold are left out.

    Raises
    ------
    TypeError
        It is no relation that has two sides, such as what sympy has found to be true.
    """
    if not isinstance(relation, sp.Eq | sp.Ge | sp.Gt | sp.Le | sp.Lt):
        raise TypeError(f"{relation!r} is no inequality or equation")
    try:
        if isinstance(relation, sp.Eq):
            return Powers((_single(relation.lhs) - _single(relation.rhs),), equal=True)
        forms = _at_least_one(relation.gts / relation.lts)
    except NotAPowerError as error:
        return Powers(reason=str(error))
    kept = {form for form in forms if form.coefficients or form.constant <= 0}
    return Powers(tuple(sorted(kept, key=lambda form: (form.coefficients, form.constant))))


def _at_least_one(slack: sp.Expr) -> list[Form]:
    """``slack >= 1``.

    A factor ``exp(z)`` is compared on the scale of its logarithm, where constants and powers of d are of order d^0.
    """
    numerator, denominator = sp.fraction(sp.together(slack))
    rest, exponent = sp.Integer(1), sp.Integer(0)
    for side, sign in ((numerator, 1), (denominator, -1)):
        for factor in sp.Mul.make_args(side):
            if isinstance(factor, sp.exp) and factor.args[0].free_symbols != {c_2}:
                exponent += sign * factor.args[0]
            else:
                rest *= factor**sign
    forms = _quotient(rest)
    if exponent == 0:
        return forms
    if exponent.could_extract_minus_sign():  # exp(-z) rest >= 1 needs rest >= 1 and z of order one
        return [*forms, *(form * -1 for form in order(-exponent))]
    if set(forms) == {Form()}:  # exp(z) >= a constant needs z of order one
        return [_single(exponent)]
    raise NotAPowerError(_why_not(exponent))


def _quotient(slack: sp.Expr) -> list[Form]:
    numerator, denominator = sp.fraction(slack)
    largest = _single(numerator)
    return [largest - form for form in order(denominator)]


def _single(expression: sp.Expr) -> Form:
    """The exponent of an expression of which one term is the largest whatever the exponents are."""
    terms = order(expression)
    if len(terms) > 1:
        raise NotAPowerError(f"which term of {expression} is the largest depends on the exponents")
    (form,) = terms
    return form
