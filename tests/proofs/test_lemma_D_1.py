"""Lemma D.1 on runs: the bound holds step by step, for large steps and large signals too."""

import numpy as np
import pytest
import sympy as sp

from proofs_check.inequality import Inequality
from proofs_check.lemma_D_1 import STEPS
from tests.proofs.training import train


@pytest.mark.parametrize(
    "settings",
    [
        {"s": 0.02, "u": 0.05, "steps": 300, "mu": 3000.0},
        {"s": 0.5, "u": 0.3, "steps": 60, "mu": 30_000.0, "m": 2},
        {"s": 0.02, "u": 0.05, "steps": 300, "seed": 3, "n": 2, "mu": 10_000.0},
    ],
)
def test_gamma_of_runs(settings):
    run = train(**settings)
    b = np.abs(run.mu_start)
    bound = np.exp(run.g * np.arange(run.gamma.shape[0]))
    factor = ((run.gamma + b) / b).max(axis=(1, 2))
    assert (factor <= bound * (1 + 1e-12)).all()
    assert factor[1] - 1 > run.g / 8  # about a half of the samples, with slope 1/2


def test_the_last_step_is_tight():
    """``1 + g <= e^(c g)`` fails for every c < 1."""
    (g,) = STEPS[-1].region.box
    relation = sp.Le(1 + g, sp.exp(sp.Rational(99, 100) * g))
    assert Inequality("slower", relation, {g: (0, "oo")}).run().status == "counterexample"
