"""Instances from arrays of patches: real images, several patches, signal not orthogonal to noise, biases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError, finite_number, whole_number
from lngd_theory.instances.instance import Dense, Instance, corrupt
from lngd_theory.instances.patch_test import PatchTest
from lngd_theory.streams import Streams

__all__ = ["DistinctPatches", "PatchData", "distinct_patches", "instance_from_vectors", "patch_test"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


class DistinctPatches(NamedTuple):
    """Samples as signed references to distinct vectors: patch p of sample i is ``signs[i,p] * atoms[which[i,p]]``."""

    atoms: Array  #: (K, d)
    which: Integers  #: (n, P)
    signs: Array  #: (n, P)


def distinct_patches(patches: Array) -> DistinctPatches:
    """Reduce patches of shape (n, P, d) to distinct vectors up to sign, in order of first appearance.

    All first patches come before all second ones, so for data of Definition 2.1 atom 0 is mu and atom i is xi_i.
    """
    n, P, d = patches.shape
    flat = patches.transpose(1, 0, 2).reshape(n * P, d)
    first = (flat != 0).argmax(axis=1)
    signs = np.where(flat[np.arange(n * P), first] < 0, -1.0, 1.0)
    # + 0.0 makes -0.0 into 0.0, which np.unique would tell apart
    _, where, index = np.unique(signs[:, None] * flat + 0.0, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(where)  # sorted order -> order of appearance
    index = np.argsort(order)[index.reshape(-1)]
    where = where[order]
    relative = signs * signs[where][index]  # an atom keeps the sign of its first appearance
    return DistinctPatches(flat[where], index.reshape(P, n).T.copy(), relative.reshape(P, n).T.copy())


def patch_test(data: DistinctPatches, labels: Array, dense: Dense, keep_vectors: bool) -> PatchTest:
    """A test set of given patches, as inner products with the training atoms and the initial weights."""
    norms2 = np.einsum("ij,ij->i", dense.atoms, dense.atoms)
    cross = data.atoms @ dense.atoms.T * np.divide(1.0, norms2, out=np.zeros_like(norms2), where=norms2 > 0)
    vectors = data.atoms if keep_vectors else None
    return PatchTest(data.atoms @ dense.W0.T, cross, data.which, data.signs, labels, vectors)


def instance_from_vectors(
    data: DistinctPatches,
    W0: Array,
    labels: Array,
    true_labels: Array,
    signal_patch: int | None,
    noise_patch: int | None,
    test: tuple[DistinctPatches, Array] | None,
    keep_vectors: bool,
    second: Array | None = None,
) -> Instance:
    """Gram matrix, overlaps and test set of vectors in R^d; ``keep_vectors`` for the dense engine."""
    dense = Dense(data.atoms, W0)
    return Instance(
        gram=data.atoms @ data.atoms.T,
        overlaps=W0 @ data.atoms.T,
        atoms=data.which,
        signs=data.signs,
        labels=labels,
        true_labels=true_labels,
        signal_patch=signal_patch,
        noise_patch=noise_patch,
        test=patch_test(*test, dense, keep_vectors) if test else None,
        dense=dense if keep_vectors else None,
        second=second,
    )


@dataclass(frozen=True, eq=False)
class PatchData:
    """A training problem on given data; the seed draws initial weights, label noise and corruption.

    Parameters
    ----------
    patches : (n, P, d) array
        P patches for each sample; equal patches (up to sign) are recognised and cost once. Any n, also ``n >= d``.
    labels : (n,) array
        +1 or -1.
    m, eta, sigma_0, q, corruption
        As in :class:`lngd_theory.Setting`.
    test_patches, test_labels : (n_test, P', d) and (n_test,) arrays, optional
        Where test accuracy is measured.
    bias : float, optional
        Append a coordinate with this value to every patch, so that its weights are first-layer biases.
    W0 : (2m, d) array, optional
        Initial weights (rows: m filters of sign +1, then m of -1; d + 1 columns with ``bias``) in place of a draw.
    signal_patch, noise_patch : int, optional
        Which patch gamma and rho refer to. gamma needs a signal that all samples share up to sign; rho needs noise
        patches that no two samples share.
    name : str
        What the metadata of a result call the data.

    Raises
    ------
    InputError
        Wrong shapes, values that are not finite, labels other than +1 and -1, parameters out of range.
    """

    patches: Array
    labels: Array
    m: int
    eta: float
    sigma_0: float = 0.01
    q: float = 2.0
    corruption: float = 0.0
    test_patches: Array | None = None
    test_labels: Array | None = None
    bias: float | None = None
    W0: Array | None = None
    signal_patch: int | None = None
    noise_patch: int | None = None
    name: str = "patches"

    def __post_init__(self) -> None:
        object.__setattr__(self, "m", whole_number("m", self.m, 1))
        for field, low, strict in (("eta", 0, True), ("sigma_0", 0, True), ("q", 1, False), ("corruption", 0, False)):
            object.__setattr__(self, field, finite_number(field, getattr(self, field), low, strict))
        if self.corruption > 1:
            raise InputError(f"corruption={self.corruption!r} must be in [0, 1]")
        patches, labels = _checked_data("", self.patches, self.labels)
        object.__setattr__(self, "patches", self._with_bias(patches))
        object.__setattr__(self, "labels", labels)
        if (self.test_patches is None) != (self.test_labels is None):
            raise InputError("give test_patches and test_labels together, or neither")
        if self.test_patches is not None and self.test_labels is not None:
            test_patches, test_labels = _checked_data("test_", self.test_patches, self.test_labels)
            if test_patches.shape[2] != patches.shape[2]:
                raise InputError(
                    f"test_patches have d={test_patches.shape[2]}, patches d={patches.shape[2]}: they must agree"
                )
            object.__setattr__(self, "test_patches", self._with_bias(test_patches))
            object.__setattr__(self, "test_labels", test_labels)
        for field in ("signal_patch", "noise_patch"):
            index = getattr(self, field)
            if index is not None and not 0 <= index < self.patches.shape[1]:
                raise InputError(f"{field}={index} must be one of the {self.patches.shape[1]} patches, counted from 0")
        if self.W0 is not None:
            W0 = np.array(self.W0, dtype=np.float64)
            if W0.shape != (2 * self.m, self.d) or not np.isfinite(W0).all():
                raise InputError(
                    f"W0 has shape {W0.shape}; it must be finite, of shape (2m, d) = {(2 * self.m, self.d)}"
                )
            object.__setattr__(self, "W0", W0)

    def _with_bias(self, patches: Array) -> Array:
        if self.bias is None:
            return patches
        if not np.isfinite(self.bias):
            raise InputError(f"bias={self.bias!r} must be a finite number")
        return np.concatenate([patches, np.full((*patches.shape[:2], 1), float(self.bias))], axis=2)

    @property
    def n(self) -> int:
        """Number of training samples."""
        return int(self.patches.shape[0])

    @property
    def d(self) -> int:
        """Dimension of a patch, the constant coordinate of a bias included."""
        return int(self.patches.shape[2])

    def draw(self, streams: Streams, keep_vectors: bool, with_test: bool = True) -> Instance:
        """The instance of one seed; ``keep_vectors`` for the dense engine."""
        W0 = self.W0
        if W0 is None:
            W0 = self.sigma_0 * streams.instance.standard_normal((2 * self.m, self.d))
        labels = corrupt(self.labels, self.corruption, streams.instance)
        train, test = self._distinct
        return instance_from_vectors(
            train,
            W0,
            labels,
            self.labels,
            self.signal_patch,
            self.noise_patch,
            test if with_test else None,
            keep_vectors,
        )

    @cached_property
    def _distinct(self) -> tuple[DistinctPatches, tuple[DistinctPatches, Array] | None]:
        """Distinct training patches, and distinct test patches with their labels: the same for every seed."""
        test = None
        if self.test_patches is not None and self.test_labels is not None:
            test = distinct_patches(self.test_patches), self.test_labels
        return distinct_patches(self.patches), test

    def to_dict(self) -> dict[str, Any]:
        """Sizes and parameters, for the metadata of a result (the arrays themselves are not copied)."""
        names = (
            "name",
            "n",
            "d",
            "m",
            "eta",
            "sigma_0",
            "q",
            "corruption",
            "bias",
            "signal_patch",
            "noise_patch",
        )
        return {"P": self.patches.shape[1], "given_W0": self.W0 is not None} | {k: getattr(self, k) for k in names}


def _checked_data(prefix: str, patches: ArrayLike, labels: ArrayLike) -> tuple[Array, Array]:
    x, y = _numbers(f"{prefix}patches", patches), _numbers(f"{prefix}labels", labels, "must be +1 or -1")
    if x.ndim != 3 or 0 in x.shape:
        raise InputError(f"{prefix}patches has shape {x.shape}; it must be (n, P, d) with no empty axis")
    if y.shape != x.shape[:1] or not np.all(np.abs(y) == 1):
        raise InputError(f"{prefix}labels (shape {y.shape}) must be +1 or -1 for each of the {x.shape[0]} samples")
    if not np.isfinite(x).all():
        raise InputError(f"{prefix}patches must be finite; sample {int(np.argwhere(~np.isfinite(x))[0, 0])} is not")
    return x, y


def _numbers(name: str, values: ArrayLike, wanted: str = "must be numbers") -> Array:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{name} {wanted} in an array with rows of equal length") from None
