"""Definition 2.1 drawn exact in law, without a single vector in R^d.

With mu orthogonal to the noise patches, ``xi_i = sigma_p * (row i of X)``, X an n x (d-1) standard normal matrix.
Write ``X = L Q`` (Bartlett). Then ``G = sigma_p^2 L L^T``; the initial weights have standard normal coordinates
(times sigma_0) along the rows of Q, along mu, and in the d-1-n dimensions left, where their Gram matrix is Wishart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lngd_theory.instances.instance import Instance, corrupt
from lngd_theory.population import GaussianTest
from lngd_theory.setting import Setting
from lngd_theory.streams import Streams
from lngd_theory.wishart import bartlett_factor

__all__ = ["definition_table", "draw_from_law"]

Array = NDArray[np.float64]


def draw_from_law(setting: Setting, streams: Streams, n_test: int, second: Array | None = None) -> Instance:
    """Draw training data, initial overlaps and a test set; cost O(m n^2 + n^3), whatever d.

    Atom 0 is mu, atom i is xi_i (i = 1..n); patch 0 is the signal, patch 1 the noise. ``n_test = 0``: no test set.
    ``second`` (2m, h) are initial weights of a trained second layer: the first layer then has h rows, else 2m.
    """
    rng, n = streams.instance, setting.n
    rows = 2 * setting.m if second is None else second.shape[1]
    true_labels = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    L = bartlett_factor(rng, n, setting.d - 1)
    N = rng.standard_normal((rows, n))
    mu_overlaps = setting.sigma_0 * setting.mu * rng.standard_normal(rows)
    labels = corrupt(true_labels, setting.corruption, rng)

    gram = np.zeros((n + 1, n + 1))
    gram[0, 0] = setting.mu**2
    gram[1:, 1:] = setting.sigma_p**2 * (L @ L.T)
    overlaps = np.hstack([mu_overlaps[:, None], setting.sigma_0 * setting.sigma_p * (N @ L.T)])
    test = GaussianTest(setting, N, L, mu_overlaps, streams.test, n_test) if n_test else None
    return Instance(gram, overlaps, *definition_table(true_labels), labels, true_labels, 0, 1, test, second=second)


def definition_table(true_labels: Array) -> tuple[NDArray[np.int64], Array]:
    """Sample table of Definition 2.1: patch 0 is ``y_i mu`` (the *true* label), patch 1 is ``xi_i``."""
    n = true_labels.size
    atoms = np.column_stack([np.zeros(n, dtype=np.int64), np.arange(1, n + 1)])
    return atoms, np.column_stack([true_labels, np.ones(n)])
