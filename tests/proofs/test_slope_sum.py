"""The sum of slopes on runs of GD: what it bounds, and that a quarter of it would not."""

import numpy as np
import pytest

from proofs_check.slope_sum import LOSS_OVER_SLOPE, PER_LOSS
from tests.proofs.training import train

RUNS = [
    {"s": 0.02, "u": 0.02, "steps": 1500, "seed": 0},
    {"s": 0.1, "u": 0.05, "steps": 800, "seed": 1, "m": 9},
    {"s": 0.01, "u": 0.08, "steps": 800, "seed": 2, "n": 4, "mu": 3000.0},
]


def growth(run):
    """log(A_t/A_0) of each sample (T+1, n), with the shift of Lemma D.4, which the cross terms must not exceed."""
    shift = 0.4 * run.b_bar
    A = run.leading(shift)
    z = run.own(run.z)[:, run.own_start.argmax(axis=0), np.arange(run.labels.size)]
    assert (z >= A).all()
    return np.log(A / A[0])


@pytest.mark.parametrize("settings", RUNS)
def test_slopes_sum_to_a_logarithm(settings):
    run = train(**settings)
    logs = growth(run)
    sums = np.vstack([np.zeros(run.labels.size), np.cumsum(run.slopes, axis=0)[:-1]])
    assert (sums <= 2 / run.u * logs + 1e-9).all()
    assert (sums[-1] > 0.4 / run.u * logs[-1]).all()  # B.1's 1/2 and the e^(x/2) cost a factor of about 4, no more


@pytest.mark.parametrize("settings", RUNS)
def test_gamma_for_all_time(settings):
    run = train(**settings)
    b = np.abs(run.mu_start)
    grown = np.log((run.gamma + b) / b).max(axis=(1, 2))
    bound = 4 * run.n_snr2 * growth(run).max(axis=1)
    assert (grown <= bound + 1e-12).all()
    assert grown[-1] > 0.05 * bound[-1]


@pytest.mark.parametrize("settings", RUNS)
def test_the_least_loss(settings):
    run = train(**settings)
    logs, T = growth(run).max(axis=1), np.arange(1, run.loss.size)
    bound = float(PER_LOSS) / (run.u * T) * logs[1:]
    best = np.minimum.accumulate(run.loss)[:-1]
    assert (best <= bound).all()
    assert (run.loss <= float(LOSS_OVER_SLOPE) * run.slopes.mean(axis=1)).all()
    assert best[-1] < 0.1
