"""Lemma E.1: the counts of flips that it needs, by exact binomial tails, and the growth of runs."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from tests.proofs.training import train


@pytest.mark.parametrize(("C_0", "T", "delta"), [(0.5, 1e3, 0.1), (0.3, 1e6, 0.01)])
def test_the_classes_counts(C_0, T, delta):
    """Bin(n, p/2) flipped and Bin(n, (1-p)/2) unflipped of a class, within n C_0/12 of their means at the least n."""
    n, p = math.ceil(72 * math.log(8 * T / delta) / C_0**2), C_0 / 6
    allowed = delta / (8 * T)
    assert binom.sf(math.floor(n * (p / 2 + C_0 / 12)), n, p / 2) <= allowed
    assert binom.cdf(math.ceil(n * ((1 - p) / 2 - C_0 / 12)) - 1, n, (1 - p) / 2) <= allowed
    assert n < 8 * math.log(8 * T / delta) / p**2  # B.3's intervals ask for more


@pytest.mark.parametrize("seed", range(3))
def test_growth_of_runs(seed):
    """With the least slope of unflipped samples as C_0; p well below C_0/6, counts as they come."""
    n, p = 400, 0.04
    rng = np.random.default_rng(seed)
    flips = np.where(rng.random((201, n)) < p, -1, 1)
    run = train(n=n, m=3, s=0.02, u=0.002, mu=3000.0, steps=200, seed=seed, eps=flips, d=10**9)
    C_0 = run.slopes[flips > 0].min()
    assert 6 * p < C_0 <= 0.51
    j = np.array([1, -1])[:, None]
    z = run.gamma + j * run.mu_start
    best = z.max(axis=2)
    assert (best >= np.exp(C_0 * run.g * np.arange(201) / 16)[:, None] * best[0] * (1 - 1e-12)).all()
    assert best[-1].min() / best[0].min() > 1.0 + run.g * 10
