"""What can be proved, by which rule; every proof here was accepted by the checker."""

import pytest
import sympy as sp
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.checker import check
from proofs_check.checker.numbers import at_least, at_most
from proofs_check.inequality import Inequality
from proofs_check.prover.certificate import decimal

x, y, z = sp.symbols("x y z", real=True)
R = sp.Rational
ALL, POSITIVE = ("-oo", "oo"), (0, "oo")


def le(left, right):
    return sp.Le(left, right, evaluate=False)


PROVED = [
    # equality at an edge, or in the limit
    ("boxes", le(sp.exp(-x), 1), {x: POSITIVE}),
    ("edge", le(sp.log(1 + x), x), {x: POSITIVE}),
    ("edge", le(sp.tanh(x), x), {x: POSITIVE}),
    ("edge", le(sp.log(1 + sp.exp(-x)), sp.exp(-x)), {x: ALL}),
    ("edge", le(sp.exp(-x) / (1 + sp.exp(-x)), sp.log(1 + sp.exp(-x))), {x: ALL}),
    ("cut", le(sp.erfc(x), sp.exp(-(x**2))), {x: POSITIVE}),
    # equality within the region
    ("cut", le(1 + x, sp.exp(x)), {x: ALL}),
    (None, le(sp.sqrt(x), (1 + x) / 2), {x: POSITIVE}),
    ("cut", le(2 * (x - R(1, 2)) ** 2, x * sp.log(2 * x) + (1 - x) * sp.log(2 - 2 * x)), {x: ("1/1000", "999/1000")}),
    ("boxes", le(3 * x * y, x**2 * y + x * y**2 + 1), {x: (0, 3), y: (0, 3)}),
    ("boxes", le(3 * x**2 * y**2, x**4 * y**2 + x**2 * y**4 + 1), {x: (0, 2), y: (0, 2)}),
    # equality along a line
    ("factor", le((x * y + 1) ** 2, (x**2 + 1) * (y**2 + 1)), {x: (-3, 3), y: (-3, 3)}),
    ("factor", le(1 + 5 * x, (1 + x) ** 5), {x: (-1, "oo")}),
    # no equality
    ("factor", le(x * sp.exp(-x), R(37, 100)), {x: POSITIVE}),
    ("boxes", le(1 + x - R(1, 10**9), sp.exp(x)), {x: (-1, 1)}),
    ("boxes", le(x - 3, sp.loggamma(x)), {x: ("1/2", 10)}),
    ("boxes", le(sp.Abs(x + y), sp.Abs(x) + sp.Abs(y) + R(1, 100)), {x: (-1, 1), y: (-1, 1)}),
    (None, le(sp.exp(y) * sp.Max(2 * x, z + 1), 6 * x), {x: (1, "oo"), y: (0, 1), z: (0, "1/10")}),
    ("boxes", sp.Lt(sp.pi, R(22, 7), evaluate=False), {}),
    ("boxes", sp.Lt(sp.exp(sp.pi), sp.pi**sp.E + R(7, 10), evaluate=False), {}),
]


@pytest.mark.parametrize(("rule", "relation", "box"), PROVED, ids=lambda value: str(value)[:60])
def test_proved(rule, relation, box):
    step = Inequality("step", relation, box)
    outcome = step.run()
    assert outcome.status == "certified", outcome.note
    assert check(outcome.certificate, step.statement).ok
    assert rule is None or outcome.certificate["proof"]["rule"] == rule
    assert step.again(outcome.certificate) == outcome


@pytest.mark.parametrize(("rule", "relation", "box"), PROVED, ids=lambda value: str(value)[:60])
def test_a_little_more_than_what_was_proved_to_be_tight_is_not(rule, relation, box):
    """Where the least difference met is 0, the claim with 10^-9 taken off must not be certified."""
    outcome = Inequality("step", relation, box).run()
    if float(outcome.certificate["tightness"].get("attained", "1")) > 1e-10:
        return
    tightened = relation.func(relation.lhs + R(1, 10**9), relation.rhs, evaluate=False)
    assert Inequality("tightened", tightened, box).run().status != "certified"


UNDECIDED = [
    (sp.Ge(1 / x, 1), {x: (0, 1)}),  # a pole at the edge
    (sp.Ge(sp.Max(x, y), (x + y) / 2), {x: (-1, 1), y: (-1, 1)}),  # equality along a line that is no factor
    (sp.Le(sp.log(x), x), {x: (0, 1)}),
]


@pytest.mark.parametrize(("relation", "box"), UNDECIDED, ids=str)
def test_not_decided_and_said_so(relation, box):
    outcome = Inequality("step", relation, box, budget=2000).run()
    assert outcome.status == "undecided"
    assert outcome.certificate is None
    assert outcome.note


def test_the_bowl_rule_is_used():
    outcome = Inequality("bowl", le(3 * x * y, x**2 * y + x * y**2 + 1), {x: (0, 3), y: (0, 3)}).run()
    assert outcome.certificate["proof"]["bowl"]["at"] == ["1", "1"]
    assert "c" in outcome.certificate["proof"]["leaves"].split()


def test_a_search_is_the_same_each_time():
    step = Inequality("step", le(sp.erfc(x), sp.exp(-(x**2))), {x: POSITIVE})
    assert step.run() == step.run()
    names = Inequality("step", le(sp.erfc(y), sp.exp(-(y**2))), {y: POSITIVE}).run().certificate
    assert names["proof"]["rule"] == step.run().certificate["proof"]["rule"]


@pytest.mark.parametrize(
    ("value", "down", "up"),
    [
        (arb(fmpq(1, 3)).mid(), "3333333e-7", "3333334e-7"),
        (arb(fmpq(-1, 3)).mid(), "-3333334e-7", "-3333333e-7"),
        (arb(2), "2", "2"),
        (arb(1200), "12e2", "12e2"),
        (arb(-1) / 1024, "-976563e-9", "-976562e-9"),
        (arb(fmpq(1, 7)).mid(), "1428571e-7", "1428572e-7"),
        (arb(0), "0", "0"),
        (arb(2) ** -50_000, "0", "1e-300"),
        (-(arb(2) ** -50_000), "-1e-300", "0"),
    ],
    ids=str,
)
def test_decimals_are_rounded_in_the_direction_asked_for(value, down, up):
    assert (decimal(value, -1), decimal(value, 1)) == (down, up)


@given(x=st.fractions(-(10**6), 10**6), shift=st.integers(-900, 900))
def test_decimals_bound_what_they_are_made_from(x, shift):
    value = (arb(fmpq(x.numerator, x.denominator)).mid() * arb(2) ** shift).mid()
    assert at_most(decimal(value, -1), value)
    assert at_least(decimal(value, 1), value)
    if value > arb(10) ** -290:
        assert not at_least(decimal(value, -1), value * arb("1.001"))
        assert not at_most(decimal(value, 1), value * arb("0.999"))


@pytest.mark.parametrize(
    ("relation", "box"),
    [
        (le(sp.exp(-sp.exp(x)), 1), {x: (0, 100)}),  # the least value met is far below 10^-300
        (le(0, sp.exp(-sp.exp(x))), {x: (0, 100)}),
        (le(0, sp.exp(sp.exp(x))), {x: (10, 20)}),  # all values are far above 10^300
        (sp.Lt(0, sp.exp(sp.exp(x)), evaluate=False), {x: (10, 20)}),
    ],
    ids=str,
)
def test_very_small_and_very_large_values_make_a_certificate_all_the_same(relation, box):
    step = Inequality("step", relation, box)
    outcome = step.run()
    assert outcome.status == "certified", outcome.note
    assert step.again(outcome.certificate) == outcome
    assert len(str(outcome.certificate["tightness"])) < 200
