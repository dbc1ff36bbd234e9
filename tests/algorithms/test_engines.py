"""Every algorithm: loops, the dense network and the Gram engine on one draw agree to rounding."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory import InputError, LabelFlip, LabelSmoothing, NoLabelNoise, simulate
from lngd_theory.algorithms import SAM, SGD, Adam, GradientDescent, Momentum, Rule, WeightDecay, parse_algorithm
from lngd_theory.dynamics import DenseEngine, GramEngine, RuledEngine, SpanEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import algorithm_stream, streams
from tests.algorithms.made import (
    ADAMS,
    IN_SPAN,
    dense_instance,
    in_span,
    looped_weights,
    ruled_engine,
    span_engine,
)
from tests.draws import (
    POWERS,
    ROUNDING,
    SMALL,
    label_noises,
    patch_cases,
    relative_error,
    same_bits,
    same_trajectories,
    seeds,
    small_settings,
)

TINY = SMALL.replace(n=5, d=20, m=2, eta=0.3)
#: Rounding is amplified where a gradient or a root is small beside what it was a difference of.
ADAPTIVE = 2.0**10 * ROUNDING


@pytest.mark.nojit
@pytest.mark.parametrize("text", [*IN_SPAN, *ADAMS])
@pytest.mark.parametrize("noise", [LabelFlip(0.3), LabelSmoothing(0.2)], ids=["flips", "smoothing"])
def test_the_dense_network_is_the_loops(text, noise):
    algorithm = parse_algorithm(text)
    for seed in range(2):
        instance = dense_instance(TINY, seed)
        eps = noise.draw(np.random.default_rng(seed), 4, TINY.n)
        engine = ruled_engine(instance, TINY, algorithm, seed, noise.smoothing)
        assert engine.advance(eps) == 4
        expected = looped_weights(instance, TINY, algorithm, eps, seed, noise.smoothing)
        tolerance = ROUNDING if algorithm.rule.in_span else ADAPTIVE
        assert relative_error(engine.W - instance.dense.W0, expected - instance.dense.W0) < tolerance


@pytest.mark.nojit
@pytest.mark.parametrize("text", IN_SPAN)
@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("name", ["tilted signal", "shared patches of both signs", "more samples than dimensions"])
def test_the_coefficients_are_the_loops_weights_on_any_patches(text, q, name):
    data, algorithm = patch_cases()[name], parse_algorithm(text)
    instance = dense_instance(data, 3)
    problem = SMALL.replace(eta=0.1, q=q)
    eps = np.random.default_rng(5).normal(1, 1, (3, data.n))
    engine = span_engine(instance, problem, algorithm)
    assert engine.advance(eps) == 3
    W = looped_weights(instance, problem, algorithm, eps)
    atoms, W0 = instance.dense
    norms2 = instance.norms2
    rebuilt = engine.start * W0 + (engine.coefficients / np.where(norms2 > 0, norms2, 1)) @ atoms
    assert relative_error(rebuilt, W) < ROUNDING
    assert relative_error(engine.preactivations, W @ atoms.T) < ROUNDING


@given(setting=small_settings(), noise=label_noises(), seed=seeds, algorithm=in_span())
def test_gram_and_dense_agree_step_by_step(setting, noise, seed, algorithm):
    if algorithm.rule.batch > setting.n:
        algorithm = SGD(setting.n)
    instance = dense_instance(setting, seed)
    gram, dense = (make(instance, setting, algorithm, seed, noise.smoothing) for make in (span_engine, ruled_engine))
    for eps in noise.draw(np.random.default_rng(seed), 6, setting.n):
        assert gram.advance(eps[None]) == dense.advance(eps[None]) == 1
        size = max(np.abs(dense.W @ instance.dense.atoms.T).max(), np.abs(instance.overlaps).max())
        assert np.abs(gram.preactivations - dense.W @ instance.dense.atoms.T).max() <= ROUNDING * size
        assert gram.start == pytest.approx(dense.start, rel=1e-12)
        moved = np.linalg.norm(dense.W - dense.start * instance.dense.W0)
        assert dense.decomposition_residual() * moved <= ROUNDING * np.linalg.norm(dense.W) + 1e-300


@pytest.mark.parametrize("text", IN_SPAN)
def test_both_engines_on_one_draw_for_several_seeds_with_label_noise(text):
    s = SMALL.replace(n=10, eta=0.2, corruption=0.2)
    run = simulate(s, LabelFlip(0.2), steps=40, seeds=3, engine="both", algorithm=parse_algorithm(text), n_test=50)
    assert set(run.status.values) == {"ok"}
    assert float(run.disagreement.max()) < 2**6 * ROUNDING


# --- what an algorithm must reduce to -----------------------------------------------------------------------------
@pytest.mark.nojit
@given(setting=small_settings(), noise=label_noises(), seed=seeds)
def test_the_rule_that_changes_nothing_is_gradient_descent(setting, noise, seed):
    instance = dense_instance(setting, seed)
    eps = noise.draw(np.random.default_rng(seed), 5, setting.n)
    for plain, ruled in ((GramEngine, SpanEngine), (DenseEngine, RuledEngine)):
        a, b = (kind(instance, setting.eta, setting.q, noise.smoothing) for kind in (plain, ruled))
        assert a.advance(eps) == b.advance(eps) == 5
        assert relative_error(b.coefficients, a.coefficients) < ROUNDING


def test_gradient_descent_by_name_has_the_bits_of_the_default():
    a, b = (simulate(SMALL, LabelFlip(0.2), steps=20, seeds=2, **k) for k in ({}, {"algorithm": GradientDescent()}))
    assert same_trajectories(a, b)


@pytest.mark.parametrize("text", ["sgd:8", "momentum:0", "decay:0", "sam:0", "dropout:0"])
def test_parameters_that_do_nothing_do_nothing(text):
    a = simulate(SMALL, LabelFlip(0.2), steps=20, seeds=2, algorithm=parse_algorithm(text))
    b = simulate(SMALL, LabelFlip(0.2), steps=20, seeds=2)
    assert relative_error(a.margin, b.margin) < ROUNDING


def test_the_mean_of_all_batches_is_the_gradient():
    """One step of each of the C(5, 2) batches, as multipliers that leave samples out."""
    instance = dense_instance(TINY, 1)
    full = GramEngine(instance, TINY.eta, TINY.q)
    full.advance(np.ones((1, 5)))
    mean, count = np.zeros_like(full.coefficients), 0
    for first in range(5):
        for second in range(first):
            eps = np.zeros((1, 5))
            eps[0, [first, second]] = 1.0
            engine = GramEngine(instance, TINY.eta * 5 / 2, TINY.q)
            engine.advance(eps)
            mean, count = mean + engine.coefficients, count + 1
    assert count == 10
    assert relative_error(mean / count, full.coefficients) < ROUNDING


def test_without_data_weight_decay_shrinks_the_start_and_momentum_may_turn_it_round():
    """Multipliers 0 leave no gradient: c follows its own recursion."""
    instance = dense_instance(TINY, 1)
    for text, expected in (("decay:0.5", (1 - 0.15) ** 3), ("decay:3+momentum:0.9", None)):
        engine = span_engine(instance, TINY, parse_algorithm(text))
        engine.advance(np.zeros((3, 5)))
        c, v = 1.0, 0.0
        rule = parse_algorithm(text).rule
        for _ in range(3):
            v = rule.beta * v - TINY.eta * rule.decay * c
            c += v
        assert engine.start == pytest.approx(c if expected is None else expected, rel=1e-14)
        assert np.all(engine.coefficients == 0)
        assert relative_error(engine.preactivations, c * instance.overlaps) < ROUNDING
    assert c < 0


@pytest.mark.parametrize("start", [1.0, 0.3, -0.4])
def test_test_accuracy_under_weight_decay_is_that_of_the_weights(start):
    """The share of w0 enters the law-exact test set as it enters the weights."""
    instance = dense_instance(TINY, 2, n_test=400)
    R = np.random.default_rng(0).standard_normal(instance.overlaps.shape)
    W = start * instance.dense.W0 + (R / instance.norms2) @ instance.dense.atoms
    assert instance.test.from_coefficients(R, 2.0, start) == instance.test.from_weights(W, 2.0)
    law = draw_instance(TINY, streams(2), "law", 4000)
    scaled = TINY.replace(sigma_0=TINY.sigma_0 * abs(start))
    if start > 0:  # c w0 with sigma_0 is w0 with c sigma_0, in the same normals
        other = draw_instance(scaled, streams(2), "law", 4000)
        assert law.test.from_coefficients(R, 2.0, start) == pytest.approx(other.test.from_coefficients(R, 2.0))


def test_a_sam_step_of_a_vanished_gradient_is_none():
    instance = dense_instance(TINY, 1)
    for make in (span_engine, ruled_engine):
        engine = make(instance, TINY, SAM(0.1))
        assert engine.advance(np.zeros((2, 5))) == 2
        assert np.all(engine.coefficients == 0)


# --- units: how the radius must change (remark R.4) ------------------------------------------------------------
@given(setting=small_settings(q=2.0), noise=label_noises(), seed=seeds, exponent=st.integers(-8, 8))
def test_sam_is_the_same_in_another_unit_if_its_radius_is_given_in_it(setting, noise, seed, exponent):
    c = 2.0**exponent
    other = setting.replace(
        mu=setting.mu * c, sigma_p=setting.sigma_p * c, sigma_0=setting.sigma_0 / c, eta=setting.eta / c**2
    )
    own, scaled = (
        simulate(s, noise, steps=4, seeds=[seed], n_test=0, algorithm=SAM(radius)).margin
        for s, radius in ((setting, 0.3), (other, 0.3 / c))
    )
    assert same_bits(own.values, scaled.values)


def test_sam_with_one_radius_is_another_algorithm_in_another_unit():
    """In units of the data the radius is 0.3 c: beyond every bound, or of no effect."""

    def margins(c, algorithm):
        s = SMALL.replace(mu=SMALL.mu * c, sigma_p=SMALL.sigma_p * c, sigma_0=SMALL.sigma_0 / c, eta=SMALL.eta / c**2)
        return simulate(s, steps=30, seeds=2, n_test=0, algorithm=algorithm).margin.values

    gd = margins(1.0, GradientDescent())
    assert relative_error(margins(2.0**-10, SAM(0.3)), gd) < 0.01
    assert relative_error(margins(1.0, SAM(0.3)), gd) > 0.1
    assert same_bits(margins(2.0**-10, GradientDescent()), gd)


# --- draws ---------------------------------------------------------------------------------------------------------
@settings(max_examples=20)
@given(seed=seeds, every=st.integers(1, 20), text=st.sampled_from(["sgd:3", "dropout:0.5", "sgd:3+dropout:0.2"]))
def test_batches_do_not_depend_on_the_recording_interval(seed, every, text):
    runs = [
        simulate(TINY, LabelFlip(0.2), steps=20, seeds=[seed], record_every=e, algorithm=parse_algorithm(text))
        for e in (20, every)
    ]
    assert same_bits(*(run.margin.values[:, -1] for run in runs))


def test_an_algorithm_changes_neither_the_instance_nor_the_label_noise():
    runs = [simulate(SMALL, LabelFlip(0.3), steps=3, seeds=2, algorithm=a) for a in (None, SGD(2), Momentum())]
    for run in runs[1:]:
        assert same_bits(run.margin.values[:, 0], runs[0].margin.values[:, 0])
        assert same_bits(run.train_loss.values[:, 0], runs[0].train_loss.values[:, 0])


def test_the_fourth_stream_is_none_of_the_three():
    drawn = {tuple(rng.random(4)) for rng in (*streams(7), algorithm_stream(7), algorithm_stream(8))}
    assert len(drawn) == 5
    assert same_bits(algorithm_stream(7).random(4), algorithm_stream(7).random(4))


# --- divergence and refusals ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["momentum:0.9", "sam:0.1", "decay:0.1", "adam"])
def test_divergence_is_recorded_by_either_engine(text):
    s = SMALL.replace(eta=1e100)
    engine = "dense" if text == "adam" else "both"
    run = simulate(s, NoLabelNoise(), steps=5, seeds=2, engine=engine, algorithm=parse_algorithm(text), n_test=0)
    assert set(run.status.values) == {"diverged"}
    assert set(run.diverged_at.values) == {1}


def test_adam_is_for_the_dense_engine_which_says_how_much_of_it_leaves_the_span():
    with pytest.raises(InputError, match=r"leaves the span of the patches.*use engine='dense'"):
        simulate(SMALL, steps=1, algorithm=Adam())
    with pytest.raises(InputError, match="use engine='dense'"):
        SpanEngine(draw_instance(SMALL, streams(0), "law", 0), 0.1, 2.0, 0.0, Adam().rule)
    s = SMALL.replace(eta=0.01)
    engine = ruled_engine(dense_instance(s, 0), s, Adam())
    engine.advance(np.ones((10, s.n)))
    assert 0.1 < engine.decomposition_residual() < 1
    # the projection is orthogonal to the patches: what is left has no overlap with them
    atoms, W0 = engine.instance.dense
    rest = engine.W - W0 - (engine.coefficients / engine.instance.norms2) @ atoms
    assert np.abs(rest @ atoms.T).max() < ROUNDING * np.abs(engine.W @ atoms.T).max()


@pytest.mark.parametrize("engine", ["gram32", "gram32+gram", "decoupled"])
def test_engines_of_gradient_descent_refuse_others(engine):
    with pytest.raises(InputError, match=f"engine='{engine.replace('+', '[+]')}' knows gradient descent only"):
        simulate(SMALL, steps=1, engine=engine, algorithm=WeightDecay(0.1))


def test_what_is_no_algorithm_is_refused():
    with pytest.raises(InputError, match=r"algorithm='sam:0.1' must be an algorithm such as SAM"):
        simulate(SMALL, steps=1, algorithm="sam:0.1")
    with pytest.raises(InputError, match="batch=9 must be at most n=8"):
        simulate(SMALL, steps=1, algorithm=SGD(9))


def test_the_metadata_names_the_algorithm():
    assert simulate(SMALL, steps=1, seeds=1, algorithm=SGD(2) + SAM(0.1)).data.attrs["algorithm"] == "sgd:2+sam:0.1"


def test_rules_know_what_they_cost():
    assert Rule().gradients == 1
    assert SAM(0.1).rule.gradients == 2
    assert (SGD(2) + SAM(0.1)).rule.gradients == 2
