"""Coordinates without d against the vectors in R^d: singular values, shares of energy, what truncated weights meet."""

import numpy as np
import pytest
from hypothesis import given

from lngd_theory import InputError, Setting
from lngd_theory.activation import relu_power
from lngd_theory.dynamics import DenseEngine
from lngd_theory.instances import draw_instance
from lngd_theory.spectral.network.corruption import Corruption, draw_network
from lngd_theory.spectral.network.geometry import PARTS, Geometry
from lngd_theory.spectral.network.outputs import Meeting, TestSet, meet, train_features
from lngd_theory.spectral.network.weights import truncated, weight_spectrum
from lngd_theory.streams import streams
from tests.draws import ROUNDING, open_unit, relative_error, seeds

SETTING = Setting(n=12, d=80, m=4, mu=3.0, sigma_p=0.5, sigma_0=0.05, eta=0.5, corruption=0.3)


def dense_case(seed=0, steps=60):
    """A trained dense network, its instance, geometry, W and coefficients."""
    instance = draw_instance(SETTING, streams(seed), "dense", 0)
    engine = DenseEngine(instance, SETTING.eta, SETTING.q)
    assert engine.advance(np.ones((steps, SETTING.n))) == steps
    return instance, Geometry.of_dense(instance, SETTING.sigma_p), engine.W, engine.coefficients


@pytest.mark.parametrize("moved", [False, True])
def test_singular_values_are_those_of_the_weights_in_r_d(moved):
    instance, geometry, W, R = dense_case()
    vectors = W - instance.dense.W0 if moved else W
    spectrum = weight_spectrum(geometry, R, moved)
    assert relative_error(spectrum.values, np.linalg.svd(vectors, compute_uv=False)) < ROUNDING
    assert relative_error(spectrum.values**2, np.linalg.eigvalsh(vectors @ vectors.T)[::-1]) < ROUNDING


def test_gram_matrices_of_weights_and_of_their_movement():
    instance, geometry, W, R = dense_case(seed=1)
    A, B = geometry.weights(R), geometry.moved(R)
    assert relative_error(A @ A.T, W @ W.T) < ROUNDING
    assert relative_error(B @ B.T, (W - instance.dense.W0) @ (W - instance.dense.W0).T) < ROUNDING


def test_preactivations_of_coordinates():
    instance, geometry, W, R = dense_case(seed=2)
    assert relative_error(geometry.preactivations(R), W @ instance.dense.atoms.T) < ROUNDING
    assert relative_error(geometry.overlaps_of(geometry.weights(R)), W @ instance.dense.atoms.T) < ROUNDING


def test_shares_are_projections_of_singular_vectors_on_the_nearest_orthonormal_axes():
    """The axes by another route: the polar factor of the atoms' matrix from its singular value decomposition."""
    instance, geometry, W, R = dense_case(seed=3)
    U, _, Vt = np.linalg.svd(instance.dense.atoms, full_matrices=False)
    axes = U @ Vt
    right = np.linalg.svd(W, full_matrices=False)[2]
    energy = (right @ axes.T) ** 2
    wrong = instance.labels != instance.true_labels
    assert wrong.any()
    expected = np.column_stack(
        [energy[:, 0], energy[:, 1:][:, ~wrong].sum(1), energy[:, 1:][:, wrong].sum(1), 0 * energy[:, 0]]
    )
    expected = np.column_stack([expected, 1 - expected.sum(1)])
    assert relative_error(weight_spectrum(geometry, R).shares, expected) < ROUNDING


@given(seeds, open_unit(0.0, 0.5))
def test_shares_add_to_one_whatever_the_corruption(seed, rate):
    setting = SETTING.replace(corruption=0.0)
    for kind in ("random", "class", "aligned"):
        draw = draw_network(setting, Corruption(kind, rate), seed % 1000, 1)
        R = np.random.default_rng(seed % 1000).standard_normal(draw.geometry.instance.overlaps.shape)
        R[:, draw.geometry.instance.norms2 == 0] = 0.0
        for moved in (False, True):
            spectrum = weight_spectrum(draw.geometry, R, moved)
            assert np.abs(spectrum.shares.sum(axis=1) - 1).max() < ROUNDING
            assert spectrum.part().sum() == pytest.approx(1.0)
        aligned = spectrum.part()[PARTS.index("aligned patch")]
        assert (aligned > 0) == (kind == "aligned")


@pytest.mark.parametrize("moved", [False, True])
def test_truncated_weights_meet_what_vectors_in_r_d_do(moved):
    instance, geometry, W, R = dense_case(seed=4)
    W0 = instance.dense.W0
    fresh = np.random.default_rng(5).standard_normal((SETTING.d, 7))
    start = Meeting(instance.overlaps, W0 @ fresh) if moved else None
    kept = list(truncated(weight_spectrum(geometry, R, moved), Meeting(geometry.preactivations(R), W @ fresh), start))
    U, s, Vt = np.linalg.svd(W - W0 if moved else W, full_matrices=False)
    assert len(kept) == 2 * SETTING.m + 1
    for k, at in enumerate(kept):
        vectors = (U[:, :k] * s[:k]) @ Vt[:k] + (W0 if moved else 0.0)
        assert np.abs(at.atoms - vectors @ instance.dense.atoms.T).max() < ROUNDING
        assert np.abs(at.fresh - vectors @ fresh).max() < ROUNDING


def test_features_are_activations_summed_over_patches():
    instance, geometry, W, R = dense_case(seed=6)
    patches = instance.signs[:, :, None] * instance.dense.atoms[instance.atoms]
    expected = relu_power(patches @ W.T, SETTING.q).sum(axis=1)
    assert relative_error(train_features(instance, geometry.preactivations(R), SETTING.q), expected) < ROUNDING


def test_accuracy_on_fresh_data_is_that_of_the_packages_own_test_set():
    """Two routes with different draws: they agree within their Monte-Carlo errors."""
    setting, size = SETTING.replace(corruption=0.0), 20_000
    draw = draw_network(setting, Corruption("random", 0.3), 3, size)
    package = draw_instance(setting.replace(corruption=0.3), streams(3), "law", size)
    assert np.array_equal(draw.geometry.instance.labels, package.labels)
    assert np.array_equal(draw.geometry.instance.overlaps, package.overlaps)
    R = 0.4 * np.random.default_rng(0).standard_normal(package.overlaps.shape)
    R[:, 0] = np.repeat([1.0, -1.0], setting.m) * 0.3
    other = package.test.from_coefficients(R, setting.q)
    correct = TestSet(draw, setting.q).correct(meet(draw, R))
    assert 0.55 < other.accuracy < 0.97
    error = np.hypot(other.standard_error, correct.std() / np.sqrt(size))
    assert abs(correct.mean() - other.accuracy) < 5 * error


def test_what_fresh_patches_meet_has_the_covariance_of_the_weights():
    setting = SETTING.replace(corruption=0.0)
    draw = draw_network(setting, Corruption("aligned", 0.3), 1, 40_000)
    R = 0.3 * np.random.default_rng(1).standard_normal(draw.geometry.instance.overlaps.shape)
    R[:, -1] = 0.0  # the zero patch moves nothing
    A = draw.geometry.weights(R)[:, draw.geometry.fresh_axes]
    expected = setting.sigma_p**2 * A @ A.T
    fresh = meet(draw, R).fresh
    got = fresh @ fresh.T / fresh.shape[1]
    spread = np.sqrt((expected**2 + np.outer(np.diag(expected), np.diag(expected))) / fresh.shape[1])
    assert (np.abs(got - expected) / spread).max() < 6


def test_the_law_of_singular_values_does_not_depend_on_the_route():
    """The largest singular value of the initial weights, drawn in law and as vectors: the same within its scatter."""
    setting = SETTING.replace(corruption=0.0)
    zero = np.zeros((2 * setting.m, setting.n + 1))
    in_law = [weight_spectrum(draw_network(setting, Corruption(), k, 1).geometry, zero).values[0] for k in range(200)]
    dense = [
        np.linalg.svd(draw_instance(setting, streams(1000 + k), "dense", 0).dense.W0, compute_uv=False)[0]
        for k in range(200)
    ]
    gap = abs(np.mean(in_law) - np.mean(dense))
    assert gap < 5 * np.hypot(np.std(in_law), np.std(dense)) / np.sqrt(200)


def test_only_some_samples_train_and_all_atoms_stay():
    draw = draw_network(SETTING.replace(corruption=0.0), Corruption("aligned", 0.3), 2, 5)
    part = draw.geometry.restricted(np.arange(9))
    assert part.instance.n == 9
    assert np.array_equal(part.fresh_axes, draw.geometry.fresh_axes)
    held = draw.geometry.instance.noise_atoms[9:]
    assert (part.parts[held] == PARTS.index("initial weights")).all()
    R = np.zeros_like(part.instance.overlaps)
    assert np.array_equal(part.weights(R), draw.geometry.weights(R))


def test_dimension_costs_nothing_and_may_be_huge():
    setting = Setting(n=12, d=10**12, m=4, mu=1e5, sigma_p=1.0, sigma_0=1e-7, eta=1e-12)
    draw = draw_network(setting, Corruption("random", 0.2), 0, 5)
    assert draw.geometry.weights(np.zeros_like(draw.geometry.instance.overlaps)).shape == (8, 13 + 8)


def test_bad_input_is_refused():
    bare = draw_instance(SETTING, streams(0), "law", 0)
    with pytest.raises(InputError, match="no vectors in R\\^d; draw it with draw='dense'"):
        Geometry.of_dense(bare, 1.0)
    object.__setattr__(bare, "signal_patch", None)
    with pytest.raises(InputError, match="needs signal_patch and noise_patch"):
        Geometry(bare, np.zeros((8, 8)), 1.0)
