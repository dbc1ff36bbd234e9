"""What the spectral tools accept: a matrix of features (N, D) and labels (N,); anything else is one clear sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError

__all__ = ["checked_codes", "checked_features", "checked_labels", "one_hot"]

Array = NDArray[np.float64]
Codes = NDArray[np.int64]


def checked_features(features: ArrayLike, name: str = "features", rows: int = 2, columns: int | None = None) -> Array:
    """A feature matrix as float64 of shape (N, D).

    Parameters
    ----------
    features : (N, D) array of real numbers
        NumPy array, xarray, or anything that NumPy can read.
    name : str
        What an error calls it.
    rows : int
        The fewest rows allowed.
    columns : int, optional
        The D that it must have.

    Raises
    ------
    InputError
        Not two-dimensional, not real, empty, too few rows, another D, nan or infinite.
    """
    array = np.asarray(features)
    if array.dtype.kind not in "fiub":
        raise InputError(f"{name} has the type {array.dtype}; it must be an array of real numbers")
    if array.ndim != 2:
        raise InputError(
            f"{name} has the shape {array.shape}; it must be a matrix (N, D), one row a sample: flatten what is more"
        )
    if array.shape[0] < rows or array.shape[1] < 1:
        raise InputError(
            f"{name} has the shape {array.shape}; at least {rows} row(s) (samples) and 1 column (a feature) are needed"
        )
    if columns is not None and array.shape[1] != columns:
        raise InputError(f"{name} has D={array.shape[1]} columns; it must have {columns}, those of the features")
    real: Array = np.asarray(array, dtype=np.float64)
    if not np.isfinite(real).all():
        row, column = np.argwhere(~np.isfinite(real))[0]
        raise InputError(
            f"{name}[{row}, {column}]={real[row, column]} must be a finite number; remove or repair such samples"
        )
    return real


def checked_labels(labels: ArrayLike, n: int, name: str = "labels") -> NDArray[Any]:
    """Class labels of n samples, integers or strings, one for each.

    Raises
    ------
    InputError
        Not of shape (n,), or nan.
    """
    array = np.asarray(labels)
    if array.shape != (n,):
        raise InputError(f"{name} has the shape {array.shape}; it must be ({n},), one label for each row of features")
    if array.dtype.kind not in "iubfUS":
        raise InputError(f"{name} has the type {array.dtype}; labels must be integers or strings")
    if array.dtype.kind == "f" and not (np.isfinite(array) & (array == np.round(array))).all():
        raise InputError(f"{name} holds {_odd(array)!r}; labels name classes: give integers or strings")
    return array


def _odd(array: NDArray[np.floating[Any]]) -> float:
    return float(array[~(np.isfinite(array) & (array == np.round(array)))][0])


def checked_codes(labels: NDArray[Any], classes: NDArray[Any], name: str) -> Codes:
    """Places of labels (n,) among the sorted classes (K,).

    Raises
    ------
    InputError
        A label that is none of the classes.
    """
    places = np.searchsorted(classes, labels).clip(max=classes.size - 1)
    strange = classes[places] != labels
    if strange.any():
        raise InputError(
            f"{name} holds {labels[strange][0]!r}, which no training label is; known classes: {_listed(classes)}"
        )
    return places.astype(np.int64)


def _listed(classes: Iterable[Any]) -> str:
    names = [str(name) for name in classes]
    return ", ".join(names[:10]) + ", ..." * (len(names) > 10)


def one_hot(codes: Codes, classes: int) -> Array:
    """Indicators (n, K) of classes given by their places."""
    return np.asarray(codes[:, None] == np.arange(classes), dtype=np.float64)
