"""The drift condition about the balance point, its constants, and what it says of simulated chains."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from lngd_theory.reduced import ReducedDynamics, simulate_chains
from proofs_check.lemma_4_5_supermartingale import CONDITIONS
from proofs_check.supermartingale.lyapunov import ITERATION
from tests.proofs.supermartingale.checks import check, statuses

IDS = [condition.version for condition in CONDITIONS]


@pytest.mark.parametrize("condition", CONDITIONS, ids=IDS)
def test_the_condition_is_certified(condition):
    assert [check(step) for step in condition.steps] == ["certified"] * 4


@pytest.mark.parametrize("condition", CONDITIONS, ids=IDS)
@pytest.mark.parametrize("change", [{"rate": sp.Integer(8)}, {"constant": sp.Rational(1, 2)}], ids=str)
def test_better_constants_than_true_are_refuted(condition, change):
    assert "counterexample" in statuses(replace(condition, **change).steps)


@pytest.mark.parametrize("step", ITERATION, ids=[step.name for step in ITERATION])
def test_the_iteration_is_confirmed(step):
    assert check(step) == "identity"


@pytest.mark.parametrize("condition", CONDITIONS, ids=IDS)
def test_chains_stay_below_the_bound_of_the_iteration(condition):
    """While no chain has left the region, the mean of M over chains is below ``(1-ca)^t M_0 + Ka/c``."""
    size, chance = 0.05, 0.1
    chain = ReducedDynamics(size, chance, condition.version)
    star, f = chain.balance_point, np.log(9)
    rate, constant = float(condition.rate) * chance * f, float(condition.constant) * chance * star**2
    run = simulate_chains(chain, 1.6 * star, 400, chains=2000, seed=5)
    inside = (run.lowest > star / 2) & (run.highest < 4 * star)
    square = np.where(inside[:, None], (run.iota - star) ** 2, 0.0)
    bound = (1 - rate * size) ** run.step * (0.6 * star) ** 2 + constant * size / rate
    assert inside.mean() > 0.5
    assert (square.mean(axis=0) <= bound).all()
    late = (run.iota[inside, -1] - star) ** 2
    assert late.mean() > 0.05 * constant * size / rate  # the bound is no more than a factor of 20 off
