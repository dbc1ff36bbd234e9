"""Lemma 4.4 on runs of label-noise GD up to T_1."""

import math

import numpy as np
import pytest

from tests.proofs.training import train


@pytest.mark.parametrize("seed", range(3))
def test_runs_at_t_1(seed):
    s, u, p, C_0 = 0.01, 0.02, 0.0175, 0.42
    steps = math.ceil(4 * math.log(20 / s) / (u * C_0))
    flips = np.where(np.random.default_rng(seed).random((steps + 1, 8)) < p, -1, 1)
    flips[0] = -1  # the first flips take rho_low across 0
    run = train(s=s, u=u, m=12, steps=steps, seed=seed, eps=flips)
    lam = math.sqrt(math.log(8 * 12 * 8 / 0.05))
    low = run.other(run.rho)
    assert low.max() <= 8 * lam * s
    assert low.min() >= -2.05 * lam * s
    assert low.max() > 0
    assert run.own(run.rho).max(axis=1)[-1].min() >= 0.1
    j = np.array([1, -1])[:, None]
    best = (run.gamma + j * run.mu_start).max(axis=2)
    assert (best[-1] >= best[0]).all()


def test_worst_flips_alone_would_allow_a_power_of_s():
    """3p/2 of the steps flipped in a row, at p = C_0/24: e^(4 u (3p/2) T_1) = 20/s."""
    s, u, C_0 = 1e-6, 0.01, 0.4
    T_1 = 4 * math.log(20 / s) / (u * C_0)
    assert math.exp(4 * u * 1.5 * C_0 / 24 * T_1) == pytest.approx(20 / s)
