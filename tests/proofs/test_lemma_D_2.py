"""Lemma D.2: a state within B.1 and B.2 whose step exceeds the printed bound, and runs below the corrected one."""

import numpy as np
import pytest
import sympy as sp

from proofs_check.lemma_D_2 import BOUND, FACTOR, PER_STEP
from tests.proofs.training import train


def test_a_first_step_within_the_events_can_exceed_the_printed_bound():
    """Norms at B.1's 3/2, an overlap at B.2's bound, and an f a little below 0: rho_low after one step, in u lam s."""
    for f, exceeds in ((-0.1, True), (-0.001, True), (0.1, False)):
        slope = 1 / (1 + np.exp(f))
        assert bool(2 * 1.5 * slope * 2 > float(PER_STEP)) is exceeds


@pytest.mark.parametrize("settings", [{"s": 0.02}, {"s": 0.4, "u": 0.06, "seed": 4}, {"s": 0.1, "n": 30, "m": 12}])
def test_runs_are_below_the_corrected_bound(settings):
    run = train(steps=200, **settings)
    low = np.abs(np.minimum(run.other(run.rho), 0)).max(axis=(1, 2))
    r, m, n = run.rho.shape[0], run.rho.shape[2], run.rho.shape[3]
    unit = run.u * np.sqrt(np.log(8 * m * n / 0.05)) * run.s
    assert (low <= float(FACTOR * PER_STEP) * unit * np.arange(r)).all()
    assert (low <= (2 * np.sqrt(np.log(8 * m * n / 0.05)) + 0.05) * run.s).all()
    assert low[1] > 0.05 * unit  # it moves at all


def test_the_factor():
    assert sp.Rational(41, 20) == FACTOR
    assert BOUND.subs({symbol: 0 for symbol in BOUND.free_symbols if symbol.name == "t"}) == 0
