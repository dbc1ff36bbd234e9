import math

import numpy as np
import pytest
from scipy import stats

from lngd_theory import InputError, PatchData, Setting
from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.population import GaussianTest
from lngd_theory.streams import streams
from lngd_theory.wishart import bartlett_factor
from tests import naive
from tests.draws import ALPHA, EPS, SMALL, patch_cases, relative_error


def law_test(setting, seed=0, size=500):
    return draw_instance(setting, streams(seed), "law", size).test


def random_coefficients(setting, seed, scale=0.3):
    return scale * np.random.default_rng(seed).standard_normal((2 * setting.m, 1 + setting.n))


@pytest.mark.parametrize("q", [1.0, 1.5, 2.0, 3.0])
def test_gaussian_accuracy_is_that_of_its_own_preactivations_by_loops(q):
    setting = SMALL.replace(q=q)
    instance = draw_instance(setting, streams(3), "law", 300)
    R = random_coefficients(setting, 1)
    noise = instance.test.noise_preactivations(R)
    outcomes = []
    for t in range(300):
        for y in (1, -1):
            f = 0.0
            for row in range(2 * setting.m):
                j = 1 if row < setting.m else -1
                signal = y * (instance.overlaps[row, 0] + R[row, 0])
                f += j * (naive.activation(signal, q) + naive.activation(noise[t, row], q)) / setting.m
            outcomes.append(y * f > 0)
    got = instance.test.from_coefficients(R, q)
    assert got.accuracy == pytest.approx(np.mean(outcomes), abs=300 * EPS)
    pairs = np.reshape(outcomes, (300, 2)).mean(axis=1)
    assert got.standard_error == pytest.approx(pairs.std() / math.sqrt(300), rel=1e-12)


def explicit_weights(setting, rng):
    """Weights in R^(d-1), orthogonal to mu, whose coordinates are those a GaussianTest is given and draws."""
    n, rows, rest = setting.n, 2 * setting.m, setting.d - 1 - setting.n
    L, N = bartlett_factor(rng, n, setting.d - 1), rng.standard_normal((rows, n))
    P = bartlett_factor(np.random.default_rng(99), rows, rest)
    Q = np.linalg.qr(rng.standard_normal((setting.d - 1, setting.d - 1)))[0]
    xi = setting.sigma_p * L @ Q[:n]
    W0 = setting.sigma_0 * (N @ Q[:n] + P @ Q[n : n + P.shape[1]])
    test = GaussianTest(setting, N, L, np.zeros(rows), np.random.default_rng(99), 4000)
    return xi, W0, test


@pytest.mark.parametrize(
    ("n", "d", "m"), [(3, 12, 2), (4, 7, 3), (5, 7, 4), (1, 3, 2)], ids=["roomy", "2 left of 6", "1 left of 8", "tiny"]
)
def test_test_preactivations_have_the_covariance_of_the_weights(n, d, m):
    """Whitened by ``sigma_p^2 W W^T`` of explicit weights they are standard normal, also where the rest is singular.

    Kolmogorov-Smirnov for each coordinate and a chi-square test of every correlation, level ALPHA in all.
    """
    setting = Setting(n=n, d=d, m=m, mu=1.0, sigma_p=0.7, sigma_0=0.3, eta=1.0)
    xi, W0, test = explicit_weights(setting, np.random.default_rng(5))
    R = random_coefficients(setting, 2)
    W = W0 + sum(R[:, 1 + i][:, None] * xi[i] / (xi[i] @ xi[i]) for i in range(n))
    covariance = setting.sigma_p**2 * W @ W.T
    values, vectors = np.linalg.eigh(covariance)
    rank = min(2 * m, d - 1)
    assert np.all(values[: 2 * m - rank] < 1e-12 * values[-1])
    z = test.noise_preactivations(R) @ vectors
    null, alive = z[:, : 2 * m - rank], z[:, 2 * m - rank :] / np.sqrt(values[2 * m - rank :])
    assert np.abs(null).max(initial=0) < 1e-7 * math.sqrt(values[-1])  # sqrt of the eigenvalues' rounding
    p_values = [stats.kstest(column, stats.norm.cdf).pvalue for column in alive.T]
    products = [alive[:, a] @ alive[:, b] / math.sqrt(len(alive)) for a in range(rank) for b in range(a)]
    p_values += [2 * stats.norm.sf(abs(product)) for product in products]
    assert min(p_values) > ALPHA / len(p_values)


def test_test_preactivations_move_continuously_with_the_coefficients():
    """Also where the first coordinate of a weight passes zero, at which a plain QR factor would change sign."""
    instance = draw_instance(SMALL, streams(4), "law", 200)
    test, R = instance.test, random_coefficients(SMALL, 3)
    R[0, 1:] = 0
    L, norm2 = test._L, test._L[0] @ test._L[0]
    R[0, 1] = -SMALL.sigma_0 * test._N[0, 0] * SMALL.sigma_p * norm2 / L[0, 0]  # now that coordinate is zero
    for step in (1e-9, 1e-6):
        before, after = (test.noise_preactivations(R + side * step) for side in (-1, 1))
        assert 0 < np.abs(after - before).max() < 1e3 * step


def test_the_same_draws_judge_every_state():
    test = law_test(SMALL)
    R = random_coefficients(SMALL, 4)
    first = test.from_coefficients(R, 2.0)
    test.from_coefficients(2 * R, 2.0)
    assert test.from_coefficients(R, 2.0) == first


def test_zero_output_counts_as_an_error():
    data = PatchData(np.ones((2, 1, 3)), [1, -1], m=1, eta=0.1, W0=np.zeros((2, 3)),
                     test_patches=np.ones((4, 1, 3)), test_labels=[1, 1, -1, -1])  # fmt: skip
    instance = draw_instance(data, streams(0), "dense", 1)
    assert instance.test.from_weights(np.zeros((2, 3)), 2.0).accuracy == 0
    assert instance.test.from_coefficients(np.zeros((2, 1)), 2.0).accuracy == 0


@pytest.mark.parametrize("name", ["tilted signal", "bias", "given weights", "corrupted"])
def test_accuracy_on_given_patches_is_the_loops_by_both_routes(name):
    data = patch_cases()[name]
    instance = draw_instance(data, streams(1), "dense", 1)
    engine = GramEngine(instance, data.eta, data.q)
    engine.advance(np.ones((5, data.n)))
    R = engine.coefficients
    atoms, W0 = instance.dense
    W = W0 + (R / instance.norms2) @ atoms
    expected = naive.accuracy(W.tolist(), data.test_patches.tolist(), data.test_labels.tolist(), data.q)
    assert 0 < expected < 1
    for got in (instance.test.from_coefficients(R, data.q), instance.test.from_weights(W, data.q)):
        assert got.accuracy == expected
        assert got.standard_error == pytest.approx(math.sqrt(expected * (1 - expected) / 40), rel=8 * EPS)
    assert instance.test.size == data.test_labels.size


def test_dense_test_data_of_the_definition_is_judged_as_the_loops_do():
    instance = draw_instance(SMALL, streams(6), "dense", 60)
    W = 0.1 * np.random.default_rng(0).standard_normal((2 * SMALL.m, SMALL.d))
    test = instance.test
    mu, xi = test._vectors[0], test._vectors[1:]
    X = [[(y * mu).tolist(), noise.tolist()] for y, noise in zip(test._labels, xi, strict=True)]
    expected = naive.accuracy(W.tolist(), X, test._labels.tolist(), 2.0)
    assert 0 < expected < 1
    assert test.from_weights(W, 2.0).accuracy == expected


def test_without_vectors_weights_cannot_be_judged():
    with pytest.raises(InputError, match="drawn in law, without vectors in R\\^d; use draw='dense'"):
        law_test(SMALL).from_weights(np.zeros((2 * SMALL.m, SMALL.d)), 2.0)
    instance = draw_instance(patch_cases()["bias"], streams(0), "law", 1)
    with pytest.raises(InputError, match="holds no vectors; draw the instance with draw='dense'"):
        instance.test.from_weights(np.zeros((6, 13)), 2.0)


def test_a_huge_dimension_changes_only_the_scale_of_the_test_draw():
    """sigma_p, sigma_0 ~ d^(-1/4) keep overlaps: <w0, xi_test> has variance 1 + O(1e-11) whatever d; level ALPHA."""
    for d in (10**8, 10**22):
        s = Setting(n=3, d=d, m=2, mu=1.0, sigma_p=d**-0.25, sigma_0=d**-0.25, eta=0.1)
        z = law_test(s, seed=7, size=5000).noise_preactivations(np.zeros((4, 4)))
        assert relative_error(s.initial_noise_overlap, 1.0) < 1e-12
        # W0 W0^T = sigma_0^2 d (I + O(d^-1/2)), and d^-1/2 <= 1e-4 moves the variance by 1e-4 sds 0.02
        assert min(stats.kstest(column, stats.norm.cdf).pvalue for column in z.T) > ALPHA / 8
