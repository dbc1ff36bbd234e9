"""The trained weights in an orthonormal basis, exact in law and free of d.

Gradient descent leaves ``W = W0 + R diag(1/|v_k|^2) V``, with the atoms (distinct patches) in the rows of V (K, d). Two
orthogonal pieces make up its row space: the span of the atoms, and what W0 has beside it. In the first the coordinates
of W are ``<w, v_k>`` times ``G^(-1/2)`` (symmetric orthogonalisation, Loewdin 1950: the orthonormal basis nearest to
the atoms, so that every axis belongs to one patch and no order among them is chosen); in the second W0 is Gaussian, its
Gram matrix Wishart with d - K degrees of freedom, and independent of all the rest. Singular values and vectors of the
(2m) x (K + 2m) matrix of coordinates are those of W.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.instances import Instance

__all__ = ["PARTS", "Geometry"]

Array = NDArray[np.float64]

#: Where a direction of weights can point: mu, noise patches of samples with a true and with a corrupted label, the
#: patch that goes with aligned corruption, and what only the initial weights have.
PARTS = ("signal", "clean noise", "corrupted noise", "aligned patch", "initial weights")


@dataclass(frozen=True)
class Geometry:
    """What turns coefficients into weights, for one instance.

    Attributes
    ----------
    instance : Instance
        Training data and initial overlaps, with a common signal and one noise atom for each sample.
    beside : (2m, c) array
        Coordinates of W0 orthogonal to all atoms, in any orthonormal basis, ``c <= 2m``.
    sigma_p : float
        Standard deviation of a fresh noise patch in every direction orthogonal to mu and the aligned patch.
    aligned_atom : int, optional
        The atom that goes with aligned corruption.

    Raises
    ------
    InputError
        The instance has no common signal, or two samples share a noise patch.
    """

    instance: Instance
    beside: Array
    sigma_p: float
    aligned_atom: int | None = None

    def __post_init__(self) -> None:
        if self.instance.signal_atom is None or self.instance.noise_atoms is None:
            raise InputError(
                "the geometry of weights needs signal_patch and noise_patch: one signal that all samples share up to "
                "sign, and a noise patch for each; name them in the instance"
            )

    @classmethod
    def of_dense(cls, instance: Instance, sigma_p: float, aligned_atom: int | None = None) -> Geometry:
        """The geometry of an instance that was drawn as vectors in R^d."""
        if instance.dense is None:
            raise InputError("this instance has no vectors in R^d; draw it with draw='dense'")
        atoms, W0 = instance.dense
        outside = W0 - W0 @ np.linalg.pinv(atoms) @ atoms
        return cls(instance, np.asarray(np.linalg.qr(outside.T, mode="r")).T, sigma_p, aligned_atom)

    @cached_property
    def _halves(self) -> tuple[Array, Array]:
        """``G^(1/2)`` and its pseudo-inverse; directions below rounding (a zero patch) have no coordinate."""
        scale = np.sqrt(np.where(self.instance.norms2 > 0, self.instance.norms2, 1.0))
        values, vectors = np.linalg.eigh(self.instance.gram)
        kept = values > values[-1] * scale.size * np.finfo(np.float64).eps
        vectors, root = vectors[:, kept], np.sqrt(values[kept])
        return (vectors * root) @ vectors.T, (vectors / root) @ vectors.T

    def preactivations(self, R: Array) -> Array:
        """``<w, v_k>`` (2m, K) of weights with coefficients R (2m, K)."""
        return np.asarray(self.instance.overlaps + self._drift(R))

    def _drift(self, R: Array) -> Array:
        norms2 = self.instance.norms2
        C = R * np.divide(1.0, norms2, out=np.zeros_like(norms2), where=norms2 > 0)
        return np.asarray(C @ self.instance.gram)

    def weights(self, R: Array) -> Array:
        """Coordinates of W (2m, K + c): one column for each atom, then those beside them."""
        return np.hstack([self.preactivations(R) @ self._halves[1], self.beside])

    def moved(self, R: Array) -> Array:
        """Coordinates of W - W0 (2m, K + c)."""
        return np.hstack([self._drift(R) @ self._halves[1], np.zeros_like(self.beside)])

    def overlaps_of(self, A: Array) -> Array:
        """``<a, v_k>`` (rows, K) of vectors with coordinates A (rows, K + c)."""
        return np.asarray(A[:, : self._halves[0].shape[0]] @ self._halves[0])

    @cached_property
    def parts(self) -> NDArray[np.int64]:
        """For each coordinate the number of its part in :data:`PARTS` (K + c,)."""
        instance, K = self.instance, self.instance.gram.shape[0]
        part = np.full(K + self.beside.shape[1], PARTS.index("initial weights"))
        part[instance.signal_atom] = PARTS.index("signal")
        corrupted = instance.labels != instance.true_labels
        names = np.where(corrupted, PARTS.index("corrupted noise"), PARTS.index("clean noise"))
        part[instance.noise_atoms] = names
        if self.aligned_atom is not None:
            part[self.aligned_atom] = PARTS.index("aligned patch")
        return part

    def shares(self, A: Array) -> Array:
        """Share of the energy of each row of A (rows, K + c) in each part (rows, 5); a row adds to 1, or is nan."""
        energy = np.stack([(A[:, self.parts == k] ** 2).sum(axis=1) for k in range(len(PARTS))], axis=1)
        with np.errstate(invalid="ignore"):
            return np.asarray(energy / energy.sum(axis=1, keepdims=True))

    @cached_property
    def fresh_axes(self) -> NDArray[np.int64]:
        """Coordinates along which a fresh noise patch is Gaussian: those of noise patches, and those beside."""
        patterned = [PARTS.index("signal"), PARTS.index("aligned patch")]
        zero = np.append(self.instance.norms2 == 0, np.zeros(self.beside.shape[1], dtype=bool))
        return np.flatnonzero(~np.isin(self.parts, patterned) & ~zero)

    def restricted(self, samples: NDArray[np.int64]) -> Geometry:
        """The same atoms and weights with only some samples to train on; patches of the others move no weight."""
        old = self.instance
        changes = {name: getattr(old, name)[samples] for name in ("atoms", "signs", "labels", "true_labels")}
        return replace(self, instance=replace(old, **changes))
