import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lngd_theory import (
    GaussianLabelNoise,
    InputError,
    LabelFlip,
    LabelSmoothing,
    NoLabelNoise,
    UniformLabelNoise,
    parse_label_noise,
)
from lngd_theory.label_noise import NOISE_KINDS
from tests.draws import ALPHA, label_noises, same_bits, seeds

PER_SAMPLE = [
    LabelFlip((0.0, 1.0, 0.5)),
    GaussianLabelNoise((1.0, 0.0, 2.0), (0.0, 1.0, 0.5)),
    UniformLabelNoise((-1.0, 0.0, 1.0), (2.0, 1.0, 1.0)),
    LabelSmoothing((0.0, 0.1, 0.2)),
]


@pytest.mark.nojit
@given(noise=label_noises(), seed=seeds, pieces=st.lists(st.integers(0, 4), max_size=6), n=st.integers(1, 5))
def test_drawing_in_pieces_gives_the_same_numbers(noise, seed, pieces, n):
    whole = noise.draw(np.random.default_rng(seed), sum(pieces), n)
    rng = np.random.default_rng(seed)
    parts = [noise.draw(rng, length, n) for length in pieces]
    assert same_bits(whole, np.concatenate([np.empty((0, n)), *parts]))


@given(noise=label_noises(), seed=seeds)
def test_a_draw_is_float_of_steps_by_samples(noise, seed):
    eps = noise.draw(np.random.default_rng(seed), 4, 3)
    assert eps.shape == (4, 3)
    assert eps.dtype == np.float64
    assert eps.flags.c_contiguous


@pytest.mark.parametrize(
    "noise", [LabelFlip(0.0), LabelSmoothing(0.0), GaussianLabelNoise(1.0, 0.0), UniformLabelNoise(1.0, 1.0)]
)
def test_the_parameter_that_means_no_noise_gives_multipliers_one(noise):
    rng = np.random.default_rng(0)
    assert same_bits(noise.draw(rng, 50, 4), NoLabelNoise().draw(rng, 50, 4))
    assert noise.smoothing == 0


def test_certain_flips_flip_everything():
    assert np.all(LabelFlip(1.0).draw(np.random.default_rng(0), 100, 3) == -1)


def test_flips_are_minus_one_at_the_stated_rate_and_independent():
    """Exact binomial tests of the rate in all, for each sample, and of agreement between neighbours; level ALPHA."""
    p, steps, n = 0.1, 20_000, 3
    eps = LabelFlip(p).draw(np.random.default_rng(1), steps, n)
    assert set(np.unique(eps)) == {-1.0, 1.0}
    flipped = eps < 0
    both = p * p
    events = [(flipped[:, i], p) for i in range(n)]
    events += [(flipped[:, i] & flipped[:, (i + 1) % n], both) for i in range(n)]
    events += [(flipped[:-1, i][::2] & flipped[1:, i][::2], both) for i in range(n)]
    for event, rate in events:
        assert stats.binomtest(int(event.sum()), event.size, rate).pvalue > ALPHA / len(events)


@pytest.mark.parametrize(
    ("noise", "law"),
    [
        (GaussianLabelNoise(1.0, 1.0), stats.norm(1, 1)),
        (GaussianLabelNoise(0.6, 0.5), stats.norm(0.6, 0.5)),
        (UniformLabelNoise(-1.0, 2.0), stats.uniform(-1, 3)),
        (UniformLabelNoise(-2.0, 3.0), stats.uniform(-2, 5)),
    ],
    ids=lambda value: getattr(value, "label", None),
)
def test_continuous_multipliers_have_the_stated_law(noise, law):
    """Kolmogorov-Smirnov at level ALPHA."""
    eps = noise.draw(np.random.default_rng(2), 10_000, 2)
    assert stats.kstest(eps.ravel(), law.cdf).pvalue > ALPHA


@pytest.mark.parametrize("noise", PER_SAMPLE, ids=lambda noise: noise.kind)
def test_parameters_may_differ_between_samples(noise):
    noise.check(3)
    eps = noise.draw(np.random.default_rng(3), 200, 3)
    for i in range(3):
        one = type(noise)(*(values[i] for values in vars(noise).values()))
        alone = one.draw(np.random.default_rng(3), 200, 3)
        assert same_bits(eps[:, i], alone[:, i])


@pytest.mark.parametrize("noise", PER_SAMPLE, ids=lambda noise: noise.kind)
def test_the_wrong_number_of_parameters_is_refused(noise):
    with pytest.raises(InputError, match=rf"of {noise.kind} has 3 values; give one, or one for each of n=4 samples"):
        noise.check(4)


@pytest.mark.parametrize("kind", [LabelFlip, LabelSmoothing])
@pytest.mark.parametrize(
    "p", [-0.1, 1.1, math.nan, math.inf, "often", "0.1", None, [[0.1]], (0.1, 2.0), True, 1j], ids=repr
)
def test_a_probability_out_of_range_is_refused(kind, p):
    with pytest.raises(InputError, match=r"^p=.* must be a finite number in \[0, 1\], or one such per sample$"):
        kind(p)


@pytest.mark.parametrize(
    ("build", "name"),
    [
        (lambda v: GaussianLabelNoise(v, 1.0), "mean"),
        (lambda v: GaussianLabelNoise(1.0, v), "std"),
        (lambda v: UniformLabelNoise(v, 1.0), "low"),
        (lambda v: UniformLabelNoise(-1.0, v), "high"),
    ],
)
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, "x", None])
def test_a_parameter_that_is_no_finite_number_is_refused(build, name, value):
    with pytest.raises(InputError, match=rf"^{name}=.* must be a finite number in \["):
        build(value)


def test_a_negative_standard_deviation_is_refused():
    with pytest.raises(InputError, match=r"^std=-1.0 must be a finite number in \[0, inf\]"):
        GaussianLabelNoise(1.0, -1.0)


def test_reversed_bounds_are_refused():
    with pytest.raises(InputError, match=r"low=2.0 must not exceed high=1.0; exchange them"):
        UniformLabelNoise(2.0, 1.0)


def test_bounds_of_different_length_are_refused():
    with pytest.raises(InputError, match=r"low|high"):
        UniformLabelNoise((0.0, 0.0, 0.0), (1.0, 1.0))


@given(noise=label_noises())
def test_the_label_reads_back_as_the_same_noise(noise):
    assert parse_label_noise(noise.label) == noise
    assert hash(parse_label_noise(noise.label)) == hash(noise)
    assert noise.to_dict()["kind"] == noise.kind


@pytest.mark.parametrize(
    ("text", "noise"),
    [
        ("none", NoLabelNoise()),
        ("flip:0.1", LabelFlip(0.1)),
        (" flip:1e-3 ", LabelFlip(0.001)),
        ("smoothing:0.1", LabelSmoothing(0.1)),
        ("gaussian:1,1", GaussianLabelNoise(1.0, 1.0)),
        ("gaussian:0.6, 1", GaussianLabelNoise(0.6, 1.0)),
        ("uniform:-1,2", UniformLabelNoise(-1.0, 2.0)),
    ],
)
def test_the_documented_text_forms_are_read(text, noise):
    assert parse_label_noise(text) == noise


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("flp:0.1", "unknown label noise 'flp'; did you mean 'flip'"),
        ("Gaussian:1,1", "unknown label noise 'Gaussian'; did you mean 'gaussian'"),
        ("smooth:0.1", "unknown label noise 'smooth'; did you mean 'smoothing'"),
        ("", "unknown label noise ''; known: flip, gaussian, none, smoothing, uniform"),
        ("zzz", r"known: flip, gaussian, none, smoothing, uniform \(for example flip:0.1\)"),
        ("flip", r"'flip' needs 1 value\(s\): write it as flip:p"),
        ("flip:", r"needs 1 value\(s\): write it as flip:p"),
        ("flip:0.1,0.2", r"needs 1 value\(s\): write it as flip:p"),
        ("gaussian:1", r"needs 2 value\(s\): write it as gaussian:mean,std"),
        ("uniform", r"needs 2 value\(s\): write it as uniform:low,high"),
        ("none:1", r"needs 0 value\(s\): write it as none"),
        ("flip:often", "'often' is not a list of numbers"),
        ("gaussian:1,", "'1,' is not a list of numbers"),
        ("flip:2", r"p=2.0 must be a finite number in \[0, 1\]"),
        ("flip:nan", r"p=nan must be a finite number in \[0, 1\]"),
        ("uniform:2,1", "low=2.0 must not exceed high=1.0"),
    ],
)
def test_a_text_that_is_no_label_noise_is_refused_with_the_remedy(text, message):
    with pytest.raises(InputError, match=message):
        parse_label_noise(text)


def test_every_kind_is_known_by_its_name():
    assert {name: kind.kind for name, kind in NOISE_KINDS.items()} == {name: name for name in NOISE_KINDS}
    assert set(NOISE_KINDS) == {"none", "flip", "smoothing", "gaussian", "uniform"}


def test_only_label_smoothing_smooths():
    assert LabelSmoothing(0.3).smoothing == 0.3
    assert [noise.smoothing for noise in (NoLabelNoise(), LabelFlip(0.3), GaussianLabelNoise())] == [0.0] * 3
