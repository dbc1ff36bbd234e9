"""Regions and trees: what is refused, in which words."""

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from lngd_theory.errors import InputError
from proofs_check.prover.region import Region, cut
from proofs_check.prover.tree import encode
from tests.proofs.trees import sym

x, y = sp.symbols("x y", real=True)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ((0, 1), (0, 1)),
        (("1/3", "0.01"), None),
        (("0.01", "1/3"), (sp.Rational(1, 100), sp.Rational(1, 3))),
        ((Fraction(1, 3), sp.Rational(1, 2)), (sp.Rational(1, 3), sp.Rational(1, 2))),
        ((np.int64(1), "1e3"), (1, 1000)),
        (("-oo", "oo"), (-sp.oo, sp.oo)),
        ((-sp.oo, 0), (-sp.oo, 0)),
    ],
)
def test_ends_are_exact(ends, expected):
    if expected is None:
        with pytest.raises(InputError, match=r"^x: the interval \[1/3, 1/100\] must have low < high$"):
            Region.of({x: ends})
    else:
        interval = Region.of({x: ends}).box[x]
        assert (interval.low, interval.high) == expected


FLOAT = 'is a float, which is no exact number; give it as a string, such as "0.1", or as a rational'


@pytest.mark.parametrize(
    ("box", "message"),
    [
        ({x: (0.1, 1)}, f"x: the end 0.1 {FLOAT}"),
        ({x: (0, np.float32(0.5))}, f"x: the end np.float32(0.5) {FLOAT}"),
        ({x: (0, sp.Float(2))}, f"x: the end 2.00000000000000 {FLOAT}"),
        ({x: (1, 1)}, "x: the interval [1, 1] must have low < high"),
        ({x: (2, 1)}, "x: the interval [2, 1] must have low < high"),
        ({x: ("oo", "-oo")}, "x: the interval [oo, -oo] must have low < high"),
        ({x: ("oo", "oo")}, "x: the interval [oo, oo] must have low < high"),
        ({x: (0, "nan")}, "x: the end 'nan' must be a rational number, 'oo' or '-oo'"),
        ({x: (0, "1/0")}, "x: the end '1/0' must be a rational number, 'oo' or '-oo'"),
        ({x: (0, "one")}, "x: the end 'one' must be a rational number, 'oo' or '-oo'"),
        ({x: (0, "0x10")}, "x: the end '0x10' must be a rational number, 'oo' or '-oo'"),
        ({x: (0, sp.pi)}, "x: the end pi must be a rational number, 'oo' or '-oo'"),
        ({x: (0, sp.nan)}, "x: the end nan must be a rational number, 'oo' or '-oo'"),
        ({x: (0, True)}, "x: the end True must be a rational number, 'oo' or '-oo'"),
        ({x: (0, None)}, "x: the end None must be a rational number, 'oo' or '-oo'"),
        ({x: (0, y)}, "x: the end y must be a rational number, 'oo' or '-oo'"),
        ({x: (0, 1, 2)}, "x: the interval (0, 1, 2) must be a pair (low, high)"),
        ({x: 1}, "x: the interval 1 must be a pair (low, high)"),
        ({"x": (0, 1)}, "the region has an interval for 'x'; it must be a sympy Symbol"),
        (
            {x: (0, 1), sp.Symbol("x"): (0, 1)},
            "the region has two symbols 'x'; give them different names",
        ),
        (
            {sp.Symbol("p", positive=True): (-1, 1)},
            "p is assumed to be at least 0, but its interval is [-1, 1]; "
            "make it sp.Symbol(name, real=True), or change the interval",
        ),
        (
            {sp.Symbol("p", negative=True): (-1, 1)},
            "p is assumed to be at most 0, but its interval is [-1, 1]; "
            "make it sp.Symbol(name, real=True), or change the interval",
        ),
    ],
)
def test_a_bad_region_is_one_sentence(box, message):
    with pytest.raises(InputError) as error:
        Region.of(box)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (sp.Eq(x, 1), "condition Eq(x, 1) must be <=, <, >= or > between expressions"),
        (True, "condition True must be <=, <, >= or > between expressions"),
        (x < y, "condition x < y: y has no interval; give one in the region"),
        (
            sp.Symbol("x") < 1,
            "condition x < 1: x has no interval; the region's x has other assumptions; use one and the same Symbol",
        ),
    ],
)
def test_a_bad_condition_is_one_sentence(condition, message):
    with pytest.raises(InputError) as error:
        Region.of({x: (0, 1)}, condition)
    assert str(error.value) == message


def test_a_region_in_latex():
    region = Region.of({x: (0, "1/2"), y: ("-oo", "oo"), sp.Symbol("z"): (1, "oo")}, x + y <= 1)
    assert region.shown == r"0 \le x \le \frac{1}{2},\ y \in \mathbb R,\ z \ge 1,\ x + y \leq 1"


@pytest.mark.parametrize(
    ("low", "high", "place"),
    [(0, 1, "1/2"), (-3, "oo", 0), (0, "oo", 1), (3, "oo", 6), ("-oo", 3, 0), ("-oo", 0, -1), ("-oo", -3, -6)],
)
def test_where_an_interval_is_cut(low, high, place):
    interval = Region.of({x: (low, high)}).box[x]
    assert cut(interval.low, interval.high) == sp.Rational(place)


@pytest.mark.parametrize(
    ("expression", "tree"),
    [
        (sp.Rational(-1, 3), ["number", "-1/3"]),
        (sp.E, ["exp", ["number", "1"]]),
        (sp.exp(x), ["exp", sym()]),
        (sp.sqrt(x), ["^", sym(), ["number", "1/2"]]),
        (2**x, ["^", ["number", "2"], sym()]),
        (sp.Max(x, sp.pi), ["max", ["pi"], sym()]),
    ],
)
def test_trees(expression, tree):
    assert encode(expression) == tree


KNOWN = "use rationals, pi, powers, *, +, abs, erf, erfc, exp, log, loggamma, max, min, tanh"


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (0.5 * x, f"the float 0.500000000000000 cannot be enclosed exactly; {KNOWN}"),
        (sp.sin(x), f"the function or number sin(x) cannot be enclosed exactly; {KNOWN}"),
        (x + sp.I, f"the function or number I cannot be enclosed exactly; {KNOWN}"),
        (sp.oo + sp.Integer(1), f"the function or number oo cannot be enclosed exactly; {KNOWN}"),
        (
            sp.Integer(10) ** 4000,
            "a number in it has more than 4,000 digits; write it as a power that stays unevaluated",
        ),
        (x**20_000, "the power 20000 is too large to be enclosed; at most 10,000, or use exp and log"),
    ],
)
def test_what_has_no_tree_is_refused(expression, message):
    with pytest.raises(InputError) as error:
        encode(expression)
    assert str(error.value) == message
