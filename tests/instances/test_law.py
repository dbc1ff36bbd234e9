"""The draw that is exact in law against exact laws, and against the draw of vectors in R^d."""

import math

import numpy as np
import pytest
from scipy import stats

from lngd_theory import LabelFlip, Setting
from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests import naive
from tests.draws import ALPHA, SMALL, relative_error, same_bits

SEEDS = 2000  # of either draw; a two-sample KS test at ALPHA / 14 then notices a distance of about 0.09
STEPS = 6
TEST_DRAWS = 40

ROOMY = Setting(n=3, d=12, m=2, mu=1.5, sigma_p=0.7, sigma_0=0.3, eta=0.6)
SINGULAR = Setting(n=4, d=7, m=3, mu=1.0, sigma_p=1.0, sigma_0=0.3, eta=0.6)  # d - 1 - n = 2 < 2m = 6
TIGHT = Setting(n=5, d=7, m=2, mu=1.0, sigma_p=1.0, sigma_0=0.3, eta=0.6)  # n = d - 2, the largest allowed


def trained(instance, setting, seed):
    engine = GramEngine(instance, setting.eta, setting.q)
    engine.advance(LabelFlip(0.2).draw(np.random.default_rng([seed, 1]), STEPS, setting.n))
    return engine


def observations(instance, engine, setting, before, after):
    """One number each; ``before`` and ``after`` (TEST_DRAWS, 2m) are test pre-activations without and with training."""
    G, overlaps, R, m = instance.gram, instance.overlaps, engine.coefficients, setting.m
    signal = np.maximum(overlaps[:, 0] + R[:, 0], 0) ** 2
    noise = np.maximum(after, 0) ** 2
    f = signal[:m].sum() - signal[m:].sum() + noise[:, :m].sum(axis=1) - noise[:, m:].sum(axis=1)
    return {
        "|xi|^2": G[-1, -1],
        "<xi_1, xi_2>": G[1, 2],
        "determinant": np.linalg.det(G[1:, 1:]),
        "<w0, xi_1>": overlaps[0, 1],
        "<w0, xi_n>": overlaps[-1, -1],
        "<w0, mu>": overlaps[0, 0],
        "sum <w0, xi> <v0, xi>": overlaps[0, 1:] @ overlaps[-1, 1:],
        "gamma": R[0, 0],
        "rho_bar": np.abs(R[:, 1:]).max(),
        "margin": engine.margins().mean(),
        "test variance before": (before[:, 0] ** 2).mean(),
        "test variance after": (after[:, 0] ** 2).mean(),
        "test covariance after": (after[:, 0] * after[:, -1]).mean(),
        "test accuracy on label +1": (f > 0).mean(),
    }


def from_law(setting, seed):
    instance = draw_instance(setting, streams(seed), "law", TEST_DRAWS)
    engine = trained(instance, setting, seed)
    before, after = (instance.test.noise_preactivations(R) for R in (0 * engine.coefficients, engine.coefficients))
    return observations(instance, engine, setting, before, after)


def from_vectors(setting, seed):
    instance = draw_instance(setting, streams(seed), "dense", 0)
    engine = trained(instance, setting, seed)
    atoms, W0 = instance.dense
    xi = setting.sigma_p * np.random.default_rng([seed, 2]).standard_normal((TEST_DRAWS, setting.d))
    xi[:, 0] = 0  # orthogonal to mu
    W = W0 + (engine.coefficients / instance.norms2) @ atoms
    return observations(instance, engine, setting, xi @ W0.T, xi @ W.T)


def p_values(draw_a, draw_b):
    """Two-sample Kolmogorov-Smirnov p-value of every observation; the two use different seeds."""
    a, b = [draw_a(seed) for seed in range(SEEDS)], [draw_b(10**6 + seed) for seed in range(SEEDS)]
    return {name: stats.ks_2samp([o[name] for o in a], [o[name] for o in b]).pvalue for name in a[0]}


@pytest.mark.parametrize("setting", [ROOMY, SINGULAR, TIGHT], ids=["roomy", "singular", "tight"])
def test_the_law_exact_draw_has_the_distribution_of_the_dense_draw(setting):
    """Data, initial overlaps, trained coefficients and test pre-activations; ALPHA divided by their number."""
    found = p_values(lambda seed: from_law(setting, seed), lambda seed: from_vectors(setting, seed))
    assert len(found) == 14
    assert {name: p for name, p in found.items() if p <= ALPHA / len(found)} == {}


def test_the_comparison_of_draws_has_power():
    """One dimension more or less, or 15 % on sigma_0, is noticed by the same comparison where it matters."""
    wide = p_values(lambda seed: from_law(TIGHT.replace(d=8), seed), lambda seed: from_vectors(TIGHT, seed))
    assert wide["determinant"] < ALPHA / 14
    assert wide["|xi|^2"] < ALPHA / 14
    strong = TIGHT.replace(sigma_0=0.345)
    loud = p_values(lambda seed: from_law(strong, seed), lambda seed: from_vectors(TIGHT, seed))
    assert loud["test variance before"] < ALPHA / 14


@pytest.mark.parametrize("d", [5, 40, 10**6, 10**22])
def test_norms_products_and_overlaps_have_their_exact_laws(d):
    """KS, 2000 seeds, ALPHA divided among the checks. For d = 10^22 the chi-square is Gaussian to 1e-11 and
    fluctuates by 1.4e-11 relative, which a double still resolves (eps = 2.2e-16)."""
    s = Setting(n=2, d=d, m=1, mu=2.0, sigma_p=0.5, sigma_0=0.1, eta=1.0)
    instances = [draw_instance(s, streams(seed), "law", 0) for seed in range(2000)]
    xi2 = np.array([instance.gram[2, 2] for instance in instances]) / 0.25
    product = np.array([instance.gram[1, 2] / math.sqrt(instance.gram[1, 1]) for instance in instances]) / 0.5
    w_mu = np.array([instance.overlaps[1, 0] for instance in instances]) / (0.1 * 2.0)
    scale = [0.1 * np.sqrt(instance.gram[1:, 1:].diagonal()) for instance in instances]
    w_xi = np.array([instance.overlaps[:, 1:] / row for instance, row in zip(instances, scale, strict=True)])
    law = stats.chi2(d - 1).cdf if d <= 10**6 else stats.norm(float(d), math.sqrt(2 * d)).cdf
    checks = [stats.kstest(xi2, law).pvalue]
    checks += [stats.kstest(x, stats.norm.cdf).pvalue for x in (product, w_mu, *w_xi.reshape(-1, 4).T)]
    assert min(checks) > ALPHA / len(checks)


def test_mu_is_orthogonal_to_the_noise_and_labels_are_fair_coins():
    """An exact binomial test at level ALPHA over 2000 labels, and of corruption at rate 0.3."""
    s = SMALL.replace(corruption=0.3)
    instances = [draw_instance(s, streams(seed), "law", 0) for seed in range(250)]
    for instance in instances:
        assert instance.gram[0, 0] == s.mu**2
        assert np.all(instance.gram[0, 1:] == 0)
        assert np.all(instance.gram[1:, 0] == 0)
    true = np.concatenate([instance.true_labels for instance in instances])
    corrupted = np.concatenate([instance.labels for instance in instances]) != true
    assert stats.binomtest(int((true > 0).sum()), true.size, 0.5).pvalue > ALPHA / 2
    assert stats.binomtest(int(corrupted.sum()), true.size, 0.3).pvalue > ALPHA / 2


def test_gram_matrix_and_overlaps_come_from_vectors_that_exist():
    """The (n + 2m) Gram matrix of noise patches and weights has no negative eigenvalue and rank at most d - 1."""
    for setting in (ROOMY, SINGULAR, TIGHT):
        instance = draw_instance(setting, streams(5), "law", 3)
        test = instance.test
        test.noise_preactivations(np.zeros((2 * setting.m, setting.n + 1)))
        A = setting.sigma_0 * np.hstack([test._N, test._draws[0]])  # coordinates of the weights
        X = setting.sigma_p * np.hstack([test._L, np.zeros((setting.n, A.shape[1] - setting.n))])
        V = np.vstack([X, A]).tolist()
        G = np.array(naive.gram(V))
        n = setting.n
        assert relative_error(instance.gram[1:, 1:], G[:n, :n]) < 1e-14
        assert relative_error(instance.overlaps[:, 1:], G[n:, :n]) < 1e-14
        assert np.linalg.matrix_rank(G) == min(n + 2 * setting.m, setting.d - 1)


def test_the_size_of_the_test_draw_changes_nothing_else():
    few, many = (draw_instance(SMALL, streams(3), "law", size) for size in (0, 50))
    assert few.test is None
    assert many.test.size == 50
    for name in ("gram", "overlaps", "labels", "signs"):
        assert same_bits(getattr(few, name), getattr(many, name))


def test_a_huge_dimension_costs_no_memory_of_its_size():
    instance = draw_instance(SMALL.replace(d=10**22), streams(0), "law", 10)
    assert instance.gram.shape == (9, 9)
    assert instance.dense is None
    assert instance.gram[1, 1] == pytest.approx(0.25e22, rel=1e-9)
