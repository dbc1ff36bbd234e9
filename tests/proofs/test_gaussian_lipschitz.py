import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from proofs_check import gaussian_lipschitz as module
from proofs_check.inequality import Inequality
from tests import naive
from tests.draws import ALPHA
from tests.proofs.second_route import check_step, named

EXPECTED_FALSE = [step.name for step in module.STEPS if isinstance(step, Inequality)]
Q = sp.Symbol("Q", positive=True)


@pytest.mark.parametrize("step", **named((*module.STEPS, *module.REPAIRS, *module.LOWER)))
def test_every_step_is_decided(step):
    """Both inequalities of the printed proof are false: s(z)/z = z, and the initial weights are longer for large d."""
    assert (check_step(step) == "counterexample") == (step.name in EXPECTED_FALSE)


def test_smaller_q_is_refuted():
    tail = sp.expand_log(sp.log(module.lower_bound(Q / 4, sp.sqrt(Q / 8), sp.Integer(1))), force=True)
    assert Inequality("wrong", sp.Lt(sp.log(2) - Q, tail), {Q: (6, "oo")}).run().status == "counterexample"


def test_a_larger_share_is_not_confirmed():
    assert all(ok for _, ok in module.confirm_single())
    assert not all(ok for _, ok in module.confirm_single(sp.Rational(1, 2)))


def test_one_gaussian_against_its_law():
    x = np.linspace(0, 12, 300)
    assert (stats.norm.sf(x) >= np.exp(-(x**2)) / (2 * math.sqrt(2))).all()


def outputs(W, xi):
    return np.array([sum(naive.activation(float(z), 2.0) for z in row) for row in xi @ W.T])


def test_root_of_h_is_lipschitz_and_h_is_not():
    rng = np.random.default_rng(0)
    W, a, b = rng.standard_normal((4, 6)), 3 * rng.standard_normal((400, 6)), 3 * rng.standard_normal((400, 6))
    norm = np.linalg.norm(W, 2)
    away = np.linalg.norm(a - b, axis=1)
    h_a, h_b = outputs(W, a), outputs(W, b)
    assert (np.abs(np.sqrt(h_a) - np.sqrt(h_b)) <= norm * away * (1 + 1e-12)).all()
    assert (np.abs(h_a - h_b) > norm**2 * away).any()
    ratio = np.abs(outputs(W, 100 * a) - outputs(W, 100 * b)) / (100 * away)
    assert ratio.max() > 50 * (np.abs(h_a - h_b) / away).max()


@pytest.mark.parametrize("factor", [2.0, 4.0, 9.0])
def test_both_bounds_of_the_error_by_simulation(factor):
    """Errors of one label, drawn; from above exp(-S/(8 ..)), from below one filter's share."""
    rng = np.random.default_rng(4)
    W, own, sigma_p, draws = 0.3 * rng.standard_normal((3, 9)), 0.3 * rng.standard_normal((3, 9)), 0.8, 200_000
    signal = factor * sigma_p**2 * (W**2).sum()
    xi = sigma_p * rng.standard_normal((draws, 9))
    h, h_own = (np.square(np.maximum(0, xi @ V.T)).sum(axis=1) for V in (W, own))
    errors = int((h >= signal + h_own).sum())
    others = np.vstack([W[1:], own])
    left = W[0] - np.linalg.lstsq(others.T, W[0], rcond=None)[0] @ others
    low = module.lower_bound(signal, sigma_p * math.sqrt((own**2).sum()), sigma_p * np.linalg.norm(left))
    high = math.exp(-float(module.exponent(signal, np.linalg.norm(W, 2)).subs(module.sigma_p, sigma_p)))
    assert 0 < float(low) < high < 1
    assert stats.binomtest(errors, draws, float(low), alternative="less").pvalue > ALPHA
    assert stats.binomtest(errors, draws, high, alternative="greater").pvalue > ALPHA


def test_mean_of_h_by_simulation():
    rng = np.random.default_rng(8)
    W = rng.standard_normal((3, 5))
    h = outputs(W, 0.7 * rng.standard_normal((40_000, 5)))
    error = h.std() / math.sqrt(h.size)
    assert abs(h.mean() - 0.7**2 * (W**2).sum() / 2) < stats.norm.isf(ALPHA) * error
