r"""The same probe on the true principal directions, which need another, unlimited sample: where a second descent is.

On the first d coordinates least squares has d numbers free for d < N; for d > N the least-norm interpolator is taken.
With Gaussian features and d < N - 1 its risk is exact (the inverse Wishart mean ``d/(N - d - 1)``), and for d > N it is
that of all min(N, d) sample directions of a model with D = d in the limit (Hastie, Montanari, Rosset and Tibshirani
2022, arXiv:1903.08560). Between the two, at d = N, it is infinite: the peak of Xu and Hsu 2019 (arXiv:1906.01139). The
sample's own directions, of which there are only min(N, D), have no such peak within their curve.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError, whole_number
from lngd_theory.spectral.spiked.formula import dataset, error_of
from lngd_theory.spectral.spiked.marchenko_pastur import Bulk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.overlaps import overlap
from lngd_theory.spectral.spiked.simulation import Progress, draw, draw_labels
from lngd_theory.streams import streams
from lngd_theory.threads import one_thread

__all__ = ["population_risk", "simulate_population_risk"]

Array = NDArray[np.float64]


def population_risk(model: SpikedModel, d: Sequence[int] | None = None) -> xr.Dataset:
    """Risks on the first d true directions, by formula.

    Parameters
    ----------
    model : SpikedModel
        The problem; every ell must be at least 0.
    d : sequence of int, optional
        Between 0 and D, without N - 1, N and N + 1, where no finite value is known; all of them unless given.
    """
    ranks = _ranks(model, d)
    parts = [_below(model, int(one)) if one < model.N else _above(model, int(one)) for one in ranks]
    inside = np.array([part[0] for part in parts]).reshape(ranks.size, -1).T
    return _risks(model, ranks, inside, *(np.array([part[place] for part in parts]) for place in (1, 2)))


def simulate_population_risk(
    model: SpikedModel,
    seeds: Iterable[int] | int = 20,
    d: Sequence[int] | None = None,
    progress: Progress | None = None,
) -> xr.Dataset:
    """The same for finite samples over (seed, d): least squares, or the least-norm interpolator, for every d."""
    ranks = _ranks(model, d)
    numbers = list(range(seeds)) if isinstance(seeds, int) else list(seeds)
    runs = []
    with one_thread():
        for done, seed in enumerate(numbers):
            runs.append(_one(model, seed, ranks))
            if progress:
                progress(done + 1, len(numbers))
    return xr.concat(runs, "seed").assign_coords(seed=numbers)


def _one(model: SpikedModel, seed: int, ranks: NDArray[np.intp]) -> xr.Dataset:
    stream = streams(seed)
    x, s = draw(model, stream.instance, model.N)
    _, y = draw_labels(model, stream.label_noise, s)
    w = np.zeros((ranks.size, model.D))
    for row, d in enumerate(ranks):
        if d:
            w[row, :d] = np.linalg.lstsq(x[:, :d], y, rcond=None)[0]
    inside, length = w[:, : len(model.ell)].T, (w**2).sum(axis=1)
    return _risks(model, ranks, inside, length + model.strengths @ inside**2, length)


def _risks(model: SpikedModel, ranks: NDArray[np.intp], inside: Array, power: Array, length: Array) -> xr.Dataset:
    clean, noisy = model.clean_moment @ inside, model.train_moment @ inside
    return dataset(model, ranks, clean, noisy, power, error_of(model, inside, power, length))


def _ranks(model: SpikedModel, d: Sequence[int] | None) -> NDArray[np.intp]:
    if not model.isotropic:
        raise InputError(f"tail={model.tail} must be one variance, 1, for true directions; leave out tail")
    if min(model.ell) < 0:
        raise InputError(f"ell={model.ell} must be at least 0 here: the true directions come in the order of ell")
    peak = (model.N - 1, model.N, model.N + 1)
    if d is None:
        return np.array([one for one in range(model.D + 1) if one not in peak], dtype=np.intp)
    ranks = np.array([whole_number("d", one, 0) for one in d], dtype=np.intp)
    if (ranks > model.D).any() or np.isin(ranks, peak).any():
        raise InputError(
            f"d={ranks.tolist()} must be at most D={model.D} and none of {peak}, where the risk is infinite"
        )
    return ranks


def _below(model: SpikedModel, d: int) -> tuple[Array, float, float]:
    """Coefficients along the spikes, ``w^T Sigma w`` and ``|w|^2`` for d < N - 1."""
    known = np.arange(len(model.ell)) < d
    beta = np.where(known, model.beta, 0.0)
    explained = float((1 + model.strengths) @ beta**2)
    noise = (1 - explained) / (model.N - d - 1)
    inverse = d - float((model.strengths / (1 + model.strengths))[known].sum())
    return beta, explained + noise * d, float(beta @ beta) + noise * inverse


def _above(model: SpikedModel, d: int) -> tuple[Array, float, float]:
    """The same for d > N + 1, in the limit."""
    gamma = d / model.N
    bulk = Bulk(gamma)
    p = np.array([overlap(ell, gamma) + float(bulk.overlap(ell, np.pi)) for ell in model.ell])
    noise = model.sigma2 * float(bulk.variance(np.pi))
    square = model.beta**2
    return model.beta * p, float(square @ (p + model.strengths * p**2)) + noise, float(square @ p) + noise
