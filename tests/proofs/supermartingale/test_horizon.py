"""For how many steps: the bound up to 4 iota*, Azuma's inequality, and the way to the balance point."""

import math

import numpy as np
import pytest
import sympy as sp

from lngd_theory.reduced import ReducedDynamics, azuma_bound, simulate_chains, true_increment
from lngd_theory.statistics import share_interval
from proofs_check.inequality import Inequality
from proofs_check.supermartingale import horizon as module
from tests.proofs.supermartingale.checks import check
from tests.proofs.supermartingale.test_excursions import mean_factor

STEPS = (*module.FOUR_STAR, *module.AZUMA, *module.BELOW_CEILING)
PERCENT = sp.Rational(1, 100)


@pytest.mark.parametrize("step", STEPS, ids=[step.name for step in STEPS])
def test_every_step_is_confirmed(step):
    assert check(step) in ("identity", "certified")


@pytest.mark.parametrize("p", [0.02, 0.1, 0.25, 0.37])
@pytest.mark.parametrize("a", [0.01, 0.3, 0.9])
def test_the_exponent_on_the_exact_chain(a, p):
    power = 3 * (p**3 + (1 - p) ** 3) / (8 * a * p**2)
    for factor in (3.0, 3.5, 4.0):
        assert mean_factor(factor * math.log((1 - p) / p), a, p, power) <= 1 + 1e-12


def test_the_exponent_fails_for_larger_p():
    """The region of p is no formality: at p = 0.45 the exponent is too large."""
    wrong = Inequality("wrong", module.FOUR_STAR[1].relation, {module.p: ("3/8", "9/20")}, budget=2000)
    assert wrong.run().status == "counterexample"
    a, p = 0.01, 0.45
    assert mean_factor(3 * math.log((1 - p) / p), a, p, 3 * (p**3 + (1 - p) ** 3) / (8 * a * p**2)) > 1


@pytest.mark.parametrize(("name", "decades", "status"), [
    ("fig2", 13, "certified"), ("fig2", 16, "counterexample"), ("inside", 300, "certified"),
])  # fmt: skip
def test_steps_that_the_bound_covers(name, decades, status):
    assert module.says_something(name, decades, PERCENT).run().status == status


def test_the_growth_of_the_settings():
    assert module.exact_growth(module.preset("fig2")) == sp.Rational(1, 8)
    assert float(module.exact_growth(module.preset("inside"))) == pytest.approx(module.preset("inside").noise_growth)


@pytest.mark.parametrize("a", [0.1, 0.01])
def test_azuma_says_nothing_beyond_the_certified_number_of_steps(a):
    """By the package's own bound with the increment measured over (0, 4 iota*]."""
    chain = ReducedDynamics(a, 0.1)
    star = chain.balance_point
    increment = true_increment(chain, 1e-6, 4 * star)
    assert increment >= 36 * a * star**2
    for steps in (math.ceil(1 / (32 * a**2)) + 3, 10**6):
        assert azuma_bound((3 * star) ** 2, steps, increment) == 1.0


def test_a_larger_increment_than_true_is_refuted():
    wrong = sp.Ge(module._moved * (6 - module.a * module._moved), 50)
    box = {module.f_star: ("4/5", 10), module.a: (0, "1/8")}
    assert Inequality("wrong", wrong, box, budget=2000).run().status == "counterexample"
    assert not all(ok for _, ok in module.confirm_increment(module._moved + module.a / 100))


def test_chains_leave_what_the_premise_allows():
    """From half of the largest c_2, at p = 0.05: the share that never passes c_2 is below the bound."""
    a, p, steps = 0.1, 0.05, 300
    ceiling = math.log((1 - 3 * p) / (3 * p))
    run = simulate_chains(ReducedDynamics(a, p), ceiling / 2, steps, chains=2000, seed=2, record_every=steps)
    below = run.highest <= ceiling
    bound = (1 - 4 * p / 5) ** steps * 2 ** (3 / (8 * a))
    assert bound < 0.01
    assert share_interval(int(below.sum()), below.size).low <= bound
    early = simulate_chains(ReducedDynamics(a, p), ceiling / 2, 6, chains=2000, seed=2)
    assert (early.highest <= ceiling).mean() > 0.5  # at first they are below it


def test_a_faster_way_out_than_true_is_refuted():
    (step,) = module.BELOW_CEILING
    wrong = Inequality("wrong", sp.Le(step.relation.lhs, 1 - 2 * module.p), step.box, budget=2000)
    assert wrong.run().status == "counterexample"
    rng = np.random.default_rng(0)
    for p, a in rng.uniform([0.01, 0.001], [0.33, 0.125], (50, 2)):
        ceiling = math.log((1 - 3 * p) / (3 * p))
        assert mean_factor(ceiling, a, p, -3 / (8 * a)) <= 1 - 4 * p / 5
