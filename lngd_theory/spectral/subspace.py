"""Where the signal subspace lies: principal angles, and how much of it the first d directions hold."""

from __future__ import annotations

import numpy as np
import scipy.linalg
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError
from lngd_theory.spectral.decomposition import decompose
from lngd_theory.spectral.features import checked_codes, checked_features, checked_labels

__all__ = ["captured_share", "class_mean_subspace", "principal_angles", "subspace_overlap"]

Array = NDArray[np.float64]


def principal_angles(a: ArrayLike, b: ArrayLike) -> xr.DataArray:
    """Principal angles between the column spans of two matrices (Björck and Golub 1973).

    Parameters
    ----------
    a, b : (D, k) and (D, l) arrays
        Columns span the subspaces; they need not be orthonormal, but independent.

    Returns
    -------
    xarray.DataArray
        min(k, l) angles in radians over ``angle``, ascending, in [0, pi/2]; small ones are exact to rounding too.

    Raises
    ------
    InputError
        Not matrices of finite numbers with the same D, more columns than rows, or dependent columns.
    """
    first, second = _basis(a, "a"), _basis(b, "b")
    if first.shape[0] != second.shape[0]:
        raise InputError(
            f"a and b lie in spaces of dimension {first.shape[0]} and {second.shape[0]}; D must be the same"
        )
    angles = scipy.linalg.subspace_angles(first, second)[::-1].copy()
    return xr.DataArray(angles, dims="angle", coords={"angle": np.arange(1, angles.size + 1)}, attrs={"units": "rad"})


def subspace_overlap(a: ArrayLike, b: ArrayLike) -> float:
    """Mean squared cosine of the principal angles: 1 if one subspace holds the other, 0 if they are orthogonal.

    For random subspaces of dimensions k <= l of R^D its mean is l / D.

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.principal_angles`.
    """
    return float((np.cos(principal_angles(a, b).values) ** 2).mean())


def class_mean_subspace(features: ArrayLike, labels: ArrayLike) -> Array:
    """Orthonormal basis of the span of the class means about their overall mean: the signal subspace of features.

    Parameters
    ----------
    features : (N, D) array
    labels : (N,) array
        Classes; the true ones if the signal is meant.

    Returns
    -------
    (D, k) array
        k is the number of classes minus one, or fewer if means are dependent.

    Raises
    ------
    InputError
        Bad features or labels, fewer than two classes, or classes that all have the same mean.
    """
    X = checked_features(features)
    y = checked_labels(labels, X.shape[0])
    classes, counts = np.unique(y, return_counts=True)
    if classes.size < 2:
        raise InputError(f"labels hold one class, {classes[0]!r}; at least two are needed")
    codes = checked_codes(y, classes, "labels")
    means = np.zeros((classes.size, X.shape[1]))
    np.add.at(means, codes, X)
    parts = decompose(means / counts[:, None] - X.mean(axis=0), centred=False)
    rounding = np.finfo(np.float64).eps * np.sqrt(len(X)) * np.linalg.norm(X) / parts.unit
    kept = int((parts.s > rounding).sum())
    if kept == 0:
        raise InputError("all classes have the same mean feature, so that there is no signal subspace to speak of")
    return parts.V[:, :kept]


def captured_share(
    features: ArrayLike, subspace: ArrayLike, *, centred: bool = True, route: str = "auto"
) -> xr.DataArray:
    """How much of a subspace the first d principal directions hold, for every d.

    Parameters
    ----------
    features : (N, D) array
    subspace : (D, k) array
        Its columns span the subspace, for example of :func:`~lngd_theory.spectral.class_mean_subspace`.
    centred : bool
        Whether the mean over samples is subtracted first.
    route : {"auto", "svd", "gram"}

    Returns
    -------
    xarray.DataArray
        Over ``d`` 0, 1, ...: ``|V_d^T Q|_F^2 / k`` with an orthonormal basis Q, which is the mean squared cosine of the
        angles for d >= k. It grows from 0 to at most 1. Directions of the null space hold nothing.

    Raises
    ------
    InputError
        Bad features, or a subspace of another space.
    """
    Q = _basis(subspace, "subspace")
    parts = decompose(features, centred, route)
    if Q.shape[0] != parts.V.shape[0]:
        raise InputError(f"subspace has D={Q.shape[0]} rows; it must have {parts.V.shape[0]}, one for each feature")
    shares = ((parts.V * (parts.s > 0)).T @ Q) ** 2
    total = np.concatenate([[0.0], np.cumsum(shares.sum(axis=1))]) / Q.shape[1]
    return xr.DataArray(total, dims="d", coords={"d": np.arange(total.size)}, name="captured_share")


def _basis(columns: ArrayLike, name: str) -> Array:
    """Orthonormal basis of the span of columns (D, k), with ``k`` columns."""
    matrix = checked_features(columns, name, rows=1)
    dimension, count = matrix.shape
    largest = np.abs(matrix).max(axis=0)
    if count <= dimension and (largest > 0).all():
        q, r, _ = scipy.linalg.qr(matrix / largest, mode="economic", pivoting=True)
        diagonal = np.abs(np.diag(r))
        if diagonal[-1] > dimension * np.finfo(np.float64).eps * diagonal[0]:
            return np.asarray(q)
    raise InputError(f"{name} has dependent columns (shape {matrix.shape}); give the columns of a basis")
