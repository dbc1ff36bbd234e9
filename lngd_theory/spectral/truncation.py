"""Explicit spectral truncation as a scikit-learn transformer: keep the top d directions, drop the tail."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from lngd_theory.errors import InputError, whole_number
from lngd_theory.spectral.decomposition import Decomposition, decompose

__all__ = ["SpectralTruncation", "kept_parts"]

Array = NDArray[np.float64]


class SpectralTruncation(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator):
    """Keep the top d principal directions of features.

    Parameters
    ----------
    d : int, optional
        Number of directions; by default all whose singular value is not zero.
    centred : bool
        Whether the mean over the training samples is subtracted first.
    route : {"auto", "svd", "gram", "randomised"}
        How the decomposition is computed: see :mod:`~lngd_theory.spectral.decomposition`.
    random_state : int
        Seed of the route ``randomised``.

    Attributes
    ----------
    d_ : int
        Directions kept.
    directions_ : ``(d_, D)`` array
        Orthonormal rows, by falling singular value.
    singular_values_ : ``(d_,)`` array
    mean_ : (D,) array
        Zero if not centred.
    """

    def __init__(
        self, d: int | None = None, *, centred: bool = True, route: str = "auto", random_state: int = 0
    ) -> None:
        self.d = d
        self.centred = centred
        self.route = route
        self.random_state = random_state

    def fit(self, X: ArrayLike, y: Any = None) -> SpectralTruncation:
        """Find the directions of features X (N, D); y is not used.

        Raises
        ------
        InputError
            ``d`` beyond the highest rank that the features can have.
        """
        X = validate_data(self, X, dtype=[np.float64, np.float32])
        self._parts, self.d_ = kept_parts(X, self.d, self.centred, self.route, self.random_state)
        self._n_features_out = self.d_
        self.directions_ = self._parts.V[:, : self.d_].T
        self.singular_values_ = self._parts.s[: self.d_] * self._parts.unit
        self.mean_ = self._parts.mean * self._parts.unit
        return self

    def transform(self, X: ArrayLike) -> Array:
        """Coordinates ``(n, d_)`` of features (n, D) along the directions."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        return self._parts.coordinates(np.asarray(X, np.float64), self.d_) * self._parts.unit

    def inverse_transform(self, coordinates: ArrayLike) -> Array:
        """Features (n, D) with the given coordinates ``(n, d_)`` and nothing along the other directions.

        Raises
        ------
        InputError
            Coordinates of another shape.
        """
        check_is_fitted(self)
        given = np.asarray(coordinates, dtype=np.float64)
        if given.ndim != 2 or given.shape[1] != self.d_:
            raise InputError(f"coordinates has the shape {given.shape}; it must be (n, {self.d_})")
        return self._parts.features(given / self._parts.unit)

    def truncate(self, X: ArrayLike) -> Array:
        """Features (n, D) without their part along the dropped directions, for a classifier that takes D features."""
        return self.inverse_transform(self.transform(X))

    def score(self, X: ArrayLike, y: Any = None) -> float:
        """Share of the energy of features (n, D) about the training mean that the kept directions hold; 1 of none."""
        kept = self.transform(X) / self._parts.unit
        X = validate_data(self, X, dtype=[np.float64, np.float32], reset=False)
        total = ((np.asarray(X, np.float64) / self._parts.unit - self._parts.mean) ** 2).sum()
        return float((kept**2).sum() / total) if total else 1.0


def kept_parts(X: ArrayLike, d: int | None, centred: bool, route: str, seed: int) -> tuple[Decomposition, int]:
    """Decomposition of training features (N, D) and the number of directions that are kept.

    Raises
    ------
    InputError
        ``d`` outside 1 to min(N - 1, D) (min(N, D) if not centred), or an unknown route.
    """
    n, dimension = np.shape(X)
    limit = max(1, min(n - bool(centred), dimension))
    if d is not None and whole_number("d", d, 1) > limit:
        raise InputError(f"d={d} must be at most {limit}, the highest rank of {n} samples of {dimension} features")
    if route == "randomised":
        parts = decompose(X, centred, route, max_rank=d, seed=seed, rows=1)
    else:
        parts = decompose(X, centred, route, rows=1)
    return parts, min(limit, max(1, parts.rank)) if d is None else int(d)
