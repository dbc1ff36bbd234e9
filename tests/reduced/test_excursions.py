import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from lngd_theory import InputError
from lngd_theory.reduced import (
    ReducedDynamics,
    azuma_bound,
    measure_excursions,
    simulate_chains,
    stationary_law,
    true_increment,
)
from tests import naive_reduced as naive
from tests.draws import ALPHA, open_unit
from tests.reduced.cases import POWER, dynamics


@given(open_unit(0.01, 2.0), st.integers(1, 1000), open_unit(0.001, 1.0))
def test_azuma_is_the_formula(excess, steps, increment):
    assert azuma_bound(excess, steps, increment) == pytest.approx(naive.azuma(excess, steps, increment), rel=1e-9)
    assert azuma_bound(excess, steps, increment, union=False) <= azuma_bound(excess, steps, increment)


def test_azuma_holds_for_a_martingale_and_is_not_idle():
    """A fair walk of unit steps: the bound without a union holds at every level."""
    steps = np.where(np.random.default_rng(3).random((4000, 100)) < 0.5, -1, 1).cumsum(axis=1).max(axis=1)
    for level in (10, 20, 30):
        share = int((steps >= level).sum())
        bound = azuma_bound(level, 100, 1.0, union=False)
        assert binomtest(share, 4000, bound, alternative="greater").pvalue > ALPHA
    assert (steps >= 20).any()


@given(dynamics(high_p=0.45), open_unit(0.1, 0.9), open_unit(1.1, 4.0))
def test_the_true_increment_is_the_largest(chain, below, above):
    star, k = chain.balance_point, POWER[chain.version]
    found = true_increment(chain, below * star, above * star)
    sizes = [
        abs((step(x, chain.a, k) - star) ** 2 - (x - star) ** 2)
        for x in np.linspace(below * star, above * star, 3001)
        for step in (naive.kept, naive.flipped)
    ]
    assert max(sizes) <= found * (1 + 1e-9)
    assert found == pytest.approx(max(sizes), rel=1e-3)


def test_the_true_increment_is_of_order_a():
    sizes = [true_increment(ReducedDynamics(a, 0.1), 1.0, 3.0) / a for a in (1e-3, 1e-5)]
    assert sizes[0] == pytest.approx(sizes[1], rel=0.01)


def test_excursions_are_counted_over_every_step():
    chain = ReducedDynamics(0.2, 0.1)
    star, u = chain.balance_point, 1.0
    found = measure_excursions(chain, u, 60, chains=200, seed=3, printed_increment=0.05)
    iota = simulate_chains(chain, star, 60, chains=200, seed=3).iota
    share = (np.abs(iota - star).max(axis=1) > u).mean()
    assert found.share.estimate == share
    assert 0 < found.share.low < share < found.share.high < 1
    assert found.increment == true_increment(chain, star - u, star + u)
    assert found.bound == naive.azuma(u * u, 60, found.increment)
    assert found.printed == pytest.approx(naive.azuma(u * u, 60, 0.05), rel=1e-12)
    assert math.isnan(measure_excursions(chain, u, 5, chains=2).printed)


def test_one_excursion_can_be_computed_by_hand():
    """From the balance point, only two flips in a row leave the interval within two steps: probability p^2."""
    chain = ReducedDynamics(0.3, 0.2)
    star, k = chain.balance_point, 2
    once = naive.flipped(star, chain.a, k)
    u = star - (once + naive.flipped(once, chain.a, k)) / 2
    assert naive.kept(naive.kept(star, chain.a, k), chain.a, k) < star + u
    found = measure_excursions(chain, u, 2, chains=4000, seed=8)
    assert binomtest(round(4000 * found.share.estimate), 4000, 0.2**2).pvalue > ALPHA


def test_the_share_at_a_late_step_is_the_laws():
    chain = ReducedDynamics(0.2, 0.2)
    star = chain.balance_point
    late = simulate_chains(chain, star, 400, chains=3000, seed=9, record_every=400).iota[:, -1]
    away = stationary_law(chain).expectation(lambda iota: (np.abs(iota - star) > 0.6).astype(float))
    assert away.error < 0.01
    count = int((np.abs(late - star) > 0.6).sum())
    limits = binomtest(count, 3000).proportion_ci(1 - ALPHA)
    assert limits.low - away.error < away.value < limits.high + away.error


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda c: azuma_bound(0, 1, 1), "excess=0 must be a finite number > 0"),
        (lambda c: azuma_bound(1, 0, 1), "steps=0 must be an integer >= 1"),
        (lambda c: azuma_bound(1, 1, -1), "increment=-1 must be a finite number > 0"),
        (lambda c: true_increment(c, 2.0, 1.0), "low=2.0, high=1.0 must be finite numbers with 0 < low < high"),
        (lambda c: measure_excursions(c, 9.0, 5), "u=9.0 must be below the centre 2.19722 and above the start's"),
        (lambda c: measure_excursions(c, 0.5, 5, start=3.0), "above the start's distance 0.802775 to it"),
    ],
)
def test_bad_input_is_refused(call, text):
    with pytest.raises(InputError, match=text):
        call(ReducedDynamics(0.1, 0.1))
