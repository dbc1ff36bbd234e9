"""Gaussian noise in the Fourier components of images whose frequency is high; the low ones stay as they are.

A component of an image of H x W pixels has the frequencies ``f_y, f_x`` in [-1/2, 1/2] cycles per pixel; its radius is
``sqrt(f_y^2 + f_x^2) / (1/2)``, a share of the Nyquist frequency: 1 in the middle of an edge of the plane of
frequencies, ``sqrt(2)`` in its corners.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, whole_number

__all__ = ["high_frequencies", "high_frequency_noise"]


def high_frequencies(height: int, width: int, cutoff: float) -> NDArray[np.bool_]:
    """Which Fourier components have a radius above the cutoff.

    Parameters
    ----------
    height, width : int
        H, W >= 1 of the images, in pixels.
    cutoff : float
        As a share of the Nyquist frequency, >= 0: 0 is all but the constant, and no component has more than sqrt(2).

    Returns
    -------
    (H, W) array of bool
        In the order of ``numpy.fft.fft2``; a component and its conjugate agree.

    Raises
    ------
    InputError
        A number out of range, or no component above the cutoff.
    """
    rows, columns = (np.fft.fftfreq(whole_number(name, n, 1)) for name, n in (("height", height), ("width", width)))
    radius = np.hypot(rows[:, None], columns) / 0.5
    above = np.asarray(radius > finite_number("cutoff", cutoff, 0))
    if not above.any():
        raise InputError(
            f"cutoff={cutoff:g} must be below {radius.max():g}, the highest frequency of {height} x {width} pixels; "
            "lower it"
        )
    return above


def high_frequency_noise(
    shape: tuple[int, int, int, int], sigma: float, cutoff: float, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Stationary Gaussian noise with energy above the cutoff only, independent for every image and channel.

    With ``F`` the discrete Fourier transform, ``K`` the number of components above the cutoff, ``1_high`` their
    indicator, and ``w`` white noise of variance 1,

    ``xi = sigma sqrt(HW/K) F^-1(1_high F w)``.

    Each component above the cutoff is Gaussian with the same variance; in the orthonormal real basis of cosines and
    sines its standard deviation is ``sigma sqrt(HW/K)``, and that of every pixel is exactly ``sigma``.

    Parameters
    ----------
    shape : tuple of int
        (N, C, H, W): images, channels, height, width.
    sigma : float
        Standard deviation of the noise in each pixel, >= 0, in the unit of the pixels that it is added to.
    cutoff : float
        See :func:`high_frequencies`.
    rng : Generator
        What it draws depends on the shape alone: the noise of another sigma is a multiple of this one, and that of the
        first images does not depend on how many there are.

    Returns
    -------
    (N, C, H, W) array of float64

    Raises
    ------
    InputError
        A number out of range.
    """
    height, width = shape[2:]
    above = high_frequencies(height, width, cutoff)
    scale = finite_number("sigma", sigma, 0) * math.sqrt(above.size / above.sum())
    white = rng.standard_normal(shape)
    # the mask has the symmetry of a real image's transform: what is imaginary here is rounding
    return np.asarray(scale * np.fft.ifft2(np.fft.fft2(white) * above).real)
