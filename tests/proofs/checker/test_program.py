"""Random expressions on random boxes: an enclosure holds the values, and slopes hold the differences of values."""

from fractions import Fraction

import mpmath
import pytest
from flint import ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofs_check.checker.enclosure import Undefined
from proofs_check.checker.numbers import Malformed
from proofs_check.checker.program import Program
from tests.proofs.checker.test_enclosure import ball, contains
from tests.proofs.trees import DIGITS, NAMES, Number, expressions, intervals, mpf, num, points, sym, value_at

PRECISIONS = st.sampled_from((32, 64, 128))


def enclosed(tree, box, precision=64, slopes=False):
    with ctx.workprec(precision):
        program, intervals_ = Program(tree, NAMES), [ball(ends) for ends in box]
        return program.slopes(intervals_) if slopes else program.over(intervals_)


@settings(max_examples=150)
@given(data=st.data(), tree=expressions(), box=st.tuples(intervals(), intervals()), precision=PRECISIONS)
def test_an_enclosure_holds_the_values_at_points(data, tree, box, precision):
    try:
        found = enclosed(tree, box, precision)
    except Undefined:
        assume(False)
    with mpmath.workdps(DIGITS):
        for _ in range(3):
            point = dict(zip(NAMES, data.draw(points(box)), strict=True))
            assert contains(found, value_at(tree, point))


@settings(max_examples=150)
@given(data=st.data(), tree=expressions(), box=st.tuples(intervals(), intervals()), precision=PRECISIONS)
def test_slopes_hold_the_differences_of_values(data, tree, box, precision):
    """f(q) - f(p) lies in the sum of slopes times steps, at corners of abs, max and min as well."""
    try:
        slopes = enclosed(tree, box, precision, slopes=True)
    except Undefined:
        assume(False)
    with mpmath.workdps(DIGITS):
        p = data.draw(points(box))
        for k in range(len(NAMES)):
            q = list(p)
            q[k] = data.draw(points(box))[k]
            assume(q[k] != p[k])
            ends = [value_at(tree, dict(zip(NAMES, point, strict=True))) for point in (p, q)]
            quotient = (ends[1] - ends[0]) / mpf(q[k] - p[k])
            low, high = slopes[k]
            slack = mpmath.mpf(10) ** (8 - DIGITS) * (1 + abs(ends[0]) + abs(ends[1])) / mpf(abs(q[k] - p[k]))
            assert low is None or mpf(low) <= quotient + slack
            assert high is None or quotient - slack <= mpf(high)


@settings(max_examples=60)
@given(data=st.data(), tree=expressions(names=("x",)), box=intervals(endless=False))
def test_slopes_at_a_point_are_the_derivative(data, tree, box):
    (x,) = data.draw(points((box,)))
    with ctx.workprec(256):
        try:
            slope = Program(tree, ["x"]).slopes([ball((x, x))])[0]
        except Undefined:
            assume(False)
    with mpmath.workdps(DIGITS):
        low, high = (mpf(end) for end in slope)
        assume(high - low < mpmath.mpf(10) ** -50)  # no corner
        try:
            numeric = mpmath.diff(lambda t: value_at(tree, {"x": Number(t)}), mpf(x))
        except (ArithmeticError, ValueError, TypeError):
            assume(False)  # an edge of its domain
        assert mpmath.almosteq(numeric, low, rel_eps=1e-15, abs_eps=1e-15)


def test_a_maximum_with_a_number_has_slopes():
    """max(0, x) has slope 1 for x > 0: a first version took the slopes of the first argument, which are 0."""
    for tree in (["max", num(0), sym()], ["max", sym(), num(0)]):
        assert [mpf(end) for end in enclosed(tree, [(Fraction(1), Fraction(2))] * 2, slopes=True)[0]] == [1, 1]
        assert [mpf(end) for end in enclosed(tree, [(Fraction(-1), Fraction(2))] * 2, slopes=True)[0]] == [0, 1]
    low, high = enclosed(["abs", sym()], [(Fraction(-1), Fraction(2))] * 2, slopes=True)[0]
    assert (mpf(low), mpf(high)) == (-1, 1)


@pytest.mark.parametrize("n", ["1/2", "-1", "1/3", "-2"])
def test_an_unbounded_slope_is_none(n):
    with pytest.raises(Undefined):
        enclosed(["^", sym(), ["number", n]], [(Fraction(0), Fraction(1))] * 2, slopes=True)


def test_what_must_be_defined_is_looked_at_with_the_rest():
    program = Program(num(1), ["x"], ["log", sym()])
    assert [mpf(end) for end in program.over([ball((Fraction(1), Fraction(2)))])] == [1, 1]
    for box in ((Fraction(0), Fraction(1)), (Fraction(-1), Fraction(1))):
        with pytest.raises(Undefined):
            program.over([ball(box)])
        with pytest.raises(Undefined):
            program.slopes([ball(box)])


def test_numbers_are_enclosed_at_the_precision_in_force():
    with ctx.workprec(200):
        low, high = Program(["+", num("1/3"), ["pi"]], ["x"]).over([(None, None)])
    with mpmath.workdps(DIGITS):
        assert mpf(low) < mpmath.mpf(1) / 3 + mpmath.pi < mpf(high)
        assert 0 < mpf(high) - mpf(low) < 1e-58


@pytest.mark.parametrize(
    "tree",
    [
        "x",
        [],
        None,
        1,
        {"number": "1"},
        ["number"],
        ["number", 1],
        ["number", "1", "2"],
        ["symbol", "z"],
        ["symbol", ["x"]],
        ["pi", "pi"],
        ["sin", sym()],
        ["exp"],
        ["exp", sym(), sym()],
        ["+"],
        ["^", sym()],
        ["^", sym(), ["number", "1/2", "3"]],
        ["^", sym(), num("20001/2")],
        ["^", sym(), num(10_001)],
        ["^", sym(), "number"],
        [["exp"], sym()],
        ["__class__", sym()],
    ],
)
def test_what_is_no_expression_is_refused(tree):
    with pytest.raises(Malformed):
        Program(tree, NAMES)


def test_a_box_of_another_size_is_refused():
    with pytest.raises(ValueError, match="a box of 1 intervals for 2 symbols"):
        Program(sym(), NAMES).over([(None, None)])
