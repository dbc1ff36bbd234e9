"""Definition 2.1 drawn as vectors in R^d: the plain route, for the dense engine and to check the law-exact draw."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.instances.arrays import DistinctPatches, instance_from_vectors
from lngd_theory.instances.instance import Instance, corrupt
from lngd_theory.instances.law import definition_table
from lngd_theory.setting import Setting
from lngd_theory.streams import Streams

__all__ = ["draw_dense"]

Array = NDArray[np.float64]

#: Numbers (of 8 bytes) that a dense draw may hold; 2 GiB.
LARGEST_DRAW = 2**28


def draw_dense(setting: Setting, streams: Streams, n_test: int, second: Array | None = None) -> Instance:
    """Draw mu = |mu| e_1, the noise patches, the initial weights and a test set in R^d.

    For ``|mu| = 0`` the noise is still drawn orthogonal to e_1, the limit of small ``|mu|``. ``second`` as for
    :func:`~lngd_theory.instances.law.draw_from_law`.
    """
    n, d, rng = setting.n, setting.d, streams.instance
    rows = 2 * setting.m if second is None else second.shape[1]
    size = d * (n + rows + n_test)
    if size > LARGEST_DRAW:
        raise InputError(
            f"d={d} is too large for vectors in R^d: they would take {size * 8 / 2**30:.3g} GiB, the limit is "
            f"{LARGEST_DRAW * 8 / 2**30:g} GiB; use engine='gram', which does not depend on d"
        )
    true_labels = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    data = _patches(setting, true_labels, rng)
    W0 = setting.sigma_0 * rng.standard_normal((rows, d))
    labels = corrupt(true_labels, setting.corruption, rng)
    test = None
    if n_test:
        test_labels = np.where(streams.test.random(n_test) < 0.5, 1.0, -1.0)
        test = _patches(setting, test_labels, streams.test), test_labels
    return instance_from_vectors(data, W0, labels, true_labels, 0, 1, test, keep_vectors=True, second=second)


def _patches(setting: Setting, labels: Array, rng: np.random.Generator) -> DistinctPatches:
    """Atom 0 is mu, atom i is xi_i; sample i is (y_i mu, xi_i)."""
    atoms = np.zeros((labels.size + 1, setting.d))
    atoms[0, 0] = setting.mu
    atoms[1:, 1:] = setting.sigma_p * rng.standard_normal((labels.size, setting.d - 1))
    return DistinctPatches(atoms, *definition_table(labels))
