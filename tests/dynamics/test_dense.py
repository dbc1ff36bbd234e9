"""The dense network: its gradient against finite differences, loops and the recursions."""

import numpy as np
import pytest
from hypothesis import given

from lngd_theory import InputError
from lngd_theory.dynamics import DenseEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests import naive
from tests.draws import POWERS, ROUNDING, SMALL, label_noises, patch_cases, relative_error, seeds, small_settings

pytestmark = pytest.mark.nojit


def dense(problem, seed):
    return draw_instance(problem, streams(seed), "dense", 0)


def patches(instance):
    return (instance.signs[:, :, None] * instance.dense.atoms[instance.atoms]).tolist()


def loss_by_loops(instance, W, eps, p, q):
    X = patches(instance)
    margins = [y * naive.forward(W.tolist(), x, q) for x, y in zip(X, instance.labels.tolist(), strict=True)]
    return naive.training_loss(margins, eps, p)


@pytest.mark.parametrize("q", [1.5, 2.0, 3.0])
@pytest.mark.parametrize("p", [0.0, 0.2])
def test_the_gradient_is_the_finite_difference_of_the_training_loss(q, p):
    """Central differences, h = 1e-5: eps L / h = 2e-11 from rounding, and h^2 times a third derivative of order one.

    At q = 1.5 the second derivative jumps to infinity at 0; no pre-activation is within h of 0 for this seed.
    """
    setting = SMALL.replace(n=3, d=7, m=2, q=q, sigma_0=0.5)
    instance = dense(setting, 1)
    engine = DenseEngine(instance, setting.eta, q, p)
    eps = np.array([1.0, -1.0, 0.7])
    gradient, W, h = engine.gradient(eps), engine.W, 1e-5
    assert np.abs(np.einsum("rd,ipd->ipr", W, patches(instance))).min() > 10 * h
    difference = np.empty_like(W)
    for row, column in np.ndindex(W.shape):
        ends = []
        for side in (1, -1):
            moved = W.copy()
            moved[row, column] += side * h
            ends.append(loss_by_loops(instance, moved, eps.tolist(), [p] * 3, q))
        difference[row, column] = (ends[0] - ends[1]) / (2 * h)
    assert np.abs(gradient).max() > 1e-3
    assert np.abs(gradient - difference).max() < 1e-8


@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_steps_of_the_weights_are_the_loops(setting, noise, seed):
    instance = dense(setting, seed)
    engine = DenseEngine(instance, setting.eta, setting.q, noise.smoothing)
    W, p = engine.W.tolist(), [float(noise.smoothing)] * setting.n
    for eps in noise.draw(np.random.default_rng(seed), 2, setting.n):
        W = naive.weights_step(W, patches(instance), instance.labels.tolist(), eps.tolist(), p, setting.eta, setting.q)
        engine.advance(eps[None])
    assert relative_error(engine.W, W) < ROUNDING


@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("name", patch_cases())
def test_steps_on_any_patches_are_the_loops(name, q):
    data = patch_cases()[name]
    instance = dense(data, 3)
    engine = DenseEngine(instance, 0.1, q, 0.1)
    W, p = engine.W.tolist(), [0.1] * data.n
    for eps in np.random.default_rng(5).normal(1, 1, (2, data.n)):
        W = naive.weights_step(W, data.patches.tolist(), instance.labels.tolist(), eps.tolist(), p, 0.1, q)
        engine.advance(eps[None])
    assert relative_error(engine.W, W) < ROUNDING
    margins = [y * naive.forward(W, x, q) for x, y in zip(data.patches.tolist(), instance.labels, strict=True)]
    assert relative_error(engine.margins(), margins) < ROUNDING


@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_equations_4_to_6_are_followed_by_the_dense_network(setting, noise, seed):
    """From the weights alone: in an independent family the coefficients are unique, by a least-squares solution."""
    instance = dense(setting.replace(mu=setting.mu + 0.5), seed)
    engine = DenseEngine(instance, setting.eta, setting.q, noise.smoothing)
    atoms, W0 = instance.dense
    m, n = setting.m, setting.n
    state = naive.paper_start(
        atoms[0].tolist(),
        atoms[1:].tolist(),
        instance.true_labels.tolist(),
        instance.labels.tolist(),
        [W0[:m].tolist(), W0[m:].tolist()],
    )
    for eps in noise.draw(np.random.default_rng(seed), 2, n):
        state = naive.paper_step(state, eps.tolist(), [float(noise.smoothing)] * n, setting.eta, setting.q)
        engine.advance(eps[None])
    W = np.array([[naive.paper_weight(state, J, r) for r in range(m)] for J in range(2)]).reshape(2 * m, -1)
    assert relative_error(engine.W, W) < ROUNDING
    R = engine.coefficients.reshape(2, m, -1)
    assert relative_error(R[:, :, 0] * np.array([[1.0], [-1.0]]), state.gamma) < ROUNDING
    assert relative_error(R[:, :, 1:], np.array(state.rho_bar) + np.array(state.rho_low)) < ROUNDING


def test_a_gradient_step_moves_the_weights_by_the_recursions():
    """w - w0 = sum_k R_k v_k/|v_k|^2 after many steps: W takes one rounding of size eps |W| a step, R of eps |R|."""
    instance = dense(SMALL, 4)
    engine = DenseEngine(instance, SMALL.eta, SMALL.q)
    assert engine.decomposition_residual() == 0
    before = engine.W.copy()
    gradient = engine.gradient(np.ones(SMALL.n))
    engine.advance(np.ones((1, SMALL.n)))
    assert relative_error(engine.W, before - SMALL.eta * gradient) == 0
    for _ in range(20):
        engine.advance(np.ones((10, SMALL.n)))
        assert engine.decomposition_residual() < ROUNDING
    assert np.linalg.norm(engine.W - before) > 0.5


def test_a_wrong_recursion_is_noticed_by_the_decomposition_residual():
    instance = dense(SMALL, 4)
    engine = DenseEngine(instance, SMALL.eta, SMALL.q)
    engine.advance(np.ones((50, SMALL.n)))
    engine.coefficients[0, 1] += 1e-6
    assert engine.decomposition_residual() > 1e-8


@given(setting=small_settings(), seed=seeds)
def test_the_network_is_homogeneous(setting, seed):
    """<grad f, W> = q f, so <grad L, W> = (q/n) sum_i l'(y_i f_i) y_i f_i."""
    instance = dense(setting, seed)
    engine = DenseEngine(instance, setting.eta, setting.q)
    margins = engine.margins()
    expected = setting.q / setting.n * sum(naive.loss_slope(margin) * margin for margin in margins)
    size = float(np.sum(np.abs(engine.gradient(np.ones(setting.n))) * np.abs(engine.W)))
    assert abs(np.sum(engine.gradient(np.ones(setting.n)) * engine.W) - expected) <= ROUNDING * size


def test_the_instance_is_not_changed():
    instance = dense(SMALL, 4)
    W0 = instance.dense.W0.copy()
    DenseEngine(instance, SMALL.eta, SMALL.q).advance(np.ones((5, SMALL.n)))
    assert np.array_equal(instance.dense.W0, W0)


def test_an_instance_without_vectors_is_refused():
    instance = draw_instance(SMALL, streams(0), "law", 0)
    with pytest.raises(InputError, match="needs vectors in R\\^d: draw the instance with draw='dense'"):
        DenseEngine(instance, 0.1, 2.0)
