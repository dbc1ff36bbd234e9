"""Fixed corruption: rates, laws and limits of every kind; what is paired; marks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, chisquare

from lngd_theory import InputError
from lngd_theory.images import ImageSet, load_images
from lngd_theory.spectral.deep.corruption import CORRUPTIONS, LabelCorruption, corrupt, systematic_class
from lngd_theory.spectral.deep.marks import mark_patterns, mark_side, marked
from lngd_theory.spectral.deep.seeds import PURPOSES, generator, torch_seed
from lngd_theory.streams import algorithm_stream, streams
from tests.draws import ALPHA

kinds = pytest.mark.parametrize("kind", CORRUPTIONS)


def image_set(classes=5, n=40, side=8):
    rng = np.random.default_rng(1)
    x = rng.standard_normal((n, 1, side, side)).astype(np.float32)
    y = np.arange(n) % classes
    one = np.ones(1, dtype=np.float32)
    return ImageSet("drawn", x, y, x, y, tuple(map(str, range(classes))), one, one)


@given(st.sampled_from(CORRUPTIONS), st.integers(2, 7), st.floats(0, 0.99), st.integers(0, 3))
def test_below_the_limit_labels_are_corrupted_and_from_there_on_refused(kind, classes, share, seed):
    data, limit = image_set(classes), LabelCorruption(kind).limit(classes)
    assert limit == (0.5 if kind == "systematic" else (classes - 1) / classes)
    cs = corrupt(data, LabelCorruption(kind, share * limit), seed)
    assert (cs.wrong == (cs.given != data.y_train)).all()
    assert (cs.true == data.y_train).all()
    assert ((cs.given >= 0) & (cs.given < classes)).all()
    assert (cs.x.shape, cs.x.dtype, cs.given.dtype) == (data.x_train.shape, np.float32, np.int64)
    with pytest.raises(InputError, match=r"take a lower (one|rate)"):
        corrupt(data, LabelCorruption(kind, limit), seed)


@kinds
def test_at_the_limit_the_true_label_is_as_likely_as_another(kind):
    classes = 4
    rate = LabelCorruption(kind).limit(classes)
    others = 1 if kind == "systematic" else classes - 1
    assert 1 - rate == pytest.approx(rate / others, abs=1e-15)


@kinds
@pytest.mark.parametrize("rate", [0.05, 0.4])
def test_the_number_of_wrong_labels_is_binomial(kind, rate):
    n, seeds = 200, 50
    data = image_set(n=n)
    wrong = sum(int(corrupt(data, LabelCorruption(kind, rate), seed).wrong.sum()) for seed in range(seeds))
    low, high = binom.interval(1 - ALPHA, n * seeds, rate)
    assert low <= wrong <= high


def test_a_random_wrong_label_is_any_other_class_equally_often():
    data = image_set(classes=4, n=4000)
    cs = corrupt(data, LabelCorruption("random", 0.5), 0)
    steps = (cs.given - cs.true)[cs.wrong] % 4
    counts = np.bincount(steps, minlength=4)
    assert counts[0] == 0
    assert chisquare(counts[1:]).pvalue > ALPHA


@given(st.integers(2, 50))
def test_systematic_corruption_permutes_the_classes_and_fixes_none(classes):
    to = systematic_class(np.arange(classes), classes)
    assert sorted(to.tolist()) == list(range(classes))
    assert (to != np.arange(classes)).all()


@given(st.integers(0, 5), st.floats(0, 0.49), st.floats(0, 0.49))
def test_kinds_and_rates_of_one_seed_are_paired(seed, one, other):
    data, low, high = image_set(), min(one, other), max(one, other)
    at = {
        (kind, rate): corrupt(data, LabelCorruption(kind, rate), seed) for kind in CORRUPTIONS for rate in (low, high)
    }
    for kind in CORRUPTIONS:
        few, many = at[kind, low], at[kind, high]
        assert (many.wrong | ~few.wrong).all()
        assert (few.given[few.wrong] == many.given[few.wrong]).all()
        assert (few.wrong == at["random", low].wrong).all()
    assert (at["aligned", high].given == at["random", high].given).all()
    systematic = at["systematic", high]
    assert (systematic.given[systematic.wrong] == (systematic.true[systematic.wrong] + 1) % 5).all()


def test_a_seed_is_its_corruption_and_seeds_differ():
    data = image_set(n=200)
    first, again, other = (corrupt(data, LabelCorruption("random", 0.4), seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first.given, again.given)
    assert not np.array_equal(first.wrong, other.wrong)


def test_only_corrupted_training_images_are_marked_and_only_in_the_corner():
    data = load_images("digits", train=200, test=50)
    plain, cs = (corrupt(data, LabelCorruption(kind, 0.4), 0) for kind in ("random", "aligned"))
    np.testing.assert_array_equal(plain.x, data.x_train)
    assert cs.data is data  # its test images have no mark
    np.testing.assert_array_equal(cs.x[~cs.wrong], data.x_train[~cs.wrong])
    side = mark_side(8, 8)
    outside = np.ones((8, 8), dtype=bool)
    outside[:side, :side] = False
    np.testing.assert_array_equal(cs.x[..., outside], data.x_train[..., outside])
    corner = cs.x[cs.wrong, 0, :side, :side]
    assert set(np.unique(corner)) == {data.x_train.min(), data.x_train.max()}
    bright = corner == data.x_train.max()
    np.testing.assert_array_equal(bright, mark_patterns(10, side)[cs.given[cs.wrong]])
    np.testing.assert_array_equal(marked(cs.x[cs.wrong], cs.given[cs.wrong], data), cs.x[cs.wrong])


@pytest.mark.parametrize(("classes", "side", "apart"), [(2, 3, 4), (10, 3, 4), (100, 3, 2), (10, 4, 8), (30, 4, 8)])
def test_marks_are_far_from_each_other_and_from_plain_corners(classes, side, apart):
    words = mark_patterns(classes, side).reshape(classes, -1).astype(int)
    words = np.vstack([words, np.zeros_like(words[:1]), np.ones_like(words[:1])])
    distances = np.abs(words[:, None] - words).sum(axis=2)
    assert distances[~np.eye(classes + 2, dtype=bool)].min() >= apart
    assert words.shape == (classes + 2, side * side)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rnadom", 0.1), r"unknown corruption 'rnadom'; did you mean 'random'\?"),
        (("random", -0.1), r"rate=-0.1 must be a finite number >= 0"),
        (("random", float("nan")), r"rate=nan must be a finite number >= 0"),
        (("random", 1.0), r"rate=1 of random corruption must be in \[0, 1\)"),
        (("systematic", 0.5), r"rate=0.5 of systematic corruption must be in \[0, 0.5\)"),
    ],
)
def test_bad_corruption_is_one_sentence(arguments, message):
    with pytest.raises(InputError, match=message):
        LabelCorruption(*arguments)


def test_what_a_set_cannot_carry_is_refused():
    message = r"rate=0.8 of random corruption must be in \[0, 0.8\) with 5 classes"
    with pytest.raises(InputError, match=message):
        corrupt(image_set(), LabelCorruption("random", 0.8), 0)
    with pytest.raises(InputError, match=r"images of 6 x 6 pixels have no room for marks of 3 x 3; take larger"):
        corrupt(image_set(side=6), LabelCorruption("aligned", 0.1), 0)
    with pytest.raises(InputError, match=r"511 classes have no marks of 3 x 3 pixels; there are 510"):
        mark_patterns(511, 3)
    with pytest.raises(InputError, match=r"seed=-1 must be an integer >= 0"):
        corrupt(image_set(), LabelCorruption("random", 0.1), -1)


def test_text_of_a_corruption():
    assert str(LabelCorruption("systematic", 0.25)) == "systematic:0.25"
    assert str(LabelCorruption("aligned")) == "none"


def test_purposes_of_a_seed_have_their_own_numbers():
    drawn = [generator(7, purpose).integers(2**62) for purpose in PURPOSES]
    drawn += [rng.integers(2**62) for rng in (*streams(7), algorithm_stream(7))]
    assert len(set(drawn)) == len(PURPOSES) + 4
    numbers = [torch_seed(seed, purpose) for seed in (0, 1) for purpose in PURPOSES]
    assert len(set(numbers)) == 2 * len(PURPOSES)
    assert all(0 <= number < 2**63 for number in numbers)
