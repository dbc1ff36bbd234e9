"""The decoupled engine: the Gram engine's dynamics where atoms are orthogonal, and close to it where nearly so."""

import dataclasses
import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, LabelFlip, LabelSmoothing, NoLabelNoise, Setting
from lngd_theory.dynamics import GramEngine
from lngd_theory.dynamics.decoupled import DecoupledEngine, coupling
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests import naive_decoupled
from tests.draws import ROUNDING, SMALL, label_noises, patch_cases, relative_error, same_bits, seeds, small_settings

nojit = pytest.mark.nojit


def law(setting, seed, n_test=0):
    return draw_instance(setting, streams(seed), "law", n_test)


def orthogonal(instance):
    return dataclasses.replace(instance, gram=np.diag(np.diag(instance.gram)))


def run(kind, instance, setting, eps, smoothing=0.0):
    engine = kind(instance, setting.eta, setting.q, smoothing)
    engine.advance(eps)
    return engine


def assert_same(a, b, tolerance=ROUNDING):
    """Coefficients, pre-activations and margins of two engines."""
    size = np.abs(b.preactivations).max()
    assert np.abs(a.coefficients - b.coefficients).max() <= tolerance * size
    assert np.abs(a.preactivations - b.preactivations).max() <= tolerance * size
    assert np.abs(a.margins() - b.margins()).max() <= tolerance * size**2


# --- the Gram engine with orthogonal atoms ----------------------------------------------------------------------
@nojit
@given(setting=small_settings(q=2.0), noise=label_noises(), seed=seeds)
def test_orthogonal_atoms_give_the_gram_engine_step_by_step(setting, noise, seed):
    instance = orthogonal(law(setting, seed))
    gram, own = (kind(instance, setting.eta, 2.0, noise.smoothing) for kind in (GramEngine, DecoupledEngine))
    for eps in noise.draw(np.random.default_rng(seed), 8, setting.n):
        assert gram.advance(eps[None]) == own.advance(eps[None]) == 1
        assert_same(own, gram)


CASES = {
    "flips": (SMALL, LabelFlip(0.2)),
    "gradient descent": (SMALL, NoLabelNoise()),
    "smoothing": (SMALL, LabelSmoothing(0.2)),
    "smoothing of some samples": (SMALL, LabelSmoothing((0.2, 0.0) * 4)),
    "corrupted labels": (SMALL.replace(corruption=0.5), LabelFlip(0.2)),
    "mu = 0": (SMALL.replace(mu=0.0), LabelFlip(0.2)),
    "one filter": (SMALL.replace(m=1), LabelFlip(0.2)),
    "more than one block of samples": (SMALL.replace(n=40), LabelFlip(0.2)),
}


@pytest.mark.parametrize("name", CASES)
def test_long_runs_on_orthogonal_atoms_are_the_gram_engines(name):
    setting, noise = CASES[name]
    setting = setting.replace(eta=0.05)
    instance = orthogonal(law(setting, 1))
    eps = noise.draw(np.random.default_rng(2), 3000, setting.n)
    assert_same(*(run(kind, instance, setting, eps, noise.smoothing) for kind in (DecoupledEngine, GramEngine)), 1e-9)


@nojit
def test_factors_that_are_not_positive_end_noise_groups_and_turn_the_signal_to_its_other_side():
    """Steps so large that factors are negative, over many seeds; every kind of event must have happened."""
    ended = {"own": 0, "other": 0, "signal": 0}
    for seed in range(20):
        setting = SMALL.replace(eta=3.0, m=2, mu=3.5, sigma_0=0.08)
        instance = orthogonal(law(setting, seed))
        eps = LabelFlip(0.4).draw(np.random.default_rng(seed), 6, setting.n)
        gram, own = (kind(instance, setting.eta, 2.0) for kind in (GramEngine, DecoupledEngine))
        for row in eps:
            if np.abs(gram.preactivations).max() > 10:  # from here on rounding grows beyond all bounds
                break
            gram.advance(row[None])
            own.advance(row[None])
            assert_same(own, gram)
        before, after = instance.overlaps, gram.preactivations
        crossed = before * after < 0
        own_sign = np.repeat([1.0, -1.0], 2)[:, None] == instance.labels
        ended["own"] += (crossed[:, 1:] & own_sign).sum()
        ended["other"] += (crossed[:, 1:] & ~own_sign).sum()
        ended["signal"] += crossed[:, 0].sum()
    assert min(ended.values()) >= 3, ended


def test_a_factor_of_exactly_zero_ends_a_group_at_zero():
    """One sample, f = 0 by symmetry, g = 1/2, eta so that 1 - a g = 0."""
    instance = orthogonal(law(SMALL.replace(n=1, m=1, mu=0.0), 0))
    instance = dataclasses.replace(instance, gram=np.diag([0.0, 1.0]), overlaps=np.array([[0.0, 0.5], [0.0, 0.5]]))
    for eps, zero in ((1.0, instance.labels[0] < 0), (-1.0, instance.labels[0] > 0)):
        engine = DecoupledEngine(instance, 1.0, 2.0)
        engine.advance(np.full((3, 1), eps))
        row = 0 if zero else 1
        assert engine.preactivations[row, 1] == 0.0
        assert engine.coefficients[row, 1] == -0.5


# --- the loop twin ----------------------------------------------------------------------------------------------
@nojit
@given(setting=small_settings(q=2.0), noise=label_noises(), seed=seeds)
def test_the_loop_twin(setting, noise, seed):
    instance = law(setting, seed)
    engine = DecoupledEngine(instance, setting.eta, 2.0, noise.smoothing)
    z_mu, z_xi = instance.overlaps[:, 0].tolist(), instance.overlaps[:, 1:].tolist()
    signs, labels, norms2 = instance.signs[:, 0].tolist(), instance.labels.tolist(), instance.norms2.tolist()
    p = np.broadcast_to(noise.smoothing, setting.n).tolist()
    for eps in noise.draw(np.random.default_rng(seed), 4, setting.n):
        z_mu, z_xi = naive_decoupled.step(
            z_mu, z_xi, norms2[0], norms2[1:], signs, labels, eps.tolist(), p, setting.eta
        )
        engine.advance(eps[None])
        expected = np.column_stack([z_mu, z_xi])
        assert relative_error(engine.preactivations, expected) < ROUNDING
        margins = naive_decoupled.margins(z_mu, z_xi, signs, labels)
        assert np.abs(engine.margins() - margins).max() < ROUNDING * np.abs(expected).max() ** 2


@nojit
def test_atoms_in_any_order_and_noise_patches_with_a_sign():
    instance = orthogonal(law(SMALL.replace(corruption=0.3), 3))
    order, K = np.random.default_rng(0).permutation(SMALL.n + 1), SMALL.n + 1
    place = np.empty(K, dtype=np.int64)
    place[order] = np.arange(K)
    signs = instance.signs.copy()
    signs[::2, 1] = -1
    moved = dataclasses.replace(
        instance,
        gram=instance.gram[np.ix_(order, order)],
        overlaps=instance.overlaps[:, order],
        atoms=place[instance.atoms][:, ::-1].copy(),
        signs=signs[:, ::-1].copy(),
        signal_patch=1,
        noise_patch=0,
    )
    eps = LabelFlip(0.3).draw(np.random.default_rng(1), 30, SMALL.n)
    assert_same(run(DecoupledEngine, moved, SMALL, eps), run(GramEngine, moved, SMALL, eps))


# --- symmetries -------------------------------------------------------------------------------------------------
@nojit
@given(setting=small_settings(q=2.0), noise=label_noises(), seed=seeds, data=st.data())
def test_permuting_filters_permutes_the_coefficients(setting, noise, seed, data):
    m, instance = setting.m, law(setting, seed)
    order = [*data.draw(st.permutations(range(m))), *(m + r for r in data.draw(st.permutations(range(m))))]
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    plain = run(DecoupledEngine, instance, setting, eps, noise.smoothing)
    other = dataclasses.replace(instance, overlaps=instance.overlaps[order])
    permuted = run(DecoupledEngine, other, setting, eps, noise.smoothing)
    assert relative_error(permuted.coefficients, plain.coefficients[order]) < ROUNDING


@nojit
@given(setting=small_settings(q=2.0), noise=label_noises(), seed=seeds, data=st.data())
def test_permuting_samples_permutes_coefficients_and_margins(setting, noise, seed, data):
    instance = law(setting, seed)
    order = np.array(data.draw(st.permutations(range(setting.n))))
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    permuted = dataclasses.replace(
        instance,
        **{name: getattr(instance, name)[order] for name in ("atoms", "signs", "labels", "true_labels")},
    )
    smoothing = np.broadcast_to(noise.smoothing, setting.n)
    a = run(DecoupledEngine, instance, setting, eps, tuple(smoothing))
    b = run(DecoupledEngine, permuted, setting, eps[:, order], tuple(smoothing[order]))
    size = np.abs(a.preactivations).max()
    assert np.abs(b.coefficients - a.coefficients).max() <= ROUNDING * size
    assert np.abs(b.margins() - a.margins()[order]).max() <= ROUNDING * size**2


@nojit
@given(setting=small_settings(q=2.0), noise=label_noises(), seed=seeds)
def test_exchanging_labels_and_the_two_blocks_of_filters_exchanges_the_coefficients(setting, noise, seed):
    m, instance = setting.m, law(setting, seed)
    swap = [*range(m, 2 * m), *range(m)]
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    other = dataclasses.replace(instance, overlaps=instance.overlaps[swap], labels=-instance.labels)
    a, b = (run(DecoupledEngine, each, setting, eps, noise.smoothing) for each in (instance, other))
    assert relative_error(b.coefficients, a.coefficients[swap]) < ROUNDING


# --- accuracy ---------------------------------------------------------------------------------------------------
def test_coefficients_far_below_rounding_keep_their_digits():
    """Steps of 1e-30: R is the sum of first-order moves, g stays what it is at the start."""
    setting = SMALL.replace(eta=1e-30)
    instance = law(setting, 0)
    engine = DecoupledEngine(instance, setting.eta, 2.0)
    first = DecoupledEngine(instance, setting.eta, 2.0)
    first.advance(np.ones((1, SMALL.n)))
    engine.advance(np.ones((1000, SMALL.n)))
    assert np.abs(engine.coefficients).max() > 0
    assert relative_error(engine.coefficients, 1000 * first.coefficients) < ROUNDING


def test_multipliers_do_not_drift():
    """The product of 200,000 factors against one computed with twice the digits of a power."""
    instance = orthogonal(law(SMALL.replace(n=1, m=1, mu=0.0), 0))
    y = int(instance.labels[0])
    overlaps = np.array([[0.0, -1.0], [0.0, -1.0]])
    overlaps[1 if y > 0 else 0, 1] = 1e-9  # the other group alone: it falls, with a slope that stays 1/2
    instance = dataclasses.replace(instance, gram=np.diag([0.0, 1.0]), overlaps=overlaps)
    engine, steps, eta = DecoupledEngine(instance, 3e-5, 2.0), 200_000, 3e-5
    engine.advance(np.ones((steps, 1)))
    expected = 1e-9 * np.exp(steps * np.log1p(-eta))
    assert engine.preactivations[1 if y > 0 else 0, 1] == pytest.approx(expected, rel=1e-12)
    assert engine.coefficients[1 if y > 0 else 0, 1] == pytest.approx(expected - 1e-9, rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_inside_the_assumptions_it_agrees_with_the_gram_engine_to_the_coupling(seed):
    """d = 1e22: both stages, a few thousand steps; overlaps are of size 1e-2, coefficients of size 1."""
    d = 10**22
    setting = Setting(n=20, d=d, m=10, mu=1e-3 * d**0.5, sigma_p=1.0, sigma_0=1e-2 / d**0.5, eta=20.0 / d)
    instance = law(setting, seed)
    eps = LabelFlip(0.1).draw(np.random.default_rng(seed), 3000, setting.n)
    gram, own = (run(kind, instance, setting, eps) for kind in (GramEngine, DecoupledEngine))
    figure = coupling(instance)
    assert np.abs(gram.coefficients[:, 1:]).max() > 0.5
    variation = 3000 * 0.2  # of log z_i: at most a_i |g_i| = 0.2 a step
    bound = figure * np.abs(gram.coefficients).max() / 1e-2 * (1 + variation)
    error = np.abs(own.preactivations - gram.preactivations).max()
    assert 0 < error < bound
    assert error < 1e3 * figure


# --- coupling ---------------------------------------------------------------------------------------------------
@nojit
def test_coupling_is_the_largest_sum_of_ratios():
    instance = law(SMALL, 0)
    G, K = instance.gram, SMALL.n + 1
    sums = [sum(abs(G[k, i]) / G[k, k] for k in range(K) if k != i) for i in range(K)]
    assert coupling(instance) == pytest.approx(max(sums), rel=1e-12)
    assert coupling(orthogonal(instance)) == 0.0
    assert coupling(orthogonal(law(SMALL.replace(mu=0.0), 0))) == 0.0


def test_the_a_priori_figure_is_an_upper_bound_of_the_right_order():
    for n, d in itertools.product((5, 50), (10**4, 10**22)):
        setting = SMALL.replace(n=n, d=d)
        assert 0.1 < coupling(law(setting, 0)) / coupling(setting) < 1


# --- the interface ----------------------------------------------------------------------------------------------
def test_test_accuracy_is_that_of_its_coefficients():
    setting = SMALL.replace(d=500)
    instance = orthogonal(law(setting, 0, n_test=200))
    eps = np.ones((100, SMALL.n))
    own, gram = (run(kind, instance, setting, eps) for kind in (DecoupledEngine, GramEngine))
    assert own.test() == gram.test()


def test_in_pieces_it_is_the_same_bit_for_bit_and_the_instance_is_not_changed():
    instance = law(SMALL, 0)
    overlaps = instance.overlaps.copy()
    eps = LabelFlip(0.2).draw(np.random.default_rng(0), 50, SMALL.n)
    whole, pieces = run(DecoupledEngine, instance, SMALL, eps), DecoupledEngine(instance, SMALL.eta, 2.0)
    for rows in np.array_split(eps, 7):
        assert pieces.advance(rows) == len(rows)
        pieces.margins()
    assert same_bits(whole.coefficients, pieces.coefficients)
    assert same_bits(instance.overlaps, overlaps)


def test_it_diverges_at_the_step_of_the_gram_engine():
    instance = orthogonal(law(SMALL.replace(sigma_p=5.0), 0))
    for eta in (1e100, 1e300, 1e307):
        taken = [kind(instance, eta, 2.0).advance(np.ones((5, SMALL.n))) for kind in (GramEngine, DecoupledEngine)]
        assert taken == [1, 1]


def test_an_overflow_of_every_factor_is_a_divergence():
    engine = DecoupledEngine(orthogonal(law(SMALL.replace(sigma_p=5.0), 0)), 1e307, 2.0)
    assert engine.advance(-np.ones((5, SMALL.n))) == 1
    assert not np.all(np.isfinite(engine.margins()))


@nojit
def test_what_it_cannot_do_is_refused_in_one_sentence():
    with pytest.raises(InputError, match=r"^q=3 must be 2 for the decoupled engine; use the Gram engine for other"):
        DecoupledEngine(law(SMALL, 0), 0.1, 3)
    needs = "the decoupled engine needs samples of two patches, a signal patch shared by all"
    for name in ("several patches", "shared patches of both signs", "zero patch"):
        instance = draw_instance(patch_cases()[name], streams(0), "law", 0)
        with pytest.raises(InputError, match=needs):
            DecoupledEngine(instance, 0.1, 2.0)
    one_noise = dataclasses.replace(law(SMALL, 0), atoms=np.array([[0, 1]] * SMALL.n))
    with pytest.raises(InputError, match=needs):
        DecoupledEngine(one_noise, 0.1, 2.0)
