from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.assumptions.conditions import CONDITIONS, SYMBOLS
from lngd_theory.assumptions.exponents import ExponentRegion, HalfSpace, a, b, c, feasible_exponents

REGION = feasible_exponents()
FRACTIONS = st.fractions(-1, 1, max_denominator=24)


@given(st.fractions(0, 1, max_denominator=24), FRACTIONS, FRACTIONS)
@settings(max_examples=10)
def test_a_point_is_allowed_when_the_conditions_hold_for_large_d(x, y, z):
    """Second route: put n = d^a, ... into the condition and take log(slack)/log(d) as d -> infinity."""
    d = SYMBOLS["d"]
    broken = REGION.violations(x, y, z)
    powers = {
        SYMBOLS["n"]: d ** sp.Rational(x),
        SYMBOLS["mu"]: d ** sp.Rational(y),
        SYMBOLS["sigma_0"]: d ** sp.Rational(-z),
    }
    for half in REGION.halfspaces:
        (condition,) = [condition for condition in CONDITIONS if condition.id == half.id]
        numbers = dict.fromkeys((SYMBOLS[name] for name in ("m", "sigma_p", "p", "C")), 1) | {
            SYMBOLS["delta"]: sp.Rational(1, 2)
        }
        slack = condition.slack.subs(powers).subs(numbers)
        huge = sp.Integer(10) ** 100_000
        exponent = float(sp.N(sp.log(slack.subs(d, huge)) / sp.log(huge), 30))
        # a logarithm of d to the first power, at d = 10^100000, moves the exponent by log(2.3e5)/2.3e5 = 5e-5
        assert exponent == pytest.approx(float(-broken[half.id]) if half.id in broken else exponent, abs=1e-4)
        assert (exponent < -1e-4) <= (half.id in broken)


def test_every_vertex_is_in_the_region_and_on_three_planes():
    assert len(REGION.vertices) >= 3
    for vertex in REGION.vertices:
        assert REGION.violations(*vertex) == {}
        point = dict(zip((a, b, c), vertex, strict=True))
        assert sum(half.form.subs(point) == 0 for half in REGION.halfspaces) >= 3


@given(st.lists(st.integers(0, 100), min_size=20, max_size=20))
def test_mixtures_of_vertices_stay_inside_and_within_the_implied_bounds(weights):
    total = sum(weights[: len(REGION.vertices)]) or 1
    weights = weights if any(weights[: len(REGION.vertices)]) else [1] * 20
    total = sum(weights[: len(REGION.vertices)])
    mixture = [
        sum(Fraction(w, total) * Fraction(str(v[k])) for w, v in zip(weights, REGION.vertices, strict=False))
        for k in range(3)
    ]
    assert REGION.violations(*mixture) == {}
    low, high = REGION.bounds("n SNR^2")
    value = mixture[0] + 2 * mixture[1] - 1
    assert low is None or value >= low
    assert high is None or value <= high


def test_bounds_are_attained_at_a_vertex():
    for quantity, form in {"n": a, "n SNR^2": a + 2 * b - 1, "sigma_0": -c}.items():
        high = REGION.bounds(quantity)[1]
        assert max(form.subs(dict(zip((a, b, c), vertex, strict=True))) for vertex in REGION.vertices) == high


def test_the_signal_may_be_as_small_as_one_likes():
    assert REGION.bounds("|mu|")[0] is None


def test_contradicting_conditions_leave_nothing():
    assert not REGION.is_empty
    empty = ExponentRegion((*REGION.halfspaces, HalfSpace("n >= d", a - 1)))
    assert empty.is_empty
    assert empty.vertices == []


def test_violations_are_exact():
    assert REGION.violations("1/3", "-1/3", "11/16") == {"(iv) sigma_0 lower": sp.Rational(13, 48)}
    assert REGION.violations(Fraction(1, 8), "-1/8", "5/8") == {}


@pytest.mark.parametrize("bad", ["one third", "nan", "1/0", None])
def test_exponents_that_are_no_numbers_are_refused(bad):
    with pytest.raises(InputError, match="must be rational numbers such as '1/3'"):
        REGION.violations(bad, "0", "0")


def test_an_unknown_quantity_names_the_near_one():
    with pytest.raises(InputError, match="unknown quantity 'n SNR'; did you mean 'n SNR"):
        REGION.bounds("n SNR")


def test_consequences_are_sentences_with_exact_powers():
    assert "n <= d^(1/4)" in REGION.consequences()
