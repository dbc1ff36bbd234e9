"""Noise at high frequencies: the same without a Fourier transform, where its energy is, how strong it is."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.experiments.vgg.fourier import high_frequencies, high_frequency_noise

SIDES = st.integers(2, 9)
CUTOFFS = st.floats(0, 0.9)


def basis(height, width, cutoff):
    """Orthonormal cosines and sines above the cutoff, one a row, from their definition."""
    rows = []
    for k in range(height):
        for l in range(width):  # noqa: E741
            # frequencies in cycles per pixel, folded to at most one half
            fy, fx = min(k, height - k) / height, min(l, width - l) / width
            if math.sqrt(fy**2 + fx**2) <= cutoff * 0.5:
                continue
            twin = (-k % height, -l % width)
            if twin < (k, l):
                continue  # its cosine and sine are there already
            phase = [[2 * math.pi * (k * y / height + l * x / width) for x in range(width)] for y in range(height)]
            waves = [np.cos(phase)] if twin == (k, l) else [np.cos(phase), np.sin(phase)]
            rows += [(wave / np.linalg.norm(wave)).ravel() for wave in waves]
    return np.array(rows)


@given(SIDES, SIDES, CUTOFFS, st.integers(0, 99))
def test_it_is_white_noise_projected_on_cosines_and_sines(height, width, cutoff, seed):
    waves = basis(height, width, cutoff)
    assert waves @ waves.T == pytest.approx(np.eye(len(waves)), abs=1e-9)
    white = np.random.default_rng(seed).standard_normal((2, 3, height * width))
    expected = 0.7 * math.sqrt(height * width / len(waves)) * (white @ waves.T @ waves)
    found = high_frequency_noise((2, 3, height, width), 0.7, cutoff, np.random.default_rng(seed))
    assert found.reshape(2, 3, -1) == pytest.approx(expected, abs=1e-10)


@given(SIDES, SIDES, CUTOFFS)
def test_the_variance_of_every_pixel_is_exactly_as_stated(height, width, cutoff):
    # of scale * P w with a projection P: scale^2 times the diagonal of P
    waves = basis(height, width, cutoff)
    variance = (height * width / len(waves)) * (waves**2).sum(axis=0)
    assert variance == pytest.approx(np.ones(height * width), abs=1e-9)
    assert high_frequencies(height, width, cutoff).sum() == len(waves)


@given(SIDES, SIDES, CUTOFFS, st.integers(0, 99))
def test_its_energy_is_above_the_cutoff(height, width, cutoff, seed):
    above = high_frequencies(height, width, cutoff)
    found = high_frequency_noise((1, 2, height, width), 1.0, cutoff, np.random.default_rng(seed))
    energy = np.abs(np.fft.fft2(found)) ** 2
    assert energy[..., ~above].max() < 1e-20 * energy.sum()
    assert found.dtype == np.float64
    assert abs(found.mean()) < 1e-12  # the constant is below every cutoff


def test_pixels_have_the_standard_deviation_and_components_an_equal_share():
    sigma, shape = 3.0, (2000, 3, 8, 8)
    found = high_frequency_noise(shape, sigma, 0.5, np.random.default_rng(0))
    # a variance over 6,000 images and channels is known to sqrt(2/6000) = 1.8 %; five of these
    assert found.var(axis=(0, 1)) == pytest.approx(np.full((8, 8), sigma**2), rel=0.092)
    above = high_frequencies(8, 8, 0.5)
    power = (np.abs(np.fft.fft2(found, norm="ortho")) ** 2).mean(axis=(0, 1))
    assert power[above] == pytest.approx(np.full(above.sum(), sigma**2 * 64 / above.sum()), rel=0.092)
    channels = np.corrcoef(found.transpose(1, 0, 2, 3).reshape(3, -1))
    assert np.abs(channels - np.eye(3)).max() < 0.02


@given(st.integers(0, 99), st.floats(0.1, 10))
def test_a_seed_is_its_bits_whatever_the_level_and_the_number_of_images(seed, sigma):
    def drawn(count, sigma):
        return high_frequency_noise((count, 1, 6, 5), sigma, 0.4, np.random.default_rng(seed))

    assert np.array_equal(drawn(4, sigma), drawn(4, sigma))
    assert np.array_equal(drawn(7, sigma)[:4], drawn(4, sigma))
    assert drawn(3, sigma) == pytest.approx(sigma * drawn(3, 1.0))
    assert not drawn(2, 0.0).any()


def test_which_components_are_high():
    assert high_frequencies(4, 4, 0.0).sum() == 15
    assert high_frequencies(4, 4, 0.5).tolist() == [
        [False, False, True, False],
        [False, True, True, True],
        [True, True, True, True],
        [False, True, True, True],
    ]
    assert high_frequencies(4, 4, 1.2).sum() == 1  # the corner, at sqrt(2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((8, 8, -0.1), "cutoff=-0.1 must be a finite number >= 0"),
        ((8, 8, 1.5), r"cutoff=1.5 must be below 1.41421, the highest frequency of 8 x 8 pixels; lower it"),
        ((0, 8, 0.5), "height=0 must be an integer >= 1"),
    ],
)
def test_bad_frequencies_are_refused(arguments, sentence):
    with pytest.raises(InputError, match=sentence):
        high_frequencies(*arguments)


def test_a_negative_level_is_refused():
    with pytest.raises(InputError, match="sigma=-1 must be a finite number >= 0"):
        high_frequency_noise((1, 1, 4, 4), -1, 0.5, np.random.default_rng(0))
