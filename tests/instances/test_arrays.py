import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, PatchData, simulate
from lngd_theory.instances import describe, draw_instance
from lngd_theory.instances.arrays import distinct_patches
from lngd_theory.streams import streams
from tests import naive
from tests.draws import EPS, patch_cases, relative_error, same_bits, seeds

pytestmark = pytest.mark.nojit

X = np.random.default_rng(0).standard_normal((4, 2, 5))
Y = np.array([1.0, -1.0, 1.0, -1.0])
GOOD = {"patches": X, "labels": Y, "m": 2, "eta": 0.1}


@st.composite
def repeating_patches(draw):
    """Patches from a small pool of small integer vectors, with both signs and zeros of both signs."""
    n, P, d = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 4))
    entries = st.lists(st.sampled_from([0.0, -0.0, 1.0, -1.0, 2.0]), min_size=n * P * d, max_size=n * P * d)
    return np.reshape(draw(entries), (n, P, d))


@given(patches=repeating_patches())
def test_distinct_patches_are_those_of_the_loops(patches):
    data = distinct_patches(patches)
    atoms, which, signs = naive.distinct_patches(patches.tolist())
    assert data.atoms.tolist() == atoms
    assert data.which.tolist() == which
    assert np.array_equal(np.array(signs)[np.any(patches != 0, axis=2)], data.signs[np.any(patches != 0, axis=2)])


@given(patches=repeating_patches())
def test_atoms_and_signs_give_the_patches_back(patches):
    data = distinct_patches(patches)
    assert np.array_equal(data.signs[:, :, None] * data.atoms[data.which], patches)


def test_data_of_the_definition_has_mu_first_and_then_the_noise_patches():
    mu = np.array([2.0, 0, 0, 0, 0])
    data = distinct_patches(np.stack([Y[:, None] * mu, X[:, 0]], axis=1))
    assert np.array_equal(data.atoms, np.vstack([mu, X[:, 0]]))
    assert np.array_equal(data.which, [[0, i + 1] for i in range(4)])
    assert np.array_equal(data.signs, np.column_stack([Y, np.ones(4)]))


@pytest.mark.parametrize("name", patch_cases())
def test_gram_matrix_and_overlaps_are_inner_products_of_the_patches(name):
    data = patch_cases()[name]
    instance = draw_instance(data, streams(2), "dense", 1)
    atoms, W0 = instance.dense
    tolerance = 4 * data.d * EPS
    assert relative_error(instance.gram, naive.gram(atoms.tolist())) < tolerance
    expected = naive.matrix_product(W0.tolist(), atoms.T.tolist())
    assert relative_error(instance.overlaps, expected) < tolerance
    assert np.array_equal(instance.signs[:, :, None] * atoms[instance.atoms], data.patches)


def test_vectors_are_kept_only_for_the_dense_draw():
    data = patch_cases()["tilted signal"]
    law, dense = (draw_instance(data, streams(2), draw, 1) for draw in ("law", "dense"))
    assert law.dense is None
    assert same_bits(law.gram, dense.gram)
    assert same_bits(law.overlaps, dense.overlaps)


def test_a_bias_is_one_more_coordinate_of_training_and_test_patches():
    data = patch_cases()["bias"]
    assert data.d == 13
    assert np.all(data.patches[:, :, -1] == 0.7)
    assert np.all(data.test_patches[:, :, -1] == 0.7)


def test_given_weights_are_used_for_every_seed_and_not_shared():
    data = patch_cases()["given weights"]
    first, second = (draw_instance(data, streams(seed), "dense", 1) for seed in (0, 1))
    assert same_bits(first.dense.W0, data.W0)
    assert same_bits(second.dense.W0, data.W0)


def test_drawn_weights_have_the_scale_sigma_0():
    data = PatchData(**GOOD, sigma_0=0.5)
    small = PatchData(**GOOD, sigma_0=0.25)
    W, V = (draw_instance(problem, streams(3), "dense", 1).dense.W0 for problem in (data, small))
    assert same_bits(W, 2 * V)
    assert W.shape == (4, 5)


def test_the_arrays_given_are_copied():
    X_own, Y_own = X.copy(), Y.copy()
    data = PatchData(X_own, Y_own, m=1, eta=0.1)
    X_own[:] = 0
    Y_own[:] = 0
    assert same_bits(data.patches, X)
    assert same_bits(data.labels, Y)


def mu_data(labels, seed=0):
    """Definition 2.1 as arrays; sample i has the first patch y_i mu."""
    labels = np.asarray(labels, dtype=float)
    noise = np.random.default_rng(seed).standard_normal((labels.size, 6))
    noise[:, 0] = 0
    patches = np.stack([labels[:, None] * np.eye(6)[0], noise], axis=1)
    W0 = 0.3 * np.random.default_rng(1).standard_normal((4, 6))
    return PatchData(patches, labels, m=2, eta=0.3, W0=W0, signal_patch=0, noise_patch=1)


@given(seed=seeds, order=st.permutations(range(5)))
def test_the_sign_of_gamma_does_not_depend_on_which_sample_comes_first(seed, order):
    """gamma is the coefficient along mu, where sample i holds y_i mu, whatever the first label is."""
    labels = np.array([1.0, -1.0, 1.0, 1.0, -1.0])
    data = mu_data(labels, seed)
    order = list(order)
    permuted = PatchData(data.patches[order], labels[order], m=2, eta=0.3, W0=data.W0, signal_patch=0, noise_patch=1)
    a, b = (simulate(problem, steps=3, seeds=1).gamma.values for problem in (data, permuted))
    assert np.all(a >= 0)  # standard GD on clean labels only adds along the signal
    assert relative_error(b, a) < 64 * EPS


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"patches": X[0]}, r"^patches has shape \(2, 5\); it must be \(n, P, d\) with no empty axis"),
        ({"patches": np.zeros((0, 2, 5)), "labels": []}, r"^patches has shape \(0, 2, 5\)"),
        ({"patches": np.where(X[2, 1, 3] == X, np.nan, X)}, "^patches must be finite; sample 2 is not"),
        ({"patches": [[[1.0, 2.0], [1.0]]], "labels": [1]}, "^patches"),
        ({"patches": "abc"}, "^patches"),
        ({"labels": Y[:3]}, r"^labels \(shape \(3,\)\) must be \+1 or -1 for each of the 4 samples"),
        ({"labels": [1, 0, 1, 1]}, r"^labels .* must be \+1 or -1"),
        ({"labels": [1, np.nan, 1, 1]}, r"^labels .* must be \+1 or -1"),
        ({"labels": list("abcd")}, r"^labels .*must be \+1 or -1"),
        ({"test_patches": X}, "^give test_patches and test_labels together, or neither"),
        ({"test_labels": Y}, "^give test_patches and test_labels together, or neither"),
        ({"test_patches": X[:, :, :4], "test_labels": Y}, r"^test_patches have d=4, patches d=5: they must agree"),
        ({"test_patches": X, "test_labels": Y[:2]}, r"^test_labels \(shape \(2,\)\)"),
        ({"test_patches": X[0], "test_labels": Y}, r"^test_patches has shape"),
        ({"m": 0}, "^m=0 must be"),
        ({"m": 1.5}, "m=1.5 .*an integer"),
        ({"m": True}, "m=True"),
        ({"m": "two"}, "^m='two' must be"),
        ({"eta": 0.0}, "^eta=0.0 must be a finite number > 0"),
        ({"eta": np.nan}, "^eta=nan must be a finite number > 0"),
        ({"eta": "fast"}, "^eta='fast' must be a finite number > 0"),
        ({"eta": True}, "^eta=True must be a finite number > 0"),
        ({"sigma_0": 0.0}, "^sigma_0=0.0 must be a finite number > 0"),
        ({"sigma_0": np.inf}, "^sigma_0=inf must be a finite number > 0"),
        ({"q": 0.5}, "^q=0.5 must be a finite number >= 1"),
        ({"corruption": -0.1}, "^corruption=-0.1 must be a finite number >= 0"),
        ({"corruption": 1.1}, r"corruption=1.1 must be in \[0, 1\]"),
        ({"bias": np.inf}, "^bias=inf must be a finite number"),
        ({"signal_patch": 2}, "^signal_patch=2 must be one of the 2 patches, counted from 0"),
        ({"noise_patch": -1}, "^noise_patch=-1 must be one of the 2 patches"),
        ({"W0": np.zeros((4, 4))}, r"^W0 has shape \(4, 4\); it must be finite, of shape \(2m, d\) = \(4, 5\)"),
        ({"W0": np.full((4, 5), np.nan)}, "^W0 .* it must be finite"),
        ({"W0": np.zeros((4, 5)), "bias": 1.0}, r"of shape \(2m, d\) = \(4, 6\)"),
    ],
    ids=lambda value: None if isinstance(value, str) else ",".join(value),
)
def test_data_that_cannot_be_used_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        PatchData(**{**GOOD, **change})


@pytest.mark.parametrize("m", [2.0, np.int64(2), np.float64(2.0)])
def test_a_whole_number_of_filters_may_have_any_type(m):
    data = PatchData(**{**GOOD, "m": m, "eta": np.float32(0.1)})
    assert draw_instance(data, streams(0), "law", 0).m == 2
    assert json.loads(json.dumps(describe(data)))["m"] == 2


def test_a_description_holds_sizes_but_no_arrays():
    described = describe(patch_cases()["given weights"])
    assert described["type"] == "PatchData"
    assert (described["n"], described["P"], described["d"], described["given_W0"]) == (7, 2, 12, True)
    assert json.loads(json.dumps(described)) == described
