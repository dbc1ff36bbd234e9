r"""When one more direction lowers the squared risk on clean labels: one inequality for a spike, one for the bulk.

With beta and ``m* = E[x_j y*]`` along a spike, ``c^2`` its overlap and ``lambda`` its eigenvalue outside the bulk:

* **A step.** The eigenvector of a detectable spike gains ``c^2 (2 beta m* - beta^2 (1 + ell c^2))`` and costs
  ``sigma^2 (1 + ell c^2)/(N lambda)``.
* **The bulk.** Directions at level lambda, counted as a share of N, cost ``sigma^2/lambda`` each and gain, summed over
  spikes, ``rho (2 beta m* - beta^2 (1 + 2 ell p))``. Here ``rho = (1 + ell)/(kappa - ell lambda)``, ``kappa = (1 + ell)
  (ell + gamma)``, and p is what has been retained of the spike so far.

With random corruption ``beta m* >= (1 + ell) beta^2``, so that the bracket is positive. Where in addition every ell >=
0, both factors of the gain fall as one goes down the bulk while the cost rises: **in the limit the curve is convex over
the bulk**. It then has one valley, whose bottom is at the edge of the bulk, after the detectable spikes and no more,
exactly if cost >= gain there. The functions of numbers take sympy expressions too: the certificates of
``proofs_check/MT_2.py`` are about these very lines.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from lngd_theory.errors import InputError, finite_number
from lngd_theory.spectral.spiked.marchenko_pastur import Bulk
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.overlaps import detectable, outlier, overlap

__all__ = ["bulk_balance", "rate_cost", "rate_gain", "step_balance", "step_cost", "step_gain", "valley_threshold"]

Array = NDArray[np.float64]

#: Largest spike that :func:`valley_threshold` looks at, and its resolution.
_LARGEST, _GRID = 1e6, 400


def step_gain(product: Any, square: Any, ell: Any, c2: Any) -> Any:
    """What a detectable spike's eigenvector gains; ``product = beta m*``, ``square = beta^2``."""
    return c2 * (2 * product - square * (1 + ell * c2))


def step_cost(sigma2: Any, ell: Any, gamma: Any, c2: Any, N: Any) -> Any:
    """What it adds to the variance."""
    return sigma2 * (1 + ell * c2) / (N * outlier(ell, gamma))


def rate_gain(product: Any, square: Any, ell: Any, gamma: Any, level: Any, p: Any) -> Any:
    """What bulk directions at a level gain of one spike, p of which has been retained, per share of N."""
    return (1 + ell) / ((1 + ell) * (ell + gamma) - ell * level) * (2 * product - square * (1 + 2 * ell * p))


def rate_cost(sigma2: Any, level: Any) -> Any:
    """What bulk directions at a level add to the variance, per share of N."""
    return sigma2 / level


def step_balance(model: SpikedModel, j: int) -> float:
    """Gain minus cost of the eigenvector of spike j, without mixing; the risk falls if it is positive.

    Raises
    ------
    InputError
        The spike has no eigenvector outside the bulk.
    """
    ell, gamma = model.ell[j], model.gamma
    if not detectable(ell, gamma):
        raise InputError(f"spike {j} with ell={ell:g} must exceed sqrt(gamma)={np.sqrt(gamma):g} to have a step")
    c2, beta = overlap(ell, gamma), model.beta[j]
    gain = step_gain(beta * model.clean_moment[j], beta**2, ell, c2)
    return float(gain - step_cost(model.sigma2, ell, gamma, c2, model.N))


def bulk_balance(model: SpikedModel, angle: ArrayLike = 0.0) -> Array:
    """Gain minus cost of the bulk at an angle (0: upper edge, pi: lower edge); the risk falls where it is positive.

    Raises
    ------
    InputError
        The tail has several variances.
    """
    if not model.isotropic:
        raise InputError(f"tail={model.tail} must be one variance, 1, for the balance of the bulk; leave out tail")
    bulk, angle = Bulk(model.gamma), np.asarray(angle, dtype=np.float64)
    level = bulk.level(angle)
    balance = np.zeros_like(level)
    with np.errstate(divide="ignore"):
        for j, ell in enumerate(model.ell):
            beta = model.beta[j]
            p = bulk.overlap(ell, angle) + (overlap(ell, model.gamma) if ell > 0 else 0.0)
            balance += rate_gain(beta * model.clean_moment[j], beta**2, ell, model.gamma, level, p)
        return np.asarray(balance - rate_cost(model.sigma2, level))


def valley_threshold(gamma: float, r: float = 0.0, latent: str = "classes") -> float:
    """Strength from which on a single spike puts the bottom of the valley at k* = 1, in the limit.

    Above ``sqrt(gamma)``, where the spike becomes detectable; between the two the risk goes on falling into the bulk.
    Its largest root is taken, so that every stronger spike (up to 10^6) has its valley at k*.

    Parameters
    ----------
    gamma : float
        D/N.
    r : float
        Rate of random corruption, in [0, 1/2).
    latent : {"gaussian", "classes"}
        As in :class:`lngd_theory.spectral.spiked.SpikedModel`.
    """
    finite_number("gamma", gamma, 0, strict=True)
    samples = 10**6

    def balance(ell: float) -> float:
        dimensions = max(round(gamma * samples), 2)
        model = SpikedModel(N=round(dimensions / gamma), D=dimensions, ell=(ell,), r=r, latent=latent)
        return float(bulk_balance(model))

    grid = np.geomspace(np.sqrt(gamma) * (1 + 1e-6), _LARGEST, _GRID)
    falls = np.flatnonzero([balance(ell) > 0 for ell in grid])
    if not falls.size or falls[-1] == _GRID - 1:
        raise InputError(f"gamma={gamma:g} has no threshold up to ell={_LARGEST:g}; take a smaller gamma")
    return float(brentq(balance, grid[falls[-1]], grid[falls[-1] + 1]))
