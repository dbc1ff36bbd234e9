"""Heads against loops, and test sets that judge by any of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.instances import draw_instance
from lngd_theory.population import HiddenLayer, SignedSum, signed_sum
from lngd_theory.streams import streams
from tests import naive
from tests.draws import EPS, POWERS, SMALL, seeds
from tests.dynamics.three_layers import PROBLEM, drawn

pytestmark = pytest.mark.nojit


@pytest.mark.parametrize("q", POWERS)
def test_heads_are_the_loops(q):
    rng = np.random.default_rng(0)
    z, U = rng.standard_normal((7, 4)), rng.standard_normal((6, 4))
    one, two = SignedSum(q)(z), HiddenLayer(q, U)(z)
    for t, row in enumerate(z.tolist()):
        direct = sum((1 if r < 2 else -1) * naive.activation(x, q) for r, x in enumerate(row))
        features = [naive.activation(x, q) for x in row]
        deep = sum(
            (1 if unit < 3 else -1) * naive.activation(naive.dot(u, features), q) for unit, u in enumerate(U.tolist())
        )
        assert one[t] == pytest.approx(direct, rel=1e-13, abs=1e-13)
        assert two[t] == pytest.approx(deep, rel=1e-13, abs=1e-13)


def test_any_leading_axes_are_kept_and_equal_halves_cancel_exactly():
    z = np.random.default_rng(1).standard_normal((2, 3, 5))
    assert SignedSum(2.0)(np.concatenate([z, z], axis=-1)).tolist() == [[0.0] * 3] * 2
    assert HiddenLayer(1.0, np.ones((4, 5)))(z).shape == (2, 3)
    assert signed_sum(np.array([3.0, 1.0])) == 2.0


@given(seed=seeds, q=st.sampled_from(POWERS))
def test_a_hidden_layer_that_copies_is_the_head_of_two_layers(seed, q):
    """U = I on features that are not negative: for q = 1 the third layer changes nothing, else it takes the power."""
    z = np.random.default_rng(seed).standard_normal((9, 6))
    assert HiddenLayer(q, np.eye(6))(z) == pytest.approx(SignedSum(q * q)(z), rel=64 * EPS, abs=64 * EPS)


def test_judging_by_the_head_of_two_layers_is_the_accuracy_of_two_layers():
    R = 0.3 * np.random.default_rng(2).standard_normal((6, 9))
    for draw in ("law", "dense"):
        test = draw_instance(SMALL, streams(1), draw, 200).test
        assert test.judged(R, SignedSum(2.0), 0.5) == test.from_coefficients(R, 2.0, 0.5)
    W = np.random.default_rng(3).standard_normal((6, SMALL.d))
    assert test.judged_weights(W, SignedSum(2.0)) == test.from_weights(W, 2.0)


def test_gaussian_accuracy_under_a_hidden_layer_is_that_of_its_own_preactivations_by_loops():
    instance = drawn(PROBLEM, 2, "law", 200)
    rng = np.random.default_rng(4)
    R, U = rng.standard_normal((5, 9)), rng.standard_normal((6, 5))
    noise = instance.test.noise_preactivations(R)
    assert noise.shape == (200, 5)

    def head(z):
        features = [naive.activation(x, 1.0) for x in z]
        return sum((1 if k < 3 else -1) * naive.activation(naive.dot(u, features), 1.0) for k, u in enumerate(U))

    signal = (instance.overlaps[:, 0] + R[:, 0]).tolist()
    right = [y * (head([y * x for x in signal]) + head(xi)) > 0 for xi in noise.tolist() for y in (1, -1)]
    got = instance.test.judged(R, HiddenLayer(1.0, U))
    assert got.accuracy == pytest.approx(np.mean(right), abs=200 * EPS)
    assert 0.2 < got.accuracy < 0.8


def test_weights_cannot_be_judged_without_vectors():
    test = drawn(PROBLEM, 0, "law", 5).test
    with pytest.raises(InputError, match="drawn in law, without vectors in R\\^d; use draw='dense'"):
        test.judged_weights(np.zeros((5, 60)), HiddenLayer(1.0, np.zeros((6, 5))))
