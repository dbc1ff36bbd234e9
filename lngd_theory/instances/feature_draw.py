"""Instances with features: exact in law at a cost without d in it, or as vectors in R^d.

The features are k explicit coordinates; beside them the noise is ``sigma_p X`` with X a standard normal matrix of d - k
columns, of which only ``X = L Q`` (Bartlett) is needed. Initial weights have standard normal coordinates, times
sigma_0, along the features, along the rows of Q, and in what is left. For Definition 2.1 every number drawn here is
that of :mod:`lngd_theory.instances.law` and :mod:`lngd_theory.instances.dense`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.instances.arrays import DistinctPatches, instance_from_vectors
from lngd_theory.instances.dense import LARGEST_DRAW
from lngd_theory.instances.feature_test import FeatureTest
from lngd_theory.instances.features import FeatureModel
from lngd_theory.instances.instance import Instance, corrupt
from lngd_theory.streams import Streams
from lngd_theory.wishart import bartlett_factor

__all__ = ["draw_features_dense", "draw_features_from_law"]

Array = NDArray[np.float64]


def draw_features_from_law(model: FeatureModel, streams: Streams, n_test: int) -> Instance:
    """Training data, initial overlaps and a test set (none for ``n_test = 0``) at O(m K^2 + K^3) for K atoms."""
    rng, rows = streams.instance, 2 * model.m
    z = _signs(model, model.n, rng)
    L = bartlett_factor(rng, model.noise_vectors, model.d - model.k)
    N = rng.standard_normal((rows, L.shape[1]))
    N_features = rng.standard_normal((rows, model.k))
    true_labels = model.labels(z)
    labels = corrupt(true_labels, model.corruption, rng)
    table = model.table(z, _along(model, rng, model.noise_vectors))

    beside = np.zeros((len(table.along), L.shape[1]))
    beside[len(beside) - len(L) :] = model.sigma_p * L
    gram = table.along @ table.along.T + beside @ beside.T
    overlaps = model.sigma_0 * (N_features @ table.along.T + N @ beside.T)
    test = FeatureTest(model, table.along, beside, N_features, N, streams.test, n_test) if n_test else None
    return Instance(gram, overlaps, table.which, table.signs, labels, true_labels, *_named(model), test)


def draw_features_dense(model: FeatureModel, streams: Streams, n_test: int) -> Instance:
    """The same as vectors, with e_p the p-th unit vector of R^d, and ``n_test`` test samples.

    Raises
    ------
    InputError
        The vectors would take more than 2 GiB.
    """
    rng = streams.instance
    size = model.d * (model.noise_vectors + 2 * model.m + n_test * (1 + model.noise_patches))
    if size > LARGEST_DRAW:
        raise InputError(
            f"d={model.d} is too large for vectors in R^d: they would take {size * 8 / 2**30:.3g} GiB, the limit is "
            f"{LARGEST_DRAW * 8 / 2**30:g} GiB; use engine='gram', which does not depend on d"
        )
    z = _signs(model, model.n, rng)
    beside = _beside(model, rng, model.n)
    W0 = model.sigma_0 * rng.standard_normal((2 * model.m, model.d))
    true_labels = model.labels(z)
    labels = corrupt(true_labels, model.corruption, rng)
    data = _vectors(model, z, beside, _along(model, rng, len(beside)))
    test = None
    if n_test:
        z = _signs(model, n_test, streams.test)
        beside = _beside(model, streams.test, n_test)
        test = _vectors(model, z, beside, _along(model, streams.test, len(beside))), model.labels(z)
    return instance_from_vectors(data, W0, labels, true_labels, *_named(model), test, keep_vectors=True)


def _signs(model: FeatureModel, samples: int, rng: np.random.Generator) -> Array:
    return np.where(rng.random((samples, model.k)) < 0.5, 1.0, -1.0)


def _along(model: FeatureModel, rng: np.random.Generator, vectors: int) -> Array:
    """The noise along the features, shape (vectors, k)."""
    shape = (vectors, model.k)
    return np.zeros(shape) if model.orthogonal else model.sigma_p * rng.standard_normal(shape)


def _beside(model: FeatureModel, rng: np.random.Generator, samples: int) -> Array:
    """The noise in the other directions, shape (samples * noise_patches, d - k)."""
    return model.sigma_p * rng.standard_normal((samples * model.noise_patches, model.d - model.k))


def _vectors(model: FeatureModel, z: Array, beside: Array, along: Array) -> DistinctPatches:
    table = model.table(z, along)
    atoms = np.zeros((len(table.along), model.d))
    atoms[:, : model.k] = table.along
    atoms[len(atoms) - len(beside) :, model.k :] = beside
    return DistinctPatches(atoms, table.which, table.signs)


def _named(model: FeatureModel) -> tuple[int | None, int]:
    """The patches that gamma and rho refer to."""
    return {"apart": (0, model.k), "joint": (0, 1), "added": (None, 0)}[model.layout]
