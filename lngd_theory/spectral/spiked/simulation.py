"""The rank-risk curve of one finite sample after the other: every d from one singular value decomposition.

Spikes are along the first axes, which rotation invariance allows. The test risk of each w is exact, so that seeds are
the only randomness: training features and labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.spectral.spiked.formula import dataset, error_of
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.streams import streams
from lngd_theory.threads import one_thread

__all__ = ["Progress", "draw", "draw_labels", "simulate_rank_risk"]

Array = NDArray[np.float64]

#: Called with (seeds done, seeds in all).
Progress = Callable[[int, int], None]


def draw(model: SpikedModel, rng: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Features and latents of a number of samples.

    Returns
    -------
    x : ndarray, shape (count, D)
        Spikes along the first k axes.
    s : ndarray, shape (count, k)
        Latents.
    """
    k = len(model.ell)
    x = rng.standard_normal((count, model.D))
    if not model.isotropic:
        x[:, k:] *= np.sqrt(model.tail_variances)
    if model.latent == "gaussian":
        s = x[:, :k].copy()
        x[:, :k] *= model.scale
    else:
        s = rng.choice([-1.0, 1.0], (count, k))
        x[:, :k] += model.scale * s
    return x, s


def draw_labels(model: SpikedModel, rng: np.random.Generator, s: Array) -> tuple[Array, Array]:
    """Clean and training labels of latents, each of shape (count,)."""
    clean = np.sign(s @ model.weights)
    replaced = rng.random(clean.size) < 2 * model.r
    coin = rng.choice([-1.0, 1.0], clean.size)
    other = coin if model.aligned is None else np.sign(s[:, model.aligned])
    return clean, np.where(replaced, other, clean)


def simulate_rank_risk(
    model: SpikedModel, seeds: Iterable[int] | int = 20, progress: Progress | None = None
) -> xr.Dataset:
    """The rank-risk curve of finite samples.

    Parameters
    ----------
    model : SpikedModel
        The problem.
    seeds : int or iterable of int
        How many seeds, or which; a seed gives the same bits whatever the others are.
    progress : callable, optional
        Called after every seed.

    Returns
    -------
    xarray.Dataset
        Over (seed, d): ``squared``, ``excess`` and ``error`` as in :func:`lngd_theory.spectral.spiked.rank_risk`, each
        exact for the classifier at hand; ``eigenvalue`` over (seed, d) for d >= 1, nan at 0; ``retained`` over
        (seed, spike, d); ``noise`` over (seed, d), the share of the label noise ``y - (1 - 2 r) y*`` that lies in the
        span of the first d directions of the samples, nan for r = 0.
    """
    numbers = list(range(seeds)) if isinstance(seeds, int) else list(seeds)
    runs = []
    with one_thread():  # matrices are small: threads would wait for each other
        for done, seed in enumerate(numbers):
            runs.append(_one(model, seed))
            if progress:
                progress(done + 1, len(numbers))
    return xr.concat(runs, "seed").assign_coords(seed=numbers)


def _one(model: SpikedModel, seed: int) -> xr.Dataset:
    stream = streams(seed)
    x, s = draw(model, stream.instance, model.N)
    clean, y = draw_labels(model, stream.label_noise, s)
    left, singular, right = np.linalg.svd(x, full_matrices=False)
    step = (left.T @ y) / singular
    k, ell = len(model.ell), model.strengths
    inside = _summed(step[:, None] * right[:, :k]).T
    noise_power = _summed(step**2) if model.isotropic else _noise_power(model, step, right)
    power = noise_power + ell @ inside**2
    error = error_of(model, inside, power, noise_power)
    residual = y - (1 - 2 * model.r) * clean
    with np.errstate(invalid="ignore"):
        noise = _summed((left.T @ residual) ** 2) / (residual @ residual)
    eigenvalues = np.concatenate([[np.nan], singular**2 / model.N])
    return dataset(
        model, np.arange(model.full_rank + 1), model.clean_moment @ inside, model.train_moment @ inside, power, error,
        eigenvalue=("d", eigenvalues), noise=("d", noise), retained=(("spike", "d"), _summed(right[:, :k] ** 2).T),
    )  # fmt: skip


def _noise_power(model: SpikedModel, step: Array, right: Array) -> Array:
    """``w^T Sigma w`` without the spikes, whose directions count with variance 1."""
    w = _summed(step[:, None] * right)
    return np.asarray((w[:, : len(model.ell)] ** 2).sum(axis=1) + w[:, len(model.ell) :] ** 2 @ model.tail_variances)


def _summed(steps: Array) -> Array:
    """Sums of the first 0, 1, 2, ... rows."""
    return np.concatenate([np.zeros((1, *steps.shape[1:])), np.cumsum(steps, axis=0)])
