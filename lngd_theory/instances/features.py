"""Signals of k features, with labels that are any function of their signs: what lies beyond Definition 2.1.

A sample has signs z, uniform on {-1, +1}^k, and the label y = target(z). With orthonormal directions e_1, ..., e_k its
patches are

* ``apart``: k signal patches ``mu z_p e_p``, then noise patches;
* ``joint``: one signal patch ``(mu / sqrt(k)) sum_p z_p e_p``, then noise patches;
* ``added``: a single patch, that joint signal plus noise: clusters around 2^k centres, XOR clusters among them.

Noise is N(0, sigma_p^2) in every direction orthogonal to the features, and in the features' too unless ``orthogonal``.
Definition 2.1 is k = 1, ``single``, ``apart``, one orthogonal noise patch.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError, finite_number, whole_number
from lngd_theory.instances.targets import TargetName, all_signs, target

__all__ = ["LARGEST_K", "FeatureModel", "Layout", "SampleTable"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

Layout = Literal["apart", "joint", "added"]
#: Most features: a test set goes over all 2^k signs.
LARGEST_K = 10
#: Most noise patches in all: the Gram matrix of so many takes 1.3 GiB.
LARGEST_NOISE = 13_000
_LARGEST_D = 10**300


class SampleTable(NamedTuple):
    """Samples as signed atoms, and the atoms' coordinates along the features."""

    along: Array  #: (K, k): ``<v_a, e_p>``
    which: Integers  #: (n, P): patch p of sample i is ``signs[i, p] * v[which[i, p]]``
    signs: Array  #: (n, P)


@dataclass(frozen=True)
class FeatureModel:
    """A training problem whose labels are a function of the signs of k features.

    Parameters
    ----------
    n : int
        Training samples, ``>= 1``. Any number; with ``n * noise_patches + k <= d`` the coefficients are unique.
    d : int
        Dimension of a patch, ``>= k + 1``; any size, as in :class:`lngd_theory.Setting`.
    m : int
        Filters of each sign, ``>= 1``.
    mu : float
        Norm of the signal, ``>= 0``: of each signal patch (``apart``), of the one signal (``joint``, ``added``).
    sigma_p : float
        Standard deviation of the noise in each of its directions, ``> 0``.
    sigma_0 : float
        Standard deviation of the initial weights, ``> 0``.
    eta : float
        Step size, ``> 0``.
    q : float
        Power of the activation ``max(0, z)**q``, ``>= 1``.
    corruption : float
        Probability with which a training label is flipped once, before training, in [0, 1].
    k : int
        Number of features, 1 to 10.
    target : {"single", "xor", "parity", "staircase", "majority"}
        The label as a function of the signs, see :data:`lngd_theory.instances.targets.TARGETS`.
    layout : {"apart", "joint", "added"}
        How signal and noise make patches.
    noise_patches : int
        Noise patches of each sample, ``>= 1``, each with the full ``sigma_p``; 1 for ``added``.
    orthogonal : bool
        Whether the noise is orthogonal to the features.

    Raises
    ------
    InputError
        A value is out of range, or two do not go together.

    Notes
    -----
    ``gamma`` is recorded where all samples share their first patch up to sign (``apart``, or k = 1): the coefficient
    on ``mu e_1``, oriented as the sign of z_1 goes with most labels. ``rho`` belongs to the first noise patch, and to
    the one patch of ``added``.
    """

    n: int
    d: int
    m: int
    mu: float
    sigma_p: float
    sigma_0: float
    eta: float
    q: float = 2.0
    corruption: float = 0.0
    k: int = 1
    target: TargetName = "single"
    layout: Layout = "apart"
    noise_patches: int = 1
    orthogonal: bool = True

    def __post_init__(self) -> None:
        for name in ("n", "d", "m", "k", "noise_patches"):
            object.__setattr__(self, name, whole_number(name, getattr(self, name), 1))
        for name, low, strict in (
            ("mu", 0, False), ("sigma_p", 0, True), ("sigma_0", 0, True), ("eta", 0, True), ("q", 1, False),
            ("corruption", 0, False),
        ):  # fmt: skip
            object.__setattr__(self, name, finite_number(name, getattr(self, name), low, strict))
        layouts = ", ".join(get_args(Layout))
        checks = {
            f"corruption={self.corruption!r} must be in [0, 1]": self.corruption <= 1,
            f"k={self.k} must be at most {LARGEST_K}: a test set goes over all 2^k signs": self.k <= LARGEST_K,
            f"d={self.d} must be in [k + 1, 1e300] = [{self.k + 1}, 1e300]": self.k < self.d <= _LARGEST_D,
            f"layout={self.layout!r} must be one of {layouts}": self.layout in get_args(Layout),
            f"noise_patches={self.noise_patches} must be 1 for layout='added', whose one patch has the noise; use "
            "'apart' or 'joint' for more": self.layout != "added" or self.noise_patches == 1,
            f"n * noise_patches = {self.n * self.noise_patches} must be at most {LARGEST_NOISE}; lower n or "
            "noise_patches": self.n * self.noise_patches <= LARGEST_NOISE,
            f"orthogonal={self.orthogonal!r} must be True or False": isinstance(self.orthogonal, bool),
        }
        for message, holds in checks.items():
            if not holds:
                raise InputError(message)
        target(self.target, self.k)

    def replace(self, **changes: Any) -> FeatureModel:
        """A new, validated model with some parameters changed."""
        if unknown := set(changes) - {field.name for field in fields(self)}:
            raise InputError(f"unknown parameter {min(unknown)!r} of FeatureModel")
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Parameters, for the metadata of a result."""
        return asdict(self)

    @property
    def noise_vectors(self) -> int:
        """Noise vectors of the training data."""
        return self.n * self.noise_patches

    def labels(self, z: Array) -> Array:
        """The target of signs ``z`` (..., k)."""
        return target(self.target, self.k)(z)

    @cached_property
    def signals(self) -> Array:
        """Coordinates of the distinct signal patches along the features, shape (S, k).

        ``mu e_p`` where they are apart; else the joint signals with z_1 = +1, the others being their negatives.
        """
        if self.layout == "apart":
            return self.mu * np.eye(self.k)
        return np.asarray(self.mu / np.sqrt(self.k) * all_signs(self.k)[: 2 ** (self.k - 1)])

    def signal_patches(self, z: Array) -> tuple[Integers, Array]:
        """Which of :attr:`signals` the samples with signs ``z`` (n, k) have, and with which sign: two of (n, P)."""
        if self.layout == "apart":
            return np.tile(np.arange(self.k), (len(z), 1)), z
        binary = (z[:, :1] * z < 0) @ 2 ** np.arange(self.k - 1, -1, -1)  # the order of all_signs
        return binary[:, None], z[:, :1]

    def table(self, z: Array, noise: Array) -> SampleTable:
        """All patches of samples with signs ``z`` (n, k).

        ``noise`` (n * noise_patches, k) holds the noise's coordinates along the features; the first noise patches of
        all samples come before all second ones. Atoms are the signals and then the noise, or n sums of both.
        """
        n = len(z)
        which, signs = self.signal_patches(z)
        if self.layout == "added":
            return SampleTable(signs * self.signals[which[:, 0]] + noise, np.arange(n)[:, None], np.ones((n, 1)))
        atoms = len(self.signals) + np.arange(n * self.noise_patches).reshape(self.noise_patches, n).T
        return SampleTable(
            np.vstack([self.signals, noise]),
            np.hstack([which, atoms]),
            np.hstack([signs, np.ones(atoms.shape)]),
        )
