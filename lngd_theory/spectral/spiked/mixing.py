r"""How the sample's eigenvectors of two spikes are mixed, to order 1/N: what a useless direction gives back.

With the spikes' columns G of X (standard normal, N x k) and the tail Z, an eigenvector's part a along the spikes solves
``tau^(1/2) (G^T (lambda - Z Z^T/N)^-1 G/N) tau^(1/2) a = a``, ``tau = 1 + ell``. The matrix in brackets is ``-m(lambda)
I + Delta``, and ``Delta_jk`` (j != k) is normal with mean 0 and ``E Delta_jk(lambda) Delta_jk(lambda') = (m(lambda) -
m(lambda'))/(N (lambda - lambda'))``. First-order perturbation about ``m(lambda_j) = -1/tau_j`` gives

    ``E <v_j, u_k>^2 = tau_j tau_k/(N (tau_j - tau_k)^2 (1 + gamma/ell_j))``,

which for gamma -> 0 is the classical result for principal components (Anderson 1963), and the covariance of ``<v_j,
u_k>`` and ``<v_k, u_j>`` likewise. Spikes that are nearly equal mix by more than first order: what is taken from one is
capped at one half, as equal spikes have it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.spectral.spiked.overlaps import outlier, overlap

__all__ = ["Mixing", "mixing"]

Array = NDArray[np.float64]


class Mixing(NamedTuple):
    """Mixing among the spikes above the bulk, in their order.

    Attributes
    ----------
    lost : ndarray, shape (k, d)
        ``u_j^T P u_j`` with mixing minus without.
    crossed : ndarray, shape (k, k, d)
        ``E (u_j^T P u_k)^2`` for j != k; 0 for j = k.
    """

    lost: Array
    crossed: Array


def mixing(ell: Array, gamma: float, N: int, steps: int) -> Mixing:
    """Mixing for the top d = 0 .. steps directions.

    Parameters
    ----------
    ell : ndarray, shape (k,)
        Spikes above the threshold, in descending order; equal ones do not mix here.
    gamma : float
        D/N.
    N : int
        Samples.
    steps : int
        Largest d; from d = k on nothing changes.
    """
    k, d = ell.size, np.arange(steps + 1)
    lost, crossed = np.zeros((k, d.size)), np.zeros((k, k, d.size))
    for j in range(k):
        for i in range(j):
            if ell[i] == ell[j]:
                continue
            first, second, product = _moments(ell[i], ell[j], gamma, N)
            taken = [(d > place).astype(np.float64) for place in (i, j)]
            c2 = [overlap(float(ell[place]), gamma) for place in (i, j)]
            gives, gets = c2[0] * first, c2[1] * second
            lost[i] += taken[1] * gets - taken[0] * gives
            lost[j] += taken[0] * gives - taken[1] * gets
            own = [c2[0] * taken[0], c2[1] * taken[1]]
            both = own[0] ** 2 * first + own[1] ** 2 * second + 2 * own[0] * own[1] * product
            crossed[i, j] = crossed[j, i] = both
    return Mixing(lost, crossed)


def _moments(ell: float, other: float, gamma: float, N: int) -> tuple[float, float, float]:
    """Mean squares of ``<v_j, u_k>/<v_j, u_j>`` and of the reverse, and the mean of their product."""
    tau = np.array([1 + ell, 1 + other])
    gap = N * (tau[0] - tau[1]) ** 2
    squares = tau * tau[::-1] / (gap * (1 - gamma / np.array([ell, other]) ** 2))
    slope = (tau[0] - tau[1]) / (tau[0] * tau[1] * (outlier(ell, gamma) - outlier(other, gamma)))
    product = -((tau[0] * tau[1]) ** 2) * slope / gap
    scale = min(1.0, 0.5 / float(squares.max()))
    return float(scale * squares[0]), float(scale * squares[1]), float(scale * product)
