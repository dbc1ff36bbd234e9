"""Each derived statement a second time: with numbers, or in a form that sympy did not use."""

import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.reduced import STATEMENTS, ReducedDynamics, leading_loss, martingale_drift, proofs, statement
from tests import naive_reduced as naive
from tests.draws import ROUNDING, open_unit
from tests.reduced.cases import POWER, VERSIONS, dynamics

W, V = sp.Symbol("w", positive=True), sp.Symbol("v", nonnegative=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_drift_at_its_centre_is_positive_for_every_a_and_p(version):
    drift = proofs.drift_at_centre(version)
    assert drift.is_positive is True
    assert drift.free_symbols == {statement.a, statement.centre, W}


@pytest.mark.parametrize("version", VERSIONS)
def test_the_drift_at_its_centre_is_that_of_the_statement(version):
    there = STATEMENTS[version].squared_drift.subs(statement.iota, statement.centre).subs(statement.p, 1 / (1 + W))
    assert sp.simplify(there - proofs.drift_at_centre(version)) == 0


@given(dynamics(), open_unit(0.01, 10.0))
def test_the_drift_is_positive_at_any_centre_in_numbers(chain, centre):
    k = POWER[chain.version]
    expected = naive.drift(lambda x: (x - centre) ** 2, centre, chain.a, chain.p, k)
    assert expected > 0
    assert float(martingale_drift(chain, centre, centre)) == pytest.approx(expected, rel=ROUNDING)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_squared_drift_is_the_drift_of_the_square(version):
    stated = STATEMENTS[version]
    direct = stated.drift((statement.iota - statement.centre) ** 2)
    assert sp.simplify(sp.expand(direct - stated.squared_drift)) == 0


@pytest.mark.parametrize("version", VERSIONS)
def test_the_linear_coefficient_has_a_double_zero_at_the_balance_point(version):
    stated = STATEMENTS[version]
    linear = sp.diff(stated.squared_drift.subs(statement.centre, stated.balance), statement.a).subs(statement.a, 0)
    for derivative in (linear, sp.diff(linear, statement.iota)):
        assert sp.simplify(derivative.subs(statement.iota, stated.balance)) == 0


@pytest.mark.parametrize(("version", "p", "square"), [("arxiv", 0.1, math.log(9)), ("arxiv", 0.3, math.log(7 / 3)),
                                                      ("iclr", 0.1, 0.25), ("iclr", 0.3, 0.25)])  # fmt: skip
def test_the_leading_radius(version, p, square):
    derived = proofs.leading_radius_squared(version).subs({statement.p: p, statement.a: 1.0})
    assert float(derived) == pytest.approx(square, rel=1e-12)
    a = 1e-6  # the drift on the scale of the radius changes its sign there
    star = ReducedDynamics(a, p, version).balance_point
    inside, outside = (
        naive.drift(lambda x: (x - star) ** 2, star + c * math.sqrt(a * square), a, p, POWER[version])
        for c in (0.99, 1.01)
    )
    assert inside > 0 > outside


def test_the_premise_of_lemma_4_5_holds_for_no_p():
    assert proofs.premise_gap().is_negative is True


@given(open_unit(0.001, 0.999), open_unit(0.0, 5.0))
def test_the_premise_in_numbers(p, beyond):
    c2 = math.log((1 - p) / p) + beyond
    gap = 1 / (2 * (1 + math.exp(c2))) - 3 * p / 2
    assert gap < 0
    values = {W: (1 - p) / p, V: math.expm1(beyond)}
    assert float(proofs.premise_gap().subs(values)) == pytest.approx(gap, rel=1e-9)


@given(open_unit(0.001, 0.3))
def test_the_largest_c2_and_the_printed_condition(p):
    c2 = float(proofs.largest_c2().subs(statement.p, p))
    assert 3 * p / 2 == pytest.approx(1 / (2 * (1 + math.exp(c2))), rel=1e-9)
    f = float(proofs.printed_condition_ceiling().subs(statement.p, p))
    assert p == pytest.approx(1 / (1 + 2 * math.exp(f)), rel=1e-9)
    star = math.log((1 - p) / p)
    assert c2 < star - math.log(3)
    assert f == pytest.approx(star - math.log(2), abs=1e-9)


def test_label_smoothing_rests_without_a_push():
    assert proofs.smoothing_push() == 0


@given(open_unit(0.001, 0.499))
def test_the_limit_of_the_loss_is_the_loss_at_the_balance_point(p):
    star = math.log((1 - p) / p)
    assert leading_loss(p) == pytest.approx(naive.loss(star, p), rel=1e-12)
    assert leading_loss(p) == pytest.approx(-p * math.log(p) - (1 - p) * math.log(1 - p), rel=1e-12)
    assert leading_loss(p) <= min(naive.loss(star + h, p) for h in (-0.1, 0.1))


@given(open_unit(0.01, 0.45), st.sampled_from([1e-3, 1e-2]))
def test_the_leading_terms_are_those_of_a_narrow_law_about_the_balance_point(p, a):
    """Two points at the distance of the leading radius have its second moment."""
    star = math.log((1 - p) / p)
    r = math.sqrt(a * star)
    mean = (naive.loss(star - r, p) + naive.loss(star + r, p)) / 2
    assert leading_loss(p, a) - leading_loss(p) == pytest.approx(mean - naive.loss(star, p), rel=2 * r * r + 1e-6)
    g = np.array([p, -(1 - p)])  # the pushes at the balance point
    push = float(np.dot([1 - p, p], g**2)) * a / 2
    assert float(proofs.leading_push().subs({statement.p: p, statement.a: a})) == pytest.approx(push, rel=1e-12)
