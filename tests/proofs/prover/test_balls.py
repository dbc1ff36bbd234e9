"""From sympy to balls: every ball contains the value and is no wider than it must be; numbers stay exact."""

import mpmath
import pytest
import sympy as sp
from flint import arb, ctx, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from proofs_check.prover.balls import FAILS, compiled, evaluate, tails
from tests.proofs.trees import DIGITS, NAMES, Number, Outside, expressions, fractions, mpf, to_sympy, value_at

x, y = sp.symbols("x y", real=True)


def at(expression, **values):
    (found,) = compiled([sp.Symbol(name, real=True) for name in values], [expression])(*map(arb, values.values()))
    return found


@given(tree=expressions(), point=st.tuples(fractions(), fractions()))
def test_a_ball_contains_the_value(tree, point):
    expression = to_sympy(tree, {"x": x, "y": y})
    assume(not expression.has(sp.zoo, sp.nan, sp.oo, sp.I))
    with ctx.workprec(128), mpmath.workdps(DIGITS):
        try:
            (found,) = compiled([x, y], [expression])(*(arb(fmpq(p.numerator, p.denominator)) for p in point))
            value = value_at(tree, dict(zip(NAMES, point, strict=True)))
        except (*FAILS, Outside):
            assume(False)
        found = arb(found)
        assume(found.is_finite())
        assert mpf(found.lower()) <= value <= mpf(found.upper())


@pytest.mark.parametrize("precision", [53, 64, 200])
@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (sp.Rational(1, 3), lambda: mpmath.mpf(1) / 3),
        (sp.pi, lambda: mpmath.pi),
        (sp.E, lambda: mpmath.e),
        (sp.sqrt(2), lambda: mpmath.sqrt(2)),
        (sp.Rational(7, 5) ** sp.Rational(2, 3), lambda: (mpmath.mpf(7) / 5) ** (mpmath.mpf(2) / 3)),
        (sp.erf(sp.Rational(1, 3)), lambda: mpmath.erf(mpmath.mpf(1) / 3)),
        (sp.loggamma(sp.Rational(1, 3)), lambda: mpmath.loggamma(mpmath.mpf(1) / 3)),
        (sp.log(sp.pi) / sp.tanh(sp.Rational(1, 7)), lambda: mpmath.log(mpmath.pi) / mpmath.tanh(mpmath.mpf(1) / 7)),
    ],
)
def test_a_constant_is_contained_and_tight(expression, value, precision):
    """A float in its place, as lambdify has it, would be outside the ball: that is 53 bits away."""
    with ctx.workprec(precision):
        found = evaluate(expression, {})
        ends = found.lower(), found.upper()
    with mpmath.workdps(DIGITS + 10):
        low, high = map(mpf, ends)
        assert low <= value() <= high
        assert high - low < 64 * abs(value()) * mpmath.mpf(2) ** -precision
        if precision == 200:
            assert not low <= mpmath.mpf(float(value())) <= high


def test_plain_lambdify_rounds_what_is_kept_here():
    rounded = sp.lambdify(x, x + sp.Rational(1, 3))(arb(0))
    kept = at(x + sp.Rational(1, 3), x=0)
    assert rounded.is_exact()
    assert not kept.is_exact()
    with mpmath.workdps(DIGITS):
        assert mpf(rounded) != mpmath.mpf(1) / 3
        assert mpf(kept.lower()) < mpmath.mpf(1) / 3 < mpf(kept.upper())


@pytest.mark.parametrize("expression", [sp.sin(x), sp.Float(0.5) + x, x + sp.I, sp.zeta(x)])
def test_what_has_no_ball_is_refused(expression):
    with pytest.raises(TypeError, match="has no ball"):
        compiled([x], [expression])


def test_names_do_not_meet():
    a, b = sp.Symbol("k_0", real=True), sp.Symbol("x y", real=True)
    (found,) = compiled([a, b, x], [a + 10 * b + 100 * x + sp.pi])(arb(1), arb(2), arb(3))
    assert found.overlaps(321 + arb.pi())


def test_roots_reach_0():
    for n in (2, 3):
        root = x ** sp.Rational(1, n)
        assert at(root, x=0) == 0
        (found,) = compiled([x], [root])(arb(-1).union(arb(1)))
        assert not found.is_finite()


def test_jumps_hold_both_sides():
    (slope,) = compiled([x], [sp.diff(sp.Max(x, 0) + sp.Abs(x), x)])(arb(-1).union(arb(1)))
    assert slope.contains(-1)
    assert slope.contains(2)
    assert at(sp.diff(sp.Max(x, 0) + sp.Abs(x), x), x=1) == 2
    assert at(sp.diff(sp.Max(x, 0) + sp.Abs(x), x), x=-1) == -1


@pytest.mark.parametrize(
    ("expression", "low", "high", "bounds"),
    [
        (sp.exp(-x), "0", "inf", (0, 1)),
        (sp.log(1 + sp.exp(-x)), "0", "inf", (0, 0.70)),
        (sp.sqrt(x), "4", "inf", (2, mpmath.inf)),
        (x ** sp.Rational(1, 3), "0", "8", (0, 2.01)),
        (sp.erfc(x), "0", "inf", (0, 1)),
        (sp.tanh(x), "-inf", "inf", (-1, 1)),
        (sp.loggamma(x), "3", "inf", (0.69, mpmath.inf)),
        (sp.diff(sp.Abs(x), x), "-1", "inf", (-1, 1)),
    ],
)
def test_tails_are_intervals_without_end(expression, low, high, bounds):
    (found,) = tails([x], [expression])(mpmath.iv.mpf([low, high]))
    assert mpmath.mpf(found.a) >= bounds[0] - 1e-9
    assert mpmath.mpf(found.b) <= bounds[1] + 1e-9


def test_tails_of_what_is_not_defined_fail():
    for expression in (sp.sqrt(x), sp.loggamma(x), sp.log(x)):
        with pytest.raises(FAILS):
            tails([x], [expression])(mpmath.iv.mpf(["-1", "inf"]))


def test_the_point_of_a_fraction_is_a_number():
    assert value_at(["symbol", "x"], {"x": Number(mpmath.mpf(2))}) == 2
