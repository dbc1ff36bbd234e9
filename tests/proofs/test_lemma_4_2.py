"""Lemma 4.2 with numbers: D.4's bound at T_1, and runs at T_1 as printed."""

import math

import numpy as np
import pytest

from proofs_check.lemma_4_2 import memorised
from proofs_check.step_size import y
from tests.proofs.training import train


@pytest.mark.parametrize("s", [0.3, 0.01, 1e-6])
def test_the_bound_of_d_4_at_t_1(s):
    u, T_1 = 0.01, 4 * math.log(1 / s) / 0.01
    for C_1, reaches in ((0.25, False), (0.5, False), (0.5 + 0.75 * math.log(4) / math.log(1 / s), True)):
        bound = math.exp(u * C_1 * T_1 / 2) * s / 4  # b_bar = 0 is the best for it
        assert (bound >= 1) is reaches


@pytest.mark.parametrize(("s", "u"), [(0.01, 0.02), (0.03, 0.08), (1e-4, 0.05)])
def test_runs_are_memorised_at_t_1_as_printed(s, u):
    """What D.4 cannot give holds: the norms are near sigma_p^2 d, and |l'| near 1/2 for most of the stage."""
    steps = math.ceil(4 * math.log(1 / s) / u)
    run = train(s=s, u=u, steps=steps, seed=3)
    best = run.own(run.rho).max(axis=1).min(axis=1)
    assert best[-1] >= 1
    assert best[steps // 8] < 1
    rising = run.own(run.rho).max(axis=1) < 1
    assert run.slopes[rising].min() >= 0.25


def test_rho_low_and_gamma_are_still_small():
    s, u = 0.01, 0.05
    run = train(s=s, u=u, steps=math.ceil(4 * math.log(1 / s) / u), seed=1, mu=2000.0)
    lam = math.sqrt(math.log(8 * 5 * 8 / 0.05))
    b = np.abs(run.mu_start)
    assert np.abs(run.other(run.rho)).max() <= 2.05 * lam * s
    assert ((run.gamma + b) / b).max() <= math.exp(8 * run.n_snr2 * math.log(1 / s))


@pytest.mark.parametrize(
    ("exponent", "least", "holds"), [(2 * y, "2", True), (2 * y, "3/2", False), (5 * y / 4, "4", False)]
)
def test_how_large_the_growth_must_be(exponent, least, holds):
    assert (memorised(exponent, least, "test").run().status == "certified") is holds
