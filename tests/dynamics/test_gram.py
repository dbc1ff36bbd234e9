"""The Gram engine: the dense network's dynamics, its symmetries, its divergence."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lngd_theory import Instance, LabelFlip, LabelSmoothing
from lngd_theory.dynamics import DenseEngine, GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests.draws import (
    ALPHA,
    EPS,
    ROUNDING,
    SMALL,
    label_noises,
    relative_error,
    same_bits,
    seeds,
    small_settings,
)

pytestmark = pytest.mark.nojit


def law(setting, seed):
    return draw_instance(setting, streams(seed), "law", 0)


def run(instance, setting, eps, smoothing=0.0):
    engine = GramEngine(instance, setting.eta, setting.q, smoothing)
    engine.advance(eps)
    return engine


def changed(instance, **changes):
    names = ("gram", "overlaps", "atoms", "signs", "labels", "true_labels", "signal_patch", "noise_patch")
    return Instance(**{**{name: getattr(instance, name) for name in names}, **changes})


@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_coefficients_margins_and_decomposition_are_the_dense_networks(setting, noise, seed):
    instance = draw_instance(setting, streams(seed), "dense", 0)
    gram, dense = (kind(instance, setting.eta, setting.q, noise.smoothing) for kind in (GramEngine, DenseEngine))
    for eps in noise.draw(np.random.default_rng(seed), 8, setting.n):
        assert gram.advance(eps[None]) == dense.advance(eps[None]) == 1
        assert relative_error(gram.coefficients, dense.coefficients) < ROUNDING
        size = np.abs(gram.preactivations).max() ** setting.q  # margins are differences of sums of such terms
        assert np.abs(gram.margins() - dense.margins()).max() < ROUNDING * size
        assert np.abs(gram.preactivations - dense.W @ instance.dense.atoms.T).max() < ROUNDING * size ** (1 / setting.q)
        moved = np.linalg.norm(dense.W - instance.dense.W0)  # the residual is relative to this, W's rounding is not
        assert dense.decomposition_residual() * moved < ROUNDING * np.linalg.norm(dense.W)


# --- symmetries ------------------------------------------------------------------------------------------------
@given(setting=small_settings(), noise=label_noises(), seed=seeds, data=st.data())
def test_permuting_filters_permutes_the_coefficients(setting, noise, seed, data):
    m, instance = setting.m, law(setting, seed)
    order = [*data.draw(st.permutations(range(m))), *(m + r for r in data.draw(st.permutations(range(m))))]
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    plain = run(instance, setting, eps, noise.smoothing)
    permuted = run(changed(instance, overlaps=instance.overlaps[order]), setting, eps, noise.smoothing)
    assert relative_error(permuted.coefficients, plain.coefficients[order]) < ROUNDING
    assert (
        np.abs(permuted.margins() - plain.margins()).max() < ROUNDING * np.abs(plain.preactivations).max() ** setting.q
    )


@given(setting=small_settings(), noise=label_noises(), seed=seeds, data=st.data())
def test_permuting_samples_permutes_coefficients_and_margins(setting, noise, seed, data):
    instance = law(setting, seed)
    order = np.array(data.draw(st.permutations(range(setting.n))))
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    atoms = np.array([0, *(1 + order)])
    permuted = changed(
        instance,
        gram=instance.gram[np.ix_(atoms, atoms)],
        overlaps=instance.overlaps[:, atoms],
        signs=instance.signs[order],
        labels=instance.labels[order],
        true_labels=instance.true_labels[order],
    )
    a = run(instance, setting, eps, noise.smoothing)
    b = run(permuted, setting, eps[:, order], noise.smoothing)
    size = np.abs(a.preactivations).max() ** setting.q
    assert relative_error(b.coefficients, a.coefficients[:, atoms]) < ROUNDING
    assert np.abs(b.margins() - a.margins()[order]).max() < ROUNDING * size


@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_exchanging_labels_and_the_two_blocks_of_filters_exchanges_the_coefficients(setting, noise, seed):
    """x stays, y becomes -y, W_{+1} and W_{-1} change places: f becomes -f, all margins stay."""
    m, instance = setting.m, law(setting, seed)
    swap = [*range(m, 2 * m), *range(m)]
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    other = changed(instance, overlaps=instance.overlaps[swap], labels=-instance.labels)
    a, b = (run(each, setting, eps, noise.smoothing) for each in (instance, other))
    assert relative_error(b.coefficients, a.coefficients[swap]) < ROUNDING
    assert np.abs(b.margins() - a.margins()).max() < ROUNDING * np.abs(a.preactivations).max() ** setting.q


@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_turning_mu_round_turns_its_coefficients_round(setting, noise, seed):
    """mu -> -mu with the same patches y mu: the atom changes sign, the samples' signs follow."""
    instance = law(setting, seed)
    turn = np.array([-1.0] + [1.0] * setting.n)
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    other = changed(instance, overlaps=instance.overlaps * turn, signs=instance.signs * [-1.0, 1.0])
    a, b = (run(each, setting, eps, noise.smoothing) for each in (instance, other))
    assert relative_error(b.coefficients, a.coefficients * turn) < ROUNDING


@given(setting=small_settings(q=2.0), noise=label_noises(), seed=seeds, exponent=st.integers(-8, 8))
def test_a_change_of_units_changes_nothing_bit_for_bit(setting, noise, seed, exponent):
    """Patches times a, weights over a, eta over a^2, a power of two: the same pre-activations and coefficients."""
    a, instance = 2.0**exponent, law(setting, seed)
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    other = changed(instance, gram=instance.gram * a**2)
    plain = run(instance, setting, eps, noise.smoothing)
    scaled = run(other, setting.replace(eta=setting.eta / a**2), eps, noise.smoothing)
    assert same_bits(plain.coefficients, scaled.coefficients)
    assert same_bits(plain.preactivations, scaled.preactivations)


# --- label smoothing and flips ----------------------------------------------------------------------------------
@given(setting=small_settings(), seed=seeds, p=st.floats(0, 1))
def test_a_step_of_label_smoothing_is_the_mean_over_all_flips(setting, seed, p):
    """Exact: all 2^n patterns of flips with their probabilities (n <= 6)."""
    instance, n = law(setting, seed), setting.n
    mean = np.zeros_like(instance.overlaps)
    for eps in itertools.product([1.0, -1.0], repeat=n):
        weight = np.prod([1 - p if e > 0 else p for e in eps])
        mean += weight * run(instance, setting, np.array([eps])).coefficients
    smoothed = run(instance, setting, np.ones((1, n)), p).coefficients
    flipped = run(instance, setting, -np.ones((1, n))).coefficients
    # both means cancel between +1 and -1, so the size is that of a step, not of the mean
    size = max(np.abs(run(instance, setting, np.ones((1, n))).coefficients).max(), np.abs(flipped).max())
    assert np.abs(mean - smoothed).max() <= 2**n * 8 * EPS * size


def test_a_step_of_label_smoothing_is_the_mean_over_many_drawn_flips():
    """10,000 one-step runs with fresh flips; a z test of every coefficient that moves, ALPHA in all."""
    p, draws = 0.15, 10_000
    setting = SMALL.replace(n=3)
    instance = law(setting, 1)
    eps = LabelFlip(p).draw(np.random.default_rng(9), draws, 3)
    patterns, counts = np.unique(eps, axis=0, return_counts=True)
    assert len(patterns) == 8
    steps = np.array([run(instance, setting, row[None]).coefficients for row in patterns])
    mean = np.tensordot(counts, steps, axes=1) / draws
    smoothed = run(instance, setting, np.ones((1, 3)), LabelSmoothing(p).smoothing).coefficients
    deviation = np.sqrt(np.tensordot(counts, (steps - mean) ** 2, axes=1) / draws)
    moves = deviation > 1e-12
    assert moves.sum() >= 6
    z = (mean - smoothed)[moves] / deviation[moves] * np.sqrt(draws)
    assert np.all(2 * stats.norm.sf(np.abs(z)) > ALPHA / moves.sum())
    assert np.array_equal(mean[~moves], smoothed[~moves])


@given(setting=small_settings(), seed=seeds)
def test_no_flips_and_no_smoothing_are_standard_gradient_descent_bit_for_bit(setting, seed):
    instance, ones = law(setting, seed), np.ones((5, setting.n))
    flips = LabelFlip(0.0).draw(np.random.default_rng(seed), 5, setting.n)
    plain = run(instance, setting, ones)
    for other in (run(instance, setting, flips), run(instance, setting, ones, LabelSmoothing(0.0).smoothing)):
        assert same_bits(plain.coefficients, other.coefficients)
        assert same_bits(plain.preactivations, other.preactivations)


@given(setting=small_settings(), seed=seeds)
def test_certain_flips_are_training_on_the_other_labels(setting, seed):
    instance = law(setting, seed)
    other = changed(instance, labels=-instance.labels)
    a = run(instance, setting, -np.ones((5, setting.n)))
    b = run(other, setting, np.ones((5, setting.n)))
    assert same_bits(a.coefficients, b.coefficients)


# --- structure -------------------------------------------------------------------------------------------------
@given(setting=small_settings(), seed=seeds)
def test_under_gradient_descent_gamma_and_rho_have_their_signs(setting, seed):
    """gamma >= 0 and rho_bar >= 0 >= rho_low without label noise or corruption (Proposition 4.1)."""
    setting = setting.replace(corruption=0.0)
    instance = law(setting, seed)
    R = run(instance, setting, np.ones((5, setting.n))).coefficients.reshape(2, setting.m, -1)
    assert np.all(R[0, :, 0] >= 0)
    assert np.all(R[1, :, 0] <= 0)
    own = instance.labels > 0
    assert np.all(R[0][:, 1:][:, own] >= 0)
    assert np.all(R[1][:, 1:][:, ~own] >= 0)
    assert np.all(R[0][:, 1:][:, ~own] <= 0)
    assert np.all(R[1][:, 1:][:, own] <= 0)


def test_the_instance_is_not_changed_and_engines_do_not_share_state():
    instance = law(SMALL, 2)
    gram, overlaps = instance.gram.copy(), instance.overlaps.copy()
    first = run(instance, SMALL, np.ones((5, SMALL.n)))
    second = run(instance, SMALL, np.ones((5, SMALL.n)))
    assert same_bits(instance.gram, gram)
    assert same_bits(instance.overlaps, overlaps)
    assert same_bits(first.coefficients, second.coefficients)
    assert np.any(first.coefficients != 0)


def test_without_a_signal_gamma_stays_zero():
    instance = law(SMALL.replace(mu=0.0), 2)
    engine = run(instance, SMALL, np.ones((5, SMALL.n)))
    assert np.all(engine.coefficients[:, 0] == 0)
    assert np.any(engine.coefficients[:, 1:] != 0)
