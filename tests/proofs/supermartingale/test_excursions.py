"""The power of f as test function: the exact chain obeys it, simulated chains obey the bounds, wrong exponents fail."""

import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.reduced import ReducedDynamics, simulate_chains
from lngd_theory.statistics import share_interval
from proofs_check.inequality import Inequality
from proofs_check.supermartingale import excursions as module
from tests.draws import open_unit
from tests.proofs.supermartingale.checks import check

STEPS = (*module.UPWARDS, *module.DOWNWARDS)


@pytest.mark.parametrize("step", STEPS, ids=[step.name for step in STEPS])
def test_every_step_is_confirmed(step):
    assert check(step) in ("identity", "certified")


def mean_factor(f, a, p, power):
    """``E[(f'/f)^power]`` by the two outcomes."""
    s = 1 / (1 + math.exp(f))
    return (1 - p) * (1 + a * s) ** (2 * power) + p * (1 - a * (1 - s)) ** (2 * power)


@given(open_unit(0.001, 0.95), open_unit(0.01, 0.49), st.floats(0.01, 10), st.floats(0, 5))
def test_upwards_on_the_exact_chain(a, p, size, further):
    star = math.log((1 - p) / p)
    assert mean_factor(star + size + further, a, p, size / (2 * a)) <= 1 + 1e-12


@given(open_unit(0.001, 0.6), open_unit(0.01, 0.49), open_unit(0.01, 0.99), open_unit(0.01, 1.0))
def test_downwards_on_the_exact_chain(a, p, share, lower):
    star = math.log((1 - p) / p)
    first = share * star
    size = (1 - a) * (star - first) - a
    if size > 0:
        assert mean_factor(lower * first, a, p, -size / (2 * a)) <= 1 + 1e-12


def test_below_the_balance_point_it_is_no_supermartingale():
    star = math.log(9)
    assert mean_factor(star, 0.01, 0.1, 0.5 / 0.02) > 1
    assert mean_factor(star, 0.01, 0.1, -0.5 / 0.02) > 1


@pytest.mark.parametrize("factor", [3, 4])
def test_an_exponent_that_is_too_large_is_refuted(factor):
    """At three times ``f_1 - f*`` the mean factor is above 1 near the balance point."""
    f_star, y = module.f_star, module.y
    share, chance = 1 / (1 + sp.exp(f_star + y)), 1 / (1 + sp.exp(f_star))
    wrong = sp.Le(module.log_factor(factor * y, share, chance), 0)
    box = {f_star: ("1/2", 3), y: ("1/10", 1)}
    assert Inequality("wrong", wrong, box, budget=2000).run().status == "counterexample"


def test_wrong_derivations_are_not_confirmed():
    assert not all(ok for _, ok in module.confirm_factor(lambda y, s, p: y * s + sp.log(1 - p + p * sp.exp(-2 * y))))
    assert not all(ok for _, ok in module.confirm_down(lambda s: (s, 1 - s)))


def number(bound, **values):
    symbols = {symbol.name: symbol for symbol in bound.free_symbols}
    return float(bound.subs({symbols[name]: value for name, value in values.items()}))


@pytest.mark.parametrize("a", [0.02, 0.05])
def test_simulated_excursions_stay_below_the_bounds(a):
    """From the balance point to 5/2 above it, and down to a fifth of it: shares of chains, with exact intervals."""
    chain, steps = ReducedDynamics(a, 0.1), 400
    star = chain.balance_point
    run = simulate_chains(chain, star, steps, chains=2000, seed=11, record_every=steps)
    for first, last, bound, left in (
        (star + 0.4, star + 0.8, module.upward_bound(), run.highest >= star + 0.8),
        (star - 0.4, star - 0.8, module.downward_bound(), run.lowest <= star - 0.8),
    ):
        claimed = number(bound, a=a, f_star=star, f_1=first, f_2=last, T=steps)
        assert share_interval(int(left.sum()), left.size).low <= claimed
    assert (run.highest >= star + 0.8).any()  # the event is there to be bounded


@pytest.mark.parametrize("bound", [module.upward_bound, module.downward_bound])
def test_the_bounds_fall_exponentially_in_one_over_a(bound):
    star = math.log(9)
    at = {"f_1": star + 0.5, "f_2": star + 1} if bound is module.upward_bound else {"f_1": star - 0.5, "f_2": star - 1}
    logs = [math.log(number(bound(), a=a, f_star=star, T=1.0, **at)) * a for a in (0.01, 0.001)]
    assert np.diff(logs) == pytest.approx(0, abs=0.02)
    assert logs[0] < -0.03
