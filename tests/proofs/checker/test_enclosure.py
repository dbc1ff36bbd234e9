"""The arithmetic of intervals against points: nothing that a point can do is outside."""

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from proofs_check.checker import enclosure
from proofs_check.checker.enclosure import Undefined, add, maximum, minimum, multiply, negative, power, within
from proofs_check.checker.functions import FUNCTIONS
from proofs_check.checker.statement import interval
from tests.proofs.trees import DIGITS, fractions, intervals, mpf, points

BINARY = {
    "+": (add, lambda x, y: x + y),
    "*": (multiply, lambda x, y: x * y),
    "max": (maximum, max),
    "min": (minimum, min),
}


def ball(ends):
    return interval(tuple(None if end is None else fmpq(end.numerator, end.denominator) for end in ends))


def contains(found, value):
    low, high = found
    return (low is None or mpf(low) <= value) and (high is None or value <= mpf(high))


@pytest.mark.parametrize("name", BINARY)
@given(data=st.data(), x=intervals(), y=intervals())
def test_two_intervals_hold_what_their_points_do(name, data, x, y):
    run, at = BINARY[name]
    found = run(ball(x), ball(y))
    with mpmath.workdps(DIGITS):
        for _ in range(5):
            p, q = data.draw(points((x, y)))
            assert contains(found, at(mpf(p), mpf(q)))


@given(data=st.data(), x=intervals(), n=fractions(-4, 4))
def test_powers_hold_those_of_their_points(data, x, n):
    exponent = fmpq(n.numerator, n.denominator)
    try:
        found = power(ball(x), exponent)
    except Undefined:
        # 0 with a negative power, or a root of what is below 0, and nothing else
        reaches = (x[0] is None or x[0] <= 0) and (x[1] is None or x[1] >= 0)
        below = x[0] is None or x[0] < 0
        assert (n < 0 and reaches) or (n.denominator > 1 and below)
        return
    with mpmath.workdps(DIGITS):
        for _ in range(5):
            (p,) = data.draw(points((x,)))
            if n.denominator > 1:
                assert p >= 0
            value = mpf(p) ** int(n) if n.denominator == 1 else mpf(p) ** mpf(n)
            assert contains(found, value)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@given(data=st.data(), x=intervals())
def test_functions_hold_their_values(name, data, x):
    try:
        found = FUNCTIONS[name](ball(x))
    except Undefined:
        assert name in ("log", "loggamma")
        assert x[0] is None or x[0] <= 0 or (name == "loggamma" and x[1] is None)
        return
    at = {"abs": abs}.get(name) or getattr(mpmath, name)
    with mpmath.workdps(DIGITS):
        for _ in range(5):
            (p,) = data.draw(points((x,)))
            assert contains(found, at(mpf(p)))


@given(x=intervals(endless=False), y=intervals(endless=False))
def test_finite_intervals_are_as_small_as_they_can_be(x, y):
    with mpmath.workdps(DIGITS):
        corners = [mpf(p) * mpf(q) for p in x for q in y]
        low, high = multiply(ball(x), ball(y))
        assert mpmath.almosteq(mpf(low), min(corners), rel_eps=1e-15, abs_eps=1e-15)
        assert mpmath.almosteq(mpf(high), max(corners), rel_eps=1e-15, abs_eps=1e-15)
        low, high = add(ball(x), ball(y))
        assert mpmath.almosteq(mpf(low), mpf(x[0]) + mpf(y[0]), rel_eps=1e-15, abs_eps=1e-15)


ENDS = [(a, b) for a in range(-3, 4) for b in range(a, 4)]


def test_products_of_small_intervals_are_exactly_those_of_their_ends():
    """All signs, 0 among them."""
    for a, b in ENDS:
        for c, d in ENDS:
            corners = [s * t for s in (a, b) for t in (c, d)]
            found = multiply((arb(a), arb(b)), (arb(c), arb(d)))
            assert tuple(map(mpf, found)) == (min(corners), max(corners)), ((a, b), (c, d))


def test_powers_of_small_intervals_are_exactly_those_of_their_points():
    for a, b in ENDS:
        for n in range(5):
            values = [k**n for k in range(a, b + 1)]
            assert tuple(map(mpf, power((arb(a), arb(b)), fmpq(n)))) == (min(values), max(values)), ((a, b), n)


NONE, ZERO, ONE, TWO = None, arb(0), arb(1), arb(2)


@pytest.mark.parametrize(
    ("x", "y", "low", "high"),
    [
        ((ZERO, ZERO), (NONE, NONE), 0, 0),  # 0 times any number
        ((ZERO, ONE), (NONE, NONE), None, None),
        ((ZERO, NONE), (ZERO, NONE), 0, None),
        ((ZERO, NONE), (NONE, ZERO), None, 0),
        ((-ONE, NONE), (ONE, NONE), None, None),
        ((ONE, NONE), (-TWO, -ONE), None, -1),
        ((NONE, -ONE), (NONE, -ONE), 1, None),
        ((NONE, -ONE), (ZERO, ZERO), 0, 0),
        ((NONE, -ONE), (ZERO, ONE), None, 0),
    ],
)
def test_products_with_an_end_at_infinity(x, y, low, high):
    for found in (multiply(x, y), multiply(y, x)):
        assert tuple(None if end is None else int(mpf(end)) for end in found) == (low, high)


def test_infinities_of_either_sign_do_not_meet():
    assert add((NONE, ONE), (ONE, NONE)) == (None, None)
    assert add((ONE, NONE), (NONE, ONE)) == (None, None)
    assert maximum((NONE, ZERO), (NONE, NONE)) == (None, None)
    assert minimum((ZERO, NONE), (NONE, NONE)) == (None, None)


@pytest.mark.parametrize("exponent", [fmpq(-1), fmpq(-2), fmpq(-1, 2)])
@pytest.mark.parametrize("x", [(ZERO, ONE), (-ONE, ONE), (-ONE, ZERO), (NONE, NONE), (ZERO, NONE)])
def test_a_pole_in_or_at_the_edge_of_a_box_is_no_interval(exponent, x):
    with pytest.raises(Undefined):
        power(x, exponent)


@pytest.mark.parametrize("x", [(-ONE, ONE), (NONE, ONE), (-TWO, -ONE)])
@pytest.mark.parametrize("exponent", [fmpq(1, 2), fmpq(1, 3), fmpq(2, 3)])
def test_roots_of_what_is_below_0_are_none(x, exponent):
    with pytest.raises(Undefined):
        power(x, exponent)


def test_the_power_0_is_1_everywhere_as_in_sympy():
    assert power((ZERO, ZERO), fmpq(0)) == enclosure.ONE
    assert power((NONE, NONE), fmpq(0)) == enclosure.ONE


@pytest.mark.parametrize("value", [arb("nan"), arb("inf"), arb("-inf")])
def test_no_end_is_ever_nan_or_infinite(value):
    with pytest.raises(Undefined):
        enclosure.down(value)
    with pytest.raises(Undefined):
        enclosure.up(value)


def test_a_number_too_large_for_the_library_is_no_interval():
    with pytest.raises(Undefined):
        FUNCTIONS["exp"](FUNCTIONS["exp"](FUNCTIONS["exp"]((arb(10) ** 20, arb(10) ** 21))))


@given(fractions())
def test_comparisons_hold_only_where_they_are_certain(x):
    third = enclosure.point(fmpq(1, 3))
    difference = add(enclosure.point(fmpq(x.numerator, x.denominator)), negative(third))
    assert within(difference, ">") == (3 * x > 1)
    assert within(difference, "<") == (3 * x < 1)
    assert not within(add(third, negative(third)), ">=")  # 1/3 is no exact ball: its difference with itself may be < 0
    assert not within((NONE, NONE), ">=")
    assert not within((NONE, NONE), "<=")


def test_ends_are_exact_and_rounded_outwards():
    with ctx.workprec(53):
        low, high = enclosure.point(fmpq(1, 3))
        assert low.is_exact()
        assert high.is_exact()
        with mpmath.workdps(DIGITS):
            assert 3 * mpf(low) < 1 < 3 * mpf(high)
        low, high = enclosure.pi()
    with mpmath.workdps(DIGITS):
        assert mpf(low) < mpmath.pi < mpf(high)
        assert mpf(high) - mpf(low) < 1e-15


@given(x=fractions(), precision=st.sampled_from((32, 53, 64, 200)))
def test_an_interval_negated_at_fewer_bits_still_holds_its_points(x, precision):
    assume(x.denominator > 1)
    found = enclosure.point(fmpq(x.numerator, x.denominator))
    with ctx.workprec(precision):
        assert contains(negative(found), -mpf(x))
