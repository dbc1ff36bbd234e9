"""Drift conditions for a user's function."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given

from lngd_theory import InputError
from lngd_theory.reduced import ReducedDynamics, simulate_chains
from lngd_theory.reduced.statement import a, iota, p
from proofs_check.supermartingale import DriftCondition, Supermartingale, iota_star
from proofs_check.supermartingale.conditions import drift_over_a
from tests import naive_reduced as naive
from tests.proofs.supermartingale.checks import turned
from tests.reduced.cases import POWER, VERSIONS, dynamics, states

SQUARE = (iota - iota_star) ** 2
NEAR_TENTH = ("99/1000", "101/1000")


@given(dynamics(high_p=0.49), states)
def test_a_polynomial_divided_by_a(chain, state):
    test = iota**3 - 2 * iota
    found = drift_over_a(chain.version, test).subs({iota: state, a: chain.a, p: chain.p})
    plain = naive.drift(lambda x: x**3 - 2 * x, state, chain.a, chain.p, POWER[chain.version])
    assert float(found) * chain.a == pytest.approx(plain, rel=1e-6, abs=1e-9 * (1 + state**3))


def test_other_functions_are_not_divided():
    assert drift_over_a("arxiv", sp.log(iota)) is None


@pytest.mark.parametrize("version", VERSIONS)
def test_the_square_beyond_its_radius(version):
    reach = {"arxiv": (3, 8), "iclr": ("9/5", 4)}[version]
    step = Supermartingale("far", SQUARE, iota=reach, a=(0, "1/10"), p=NEAR_TENTH, version=version)
    outcome = step.run()
    assert outcome.status == "certified"
    assert step.again(outcome.certificate).status == "certified"
    assert turned(step.inequality).run().status != "certified"


@pytest.mark.parametrize("version", VERSIONS)
def test_the_square_is_refuted_where_it_is_no_supermartingale(version):
    step = Supermartingale("near", SQUARE, iota=(1, 4), a=(0, "1/10"), p=NEAR_TENTH, version=version)
    outcome = step.run()
    assert outcome.status == "counterexample"
    values = {name: float(sp.Rational(outcome.values[name])) for name in ("iota", "a", "p")}
    star = ReducedDynamics(values["a"], values["p"], version).balance_point
    drift = naive.drift(lambda x: (x - star) ** 2, values["iota"], values["a"], values["p"], POWER[version])
    assert drift > 0


@pytest.mark.parametrize(
    ("test", "numpy_test"),
    [
        (sp.log(iota), np.log),
        (sp.sqrt(iota), np.sqrt),
        (iota**4, lambda x: x**4),
        (sp.exp(iota / 2), lambda x: np.exp(x / 2)),
    ],
    ids=["log", "sqrt", "fourth power", "exp"],
)
def test_functions_of_a_user_against_floats(test, numpy_test):
    step = Supermartingale("user", test, iota=(4, 6), a=(0, "1/10"), p=NEAR_TENTH)
    assert step.run().status == "certified"
    grid = np.linspace(4, 6, 50)
    for size in (0.001, 0.1):
        assert (ReducedDynamics(size, 0.1).drift(numpy_test, grid) < 0).all()
    wrong = Supermartingale("user", -test, iota=(4, 6), a=("1/100", "1/10"), p=NEAR_TENTH)
    assert wrong.run().status == "counterexample"


def test_a_drift_condition_with_rate_and_constant():
    held = DriftCondition(
        "condition", SQUARE, (2, 5), ("1/20", "1/10"), NEAR_TENTH, rate=p * iota_star, constant=5 * p * iota_star**2
    )
    assert held.run().status == "certified"
    tight = DriftCondition("tight", SQUARE, (2, 5), ("1/20", "1/10"), NEAR_TENTH, rate=5 * p * iota_star)
    assert tight.run().status == "counterexample"


def test_the_shown_statement_says_all_of_it():
    step = DriftCondition("x", iota, (1, 2), (0, "0.1"), NEAR_TENTH, rate=p, constant=sp.Integer(3))
    assert r"(1-p\,a)" in step.shown
    assert r"3\,a^2" in step.shown


def test_the_simulation_agrees_with_a_certified_sign():
    """The mean of iota^4 after one step from 5: below 5^4, by more than four standard errors."""
    run = simulate_chains(ReducedDynamics(0.1, 0.1), 5.0, 1, chains=4000, seed=3)
    moved = run.iota[:, 1] ** 4
    assert moved.mean() + 4 * moved.std() / np.sqrt(moved.size) < 5.0**4


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: DriftCondition("x", iota * sp.Symbol("k"), (1, 2), (0, "0.1"), NEAR_TENTH).run(), "x: test has k"),
        (lambda: DriftCondition("x", iota, (1.5, 2), (0, "0.1"), NEAR_TENTH).run(), "is a float"),
        (lambda: Supermartingale("x", iota, (1, 2), (0, "0.1"), NEAR_TENTH, rate=p), "has no rate and no constant"),
        (lambda: DriftCondition("x", iota, (1, 2), (0, 2), NEAR_TENTH).run(), r"a=\(0, 2\) must end at 1 or below"),
    ],
)
def test_bad_input_is_refused(make, text):
    with pytest.raises(InputError, match=text):
        make()
