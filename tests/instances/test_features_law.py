"""The draw of features that is exact in law against the draw of vectors, in distribution, and its test set by loops."""

import math

import numpy as np
import pytest
from scipy import stats

from lngd_theory import LabelFlip
from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import FeatureModel, draw_instance
from lngd_theory.instances.targets import all_signs
from lngd_theory.streams import streams
from tests import naive
from tests.draws import ALPHA, EPS
from tests.instances.test_features import CASES, SMALL, naive_target

SEEDS = 800  # of either draw; a two-sample KS test at ALPHA / 12 then notices a distance of about 0.14
STEPS = 6

BASE = FeatureModel(n=3, d=12, m=2, mu=1.5, sigma_p=0.7, sigma_0=0.3, eta=0.6)
LAWS = {
    "non-orthogonal": BASE.replace(orthogonal=False),
    "two noise patches, apart": BASE.replace(k=3, target="staircase", noise_patches=2),
    "joint, non-orthogonal": BASE.replace(k=2, target="xor", layout="joint", orthogonal=False),
    "added": BASE.replace(k=2, target="xor", layout="added", orthogonal=False),
    # 8 noise vectors in 4 dimensions, so that atoms are dependent and nothing of the weights lies beside them
    "singular": BASE.replace(n=4, d=6, k=2, target="xor", noise_patches=2, orthogonal=False),
}


def trained(instance, model, seed):
    engine = GramEngine(instance, model.eta, model.q)
    engine.advance(LabelFlip(0.2).draw(np.random.default_rng([seed, 1]), STEPS, model.n))
    return engine.coefficients


def observations(instance, R, yf):
    """One number each; ``yf`` are y f of one fresh sample without and with training."""
    G, overlaps = instance.gram, instance.overlaps
    own = instance.atoms[:, -1]  # the last patch is noise in every layout
    noise = G[np.ix_(own, own)]
    return {
        "|xi|^2": noise[0, 0],
        "<xi_1, xi_2>": noise[0, 1],
        "smallest eigenvalue but k": np.linalg.eigvalsh(noise)[0],
        "sum of <signal, xi>": G[0] @ G[:, own[0]],
        "<w0, first atom>": overlaps[0, 0],
        "<w0, xi_1>": overlaps[0, own[0]],
        "sum <w0, v> <u0, v>": overlaps[0] @ overlaps[-1],
        "largest R": np.abs(R).max(),
        "sum R": R.sum(),
        "y f before": yf[0],
        "y f after": yf[1],
        "labels": instance.true_labels.sum(),
    }


def output(preactivations, m):
    s = np.maximum(preactivations, 0) ** 2
    return float(s[..., :m].sum() - s[..., m:].sum())


def from_law(model, seed):
    instance = draw_instance(model, streams(seed), "law", 1)
    R = trained(instance, model, seed)
    point = int(np.random.default_rng([seed, 3]).integers(2**model.k))
    y = naive_target(model.target, all_signs(model.k)[point].tolist())
    yf = []
    for coefficients in (0 * R, R):
        signal, noise = instance.test.preactivations(coefficients)
        patches = signal[point] + noise[0] if model.layout == "added" else np.vstack([signal[point], noise[0]])
        yf.append(y * output(patches, model.m))
    return observations(instance, R, yf)


def from_vectors(model, seed):
    instance = draw_instance(model, streams(seed), "dense", 1)
    R = trained(instance, model, seed)
    atoms, W0 = instance.dense
    test = instance.test
    x = test._signs[0][:, None] * test._vectors[test._atoms[0]]
    W = W0 + (R / instance.norms2) @ atoms
    yf = [float(test._labels[0]) * output(x @ weights.T, model.m) for weights in (W0, W)]
    return observations(instance, R, yf)


def p_values(draw_a, draw_b):
    a, b = [draw_a(seed) for seed in range(SEEDS)], [draw_b(10**6 + seed) for seed in range(SEEDS)]
    return {name: stats.ks_2samp([o[name] for o in a], [o[name] for o in b], method="asymp").pvalue for name in a[0]}


@pytest.mark.parametrize("name", LAWS)
def test_the_law_exact_draw_has_the_distribution_of_the_dense_draw(name):
    """Data, initial overlaps, trained coefficients and y f of a fresh sample; ALPHA divided by their number."""
    found = p_values(lambda seed: from_law(LAWS[name], seed), lambda seed: from_vectors(LAWS[name], seed))
    assert len(found) == 12
    assert {key: p for key, p in found.items() if p <= ALPHA / len(found)} == {}


def test_the_comparison_of_draws_has_power():
    """Noise along the features or not, and signals twice as long, are noticed where they matter."""
    along, beside = LAWS["singular"], LAWS["singular"].replace(orthogonal=True)
    moved = p_values(lambda seed: from_law(along, seed), lambda seed: from_vectors(beside, seed))
    assert moved["|xi|^2"] < ALPHA
    joint = LAWS["joint, non-orthogonal"]
    longer = p_values(lambda seed: from_law(joint.replace(mu=3.0), seed), lambda seed: from_vectors(joint, seed))
    assert min(longer["<w0, first atom>"], longer["y f after"]) < ALPHA


@pytest.mark.parametrize("name", LAWS)
def test_mean_test_accuracy_is_that_of_vectors(name):
    """A z test at level ALPHA on the accuracies of 150 trained networks under either draw, 400 test draws each."""
    means = []
    for draw, first in (("law", 0), ("dense", 10**6)):
        found = []
        for seed in range(first, first + 150):
            instance = draw_instance(LAWS[name], streams(seed), draw, 400)
            found.append(instance.test.from_coefficients(trained(instance, LAWS[name], seed), 2.0).accuracy)
        means.append((np.mean(found), np.var(found) / len(found)))
    (a, var_a), (b, var_b) = means
    assert abs(a - b) < stats.norm.isf(ALPHA / 2) * math.sqrt(var_a + var_b)


@pytest.mark.parametrize("name", CASES)
def test_accuracy_is_that_of_its_own_preactivations_by_loops(name):
    model = SMALL.replace(**CASES[name], q=1.5)
    instance = draw_instance(model, streams(3), "law", 40)
    R = 0.3 * np.random.default_rng(1).standard_normal(instance.overlaps.shape)
    signal, noise = instance.test.preactivations(R)
    shares = []
    for t in range(40):
        outcomes = []
        for point, z in enumerate(all_signs(model.k).tolist()):
            f = 0.0
            for row in range(2 * model.m):
                j = 1 if row < model.m else -1
                if model.layout == "added":
                    inputs = [signal[point, 0, row] + noise[t, 0, row]]
                else:
                    inputs = [*signal[point, :, row], *noise[t, :, row]]
                f += j * sum(naive.activation(v, 1.5) for v in inputs) / model.m
            outcomes.append(naive_target(model.target, z) * f > 0)
        shares.append(np.mean(outcomes))
    got = instance.test.from_coefficients(R, 1.5)
    assert got.accuracy == pytest.approx(np.mean(shares), abs=100 * EPS)
    assert got.standard_error == pytest.approx(np.std(shares) / math.sqrt(40), rel=1e-12)
    assert instance.test.size == 40


def test_a_shrunken_start_is_that_of_shrunken_weights():
    """``start`` scales the initial weights in every direction, those that no atom sees included."""
    model = SMALL.replace(k=2, target="xor", layout="joint", orthogonal=False)
    whole = draw_instance(model, streams(5), "law", 30)
    half = draw_instance(model.replace(sigma_0=model.sigma_0 / 2), streams(5), "law", 30)
    R = 0.1 * np.random.default_rng(2).standard_normal(whole.overlaps.shape)
    for got, expected in zip(whole.test.preactivations(R, 0.5), half.test.preactivations(R), strict=True):
        assert np.allclose(got, expected, rtol=1e-12, atol=1e-14)
