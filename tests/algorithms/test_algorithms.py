"""The family of algorithms: values, text forms, joining, draws."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.algorithms import (
    ALGORITHM_KINDS,
    SAM,
    SGD,
    Adam,
    AdamW,
    Dropout,
    GradientDescent,
    Momentum,
    Rule,
    WeightDecay,
    parse_algorithm,
)
from lngd_theory.algorithms.rule import draw_chances
from tests.draws import ALPHA, same_bits, seeds

share = st.floats(0, 1, exclude_max=True)
size = st.floats(0, 1e30)
SINGLE = st.one_of(
    st.just(GradientDescent()),
    st.builds(SGD, st.integers(1, 1000)),
    st.builds(Momentum, share, st.booleans()),
    st.builds(WeightDecay, size),
    st.builds(SAM, size),
    st.builds(Dropout, share),
    st.builds(Adam, share, share, size),
    st.builds(AdamW, size, share, share, size),
)


@given(algorithm=SINGLE)
def test_the_label_reads_back(algorithm):
    assert parse_algorithm(algorithm.label) == algorithm
    assert pickle.loads(pickle.dumps(algorithm)) == algorithm
    assert algorithm.to_dict()["kind"] == algorithm.kind


@given(size=size, beta=share, batch=st.integers(1, 99), rate=share)
def test_joined_algorithms_read_back_and_do_what_each_does(size, beta, batch, rate):
    joined = SGD(batch) + Momentum(beta) + WeightDecay(size) + SAM(size) + Dropout(rate)
    assert parse_algorithm(joined.label) == joined
    assert joined.rule == Rule(batch=batch, beta=beta, decay=size, radius=size, dropout=rate)
    assert joined.to_dict()["parts"][0] == {"kind": "sgd", "batch": batch}


def test_gradient_descent_adds_nothing():
    assert GradientDescent() + SAM(0.1) == SAM(0.1) + GradientDescent() == SAM(0.1)
    assert GradientDescent() + GradientDescent() == GradientDescent()
    assert GradientDescent().rule == Rule()


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        ("gd", GradientDescent()),
        ("momentum", Momentum(0.9)),
        ("nesterov:0.5", Momentum(0.5, nesterov=True)),
        ("adam:0.8", Adam(0.8)),
        ("adamw:0.1", AdamW(0.1)),
        (" sgd:4 + momentum ", SGD(4) + Momentum()),
    ],
)
def test_text_forms(text, algorithm):
    assert parse_algorithm(text) == algorithm


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("momentm", "unknown algorithm 'momentm'; did you mean 'momentum'"),
        ("sgd", "needs 1 value.*write it as sgd:batch"),
        ("sgd:1.5", "batch=1.5 must be an integer >= 1"),
        ("sgd:0", "batch=0.0 must be an integer >= 1"),
        ("sam:-1", "radius=-1.0 must be a finite number >= 0"),
        ("decay:inf", "lam=inf must be a finite number >= 0"),
        ("dropout:1", r"rate=1.0 must be a number in \[0, 1\)"),
        ("momentum:nan", r"beta=nan must be a number in \[0, 1\)"),
        ("momentum:0.9,1", "needs 0 to 1 value"),
        ("sam:x", "'x' is not a list of numbers"),
        ("adam:0.9,2", r"beta2=2.0 must be a number in \[0, 1\)"),
        ("sgd:3+sgd:4", "sgd:3 and sgd:4 both set batch"),
        ("adamw:0.1+decay:0.1", "adamw:0.1 and decay:0.1 both set decay"),
        ("adam+momentum:0.9", "adam and momentum:0.9 cannot be joined"),
        ("", "unknown algorithm ''"),
    ],
)
def test_bad_text_is_refused_with_the_remedy(text, message):
    with pytest.raises(InputError, match=message):
        parse_algorithm(text)


def test_nesterov_is_true_or_false():
    with pytest.raises(InputError, match="nesterov=1 must be True or False"):
        Momentum(0.9, nesterov=1)


def test_every_kind_is_found_by_its_name():
    assert set(ALGORITHM_KINDS) == {"gd", "sgd", "momentum", "decay", "sam", "dropout", "adam", "adamw"}


# --- draws ---------------------------------------------------------------------------------------------------------
@given(seed=seeds, batch=st.integers(1, 6), dropout=share, cut=st.integers(0, 5))
def test_chances_drawn_in_pieces_are_those_drawn_at_once(seed, batch, dropout, cut):
    rule = Rule(batch=batch, dropout=dropout)
    once, pieces = (np.random.default_rng(seed) for _ in range(2))
    whole = draw_chances(rule, once, 5, 6, 4)
    parts = [draw_chances(rule, pieces, steps, 6, 4) for steps in (cut, 5 - cut)]
    for a, *b in zip(whole, *parts, strict=True):
        assert same_bits(a, np.concatenate(b))
    assert np.all(whole[0].sum(axis=1) == batch)
    assert set(np.unique(whole[1])) <= {0.0, 1 / (1 - dropout)}


@given(seed=seeds, small=st.integers(1, 6), large=st.integers(1, 6))
def test_a_smaller_batch_is_a_part_of_a_larger_one_with_or_without_dropout(seed, small, large):
    small, large = sorted((small, large))
    chosen = [
        draw_chances(Rule(batch=b, dropout=rate), np.random.default_rng(seed), 4, 6, 4)[0]
        for b, rate in ((small, 0.0), (large, 0.5))
    ]
    assert np.all(chosen[0] <= chosen[1])


def test_every_sample_is_as_often_in_a_batch_and_every_filter_left_out_as_the_rate_says():
    """z tests of 10 + 6 frequencies over 20,000 steps, ALPHA in all: |z| < 6 has a chance of 2e-9 each."""
    steps = 20_000
    chosen, kept = draw_chances(Rule(batch=3, dropout=0.2), np.random.default_rng(4), steps, 10, 6)
    assert ALPHA > 16 * 2e-9
    for found, rate in ((chosen, 0.3), (kept == 0, 0.2)):
        assert np.abs(found.mean(axis=0) - rate).max() < 6 * np.sqrt(rate * (1 - rate) / steps)
    assert kept.mean() == pytest.approx(1.0, abs=0.01)


def test_a_rule_without_chance_draws_nothing():
    rng = np.random.default_rng(3)
    draw_chances(Rule(beta=0.9, radius=0.1), rng, 10, 5, 4)
    assert same_bits(rng.random(4), np.random.default_rng(3).random(4))
