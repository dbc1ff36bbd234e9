r"""The rank-risk curve of least squares on the top d principal components, as N and D grow at gamma = D/N.

Least squares on the top d directions of ``S = X^T X/N``, with projection P, is ``w = P beta + noise``, where beta is
the best linear predictor of the training label and the noise has variance ``sigma^2/(N lambda_i)`` in the i-th
direction. (Corrupted labels and the step of the sign are noise that is uncorrelated with x; it may be treated as
independent since the law of the other columns of X is invariant under rotations of the samples.) With ``p_j = u_j^T P
u_j``,

    ``E w^T x y*   = sum_j E[x_j y*] beta_j p_j``,
    ``E (w^T x)^2  = sum_j beta_j^2 (p_j + ell_j p_j^2) + sum_{i <= d} sigma^2 v_i^T Sigma v_i/(N lambda_i)``,

from which all risks follow. In the limit the variance comes from the bulk alone. Of the terms of order 1/N those that
decide whether a useless spike helps are kept: the variance of the eigenvectors outside the bulk, and their mixing
(:mod:`lngd_theory.spectral.spiked.mixing`). For the 0-1 error what fluctuates along the signal is left out, as it
changes no sign while the signal is larger.

Risks of this kind are those of Xu and Hsu 2019 (arXiv:1906.01139, true directions), Gedon, Ribeiro and Schon 2024 (PMLR
235, spikes only, no bulk direction is taken) and Green and Romanov 2024 (arXiv:2405.11676, any covariance).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import ndtr

from lngd_theory.spectral.spiked.correlated import limit
from lngd_theory.spectral.spiked.marchenko_pastur import Bulk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.overlaps import outlier, overlap
from lngd_theory.spectral.spiked.retained import places, retained

__all__ = ["RISKS", "dataset", "error_of", "rank_risk"]

Array = NDArray[np.float64]

#: The three risks and what they are.
RISKS = {
    "squared": "E (y* - w^T x)^2 on clean labels",
    "excess": "E (w^T x - beta^T x)^2, to the best linear predictor of training labels",
    "error": "P(sign(w^T x) != y*) on clean labels; 1/2 where w = 0",
}


def rank_risk(model: SpikedModel) -> xr.Dataset:
    """The rank-risk curve by formula.

    Returns
    -------
    xarray.Dataset
        Over ``d`` = 0 .. min(N, D): ``squared``, ``excess`` and ``error``, as
        :data:`lngd_theory.spectral.spiked.formula.RISKS` says; ``variance``, their part that grows with d; ``retained``
        over (spike, d). For D = N the limit is infinite at the last d.
    """
    if not model.isotropic:
        return _correlated(model)
    kept, beta, ell = retained(model), model.beta, model.strengths
    mean, square = kept.mean, np.einsum("jkd,j,k->d", kept.square, ell, beta**2)
    variance, length, aimed = _variances(model, kept.angle)
    power = beta**2 @ mean + square + variance
    across = kept.square * (1 - np.eye(len(model.ell)))[..., None]
    aimed += np.einsum("jkd,j,k->d", across, model.class_variance * model.weights**2, beta**2)
    error = error_of(model, beta[:, None] * mean, power - aimed, beta**2 @ mean + length - aimed)
    return dataset(
        model, np.arange(model.full_rank + 1), (model.clean_moment * beta) @ mean, (model.train_moment * beta) @ mean,
        power, error, variance=("d", variance), retained=(("spike", "d"), mean),
    )  # fmt: skip


def _correlated(model: SpikedModel) -> xr.Dataset:
    found, beta = limit(model), model.beta
    power = found.power + found.variance
    inside = beta[:, None] * found.mean
    error = error_of(model, inside, power - found.aimed, power - model.strengths @ inside**2 - found.aimed)
    return dataset(
        model, np.arange(model.full_rank + 1), model.clean_moment @ inside, model.train_moment @ inside, power, error,
        variance=("d", found.variance), retained=(("spike", "d"), found.mean),
    )  # fmt: skip


def dataset(
    model: SpikedModel, d: NDArray[np.integer[Any]], clean: Array, noisy: Array, power: Array, error: Array,
    lead: tuple[str, ...] = (), **more: tuple[str | tuple[str, ...], Array],
) -> xr.Dataset:  # fmt: skip
    """Risks from ``E w^T x y*``, ``E w^T x y`` and ``E (w^T x)^2``, shape (..., d), labelled."""
    dims = (*lead, "d")
    best = float(model.train_moment @ model.beta)
    data = xr.Dataset(
        {"squared": (dims, 1 - 2 * clean + power), "excess": (dims, best - 2 * noisy + power), "error": (dims, error)},
        coords={"d": d},
    )
    for name, said in RISKS.items():
        data[name].attrs["long_name"] = said
    return data.assign(more).assign_attrs(model=repr(model), gamma=model.gamma, k_star=model.k_star)


def error_of(model: SpikedModel, inside: Array, power: Array, length: Array) -> Array:
    """Probability of a wrong sign on clean labels.

    Parameters
    ----------
    model : SpikedModel
        The problem.
    inside : ndarray, shape (k, ...)
        Coefficients of w along the spikes.
    power, length : ndarray, shape (...)
        ``w^T Sigma w``, and the same with variance 1 along the spikes.
    """
    size = np.sqrt(np.maximum(power if model.latent == "gaussian" else length, 0))
    if model.latent == "gaussian":
        aim = np.tensordot(model.scale * model.weights, inside, axes=1)
        cosine = np.divide(aim, size, out=np.zeros_like(aim), where=size > 0)
        return np.asarray(np.arccos(np.clip(cosine, -1, 1)) / np.pi)
    labels = np.sign(model.corners @ model.weights)
    margin = np.tensordot(labels[:, None] * model.corners * model.scale, inside, axes=1)
    return np.asarray(ndtr(-np.divide(margin, size, out=np.zeros_like(margin), where=size > 0)).mean(axis=0))


def _variances(model: SpikedModel, angle: Array) -> tuple[Array, Array, Array]:
    """For every d, with sums over i <= d of ``sigma^2/(N lambda_i)`` times what is named here.

    ``v_i^T Sigma v_i``: the part of ``w^T Sigma w``; 1: that of ``|w|^2``; and what of either lies along the clean
    signal, where it changes the length of w but no sign.
    """
    place = places(model)
    steps = np.zeros((3, model.full_rank + 1))
    bottom = 1 + len(place.top) + place.bulk
    for group, first in ((place.top, 1), (place.bottom, bottom)):
        for position, j in enumerate(group):
            ell, c2 = model.ell[j], overlap(model.ell[j], model.gamma)
            shares = (1 + ell * c2, 1.0, model.class_variance[j] * c2 * model.weights[j] ** 2)
            steps[:, first + position] = np.array(shares) / (model.N * outlier(ell, model.gamma))
    sums = np.cumsum(steps, axis=1)
    sums[:2] += Bulk(model.gamma).variance(angle)
    whole, length, aimed = model.sigma2 * sums
    return whole, length, aimed
