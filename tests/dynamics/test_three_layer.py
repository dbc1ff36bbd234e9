"""The three-layer engines: against each other, against loops, their symmetries, what they refuse."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, LabelFlip, LabelSmoothing, parse_algorithm, simulate
from lngd_theory.dynamics.three_layer import DenseThreeLayer, GramThreeLayer
from tests import naive_three_layer as naive
from tests.draws import POWERS, ROUNDING, SMALL, label_noises, relative_error, same_bits, seeds
from tests.dynamics.three_layers import PROBLEM, drawn, engines, on_patches, problems

pytestmark = pytest.mark.nojit

CASES = ("several patches", "shared patches of both signs", "zero patch", "bias", "more samples than dimensions")


def size_of(gram):
    """The largest term of a sum that makes an output: its rounding is relative to this."""
    gram.margins()  # brings the buffers up to the state
    return float(np.abs(gram.second).max() * gram._between.A.max(initial=0)) ** gram._q * len(gram.second) + 1.0


# --- two routes ------------------------------------------------------------------------------------------------
@given(problem=problems(), noise=label_noises(), seed=seeds)
def test_the_coefficients_are_the_dense_networks(problem, noise, seed):
    instance = drawn(problem, seed)
    gram, dense = engines(instance, 0.1, problem.q, noise.smoothing)
    for eps in noise.draw(np.random.default_rng(seed), 6, problem.n):
        assert gram.advance(eps[None]) == dense.advance(eps[None]) == 1
        assert np.abs(gram.margins() - dense.margins()).max() < ROUNDING * size_of(gram)
        assert np.abs(gram.second - dense.U).max() < ROUNDING * (np.abs(dense.U).max() + 1)
        Z = dense.W @ instance.dense.atoms.T
        assert np.abs(gram.preactivations - Z).max() < ROUNDING * (np.abs(Z).max() + 1)
        assert np.abs(gram.coefficients - dense.coefficients).max() < ROUNDING * (np.abs(Z).max() + 1)
        moved = np.linalg.norm(dense.W - instance.dense.W0)
        assert dense.decomposition_residual() * moved < ROUNDING * np.linalg.norm(dense.W)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("q", POWERS)
def test_the_coefficients_are_the_dense_networks_on_any_patches(name, q):
    data, instance = on_patches(name)
    gram, dense = engines(instance, 0.05, q)
    for eps in LabelFlip(0.2).draw(np.random.default_rng(3), 10, data.n):
        assert gram.advance(eps[None]) == dense.advance(eps[None]) == 1
    assert relative_error(gram.coefficients, dense.coefficients) < ROUNDING
    assert relative_error(gram.second - instance.second, dense.U - instance.second) < ROUNDING
    assert relative_error(gram.margins(), dense.margins()) < ROUNDING
    assert dense.decomposition_residual() < ROUNDING


def test_hundreds_of_steps_of_the_experiments_kind_keep_the_two_together():
    """300 steps on one draw; training amplifies rounding, so that this is wider than ROUNDING: 1e-9."""
    r = simulate(PROBLEM, LabelFlip(0.1), steps=300, seeds=2, engine="both", n_test=50)
    assert float(r.disagreement.max()) < 1e-9
    assert set(r.disagreement["quantity"].values) >= {"margin", "shared_max", "decomposition", "test_accuracy"}
    assert float(r.clean_loss[:, -1].max()) < 0.3  # it does learn


@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_the_dense_network_is_the_loops(q, smoothing):
    eta = 0.3 if q < 2 else 0.03  # two powers on top of each other are steep
    instance = drawn(PROBLEM, 5)
    dense = DenseThreeLayer(instance, eta, q, smoothing)
    atoms, W0 = instance.dense
    X = (instance.signs[:, :, None] * atoms[instance.atoms]).tolist()
    W, U, y = W0.tolist(), instance.second.tolist(), instance.labels.tolist()
    for eps in LabelFlip(0.3).draw(np.random.default_rng(2), 4, instance.n):
        W, U = naive.step(W, U, X, y, eps.tolist(), [smoothing] * instance.n, eta, q)
        dense.advance(eps[None])
    assert relative_error(dense.W - W0, np.array(W) - W0) < ROUNDING
    assert relative_error(dense.U - instance.second, np.array(U) - instance.second) < ROUNDING
    margins = [label * naive.forward(W, U, x, q) for label, x in zip(y, X, strict=True)]
    assert relative_error(dense.margins(), margins) < ROUNDING


def test_both_gradients_are_the_differences_of_the_loss():
    """Central differences of the smoothed loss in single entries of W and U; the network is smooth for q = 3."""
    problem = replace(PROBLEM, setting=PROBLEM.setting.replace(q=3))
    dense = DenseThreeLayer(drawn(problem, 1), 0.1, 3.0, 0.1)
    eps = np.array([1.0, -1.0, 0.5, 2.0, 1.0, -1.0, 1.0, 0.3])

    def loss():
        z = dense.margins() * eps
        return (0.9 * np.logaddexp(0, -z) + 0.1 * np.logaddexp(0, z)).mean()

    for array, gradient in ((dense.W, dense.gradient(eps)), (dense.U, dense.second_gradient(eps))):
        place = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
        before, found = array[place], []
        for change in (1e-5, -1e-5):
            array[place] = before + change
            found.append(loss())
        array[place] = before
        assert (found[0] - found[1]) / 2e-5 == pytest.approx(gradient[place], rel=1e-6)


# --- symmetries ------------------------------------------------------------------------------------------------
def trained(instance, problem, eps):
    engine = GramThreeLayer(instance, 0.1, problem.q)
    engine.advance(eps)
    return engine


@given(problem=problems(), seed=seeds, data=st.data())
def test_permuting_units_of_either_layer_permutes_the_weights(problem, seed, data):
    m, h, instance = problem.m, problem.h, drawn(problem, seed, "law")
    rows = np.array(data.draw(st.permutations(range(h))))
    units = np.array([*data.draw(st.permutations(range(m))), *(m + r for r in data.draw(st.permutations(range(m))))])
    eps = LabelFlip(0.2).draw(np.random.default_rng(seed), 5, problem.n)
    other = replace(instance, overlaps=instance.overlaps[rows], second=instance.second[np.ix_(units, rows)])
    a, b = (trained(each, problem, eps) for each in (instance, other))
    assert np.abs(b.second - a.second[np.ix_(units, rows)]).max() < ROUNDING * (np.abs(a.second).max() + 1)
    scale = np.abs(a.preactivations).max() + 1
    assert np.abs(b.coefficients - a.coefficients[rows]).max() < ROUNDING * scale
    assert np.abs(b.margins() - a.margins()).max() < ROUNDING * size_of(a)


@given(problem=problems(), seed=seeds, data=st.data())
def test_permuting_samples_permutes_coefficients_and_margins(problem, seed, data):
    instance = drawn(problem, seed, "law")
    order = np.array(data.draw(st.permutations(range(problem.n))))
    eps = LabelFlip(0.2).draw(np.random.default_rng(seed), 5, problem.n)
    atoms = np.array([0, *(1 + order)])
    other = replace(
        instance,
        gram=instance.gram[np.ix_(atoms, atoms)],
        overlaps=instance.overlaps[:, atoms],
        signs=instance.signs[order],
        labels=instance.labels[order],
        true_labels=instance.true_labels[order],
    )
    a, b = trained(instance, problem, eps), trained(other, problem, eps[:, order])
    scale = np.abs(a.preactivations).max() + 1
    assert np.abs(b.coefficients - a.coefficients[:, atoms]).max() < ROUNDING * scale
    assert np.abs(b.margins() - a.margins()[order]).max() < ROUNDING * size_of(a)


@given(problem=problems(), seed=seeds, exponent=st.integers(-6, 6))
def test_weight_moved_from_one_layer_to_the_other_is_the_same_function(problem, seed, exponent):
    """U / a^q and a W, a a power of two, give the same f; for whole q bit for bit."""
    a = 2.0**exponent
    instance = drawn(problem, seed, "law")
    q = float(round(problem.q))
    other = replace(instance, overlaps=instance.overlaps * a, second=instance.second / a**q)
    one, two = (GramThreeLayer(each, 0.1, q) for each in (instance, other))
    assert same_bits(one.margins(), two.margins())


def test_layers_are_balanced_under_gradient_descent():
    """ReLU: d/dt (|w_r|^2 - |u_{.,r}|^2) = 0 under the flow, so one step of size eta changes it by O(eta^2) only."""
    instance, changes = drawn(PROBLEM, 2), []
    for eta in (1e-3, 2e-3):
        dense = DenseThreeLayer(instance, eta, 1.0)
        before = (dense.W**2).sum(axis=1) - (dense.U**2).sum(axis=0)
        dense.advance(np.ones((1, PROBLEM.n)))
        changes.append((dense.W**2).sum(axis=1) - (dense.U**2).sum(axis=0) - before)
    moving = np.abs(changes[1]) > 1e-3 * np.abs(changes[1]).max()
    assert moving.sum() >= 3
    assert changes[1][moving] / changes[0][moving] == pytest.approx(4.0, rel=1e-3)


# --- one run ---------------------------------------------------------------------------------------------------
def test_steps_in_pieces_have_the_bits_of_steps_at_once():
    instance, eps = drawn(PROBLEM, 1, "law"), LabelFlip(0.2).draw(np.random.default_rng(0), 20, PROBLEM.n)
    whole, pieces = (GramThreeLayer(instance, 0.3, 1.0) for _ in range(2))
    whole.advance(eps)
    for row in eps:
        pieces.margins()
        pieces.advance(row[None])
    assert same_bits(whole.coefficients, pieces.coefficients)
    assert same_bits(whole.second, pieces.second)


def test_the_instance_is_not_changed_and_engines_do_not_share_state():
    instance = drawn(PROBLEM, 1)
    before = [array.copy() for array in (instance.second, instance.overlaps, instance.dense.W0)]
    for first, second in (engines(instance, 0.3, 1.0), engines(instance, 0.3, 1.0)):
        first.advance(np.ones((3, PROBLEM.n)))
        second.advance(np.ones((3, PROBLEM.n)))
    for array, old in zip((instance.second, instance.overlaps, instance.dense.W0), before, strict=True):
        assert same_bits(array, old)


def test_label_smoothing_is_the_mean_of_both_labels():
    instance = drawn(PROBLEM, 3)
    smoothed = GramThreeLayer(instance, 0.3, 1.0, LabelSmoothing(0.3).smoothing)
    smoothed.advance(np.ones((1, PROBLEM.n)))
    steps = []
    for sign in (1.0, -1.0):
        engine = GramThreeLayer(instance, 0.3, 1.0)
        engine.advance(np.full((1, PROBLEM.n), sign))
        steps.append(engine.second - instance.second)
    assert relative_error(smoothed.second - instance.second, 0.7 * steps[0] + 0.3 * steps[1]) < ROUNDING


@pytest.mark.parametrize("name", ["tilted signal", "corrupted"])
def test_test_accuracy_is_the_loops_by_both_routes(name):
    data, instance = on_patches(name)
    gram, dense = engines(instance, 0.2, 1.0)
    for engine in (gram, dense):
        engine.advance(np.ones((20, data.n)))
    expected = naive.accuracy(
        dense.W.tolist(), dense.U.tolist(), data.test_patches.tolist(), data.test_labels.tolist(), 1.0
    )
    assert 0 < expected < 1
    assert gram.test().accuracy == dense.test().accuracy == expected


# --- what is refused -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("engine", ["decoupled", "gram32", "gram32+gram"])
def test_engines_of_two_layers_are_refused(engine):
    with pytest.raises(InputError, match=f"engine='{engine.replace('+', '.')}' does not train a second layer; use"):
        simulate(PROBLEM, steps=1, seeds=1, engine=engine)


def test_other_algorithms_are_refused():
    with pytest.raises(InputError, match="another algorithm than gradient descent does not train a second layer; use"):
        simulate(PROBLEM, steps=1, seeds=1, algorithm=parse_algorithm("momentum:0.9"))


@pytest.mark.parametrize("kind", [GramThreeLayer, DenseThreeLayer])
def test_an_instance_of_two_layers_is_refused(kind):
    with pytest.raises(InputError, match="the instance must have a second layer, see ThreeLayer"):
        kind(drawn(SMALL, 0), 0.1, 2.0)
