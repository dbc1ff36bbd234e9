"""Targets by their definition, the model's validation, and its draws as vectors against the definition's words."""

import itertools
import math
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, LabelFlip, NoLabelNoise, Setting, simulate
from lngd_theory.instances import FeatureModel, describe, draw_instance
from lngd_theory.instances.targets import TARGETS, TargetName, all_signs, target
from lngd_theory.streams import streams
from tests.draws import ROUNDING, relative_error, same_bits, seeds

SMALL = FeatureModel(n=8, d=60, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)
#: One of every kind: layouts, targets, several noise patches, noise along the features.
CASES = {
    "non-orthogonal": {"orthogonal": False},
    "three noise patches": {"noise_patches": 3},
    "XOR joint": {"k": 2, "target": "xor", "layout": "joint"},
    "XOR clusters": {"k": 2, "target": "xor", "layout": "added", "orthogonal": False},
    "parity joint, two noise patches, non-orthogonal": {
        "k": 3, "target": "parity", "layout": "joint", "noise_patches": 2, "orthogonal": False,
    },
    "staircase apart": {"k": 3, "target": "staircase", "noise_patches": 2},
    "majority added": {"k": 3, "target": "majority", "layout": "added"},
    "more noise than dimensions": {"d": 6, "k": 2, "target": "xor", "noise_patches": 2, "orthogonal": False},
}  # fmt: skip


def naive_target(name, z):
    """The label of one list of signs, by the words."""
    if name == "single":
        return z[0]
    if name == "xor":
        return 1 if z[0] == z[1] else -1
    if name == "parity":
        return 1 if sum(s < 0 for s in z) % 2 == 0 else -1
    if name == "majority":
        return 1 if sum(s > 0 for s in z) > sum(s < 0 for s in z) else -1
    total = sum(math.prod(z[: j + 1]) for j in range(len(z)))
    assert total != 0
    return 1 if total > 0 else -1


def allowed(name, k):
    return k >= TARGETS[name].least and (k % 2 == 1 or not TARGETS[name].odd)


@st.composite
def models(draw, **fixed):
    k = draw(st.integers(1, 5))
    layout = draw(st.sampled_from(["apart", "joint", "added"]))
    values = {
        "n": draw(st.integers(1, 7)),
        "d": draw(st.integers(k + 1, 30)),
        "k": k,
        "target": draw(st.sampled_from([name for name in TARGETS if allowed(name, k)])),
        "layout": layout,
        "noise_patches": 1 if layout == "added" else draw(st.integers(1, 3)),
        "orthogonal": draw(st.booleans()),
    }
    return SMALL.replace(**(values | fixed))


def test_targets_are_those_of_the_type():
    assert tuple(TARGETS) == get_args(TargetName)


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_is_its_definition_at_every_point(name):
    checked = 0
    for k in range(1, 8):
        if not allowed(name, k):
            continue
        points = [list(z) for z in itertools.product([1, -1], repeat=k)]
        got = target(name, k)(np.array(points, dtype=float))
        assert got.tolist() == [naive_target(name, z) for z in points]
        assert got.sum() == 0  # labels are balanced
        checked += 1
    assert checked >= 4


def test_all_signs_are_all_points_the_first_half_with_z_1_positive():
    for k in range(1, 6):
        points = all_signs(k)
        assert points.tolist() == [list(z) for z in itertools.product([1.0, -1.0], repeat=k)]


def patches_of(instance):
    """Vectors of all patches, (n, P, d)."""
    return instance.signs[:, :, None] * instance.dense.atoms[instance.atoms]


@given(model=models(orthogonal=True), seed=seeds)
def test_a_dense_draw_has_the_signals_and_labels_of_the_definition(model, seed):
    instance = draw_instance(model, streams(seed), "dense", 0)
    patches, k = patches_of(instance), model.k
    along = patches[:, :, :k]
    for i in range(model.n):
        if model.layout == "apart":
            z = [1 if along[i, p, p] > 0 else -1 for p in range(k)]
            signals = [[model.mu * z[p] if c == p else 0.0 for c in range(k)] for p in range(k)]
        else:
            z = [1 if c > 0 else -1 for c in along[i, 0]]
            signals = [[model.mu / math.sqrt(k) * s for s in z]]
        assert np.allclose(along[i, : len(signals)], signals, rtol=1e-15)
        assert np.all(along[i, len(signals) :] == 0)  # the noise is orthogonal to the features
        assert instance.true_labels[i] == naive_target(model.target, z)
    first_noise = 0 if model.layout == "added" else len(signals)
    assert patches.shape[1] == first_noise + model.noise_patches
    beside = patches[:, :, k:]
    assert np.all(beside[:, :first_noise] == 0)
    assert np.unique(beside[:, first_noise:].reshape(-1, model.d - k), axis=0).shape[0] == model.noise_vectors


@given(model=models(), seed=seeds)
def test_the_gram_matrix_is_of_vectors_that_exist_and_equal_signals_are_one_atom(model, seed):
    for draw in ("law", "dense"):
        instance = draw_instance(model, streams(seed), draw, 0)
        values = np.linalg.eigvalsh(instance.gram)
        assert values[0] > -1e-12 * values[-1]
        assert np.linalg.matrix_rank(instance.gram, hermitian=True) <= model.d
        signals = {"apart": model.k, "joint": 2 ** (model.k - 1), "added": 0}[model.layout]
        assert len(instance.gram) == signals + model.noise_vectors


@given(model=models(), seed=seeds, order=st.randoms(use_true_random=False))
def test_samples_may_be_given_in_any_order(model, seed, order):
    rng = np.random.default_rng(seed)
    z = np.where(rng.random((model.n, model.k)) < 0.5, 1.0, -1.0)
    noise = rng.standard_normal((model.noise_patches, model.n, model.k))
    permutation = list(range(model.n))
    order.shuffle(permutation)

    def vectors(z, noise):
        table = model.table(z, noise.reshape(-1, model.k))
        return table.signs[:, :, None] * table.along[table.which]

    assert np.array_equal(vectors(z, noise)[permutation], vectors(z[permutation], noise[:, permutation]))
    assert np.array_equal(model.labels(z)[permutation], model.labels(z[permutation]))


@pytest.mark.parametrize("draw", ["law", "dense"])
def test_one_orthogonal_feature_is_definition_2_1(draw):
    """The same random numbers in the same order, so that every recorded value agrees, test accuracy included."""
    numbers = {"n": 12, "d": 50, "m": 3, "mu": 1.5, "sigma_p": 0.6, "sigma_0": 0.05, "eta": 0.3, "corruption": 0.2}
    ours, theirs = (
        simulate(kind(**numbers), LabelFlip(0.1), steps=30, seeds=3, draw=draw, n_test=100)
        for kind in (FeatureModel, Setting)
    )
    assert set(ours.data.data_vars) == set(theirs.data.data_vars)
    assert np.array_equal(ours.data.label, theirs.data.label)
    for name in ("margin", "gamma", "rho_bar_max", "train_loss", "test_accuracy", "test_accuracy_se"):
        assert relative_error(ours.data[name], theirs.data[name]) < ROUNDING, name


@pytest.mark.parametrize("name", CASES)
def test_coefficients_and_the_network_in_r_d_agree(name):
    run = simulate(SMALL.replace(**CASES[name]), LabelFlip(0.2), steps=10, seeds=3, engine="both", n_test=40)
    assert float(run.disagreement.max()) < ROUNDING


@pytest.mark.parametrize("name", CASES)
def test_a_seed_is_its_bits(name):
    model = SMALL.replace(**CASES[name])
    alone, among = (simulate(model, NoLabelNoise(), steps=6, seeds=seeds) for seeds in ([4], [2, 4, 9]))
    assert same_bits(alone.test_accuracy.values[0], among.test_accuracy.values[1])
    assert same_bits(alone.margin.values[0], among.margin.values[1])


def test_the_test_draw_has_its_own_stream():
    model = SMALL.replace(**CASES["staircase apart"])
    few, many = (draw_instance(model, streams(3), "dense", size) for size in (1, 30))
    assert same_bits(few.dense.atoms, many.dense.atoms)
    assert same_bits(few.dense.W0, many.dense.W0)


def test_gamma_and_rho_are_there_where_they_mean_something():
    recorded = {}
    for layout, k in (("apart", 3), ("joint", 1), ("joint", 3), ("added", 3)):
        model = SMALL.replace(k=k, target="parity", layout=layout)
        run = simulate(model, steps=2, seeds=1)
        recorded[layout, k] = ("gamma" in run.data, "rho_max" in run.data)
    assert recorded == {
        ("apart", 3): (True, True),
        ("joint", 1): (True, True),
        ("joint", 3): (False, True),
        ("added", 3): (False, True),
    }


def test_a_huge_dimension_costs_nothing():
    d = 10**22
    model = SMALL.replace(d=d, sigma_p=4 * d**-0.5, k=2, target="xor", layout="joint", orthogonal=False)
    run = simulate(model, steps=5, seeds=2, n_test=20)
    assert np.isfinite(run.test_accuracy.values).all()


def test_parameters_travel_with_the_result():
    model = SMALL.replace(k=2, target="xor")
    assert describe(model) == {"type": "FeatureModel", **model.to_dict()}
    assert model.replace(k=3, target="parity").k == 3
    assert model.replace(mu=1.0) == SMALL.replace(k=2, target="xor", mu=1)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n": 0}, r"^n=0 must be an integer >= 1"),
        ({"m": 2.5}, r"^m=2.5 must be an integer >= 1"),
        ({"mu": -1}, r"^mu=-1 must be a finite number >= 0"),
        ({"sigma_p": 0}, r"^sigma_p=0 must be a finite number > 0"),
        ({"eta": float("nan")}, r"^eta=nan must be a finite number > 0"),
        ({"q": 0.5}, r"^q=0.5 must be a finite number >= 1"),
        ({"corruption": 1.5}, r"^corruption=1.5 must be in \[0, 1\]"),
        ({"k": 11, "target": "parity"}, r"^k=11 must be at most 10: a test set goes over all 2\^k signs"),
        ({"d": 3, "k": 3}, r"^d=3 must be in \[k \+ 1, 1e300\] = \[4, 1e300\]"),
        ({"layout": "mixed"}, r"^layout='mixed' must be one of apart, joint, added"),
        ({"layout": "added", "noise_patches": 2}, r"^noise_patches=2 must be 1 for layout='added'.*'apart' or 'joint'"),
        ({"noise_patches": 10**4}, r"^n \* noise_patches = 80000 must be at most 13000; lower n or noise_patches"),
        ({"orthogonal": 1}, r"^orthogonal=1 must be True or False"),
        ({"target": "parities"}, r"^target='parities' must be one of single, xor, .*did you mean 'parity'\?"),
        ({"target": "xor"}, r"^k=1 must be an integer >= 2 for target='xor', which is z_1 z_2"),
        ({"k": 2, "target": "staircase"}, r"^k=2 must be an odd integer >= 1 for target='staircase'"),
        ({"k": 4, "target": "majority"}, r"^k=4 must be an odd integer >= 1 for target='majority'"),
        ({"kk": 4}, r"^unknown parameter 'kk' of FeatureModel"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(changes, message):
    with pytest.raises(InputError, match=message):
        SMALL.replace(**changes)


def test_vectors_that_would_not_fit_are_refused_with_the_remedy():
    with pytest.raises(InputError, match=r"^d=1000000000 is too large for vectors .* use engine='gram'"):
        draw_instance(SMALL.replace(d=10**9), streams(0), "dense", 10)


def test_an_instance_drawn_in_law_has_no_weights_to_judge():
    instance = draw_instance(SMALL, streams(0), "law", 5)
    with pytest.raises(InputError, match="without vectors in R\\^d; use draw='dense'"):
        instance.test.from_weights(np.zeros((6, 60)), 2.0)
