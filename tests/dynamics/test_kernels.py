"""The compiled step against loop-only twins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests import naive
from tests.draws import EPS, POWERS, ROUNDING, label_noises, patch_cases, relative_error, seeds, small_settings

pytestmark = pytest.mark.nojit


def masses(noise, n):
    return [float(noise.smoothing)] * n


@given(setting=small_settings(), noise=label_noises(), seed=seeds, steps=st.integers(0, 3))
def test_steps_are_the_loops_on_the_same_gram_matrix(setting, noise, seed, steps):
    instance = draw_instance(setting, streams(seed), "law", 0)
    engine = GramEngine(instance, setting.eta, setting.q, noise.smoothing)
    eps = noise.draw(np.random.default_rng(seed), steps, setting.n)
    R = np.zeros_like(instance.overlaps).tolist()
    table = (instance.overlaps.tolist(), instance.gram.tolist(), instance.atoms.tolist(), instance.signs.tolist())
    labels = instance.labels.tolist()
    for row in eps.tolist():
        R = naive.atom_step(*table, labels, R, row, masses(noise, setting.n), setting.eta, setting.q)
    assert engine.advance(eps) == steps
    assert relative_error(engine.coefficients, R) < ROUNDING
    expected = naive.atom_preactivations(table[0], table[1], R)
    assert relative_error(engine.preactivations, expected) < ROUNDING
    margins = naive.atom_margins(*table, labels, R, setting.q)
    size = np.abs(expected).max() ** setting.q  # margins are differences of sums of such terms
    assert np.abs(engine.margins() - margins).max() < ROUNDING * max(size, np.abs(margins).max())


def paper_state(instance, setting):
    """The instance's vectors in the paper's letters."""
    atoms, W0 = (array.tolist() for array in instance.dense)
    w0 = [W0[: setting.m], W0[setting.m :]]
    return naive.paper_start(atoms[0], atoms[1:], instance.true_labels.tolist(), instance.labels.tolist(), w0)


@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_equations_4_to_6_are_followed_by_the_gram_engine(setting, noise, seed):
    instance = draw_instance(setting, streams(seed), "dense", 0)
    engine = GramEngine(instance, setting.eta, setting.q, noise.smoothing)
    state = paper_state(instance, setting)
    for eps in noise.draw(np.random.default_rng(seed), 2, setting.n):
        state = naive.paper_step(state, eps.tolist(), masses(noise, setting.n), setting.eta, setting.q)
        engine.advance(eps[None])
    R = engine.coefficients.reshape(2, setting.m, -1)
    gamma = R[:, :, 0] * np.array([[1.0], [-1.0]])  # the column of mu holds j gamma
    assert relative_error(gamma, state.gamma) < ROUNDING
    rho = np.array(state.rho_bar) + np.array(state.rho_low)  # never both nonzero
    assert relative_error(R[:, :, 1:], rho) < ROUNDING


@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("name", patch_cases())
def test_steps_on_any_patches_are_the_loops(name, q):
    data = patch_cases()[name]
    instance = draw_instance(data, streams(8), "law", 0)
    engine = GramEngine(instance, 0.1, q, tuple(np.linspace(0, 0.4, data.n)))
    table = (instance.overlaps.tolist(), instance.gram.tolist(), instance.atoms.tolist(), instance.signs.tolist())
    labels, p = instance.labels.tolist(), np.linspace(0, 0.4, data.n).tolist()
    R = np.zeros_like(instance.overlaps).tolist()
    eps = np.random.default_rng(4).normal(1, 1, (3, data.n))
    for row in eps.tolist():
        R = naive.atom_step(*table, labels, R, row, p, 0.1, q)
    engine.advance(eps)
    assert relative_error(engine.coefficients, R) < ROUNDING
    assert relative_error(engine.margins(), naive.atom_margins(*table, labels, R, q)) < ROUNDING


@pytest.mark.parametrize("name", patch_cases())
def test_views_of_both_signs_are_kept_apart(name):
    """Only atoms that some sample uses with sign -1 get a second view."""
    instance = draw_instance(patch_cases()[name], streams(8), "law", 0)
    c = GramEngine(instance, 0.1, 2.0)._constants
    K = instance.gram.shape[0]
    atom = np.concatenate([np.arange(K), c.extra])[c.views]
    sign = np.where(c.views < K, 1.0, -1.0)
    assert np.array_equal(atom, instance.atoms)
    assert np.array_equal(sign, instance.signs)
    assert set(c.extra) == set(instance.atoms[instance.signs < 0])


def test_advancing_at_once_or_step_by_step_gives_the_same_bits():
    data = patch_cases()["several patches"]
    instance = draw_instance(data, streams(1), "law", 0)
    eps = np.random.default_rng(0).normal(1, 1, (10, data.n))
    once, pieces = (GramEngine(instance, data.eta, data.q) for _ in range(2))
    once.advance(eps)
    for row in eps:
        pieces.advance(row[None])
        pieces.margins()  # looking does not change the state
    assert np.array_equal(once.coefficients, pieces.coefficients)
    assert np.array_equal(once.preactivations, pieces.preactivations)


def test_preactivations_follow_from_the_coefficients():
    """Z = Z0 + R H after many steps: one rounding a step, and H's K-term sums; 40 steps, 60 terms."""
    data = patch_cases()["more samples than dimensions"]
    instance = draw_instance(data, streams(1), "law", 0)
    engine = GramEngine(instance, 0.05, 2.0)
    engine.advance(np.ones((40, data.n)))
    expected = instance.overlaps + (engine.coefficients / instance.norms2) @ instance.gram
    size = np.abs(engine.coefficients / instance.norms2) @ np.abs(instance.gram)
    assert np.abs(engine.preactivations - expected).max() <= 100 * EPS * size.max()
