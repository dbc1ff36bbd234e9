"""Two classes of any image set as signal patches."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, LabelFlip, simulate
from lngd_theory.experiments.image_pair import ImagePair, two_classes
from lngd_theory.streams import streams

#: Real digits of 8 x 8 pixels, a few of them.
SMALL = ImagePair("digits", classes=(3, 8), normaliser=4.0, sigma_p=0.5, n=20, n_test=30, m=3, eta=0.05, sigma_0=0.05)


def made_cifar(folder, images, labels, is_test):
    """The same images as an .npz file and as the folder of batches."""
    np.savez(folder / "a.npz", images=images, labels=labels, is_test=is_test)
    batches = folder / "batches"
    batches.mkdir()
    flat = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
    parts = [*np.array_split(np.flatnonzero(~is_test), 5), np.flatnonzero(is_test)]
    for name, rows in zip([*(f"data_batch_{k}" for k in range(1, 6)), "test_batch"], parts, strict=True):
        (batches / name).write_bytes(pickle.dumps({"data": flat[rows], "labels": labels[rows].tolist()}))
    return folder / "a.npz", batches


@pytest.fixture(scope="module")
def cifar(tmp_path_factory):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (60, 32, 32, 3), dtype=np.uint8)
    labels = np.repeat(np.arange(10), 6)
    rng.shuffle(labels[:50])
    return made_cifar(tmp_path_factory.mktemp("cifar"), images, labels, np.arange(60) >= 50)


def test_the_first_class_has_label_plus_one_and_nothing_else_is_kept():
    from sklearn.datasets import load_digits

    pixels, digits = load_digits(return_X_y=True)
    found = SMALL.read()
    np.testing.assert_array_equal(found.pixels, pixels[np.isin(digits, (3, 8))])
    np.testing.assert_array_equal(found.labels, np.where(digits == 3, 1.0, -1.0)[np.isin(digits, (3, 8))])
    turned = replace(SMALL, classes=("8", "3")).read()
    np.testing.assert_array_equal(turned.labels, -found.labels)
    assert turned.digest != found.digest
    assert two_classes("digits", None, (3, 8)) is found  # read once


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_patches_are_divided_or_have_the_norm_asked_for(normaliser, norm):
    pixels = SMALL.read().pixels[:20]
    np.testing.assert_array_equal(replace(SMALL, normaliser=normaliser).signal(pixels), pixels / normaliser)
    scaled = replace(SMALL, normaliser=None, signal_norm=norm).signal(pixels)
    np.testing.assert_allclose(np.linalg.norm(scaled, axis=1), norm, rtol=1e-12)
    cosine = (scaled * pixels).sum(axis=1) / (norm * np.linalg.norm(pixels, axis=1))
    np.testing.assert_allclose(cosine, 1.0, rtol=1e-12)


@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 40))
def test_training_and_test_images_are_different_ones_of_their_classes(seed, n, n_test):
    problem = replace(SMALL, n=n, n_test=n_test)
    pixels, labels, _ = problem.read()
    data = problem.data(streams(seed))
    assert data.patches.shape == (n, 2, 64)
    assert data.test_patches.shape == (n_test, 2, 64)
    images = np.concatenate([data.patches[:, 0], data.test_patches[:, 0]]) * 4.0
    where = (images[:, None] == pixels).all(axis=2)
    assert where.sum() == n + n_test  # these digits are all different, so that each has one place
    _, rows = np.nonzero(where)
    assert np.unique(rows).size == n + n_test
    np.testing.assert_array_equal(np.concatenate([data.labels, data.test_labels]), labels[rows])


def test_seeds_differ_and_the_same_seed_is_the_same_in_a_worker():
    first = SMALL.draw(streams(0), keep_vectors=False)
    again = pickle.loads(pickle.dumps(SMALL)).draw(streams(0), keep_vectors=False)
    other = SMALL.draw(streams(1), keep_vectors=False)
    np.testing.assert_array_equal(first.gram, again.gram)
    assert not np.array_equal(first.gram, other.gram)


@pytest.mark.parametrize("scale", [{}, {"normaliser": None, "signal_norm": 5.0}])
def test_the_gram_engine_is_the_dense_network(scale):
    run = simulate(replace(SMALL, **scale), LabelFlip(0.15), steps=200, seeds=2, record_every=20, engine="both")
    # rounding accumulates over 200 steps of sums of about 100 products
    assert float(run.disagreement.max()) < 1e-11


def test_metadata_have_the_images_and_not_their_path(cifar):
    file, folder = cifar
    first, second = (
        ImagePair("cifar10", str(path), ("airplane", "automobile"), signal_norm=64.0, n=6, n_test=4) for path in cifar
    )
    assert first.names == ("airplane", "automobile")
    assert first.classes == (0, 1)
    assert first.to_dict() == second.to_dict()  # the same images from other files
    text = str(first.to_dict())
    assert str(file) not in text
    assert str(folder) not in text
    assert first.to_dict() != replace(first, sigma_p=1.0).to_dict()
    run = simulate(first, steps=2, seeds=1)
    assert str(file.parent) not in str(run.data.attrs)
    assert run.problem["pixels"] == first.read().digest
    assert first.data(streams(0)).d == 3072


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"images": "mnst"}, "unknown image set 'mnst'; did you mean 'mnist'?"),
        ({"classes": (3, 3)}, r"classes=\(3, 3\) must be two different ones of"),
        ({"classes": (3, 10)}, r"classes=\(3, 10\) must be two different ones of .* or their numbers 0..9"),
        ({"classes": ("3", "x")}, "must be two different ones"),
        ({"signal_norm": 2.0}, "normaliser=4.0, signal_norm=2.0: give one"),
        ({"normaliser": None}, "normaliser=None, signal_norm=None: give one"),
        ({"normaliser": 0.0}, "normaliser=0.0 must be a finite number > 0"),
        ({"sigma_p": -1.0}, "sigma_p=-1.0 must be a finite number >= 0"),
        ({"n": 0}, "n=0 must be an integer >= 1"),
        ({"q": 0.5}, "q=0.5 must be a finite number >= 1"),
        ({"sigma_0": float("nan")}, "sigma_0=nan must be a finite number > 0"),
    ],
)
def test_bad_values_are_refused_at_once(changes, message):
    with pytest.raises(InputError, match=message.replace("?", r"\?")):
        replace(SMALL, **changes)


def test_what_the_files_lack_is_said(cifar, tmp_path):
    with pytest.raises(InputError, match="n=330 and n_test=30 must be at most 357 together, the images of 3 and 8"):
        replace(SMALL, n=330, n_test=30).read()
    with pytest.raises(InputError, match="does not exist; cifar10: a folder of the python batches"):
        ImagePair("cifar10", str(tmp_path / "x.npz"), signal_norm=1.0).read()
    with pytest.raises(InputError, match="cifar10 needs a path"):
        ImagePair("cifar10", signal_norm=1.0).read()
    images = np.zeros((4, 32, 32, 3), dtype=np.uint8)
    np.savez(tmp_path / "two.npz", images=images, labels=[0, 0, 1, 1], is_test=np.zeros(4, bool))
    two = ImagePair("cifar10", str(tmp_path / "two.npz"), (0, 1), signal_norm=1.0, n=2, n_test=2)
    with pytest.raises(InputError, match="has no image of class 'bird'"):
        replace(two, classes=(0, 2)).read()
    with pytest.raises(InputError, match="cifar10 has an image of zeros; use normaliser"):
        simulate(two, steps=1, seeds=1)
