"""The drift in coordinates about the balance point, against the loop-only twin of the dynamics."""

import math

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.reduced import ReducedDynamics
from lngd_theory.reduced.statement import a, centre, iota, p
from proofs_check.supermartingale import chain
from tests import naive_reduced as naive
from tests.draws import open_unit
from tests.proofs.supermartingale.checks import check
from tests.reduced.cases import POWER, VERSIONS


@pytest.mark.parametrize("step", chain.STEPS, ids=[step.name for step in chain.STEPS])
def test_the_derivations_are_confirmed(step):
    assert check(step) == "identity"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("high", [False, True])
@given(open_unit(0.001, 0.95), open_unit(0.02, 0.48), st.floats(0.02, 3.9))
def test_relative_drift_is_the_drift(version, high, step, chance, ratio):
    star = ReducedDynamics(step, chance, version).balance_point
    state = ratio * star
    at = {chain.iota_star: star, chain.away: state - star, a: step}
    found = float(chain.relative_drift(version, high).subs(at)) * step * chance * state
    plain = naive.drift(lambda x: (x - star) ** 2, state, step, chance, POWER[version])
    assert found == pytest.approx(plain, rel=1e-7, abs=1e-12 * star**2)


def test_drift_of_any_expression():
    found = chain.drift("arxiv", sp.log(iota))
    value = float(found.subs({iota: 2.5, a: 0.2, p: 0.15}))
    assert value == pytest.approx(naive.drift(math.log, 2.5, 0.2, 0.15, 2), rel=1e-12)


def test_wrong_moments_are_not_confirmed():
    def wrong(version):
        return chain.by_moments(version) + a**2 * iota**2 * p / 10**6

    assert not all(ok for _, ok in chain.confirm_drift(wrong))


def test_a_wrong_form_is_not_confirmed():
    def wrong(version, high=False):
        return chain.relative_drift(version, high) + a**2 / 10**9

    assert not all(ok for _, ok in chain.confirm_coordinates(wrong))


def test_the_leading_coefficient_vanishes_at_the_balance_point_alone():
    for version in VERSIONS:
        first = chain.coefficients(version)[0]
        assert first.subs(chain.growth, 1) == 0
        assert first.subs({chain.growth: 2, chain.omega: sp.Rational(1, 9), chain.away: 1}) < 0
        assert centre not in first.free_symbols
