"""Lemma D.4: draws on which the printed bound fails at t = 0, how likely they are, and runs."""

import numpy as np
import pytest
from scipy.stats import norm

from proofs_check.lemma_D_4 import BOUND, KEPT, SHIFT
from tests.proofs.training import train


def test_the_bound_at_the_start_is_positive_on_some_draws():
    """rho_bar = 0 there; b_bar is between s/4 and 5s/12."""
    found = [run.b_bar / run.s for run in (train(n=3, m=4, steps=0, seed=seed) for seed in range(60))]
    broken = [h for h in found if 0.25 <= h < 5 / 12]
    assert broken
    assert all(0.25 - float(KEPT) * h > 0 for h in broken)


@pytest.mark.parametrize("m", [3, 10, 40])
def test_how_likely_b_bar_reaches_5_12(m):
    """Given norms of at least sigma_p^2 d/2; the claim is one sample's exp(-8m/25)."""
    assert norm.cdf(5 / 12 * np.sqrt(2)) ** m <= np.exp(-8 * m / 25)
    assert norm.cdf(5 / 12 * np.sqrt(2)) ** m > np.exp(-9 * m / 25)


@pytest.mark.parametrize("settings", [{"s": 0.02, "u": 0.05}, {"s": 0.1, "u": 0.2, "seed": 2, "m": 12}])
def test_growth_of_runs(settings):
    """From t = 0 as long as |l'| is at least C_1 (of the run), with what is left of b_bar as prefactor."""
    run = train(steps=150, **settings)
    t = np.arange(run.rho.shape[0])
    least = np.minimum.accumulate(run.slopes.min(axis=1))
    C_1 = np.r_[least[0], least[:-1]]
    printed = np.exp(run.u * C_1 * t / 2)
    best = run.own(run.rho).max(axis=1).min(axis=1)
    assert (best >= float(KEPT) * run.b_bar * (printed - 1) - 1e-12).all()
    assert best[-1] > 1


def test_letters():
    assert KEPT + SHIFT == 1
    assert {symbol.name for symbol in BOUND.free_symbols} >= {"t", "C_1", "b_bar"}
