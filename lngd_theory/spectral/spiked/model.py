r"""The spiked-covariance model of features with k* signal directions, a tail of noise, and corrupted labels.

One sample is ``x`` in R^D with uncorrelated coordinates along fixed directions ``u_1 .. u_k, ...``; coordinate j has
variance ``1 + ell_j`` for j <= k and, unless a tail of several variances is given, 1 beyond. A latent ``s_j`` belongs
to each spike:

* ``latent="gaussian"``: ``s ~ N(0, I_k)`` and ``x_j = sqrt(1 + ell_j) s_j``: the label is a function of the features;
* ``latent="classes"``: ``s_j = -1 or +1`` and ``x_j = sqrt(ell_j) s_j + z_j``, z standard normal: 2^k clusters, and for
  k = 1 two classes with means ``-+ sqrt(ell_1) u_1``.

The clean label is ``y* = sign(<b, s>)``. A training label is replaced with probability 2 r: by a fair coin, which is
random symmetric label noise of rate r, or (``aligned=c``) by ``sign(s_c)``, where b_c = 0: corruption of the same rate
that follows a feature. The test label is always clean. N samples, ``gamma = D/N``.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, whole_number

__all__ = ["SpikedModel"]

Array = NDArray[np.float64]

LATENTS = ("gaussian", "classes")
#: The 2^k clusters are counted one by one.
_MOST_CLASSES = 12
#: The formula finds the roots of a polynomial of twice this degree.
_MOST_VARIANCES = 6


@dataclass(frozen=True)
class SpikedModel:
    """One problem.

    Parameters
    ----------
    N, D : int
        Samples (at least 2), and dimensions of the features (more than the number of spikes).
    ell : tuple of float
        Strength of each spike, in descending order: the variance along it is ``1 + ell``. Above -1 (below 0: a
        direction of less variance than the tail); with classes at least 0.
    r : float
        Rate of corrupted training labels, in [0, 1/2).
    b : tuple of float, optional
        Weight of each spike in the clean label; scaled to length 1; all equal unless given. With classes ``<b, s>``
        must never be 0.
    latent : {"gaussian", "classes"}
        See the module.
    aligned : int, optional
        Number (from 0) of the spike whose sign replaces labels; None for coins.
    tail : tuple of (variance, share)
        Variances of the other D - k coordinates, at least 0.001, and the share of them that has it.

    Raises
    ------
    InputError
        A value is out of its range.
    """

    N: int
    D: int
    ell: tuple[float, ...]
    r: float = 0.0
    b: tuple[float, ...] | None = None
    latent: str = "gaussian"
    aligned: int | None = None
    tail: tuple[tuple[float, float], ...] = ((1.0, 1.0),)

    def __post_init__(self) -> None:
        ell = tuple(finite_number("ell", one, -1, strict=True) for one in np.atleast_1d(self.ell).tolist())
        weights = np.ones(len(ell)) if self.b is None else np.asarray(self.b, dtype=np.float64).ravel()
        _check(self, ell, weights)
        set_value = object.__setattr__
        set_value(self, "N", whole_number("N", self.N, 2))
        set_value(self, "D", whole_number("D", self.D, len(ell) + 1))
        set_value(self, "ell", ell)
        set_value(self, "b", tuple((weights / np.linalg.norm(weights)).tolist()))
        if self.latent == "classes" and np.min(np.abs(self.corners @ self.weights)) < 1e-9:
            raise InputError(f"b={self.b} gives some classes the label 0; choose weights with <b, s> != 0 everywhere")

    @property
    def gamma(self) -> float:
        """D/N."""
        return self.D / self.N

    @property
    def full_rank(self) -> int:
        """``min(N, D)``, the largest number of directions."""
        return min(self.N, self.D)

    @property
    def k_star(self) -> int:
        """Dimension of the signal subspace: the number of spikes with more variance than all of the tail."""
        return sum(1 + one > max(variance for variance, _ in self.tail) for one in self.ell)

    @property
    def isotropic(self) -> bool:
        """Whether the tail has one variance, 1."""
        return all(variance == 1 for variance, _ in self.tail)

    @cached_property
    def tail_variances(self) -> Array:
        """Variance of each of the D - k coordinates of the tail, in descending order."""
        variances, shares = np.array(sorted(self.tail, reverse=True)).T
        ends = np.round(np.cumsum(shares) / shares.sum() * (self.D - len(self.ell))).astype(int)
        return np.repeat(variances, np.diff(ends, prepend=0))

    @property
    def strengths(self) -> Array:
        """``ell`` as an array, shape (k,)."""
        return np.asarray(self.ell)

    @property
    def weights(self) -> Array:
        """``b`` as an array of length 1, shape (k,)."""
        return np.asarray(self.b, dtype=np.float64)

    @cached_property
    def corners(self) -> Array:
        """All values of s with classes, shape (2^k, k)."""
        return np.asarray(list(itertools.product((-1.0, 1.0), repeat=len(self.ell))))

    @property
    def scale(self) -> Array:
        """``E[x_j s_j]``, shape (k,)."""
        return np.sqrt(self.strengths + 1) if self.latent == "gaussian" else np.sqrt(self.strengths)

    @property
    def class_variance(self) -> Array:
        """Variance of the features along the spikes about the class's own mean, shape (k,)."""
        return 1 + self.strengths if self.latent == "gaussian" else np.ones(len(self.ell))

    @property
    def clean_moment(self) -> Array:
        """``E[x_j y*]`` with the clean label, shape (k,)."""
        return self.scale * self._label_moment

    @property
    def train_moment(self) -> Array:
        """``E[x_j y]`` with the training label, shape (k,)."""
        moment = (1 - 2 * self.r) * self._label_moment
        if self.aligned is not None:
            moment[self.aligned] += 2 * self.r * (np.sqrt(2 / np.pi) if self.latent == "gaussian" else 1.0)
        return np.asarray(self.scale * moment)

    @property
    def beta(self) -> Array:
        """Coefficients of the best linear predictor of the training label, shape (k,)."""
        return self.train_moment / (1 + self.strengths)

    @property
    def sigma2(self) -> float:
        """Variance of the training label that no linear predictor explains: corruption, and the step of the sign."""
        return float(1 - self.train_moment @ self.beta)

    @property
    def _label_moment(self) -> Array:
        """``E[s_j y*]``."""
        if self.latent == "gaussian":
            return float(np.sqrt(2 / np.pi)) * self.weights
        labels = np.sign(self.corners @ self.weights)
        return np.asarray((self.corners * labels[:, None]).mean(axis=0))


def _check(model: SpikedModel, ell: tuple[float, ...], weights: Array) -> None:
    """What does not depend on the values derived from others."""
    if not ell or list(ell) != sorted(ell, reverse=True):
        raise InputError(f"ell={ell} must be one strength or more in descending order; sort it, and b with it")
    if model.latent not in LATENTS:
        raise InputError(f"latent={model.latent!r} must be one of {', '.join(LATENTS)}")
    if weights.size != len(ell) or not np.isfinite(weights).all() or not weights.any():
        raise InputError(f"b={model.b} must be {len(ell)} finite numbers, one for each spike, not all 0")
    if not 0 <= finite_number("r", model.r, 0) < 0.5:
        raise InputError(f"r={model.r} must be a rate in [0, 1/2)")
    if model.latent == "classes" and (min(ell) < 0 or len(ell) > _MOST_CLASSES):
        raise InputError(f"ell={ell} with classes must be at most {_MOST_CLASSES} strengths >= 0")
    bad = any(len(block) != 2 or not block[0] >= 0.001 or not block[1] > 0 for block in model.tail)
    if bad or not 1 <= len(model.tail) <= _MOST_VARIANCES:
        raise InputError(f"tail={model.tail} must be 1 to {_MOST_VARIANCES} pairs (variance >= 0.001, share > 0)")
    c = model.aligned
    if c is not None and (isinstance(c, bool) or not isinstance(c, int) or c not in range(len(ell)) or weights[c] != 0):
        raise InputError(
            f"aligned={c!r} must be the number (from 0) of one of the {len(ell)} spikes, with b = 0 there: "
            "otherwise r is not the rate of corruption"
        )
