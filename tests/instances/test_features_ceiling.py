"""What the form of the output allows, against counts over explicit weights, known numbers, and networks."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from lngd_theory import InputError, PatchData, simulate
from lngd_theory.activation import relu_power
from lngd_theory.instances import FeatureModel
from lngd_theory.instances.ceiling import ceiling, fewest_errors, loss_ceiling, monomials, output_space
from lngd_theory.instances.targets import TARGETS, all_signs

BASE = FeatureModel(n=2, d=100, m=1, mu=1.0, sigma_p=1.0, sigma_0=1.0, eta=1.0)


def model(target, k, layout, q=2.0):
    return BASE.replace(target=target, k=k, layout=layout, q=q)


def threshold_functions(k, largest):
    """All dichotomies of the cube by ``sum_p a_p z_p + b != 0`` with whole numbers up to ``largest``."""
    points = all_signs(k)
    weights = np.array(list(itertools.product(range(-largest, largest + 1), repeat=k + 1)))
    sums = weights[:, 1:] @ points.T + weights[:, :1]
    return np.unique(np.sign(sums[(sums != 0).all(axis=1)]), axis=0)


#: The number of threshold functions of k signs (OEIS A000609), and weights large enough to have them all.
COUNTS = {1: (4, 1), 2: (14, 2), 3: (104, 4)}
FUNCTIONS = {k: threshold_functions(k, largest) for k, (_, largest) in COUNTS.items()}


def test_small_whole_weights_have_all_threshold_functions():
    assert {k: len(found) for k, found in FUNCTIONS.items()} == {k: count for k, (count, _) in COUNTS.items()}


@given(data=st.data(), k=st.integers(1, 3))
def test_fewest_errors_of_any_labels_are_those_of_the_best_threshold_function(data, k):
    labels = np.array(data.draw(st.lists(st.sampled_from([-1.0, 1.0]), min_size=2**k, max_size=2**k)))
    expected = int((FUNCTIONS[k] != labels).sum(axis=1).min())
    assert fewest_errors(labels, output_space("apart", k, 2.0)) == expected


@pytest.mark.parametrize("name", TARGETS)
@pytest.mark.parametrize("k", [1, 2, 3])
def test_the_ceiling_of_patches_apart_is_that_of_explicit_weights(name, k):
    if k < TARGETS[name].least or (TARGETS[name].odd and k % 2 == 0):
        with pytest.raises(InputError):
            model(name, k, "apart")
        return
    labels = TARGETS[name].labels(all_signs(k))
    assert ceiling(model(name, k, "apart")) == float((FUNCTIONS[k] == labels).mean(axis=1).max())


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_threshold_functions_agree_with_parity_as_often_as_majority_does(k):
    """Twice the agreement minus one is the majority's top coefficient, ``C(k-1, floor((k-1)/2)) / 2^(k-1)``."""
    expected = 0.5 + math.comb(k - 1, (k - 1) // 2) / 2**k
    assert ceiling(model("parity", k, "apart")) == expected


@pytest.mark.parametrize("q", [1.0, 1.5, 2.0, 3.0, 4.0])
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_filters_on_joint_signals_span_exactly_the_stated_functions(k, q):
    rng = np.random.default_rng(3)
    points = all_signs(k)
    outputs = relu_power(points @ rng.standard_normal((k, 40 * 2**k)), q)  # one column for each filter
    space = output_space("joint", k, q)
    left = outputs - space @ (space.T @ outputs) / 2**k
    assert np.abs(left).max() < 1e-12 * np.abs(outputs).max()
    values = np.linalg.svd(outputs, compute_uv=False)
    assert int((values > 1e-9 * values[0]).sum()) == space.shape[1] == len(monomials("joint", k, q))


def test_filters_on_patches_apart_make_exactly_sums_of_functions_of_one_sign():
    rng = np.random.default_rng(4)
    z, W = all_signs(3), rng.standard_normal((3, 60))
    outputs = sum(relu_power(z[:, [p]] * W[[p]], 2.0) for p in range(3))
    space = output_space("apart", 3, 2.0)
    assert np.linalg.matrix_rank(outputs) == 4 == space.shape[1]
    assert np.abs(outputs - space @ (space.T @ outputs) / 8).max() < 1e-12 * np.abs(outputs).max()


@pytest.mark.parametrize(
    ("target", "k", "q", "expected"),
    [
        ("xor", 2, 2, 1.0),
        ("parity", 3, 2, 1.0),
        ("staircase", 3, 2, 1.0),
        ("parity", 4, 2, 15 / 16),  # even, of degree above q: orthogonal to all of V, and to nothing else
        ("parity", 4, 3, 1.0),
        ("parity", 4, 4, 1.0),
        ("parity", 3, 1, 7 / 8),  # odd, of degree above q
        ("parity", 5, 3, 31 / 32),
    ],
)
def test_ceilings_of_joint_signals(target, k, q, expected):
    """Where V lacks one function only, labels that are it can be met at all points but one."""
    assert ceiling(model(target, k, "joint", q)) == expected


@given(seed=st.integers(0, 10**6), k=st.integers(2, 4), layout=st.sampled_from(["apart", "joint"]))
def test_no_network_passes_the_ceiling(seed, k, layout):
    """Random networks, their best of 200 on parity; the ceiling is an upper bound for each."""
    rng, z = np.random.default_rng(seed), all_signs(k)
    labels, bound = z.prod(axis=1), ceiling(model("parity", k, layout))
    for _ in range(200):
        W, j = rng.standard_normal((k, 12)), rng.choice([-1.0, 1.0], 12)
        if layout == "joint":
            f = relu_power(z @ W, 2.0) @ j
        else:
            f = sum(relu_power(z[:, [p]] * W[[p]], 2.0) @ j for p in range(k))
        assert (labels * f > 0).mean() <= bound


@pytest.mark.parametrize("target", ["xor", "parity", "staircase"])
def test_training_without_noise_reaches_the_ceiling_of_joint_signals(target):
    """Ceilings of 1 are reached by gradient descent on the cube itself, so that they are no idle bound."""
    k = 2 if target == "xor" else 3
    z = all_signs(k)
    labels = TARGETS[target].labels(z)
    data = PatchData(z[:, None, :], labels, m=20, eta=1.0, sigma_0=0.1)
    run = simulate(data, steps=1500, seeds=2)
    assert (run.margin.isel(step=-1) > 0).all()


@pytest.mark.parametrize(
    ("target", "k", "layout", "expected"),
    [
        ("xor", 2, "apart", 0.5),  # uncorrelated with all of V: the least loss is that of f = 0
        ("parity", 3, "apart", 0.5),
        ("staircase", 3, "apart", 0.75),  # only z_1 is correlated with it
        ("majority", 3, "apart", 1.0),
        ("single", 1, "apart", 1.0),
        ("parity", 4, "joint", 0.5),
        ("parity", 3, "joint", 1.0),
    ],
)
def test_the_least_loss_may_ask_for_less_than_the_ceiling(target, k, layout, expected):
    """Against scikit-learn's minimiser of the same ridge loss."""
    one = model(target, k, layout)
    space, labels = output_space(layout, k, 2.0), one.labels(all_signs(k))
    fitted = LogisticRegression(C=1 / (1e-4 * len(labels)), fit_intercept=False, tol=1e-10, max_iter=10**4)
    margins = labels * fitted.fit(space, labels).decision_function(space)
    by_sklearn = np.where(np.abs(margins) < 1e-3, 0.5, margins > 0).mean()
    assert loss_ceiling(one) == by_sklearn == expected
    assert loss_ceiling(one) <= ceiling(one)


def test_a_cube_too_large_is_refused_unless_the_target_is_in_v():
    assert ceiling(model("parity", 7, "joint")) == 1.0
    assert ceiling(model("single", 10, "apart")) == 1.0
    with pytest.raises(InputError, match=r"^k=6 must be at most 5 for the ceiling of target='parity' with layout='apa"):
        ceiling(model("parity", 6, "apart"))
