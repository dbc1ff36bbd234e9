"""Features with a planted signal subspace, and strategies for small matrices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp


class Planted(NamedTuple):
    X: np.ndarray  #: (N, D)
    clean: np.ndarray  #: (N,)
    noisy: np.ndarray  #: (N,)
    means: np.ndarray  #: (K, D), span of dimension K - 1


def planted(n, dimension, classes=4, rate=0.2, strength=4.0, seed=0, means=None, memorised=0.0):
    """Gaussian features about class means in general position, labels corrupted to another class at the rate.

    ``memorised`` adds each corrupted label along a direction of its class, as features that learnt the labels have it.
    """
    rng = np.random.default_rng(seed)
    if means is None:
        simplex = np.eye(classes) - 1 / classes
        rotation = np.linalg.qr(rng.standard_normal((dimension, classes)))[0]
        means = strength * simplex @ rotation.T
    clean = rng.integers(0, classes, n)
    shifted = (clean + rng.integers(1, classes, n)) % classes
    noisy = np.where(rng.random(n) < rate, shifted, clean)
    X = means[clean] + rng.standard_normal((n, dimension))
    if memorised:
        hidden = np.linalg.qr(rng.standard_normal((dimension, classes)))[0]
        codes = np.eye(classes)
        X += memorised * (codes[noisy] - codes[clean]) @ hidden.T
    return Planted(X, clean, noisy, means)


def rotation(dimension, seed=0):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((dimension, dimension)))[0]


def matrices(least_rows=2, most=9):
    """Small matrices of numbers from -8 to 8 with a finite grid, so that rank-deficient ones are met too."""
    shapes = st.tuples(st.integers(least_rows, most), st.integers(1, most))
    return shapes.flatmap(lambda shape: hnp.arrays(np.float64, shape, elements=st.integers(-8, 8).map(float)))
