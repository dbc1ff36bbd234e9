"""What tests share: small problems, hypothesis strategies that build them, and the measure of rounding."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from lngd_theory import (
    GaussianLabelNoise,
    LabelFlip,
    LabelSmoothing,
    NoLabelNoise,
    PatchData,
    Setting,
    UniformLabelNoise,
    strategies,
)

EPS = float(np.finfo(np.float64).eps)

#: Chance that a correct package fails one statistical test function; divided among the comparisons made in it.
#: Seeds are fixed, so this is the chance taken once, when the seeds were written down.
ALPHA = 1e-6

#: Where d, m, n are small and steps are few: sums of at most a few hundred terms, each good to eps, pass through
#: at most ten steps that amplify an error at most 4-fold or so. 2^14 eps = 3.6e-12.
ROUNDING = 2.0**14 * EPS

SMALL = Setting(n=8, d=60, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)

NOISES = [
    NoLabelNoise(),
    LabelFlip(0.2),
    LabelSmoothing(0.2),
    GaussianLabelNoise(1.0, 1.0),
    UniformLabelNoise(-1.0, 2.0),
]

POWERS = [1.0, 1.5, 2.0, 3.0]


def relative_error(got, expected):
    """``max |got - expected| / max |expected|``; 0 if both are zero, inf or nan if they cannot be compared."""
    got, expected = np.asarray(got, dtype=float), np.asarray(expected, dtype=float)
    assert got.shape == expected.shape, (got.shape, expected.shape)
    error = float(np.abs(got - expected).max(initial=0.0))
    return error and error / float(np.abs(expected).max())


def same_bits(a, b):
    """Equal shape, type and every bit, nan included."""
    a, b = np.ascontiguousarray(a), np.ascontiguousarray(b)
    return a.shape == b.shape and a.dtype == b.dtype and a.tobytes() == b.tobytes()


def same_trajectories(a, b):
    """Every variable of two trajectories bit for bit."""
    return set(a.data.variables) == set(b.data.variables) and all(
        same_bits(a.data[name].values, b.data[name].values) for name in a.data.variables
    )


def open_unit(low=0.0, high=1.0):
    """Reals in [low, high]."""
    return st.floats(low, high, allow_nan=False)


def small_settings(q=None):
    """Small settings whose dynamics are of order one; with one power if it is given."""
    return strategies.settings() if q is None else strategies.settings(q=q)


label_noises = strategies.label_noises
seeds = strategies.seeds()


def patch_cases():
    """Training problems given as arrays, by name: what Definition 2.1 leaves out."""
    rng = np.random.default_rng(20)
    labels = np.array([1.0, -1.0, -1.0, 1.0, 1.0, -1.0, 1.0])
    n, d = labels.size, 12
    noise = rng.standard_normal((n, d))
    mu = np.zeros(d)
    mu[0] = 1.5
    tilted = 1.5 * rng.standard_normal(d) / math.sqrt(d)  # not orthogonal to the noise
    test_labels = np.where(rng.random(40) < 0.5, 1.0, -1.0)
    test = np.stack([test_labels[:, None] * tilted, rng.standard_normal((40, d))], axis=1)
    given = {"test_patches": test, "test_labels": test_labels}
    common = {"m": 3, "eta": 0.2, "sigma_0": 0.2}
    pair = np.stack([labels[:, None] * tilted, noise], axis=1)
    several = np.stack([labels[:, None] * mu, noise, rng.standard_normal((n, d)), rng.standard_normal((n, d))], axis=1)
    pool = rng.standard_normal((4, d))
    shared = pool[rng.integers(0, 4, (n, 3))] * np.where(rng.random((n, 3)) < 0.5, 1.0, -1.0)[:, :, None]
    many = np.stack([rng.standard_normal((30, 5)), rng.standard_normal((30, 5))], axis=1)
    return {
        "tilted signal": PatchData(pair, labels, signal_patch=0, noise_patch=1, **common, **given),
        "several patches": PatchData(several, labels, signal_patch=0, noise_patch=2, **common),
        "bias": PatchData(pair, labels, bias=0.7, **common, **given),
        "given weights": PatchData(pair, labels, W0=0.3 * rng.standard_normal((6, d)), **common, **given),
        "shared patches of both signs": PatchData(shared, labels, **common),
        "more samples than dimensions": PatchData(many, np.where(rng.random(30) < 0.5, 1.0, -1.0), **common),
        "zero patch": PatchData(np.concatenate([pair, np.zeros((n, 1, d))], axis=1), labels, **common),
        "corrupted": PatchData(pair, labels, corruption=0.4, signal_patch=0, noise_patch=1, **common, **given),
    }
