"""Expressions of certificates a second time: drawn at random, evaluated with mpmath, and turned into sympy."""

from fractions import Fraction

import mpmath
import sympy as sp
from hypothesis import strategies as st

from proofs_check.checker import FORMAT, digest

DIGITS = 60
NAMES = ("x", "y")

_MPMATH = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "erf": mpmath.erf,
    "erfc": mpmath.erfc,
    "tanh": mpmath.tanh,
    "abs": abs,
    "loggamma": mpmath.loggamma,
}
_SYMPY = {
    "exp": sp.exp,
    "log": sp.log,
    "erf": sp.erf,
    "erfc": sp.erfc,
    "tanh": sp.tanh,
    "abs": sp.Abs,
    "loggamma": sp.loggamma,
    "+": sp.Add,
    "*": sp.Mul,
    "max": sp.Max,
    "min": sp.Min,
    "^": sp.Pow,
}


class Number:
    """An mpmath number in place of a Fraction."""

    def __init__(self, value):
        self.numerator, self.denominator = value, 1


class Outside(ArithmeticError):
    """The expression is not a real number there."""


def mpf(value):
    """A Fraction, fmpq or exact ball as mpmath's number, to the working precision."""
    if hasattr(value, "man_exp"):
        mantissa, exponent = value.man_exp()
        return mpmath.ldexp(mpmath.mpf(int(mantissa)), int(exponent))
    if hasattr(value, "p"):
        return mpmath.mpf(int(value.p)) / int(value.q)
    return mpmath.mpf(value.numerator) / value.denominator


def value_at(tree, point):
    """By recursion, in mpmath; ``point`` maps names to Fractions."""
    head, *rest = tree
    if head == "number":
        return mpf(Fraction(rest[0]))
    if head == "symbol":
        return mpf(point[rest[0]])
    if head == "pi":
        return +mpmath.pi
    values = [value_at(item, point) for item in rest]
    if head == "+":
        return mpmath.fsum(values)
    if head == "*":
        return mpmath.fprod(values)
    if head in ("max", "min"):
        return max(values) if head == "max" else min(values)
    if head == "^":
        return _power(values[0], rest[1], values[1])
    if head in ("log", "loggamma") and values[0] <= 0:
        raise Outside(head)
    return _MPMATH[head](values[0])


def _power(base, tree, exponent):
    whole = tree[0] == "number" and Fraction(tree[1]).denominator == 1
    if whole and (base != 0 or exponent >= 0):
        return base ** int(exponent)
    if base < 0 or (base == 0 and (tree[0] != "number" or exponent < 0)):
        raise Outside("power")
    return base**exponent


def to_sympy(tree, symbols):
    """The same as sympy has it."""
    head, *rest = tree
    if head == "number":
        return sp.Rational(rest[0])
    if head == "symbol":
        return symbols[rest[0]]
    if head == "pi":
        return sp.pi
    return _SYMPY[head](*(to_sympy(item, symbols) for item in rest))


def fractions(low=-4, high=4):
    """Small rational numbers."""
    return st.fractions(low, high, max_denominator=12)


def _numbers():
    return fractions().map(lambda x: ["number", str(x)])


def _node(children):
    unary = st.sampled_from(("exp", "log", "erf", "erfc", "tanh", "abs"))
    nary = st.sampled_from(("+", "*", "max", "min"))
    power = st.sampled_from(("-2", "-1", "2", "3", "4", "1/2", "-1/2", "1/3", "3/2", "0"))
    return st.one_of(
        st.builds(lambda head, x: [head, x], unary, children),
        st.builds(lambda head, *xs: [head, *xs], nary, children, children),
        st.builds(lambda xs: ["+", *xs], st.lists(children, min_size=2, max_size=3)),
        st.builds(lambda x, n: ["^", x, ["number", n]], children, power),
        st.builds(lambda x, y: ["^", x, y], children, children),
    )


def expressions(names=NAMES, size=6):
    """Trees of the whole grammar."""
    leaf = st.one_of(st.sampled_from([["symbol", name] for name in names]), _numbers(), st.just(["pi"]))
    return st.recursive(leaf, _node, max_leaves=size)


@st.composite
def intervals(draw, endless=True):
    """``(low, high)`` as Fractions, or None where there is no end."""
    low, high = sorted((draw(fractions()), draw(fractions())))
    if endless and draw(st.booleans()):
        return draw(st.sampled_from([(low, None), (None, high), (None, None)]))
    return (low, high + Fraction(1, 7)) if low == high else (low, high)


@st.composite
def points(draw, box):
    """A point of a box, its ends among them."""
    place = []
    for low, high in box:
        if low is not None and high is not None:
            place.append(low + draw(st.fractions(0, 1, max_denominator=64)) * (high - low))
        else:
            away = draw(st.fractions(0, 30, max_denominator=8))
            start = low if low is not None else high if high is not None else Fraction(0)
            sign = 1 if low is not None else -1 if high is not None else draw(st.sampled_from((-1, 1)))
            place.append(start + sign * away)
    return tuple(place)


def statement(function, box, conditions=(), relation=">=", defined=()):
    """Plain values, as a certificate has them; ``box`` maps names to pairs of strings."""
    return {
        "variables": [[name, *ends] for name, ends in box.items()],
        "conditions": [list(item) for item in conditions],
        "function": function,
        "relation": relation,
        "defined": list(defined),
    }


def signed(certificate):
    """With a hash that fits, as an attacker would write it."""
    content = {key: value for key, value in certificate.items() if key != "hash"}
    return content | {"hash": digest(content)}


def holding(claim, proof, precision=64, **more):
    """A certificate that a proof holds."""
    return signed(
        {"format": FORMAT, "statement": claim, "precision": precision, "verdict": "holds", "proof": proof, **more}
    )


def boxes(leaves):
    """A proof by boxes alone."""
    return {"rule": "boxes", "leaves": leaves}


def failing(claim, against, precision=64, **more):
    """A certificate that a claim fails."""
    return signed(
        {"format": FORMAT, "statement": claim, "precision": precision, "verdict": "fails", "against": against, **more}
    )


def sym(name="x"):
    """A symbol's tree."""
    return ["symbol", name]


def num(value):
    """A number's tree."""
    return ["number", str(value)]
