"""Simulated curves against loops with a drawn test set; invariances; label noise; seeds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory.spectral import rank_risk_curve
from lngd_theory.spectral.spiked import SpikedModel, simulate_rank_risk
from lngd_theory.spectral.spiked.simulation import draw, draw_labels
from lngd_theory.streams import streams
from tests.spectral.spiked import naive

MODELS = (
    SpikedModel(40, 20, (5.0, 2.0), r=0.2),
    SpikedModel(40, 60, (5.0,), r=0.1, latent="classes"),
    SpikedModel(40, 20, (5.0, 2.0), r=0.2, b=(1, 0), aligned=1, tail=((2.0, 0.5), (0.5, 0.5))),
)


@pytest.mark.parametrize("model", MODELS)
def test_exact_risks_are_those_of_a_large_test_set(model):
    stream = streams(3)
    x, s = draw(model, stream.instance, model.N)
    _, y = draw_labels(model, stream.label_noise, s)
    x_test, s_test = draw(model, stream.test, 40_000)
    y_test = np.sign(s_test @ model.weights)
    ranks = [1, 2, 5, model.full_rank // 2]
    squared, error = naive.curve(x, y, x_test, y_test, ranks)
    found = simulate_rank_risk(model, [3]).isel(seed=0).sel(d=ranks)
    np.testing.assert_allclose(found.squared, squared, rtol=0.03)
    np.testing.assert_allclose(found.error, error, atol=0.01)


def test_the_curve_of_any_features_is_the_same_curve():
    """The package's probe for arrays, without centring: the difference of its two outputs is this least squares."""
    model = MODELS[0]
    stream = streams(5)
    x, s = draw(model, stream.instance, model.N)
    _, y = draw_labels(model, stream.label_noise, s)
    x_test, s_test = draw(model, stream.test, 40_000)
    curve = rank_risk_curve(x, y, x_test, np.sign(s_test @ model.weights), centred=False)
    accuracy = curve.accuracy.sel(sample="test", labels="given")
    error = simulate_rank_risk(model, [5]).error.isel(seed=0)
    np.testing.assert_allclose(1 - accuracy[1:], error[1:], atol=0.01)


def test_features_and_labels_have_the_stated_moments():
    for model in MODELS:
        x, s = draw(model, np.random.default_rng(0), 60_000)
        clean, y = draw_labels(model, np.random.default_rng(1), s)
        k = len(model.ell)
        np.testing.assert_allclose(x[:, :k].var(axis=0), 1 + model.strengths, rtol=0.03)
        np.testing.assert_allclose(x[:, k:].var(axis=0), model.tail_variances, rtol=0.05)
        np.testing.assert_allclose(x[:, :k].T @ clean / clean.size, model.clean_moment, atol=0.03)
        np.testing.assert_allclose(x[:, :k].T @ y / y.size, model.train_moment, atol=0.03)
        assert np.mean(y != clean) == pytest.approx(model.r, abs=0.01)
        residual = y - x[:, :k] @ model.beta
        assert residual.var() == pytest.approx(model.sigma2, abs=0.02)


def test_random_label_noise_is_spread_evenly_and_that_of_a_strong_feature_is_not():
    """For coins the share of the noise in any d directions has the mean d/N, whatever the features are."""
    even = simulate_rank_risk(SpikedModel(60, 30, (20.0, 10.0), r=0.2, b=(1, 0)), 60).noise
    d = np.array([2, 10, 30])
    error = 4 * even.std("seed").sel(d=d).values / np.sqrt(60)
    assert (np.abs(even.mean("seed").sel(d=d).values - d / 60) < error).all()
    aligned = simulate_rank_risk(SpikedModel(60, 30, (20.0, 10.0), r=0.2, b=(1, 0), aligned=1), 60).noise
    assert float((aligned - even).sel(d=2).median()) > 0.05


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 10))
def test_the_probe_does_not_see_rotations_and_scaling_of_the_features(seed, scale):
    """Which is why spikes may lie along axes: naive curves of rotated features are the same."""
    rng = np.random.default_rng(seed)
    x, s = naive.draw((4.0, 2.0), np.ones(6), 20, rng)
    y = np.sign(s[:, 0])
    rotation = np.linalg.qr(rng.standard_normal((8, 8)))[0] * scale
    plain = naive.curve(x, y, x, y, range(1, 6))
    turned = naive.curve(x @ rotation, y, x @ rotation, y, range(1, 6))
    np.testing.assert_allclose(plain[0], turned[0], rtol=1e-8, atol=1e-10)


def test_a_seed_is_its_bits_and_progress_is_told():
    told = []
    model = MODELS[0]
    both = simulate_rank_risk(model, [4, 7], lambda done, total: told.append((done, total)))
    alone = simulate_rank_risk(model, [7])
    assert both.sel(seed=7).equals(alone.isel(seed=0))
    assert told == [(1, 2), (2, 2)]


def test_all_directions_are_ordinary_least_squares():
    model = MODELS[0]
    stream = streams(0)
    x, s = draw(model, stream.instance, model.N)
    _, y = draw_labels(model, stream.label_noise, s)
    w = np.linalg.lstsq(x, y, rcond=None)[0]
    k = len(model.ell)
    risk = 1 - 2 * w[:k] @ model.clean_moment + w @ w + w[:k] ** 2 @ model.strengths
    assert float(simulate_rank_risk(model, [0]).squared[0, -1]) == pytest.approx(risk)
