import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from scipy.stats import t as student

from lngd_theory import InputError, LabelFlip, Setting, simulate
from lngd_theory.loss import noisy_loss
from lngd_theory.reduced import ReducedDynamics, leading_loss, simulate_chains, stationary_law, stationary_loss
from tests import naive_reduced as naive
from tests.draws import ALPHA
from tests.reduced.cases import POWER, VERSIONS, dynamics

#: Laws that are compared with a simulation: a wide one, a narrow one, one near the end of the range of p.
CASES = [ReducedDynamics(0.3, 0.1), ReducedDynamics(0.05, 0.2, "iclr"), ReducedDynamics(0.2, 0.4)]


@pytest.mark.parametrize("chain", CASES, ids=str)
def test_the_law_is_that_of_the_simulation(chain):
    law = stationary_law(chain)
    simulated = simulate_chains(chain, law.mean.value, 12_000, chains=48, seed=11, record_every=4)
    late = simulated.iota[:, 500:]
    k, p = POWER[chain.version], chain.p
    median = law.quantile(0.5).value
    loss = np.log1p(np.exp(-(late ** (2 / k)))) * (1 - p) + np.log1p(np.exp(late ** (2 / k))) * p
    checks = [
        (late, law.mean),
        (late**2, law.expectation(sp.Symbol("x") ** 2)),
        (np.log(late), law.expectation(np.log)),
        (loss, law.loss),
        (1 - p - 1 / (1 + np.exp(-(late ** (2 / k)))), law.mean_push),
        ((late <= median).astype(float), law.expectation(lambda iota: (iota <= median).astype(float))),
    ]
    for measured, (value, error) in checks:
        means = measured.mean(axis=1)
        half = student.ppf(1 - ALPHA / (2 * 18), means.size - 1) * means.std(ddof=1) / math.sqrt(means.size)
        assert abs(means.mean() - value) < half + error
    assert half < 0.1  # the comparison can fail


def test_the_whole_network_settles_at_the_level():
    """Nearly orthogonal noise patches and no signal: each sample of the network is one reduced chain."""
    # m = 14: with few filters some samples have no active one, and stay at f = 0
    s = Setting(n=30, d=10**7, m=14, mu=0, sigma_p=1, sigma_0=3e-6, eta=0.2 * 30 * 14 / (2 * 10**7))
    run = simulate(s, LabelFlip(0.1), steps=2500, seeds=3, record_every=5)
    margin = run.margin.values[:, run.step.values > 1000]
    means = noisy_loss(margin, 1.0, 0.1).mean(axis=1).ravel()  # the samples are independent chains
    expected = stationary_law(ReducedDynamics.of(s, 0.1)).loss
    half = student.ppf(1 - ALPHA / 2, means.size - 1) * means.std(ddof=1) / math.sqrt(means.size)
    assert abs(means.mean() - expected.value) < half + expected.error
    assert half < 0.3 * (expected.value - leading_loss(0.1))  # distinguishes the level from the entropy


@settings(max_examples=8)
@given(dynamics(low_p=0.05, high_p=0.3, high_a=0.6))
def test_the_law_is_a_law_and_stationary(chain):
    law = stationary_law(chain, resolution=4)
    for grid in (law.fine, law.coarse):
        assert (grid.weight >= 0).all()
        assert grid.weight.sum() == pytest.approx(1)
        assert max(grid.weight[0], grid.weight[-1]) < 1e-9 * grid.weight.max()
        assert (np.diff(np.log(grid.iota)) > 0).all()
    assert abs(law.expectation(chain.log_drift).value) < 1e-9
    k = POWER[chain.version]
    for test in (lambda x: x, lambda x: x * x, lambda x: 1 / (1 + x)):
        drift = np.array([naive.drift(test, float(x), chain.a, chain.p, k) for x in law.fine.iota if x < 25])
        weight = law.fine.weight[law.fine.iota < 25]
        scale = float(weight @ np.abs(drift))
        assert abs(float(weight @ drift)) < 0.02 * scale


def test_a_finer_grid_agrees_within_the_stated_error():
    chain = ReducedDynamics(0.3, 0.1)
    fine, coarse = stationary_law(chain, 32), stationary_law(chain, 8)
    for name in ("mean", "std", "loss", "mean_push"):
        rough, sharp = getattr(coarse, name), getattr(fine, name)
        assert abs(rough.value - sharp.value) < rough.error
        assert 6 < rough.error / sharp.error < 40  # 16 at second order
    assert fine.quantile(0.9).value == pytest.approx(coarse.quantile(0.9).value, abs=coarse.quantile(0.9).error + 1e-2)


def test_the_versions_have_one_law_of_the_margin():
    arxiv, iclr = (stationary_law(ReducedDynamics(0.2, 0.1, version)) for version in VERSIONS)
    assert arxiv.loss.value == pytest.approx(iclr.loss.value, rel=1e-9)
    assert arxiv.mean.value == pytest.approx(iclr.expectation(sp.Symbol("x") ** 2).value, rel=1e-9)
    assert arxiv.quantile(0.3).value == pytest.approx(iclr.quantile(0.3).value ** 2, rel=1e-9)
    assert iclr.std.value == pytest.approx(math.sqrt(arxiv.mean.value - iclr.mean.value**2), rel=1e-6)


@pytest.mark.parametrize("p", [0.05, 0.2, 0.4])
def test_the_level_tends_to_the_entropy_at_the_derived_rate(p):
    errors = []
    for a in (0.02, 0.005):
        level = stationary_loss(p, a)
        assert level.value > leading_loss(p)
        errors.append(abs(level.value - leading_loss(p, a)))
        assert errors[-1] < 0.1 * (level.value - leading_loss(p))
    assert 10 < errors[0] / errors[1] < 24  # the next term is of order a^2: 16


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: stationary_law(ReducedDynamics(0.1, 0.6)), "or iota tends to 0; lower p or a"),
        (lambda: stationary_law(ReducedDynamics(0.1, 0.1), resolution=1), "resolution=1 must be a finite number >= 2"),
        (
            lambda: stationary_law(ReducedDynamics(1e-8, 0.1)),
            "a=1e-08, p=0.1: the stationary law is too narrow, or",
        ),
        (
            lambda: stationary_law(ReducedDynamics(0.9, 0.38)),
            "reaches too far towards 0, for 200000 grid points; lower",
        ),
        (lambda: stationary_law(ReducedDynamics(0.3, 0.1)).quantile(1), "q=1 must be a number with 0 < q < 1"),
        (lambda: leading_loss(0.5), "p=0.5 must be a number with 0 < p < 1/2"),
        (lambda: leading_loss(0.1, -1), "a=-1 must be a finite number >= 0"),
    ],
)
def test_bad_input_is_refused(call, text):
    with pytest.raises(InputError, match=text):
        call()
