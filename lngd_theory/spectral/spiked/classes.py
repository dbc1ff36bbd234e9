r"""K classes: the same valley as of two, with its bottom moved from d = 1 to d = K - 1.

Classes are equally likely, their means are the corners of a simplex in k* = K - 1 directions and give each of them the
strength ell: ``mu_c = sqrt(ell (K - 1)) e_c`` with unit vectors e_c of sum 0; about its mean a sample is standard
normal. A training label is wrong with probability r, and then any other class. The probe is least squares on centred
one-hot codes ``e_c - 1/K``.

Summed over the K outputs, ``beta m*`` and ``beta^2`` are those of two classes with ``1 - 2 r`` replaced by ``alpha = 1
- r K/(K - 1)``, times ``1 - 1/K``. The k* spikes are equal, so that the limit of the squared risk over ``1 - 1/K``
falls in a straight line up to d = k*, and from there on is the curve of two classes from d = 1 on. Whether its bottom
is at k* does not depend on K but through alpha.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.linalg import null_space

from lngd_theory.errors import InputError, finite_number, whole_number
from lngd_theory.spectral.spiked.formula import rank_risk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.streams import streams
from lngd_theory.threads import one_thread

__all__ = ["ClassModel", "classes_risk", "simulate_classes"]

Array = NDArray[np.float64]

#: Test samples of the accuracy; the squared risk is exact.
_TEST = 2000


@dataclass(frozen=True)
class ClassModel:
    """K classes with random label noise.

    Parameters
    ----------
    N, D, K : int
        Samples and dimensions (more than K), and classes (at least 2).
    ell : float
        Variance of the class means along each of their K - 1 directions, above 0.
    r : float
        Rate of wrong labels, from 0 to below 1 - 1/K.
    """

    N: int
    D: int
    K: int
    ell: float
    r: float = 0.0

    def __post_init__(self) -> None:
        whole_number("K", self.K, 2)
        whole_number("N", self.N, self.K + 1)
        whole_number("D", self.D, self.K + 1)
        finite_number("ell", self.ell, 0, strict=True)
        if not 0 <= finite_number("r", self.r, 0) < 1 - 1 / self.K:
            raise InputError(f"r={self.r} must be a rate in [0, 1 - 1/K) with K={self.K}")

    @property
    def k_star(self) -> int:
        """K - 1."""
        return self.K - 1

    @property
    def two(self) -> SpikedModel:
        """Two classes with the same strength and the same alpha."""
        return SpikedModel(self.N, self.D, (self.ell,), r=self.r * self.K / (self.K - 1) / 2, latent="classes")

    @property
    def means(self) -> Array:
        """Class means along the K - 1 directions, shape (K, K - 1)."""
        corners = null_space(np.ones((1, self.K)))
        return np.asarray(np.sqrt(self.ell * self.K) * corners)


def classes_risk(model: ClassModel) -> xr.DataArray:
    """Squared risk summed over outputs, over its value at d = 0, for every d, in the limit."""
    two = rank_risk(model.two).squared.values
    d = np.arange(two.size)
    depth = np.clip((d - model.k_star) / (two.size - 1 - model.k_star), 0, 1)
    bulk = np.interp(1 + depth * (two.size - 2), d, two)
    falling = np.interp(d, [0, model.k_star], [1, two[1]])
    return xr.DataArray(np.where(d < model.k_star, falling, bulk), dims="d", coords={"d": d}, name="squared")


def simulate_classes(model: ClassModel, seeds: Iterable[int] | int = 20) -> xr.Dataset:
    """Simulate the same for finite samples.

    Returns
    -------
    xarray.Dataset
        Over (seed, d): ``squared``, exact for each probe; ``error``, the share of 2000 test samples whose largest
        output is not that of their clean label.
    """
    numbers = list(range(seeds)) if isinstance(seeds, int) else list(seeds)
    with one_thread():
        runs = [_one(model, seed) for seed in numbers]
    return xr.concat(runs, "seed").assign_coords(seed=numbers)


def _draw(model: ClassModel, rng: np.random.Generator, count: int) -> tuple[Array, NDArray[np.intp]]:
    labels = rng.integers(model.K, size=count)
    x = rng.standard_normal((count, model.D))
    x[:, : model.k_star] += model.means[labels]
    return x, labels


def _one(model: ClassModel, seed: int) -> xr.Dataset:
    stream = streams(seed)
    x, clean = _draw(model, stream.instance, model.N)
    wrong = stream.label_noise.random(model.N) < model.r
    labels = np.where(wrong, (clean + stream.label_noise.integers(1, model.K, model.N)) % model.K, clean)
    codes = np.eye(model.K)[labels] - 1 / model.K
    left, singular, right = np.linalg.svd(x, full_matrices=False)
    steps = (left.T @ codes) / singular[:, None]
    x_test, truth = _draw(model, stream.test, _TEST)
    scores, projected = np.zeros((_TEST, model.K)), x_test @ right.T
    moment = model.means.T / model.K
    inside = np.zeros((model.k_star, model.K))
    length, best = 0.0, 1 - 1 / model.K
    squared, error = [1.0], [best]
    for i in range(singular.size):
        scores += np.outer(projected[:, i], steps[i])
        inside += np.outer(right[i, : model.k_star], steps[i])
        length += float(steps[i] @ steps[i])
        risk = best - 2 * float((inside * moment).sum()) + length + model.ell * float((inside**2).sum())
        squared.append(risk / best)
        error.append(float(np.mean(scores.argmax(axis=1) != truth)))
    return xr.Dataset({"squared": ("d", squared), "error": ("d", error)}, {"d": np.arange(singular.size + 1)})
