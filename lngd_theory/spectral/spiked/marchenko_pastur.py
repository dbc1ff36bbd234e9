r"""The bulk of a sample covariance matrix with an isotropic tail, in closed form.

Of ``S = X^T X / N`` with N samples in D dimensions, gamma = D/N, the eigenvalues fill ``[(1 - g)^2, (1 + g)^2]``,
``g = sqrt(gamma)`` (Marchenko and Pastur 1967). With ``lambda = 1 + gamma + 2 g cos(theta)`` everything that a probe on
the top directions needs is an integral of a smooth function from theta = 0, the upper edge:

* the number of directions, as a share of N: ``(2 gamma/pi) int sin^2/lambda``;
* what they add to the variance of least squares, per sigma^2: ``(2 gamma/pi) int sin^2/lambda^2``;
* how much of a direction with population variance ``1 + ell`` they contain (Bloemendal, Knowles, Yau and Yin 2016,
  arXiv:1404.0788; here from the resolvent ``u^T (S - z)^-1 u -> -1/(z (1 + (1 + ell) m(z)))``, m the Stieltjes
  transform of ``X X^T/N``): ``(2 gamma/pi) (1 + ell) int sin^2/(lambda (kappa - ell lambda))``,
  ``kappa = (1 + ell)(ell + gamma)``.

All three are elementary; the tests integrate numerically.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import finite_number

__all__ = ["Bulk"]

Array = NDArray[np.float64]

#: Bisections of theta: the interval [0, pi] down to rounding.
_BISECTIONS = 55
#: Below this b/a a series of four terms is as good as rounding lets the closed form be.
_SMALL = 1e-3


def _reciprocal(a: float, b: float, theta: Array) -> Array:
    """``int_0^theta dt/(a + b cos t)`` for a >= |b|, with its limit at a = |b|."""
    width = np.sqrt(max(a * a - b * b, 0.0))
    sine, cosine = np.sin(theta / 2), np.cos(theta / 2)
    if width > 1e-12 * a:
        return np.asarray(2 * np.arctan2(width * sine, (a + b) * cosine) / width)
    with np.errstate(divide="ignore"):
        return np.asarray(2 * sine / ((a + b) * cosine) if b > 0 else -2 * cosine / ((a - b) * sine))


def _sine_squared(a: float, b: float, theta: Array) -> Array:
    """``int_0^theta sin^2 t/(a + b cos t) dt`` for a >= |b|."""
    if abs(b) < _SMALL * a:  # the closed form divides by b^2
        e, sine = b / a, np.sin(theta)
        plain, squared = theta / 2 - np.sin(2 * theta) / 4, theta / 8 - np.sin(4 * theta) / 32
        odd = sine**3 / 3
        return np.asarray((plain - e * odd + e**2 * squared - e**3 * (odd - sine**5 / 5)) / a)
    width2 = max(a * a - b * b, 0.0)
    last = width2 * _reciprocal(a, b, theta) if width2 > 1e-24 * a * a else 0.0
    return np.asarray((a * theta - b * np.sin(theta) - last) / b**2)


@dataclass(frozen=True)
class Bulk:
    """The bulk for D/N = gamma; angles theta in [0, pi] run from its upper edge to its lower one.

    Parameters
    ----------
    gamma : float
        D/N, above 0.
    """

    gamma: float

    def __post_init__(self) -> None:
        finite_number("gamma", self.gamma, 0, strict=True)

    @property
    def edges(self) -> tuple[float, float]:
        """Lower and upper end, ``(1 -+ sqrt(gamma))^2``."""
        g = float(np.sqrt(self.gamma))
        return (1 - g) ** 2, (1 + g) ** 2

    def level(self, theta: ArrayLike) -> Array:
        """The eigenvalue at an angle."""
        return np.asarray(1 + self.gamma + 2 * np.sqrt(self.gamma) * np.cos(theta))

    def share(self, theta: ArrayLike) -> Array:
        """Number of eigenvalues above the level, divided by N; ``min(1, gamma)`` at theta = pi."""
        a, b = 1 + self.gamma, 2 * np.sqrt(self.gamma)
        return np.asarray(2 * self.gamma / np.pi * _sine_squared(a, b, np.asarray(theta, dtype=np.float64)))

    def angle(self, share: ArrayLike) -> Array:
        """Inverse of :meth:`share`, for shares in [0, min(1, gamma)], by bisection."""
        wanted = np.asarray(share, dtype=np.float64)
        low, high = np.zeros_like(wanted), np.full_like(wanted, np.pi)
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2
            below = self.share(middle) < wanted
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return np.asarray((low + high) / 2)

    def variance(self, theta: ArrayLike) -> Array:
        """Sum of ``1/(N lambda)`` over the eigenvalues above the level: ``sigma^2`` times it is the variance."""
        theta = np.asarray(theta, dtype=np.float64)
        a, b = 1 + self.gamma, float(2 * np.sqrt(self.gamma))
        with np.errstate(divide="ignore", invalid="ignore"):
            first = np.sin(theta) / (b * (a + b * np.cos(theta)))
            whole = first - (theta - a * _reciprocal(a, b, theta)) / b**2
        return np.asarray(2 * self.gamma / np.pi * np.where(theta > 0, whole, 0.0))

    def overlap(self, ell: float, theta: ArrayLike) -> Array:
        """Squared length of a unit vector of population variance ``1 + ell`` in the bulk directions above the level.

        Parameters
        ----------
        ell : float
            Above -1; the vector spans an eigenspace of the population covariance.
        theta : array_like
            Angles.
        """
        theta = np.asarray(theta, dtype=np.float64)
        if ell == 0:
            return self.share(theta) / self.gamma
        g, kappa = float(np.sqrt(self.gamma)), (1 + ell) * (ell + self.gamma)
        second = _sine_squared(ell**2 + self.gamma, -2 * ell * g, theta)
        if abs(kappa) < 1e-9:  # ell = -gamma: lambda (kappa - ell lambda) is a square
            return np.asarray((1 + ell) / -ell * self.variance(theta))
        first = _sine_squared(1 + self.gamma, 2 * g, theta)
        return np.asarray(2 * self.gamma / np.pi * (1 + ell) / kappa * (first + ell * second))
