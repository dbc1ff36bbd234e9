"""An instance: everything that the dynamics needs of data and initial weights, as atoms.

Gradient descent moves every first-layer vector within the span of the patches, so all that matters of the patches
``v_k`` (atoms) is their Gram matrix, and of the initial weights their inner products with the atoms. A sample is a
list of (atom, sign). Nothing here has the size of d, unless the instance was drawn in R^d.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.population import AnyHead, HeldOut

__all__ = ["Dense", "Instance", "corrupt"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


class Dense(NamedTuple):
    """The vectors behind an instance that was drawn in R^d."""

    atoms: Array  #: (K, d)
    W0: Array  #: (2m, d); (h, d) under a trained second layer


@dataclass(frozen=True)
class Instance:
    """One draw of training data and initial weights.

    Attributes
    ----------
    gram : (K, K) array
        ``<v_k, v_l>``.
    overlaps : (2m, K) array
        ``<w0_{j,r}, v_k>``; the first m rows are j = +1, the others j = -1. With ``second``, (h, K) for any h >= 1:
        both signs share the first layer.
    atoms, signs : (n, P) arrays
        Patch p of sample i is ``signs[i, p] * v_{atoms[i, p]}``.
    labels : (n,) array
        Training labels, +1 or -1, after fixed corruption.
    true_labels : (n,) array
        Labels before it.
    signal_patch, noise_patch : int or None
        Which of the P patches is the signal, the noise; gamma and rho are the coefficients on their atoms.
    test : HeldOut or None
        Where test accuracy is measured.
    dense : Dense or None
        The vectors, if the instance was drawn in R^d; the dense engine needs them.
    second : (2m, h) array or None
        Initial weights of a second layer that is trained too, rows of j = +1 first (see
        :class:`~lngd_theory.instances.three_layer.ThreeLayer`); None for the two-layer network of Definition 2.1.
    """

    gram: Array
    overlaps: Array
    atoms: Integers
    signs: Array
    labels: Array
    true_labels: Array
    signal_patch: int | None = None
    noise_patch: int | None = None
    test: HeldOut | None = None
    dense: Dense | None = None
    second: Array | None = None

    def __post_init__(self) -> None:
        K, rows = self.gram.shape[0], self.overlaps.shape[0]
        per_sign = self.overlaps if self.second is None else self.second
        first = "2m" if self.second is None else "h"
        checks = {
            f"gram has shape {self.gram.shape}, it must be square": self.gram.shape == (K, K),
            f"overlaps has shape {self.overlaps.shape}, it must be ({first}, K={K})": self.overlaps.shape[1:] == (K,)
            and rows > 0
            and (rows % 2 == 0 or self.second is not None),
            f"second has shape {per_sign.shape}, it must be (2m, h={rows})": self.second is None
            or (per_sign.shape[1:] == (rows,) and per_sign.shape[0] % 2 == 0 and per_sign.shape[0] > 0),
            "second must be finite": bool(np.isfinite(per_sign).all()) or self.second is None,
            f"atoms {self.atoms.shape} and signs {self.signs.shape} must have one shape (n, P)": self.atoms.ndim == 2
            and self.atoms.shape == self.signs.shape,
            "labels must be +1 or -1, one for each sample": all(
                label.shape == self.atoms.shape[:1] and bool(np.all(np.abs(label) == 1))
                for label in (self.labels, self.true_labels)
            ),
            "signs must be +1 or -1": bool(np.all(np.abs(self.signs) == 1)),
            f"atoms must lie in [0, {K - 1}]": bool(np.all((self.atoms >= 0) & (self.atoms < K))),
            "gram and overlaps must be finite": bool(np.isfinite(self.gram).all() and np.isfinite(self.overlaps).all()),
        }
        for message, holds in checks.items():
            if not holds:
                raise InputError(f"not an instance: {message}")
        if self.second is not None and not isinstance(self.test, AnyHead | None):
            raise InputError(
                f"a {type(self.test).__name__} judges networks of two layers only; give an instance with a second "
                f"layer a test set such as GaussianTest or PatchTest, or none"
            )

    @property
    def n(self) -> int:
        """Number of training samples."""
        return int(self.atoms.shape[0])

    @property
    def m(self) -> int:
        """Filters of each sign; with ``second``, its units of each sign."""
        return len(self.overlaps if self.second is None else self.second) // 2

    @property
    def norms2(self) -> Array:
        """``|v_k|^2``, shape (K,)."""
        return np.ascontiguousarray(np.diagonal(self.gram))

    @property
    def signal_atom(self) -> int | None:
        """The atom that is the signal of every sample (mu), or None if the samples do not share one."""
        if self.signal_patch is None:
            return None
        atoms = np.unique(self.atoms[:, self.signal_patch])
        return int(atoms[0]) if atoms.size == 1 else None

    @property
    def signal_orientation(self) -> float:
        """+1 if the signal patches are ``y_i v`` for the signal atom v, -1 if they are ``-y_i v`` (by majority)."""
        if self.signal_patch is None:
            return 1.0
        return 1.0 if float(self.signs[:, self.signal_patch] @ self.true_labels) >= 0 else -1.0

    @property
    def noise_atoms(self) -> Integers | None:
        """The atom xi_i of each sample, shape (n,), or None if two samples share one."""
        if self.noise_patch is None:
            return None
        atoms = self.atoms[:, self.noise_patch]
        return atoms if np.unique(atoms).size == atoms.size else None


def corrupt(labels: Array, rate: float, rng: np.random.Generator) -> Array:
    """Fixed corruption: each label is flipped once with probability ``rate``.

    One uniform number is drawn for each label whatever the rate, so that a larger rate flips a superset and changes
    nothing else of the draw.
    """
    return np.where(rng.random(labels.shape) < rate, -labels, labels)
