"""Lemma D.5 on runs and in numbers: the gradient's bound, and what the filters of the other sign take away."""

import numpy as np
import pytest

from tests.proofs.training import train


def gradient2(run, mu, sigma_p2d):
    """``|grad L_S|^2`` from its definition over the filters; the patches of the runs are orthogonal to 1e-4."""
    n, m = run.labels.size, run.gamma.shape[2]
    j = np.array([1, -1])[:, None, None]
    total = 0.0
    for t in range(0, run.loss.size, 40):
        signal = (run.mu_start + j[..., 0] * run.gamma[t])[..., None] * run.labels
        along_mu = (run.slopes[t] * 2 * np.maximum(signal, 0)).sum(axis=-1) / (n * m)
        along_xi = run.slopes[t] * 2 * np.maximum(run.z[t], 0) / (n * m)
        square = (along_mu**2).sum() * mu**2 + (along_xi**2 * sigma_p2d).sum()
        bound = 4 / m * max(mu**2, 2 * sigma_p2d / n) * run.loss[t]
        assert square <= bound
        total = max(total, square / bound)
    return total


@pytest.mark.parametrize(("mu", "m"), [(10.0, 4), (20_000.0, 4), (10.0, 20)])
def test_the_gradient_of_runs(mu, m):
    run = train(s=0.05, u=0.05, m=m, mu=mu, steps=800, seed=m)
    assert run.margins.min() > -0.5
    assert gradient2(run, mu, 1e9) > 0.02  # the bound loses a constant


def alignment(run, t):
    """Over ``2 log(2/eps)``, orthogonal patches, without what W^(0) adds: printed W*, and own signs alone."""
    own, other = (2 * np.maximum(z[t], 0).sum(axis=0) for z in (run.own(run.z), run.other(run.z)))
    return own - other, own


@pytest.mark.parametrize("m", [10, 400])
def test_filters_of_the_other_sign_subtract(m):
    """At the start of a wide network they outweigh the own ones of some samples; once all have grown they do not."""
    run = train(s=0.2, u=0.05, m=m, steps=300, seed=1)
    printed, own = alignment(run, 0)
    assert printed.min() < 0 < own.min()
    later, _ = alignment(run, 300)
    assert later.min() > 1


def test_one_large_filter_does_not_decide_the_printed_alignment():
    """rho_bar >= 1 of one filter, and m - 1 others as at the start: what the printed argument uses."""
    rng = np.random.default_rng(3)
    m, s = 400, 0.05
    own, other = s * rng.standard_normal((2, m))
    own[0] = 1.0
    values = [2 * np.maximum(z, 0).sum() for z in (own, other)]
    assert values[0] >= 2
    assert values[0] - values[1] < values[0] / 3
    worst = min(2.0 - 2 * np.maximum(s * rng.standard_normal(m), 0).sum() for _ in range(20))
    assert worst < 1
