"""Principal directions of a feature matrix by one singular value decomposition, and how exact each route to it is.

``(X - mean) / unit = U diag(s) V^T``. ``unit`` is a power of two near the largest feature, so that neither squares
nor means overflow or underflow, and dividing by it rounds nothing.

Routes
------
``svd``
    LAPACK's ``gesdd``: every singular value to ``eps`` times the largest one.
``gram``
    Eigenvalues of ``X^T X`` or ``X X^T``, whichever is smaller: quicker, mostly if N and D differ much. Squaring
    loses half of the digits: values below ``sqrt(max(N, D) eps)`` times the largest one are lost (set to zero), and a
    value s above has the error ``eps s_max^2 / s``.
``randomised``
    Only the first ``max_rank`` values and directions, by random projection with power iterations (Halko, Martinsson
    and Tropp 2011, through scikit-learn). Its error depends on the gap: directions are as good as
    ``(s_{k + 11} / s_k)^(2 n_iter + 1)`` is small.
``auto``
    ``gram`` for features of 32 bits or less, which is then done in 64 bits and loses less than the features' own
    rounding; ``svd`` else.

Singular values within rounding of zero are zero: ``eps max(N, D)`` times the largest singular value of the features as
given, before centring, and what the features' own rounding to their type may amount to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.spectral.prepared import EPS, Prepared, prepare

__all__ = ["ROUTES", "Decomposition", "decompose", "values_of"]

Array = NDArray[np.float64]

ROUTES = ("auto", "svd", "gram", "randomised")


@dataclass(frozen=True)
class Decomposition:
    """Singular value decomposition of prepared features.

    Attributes
    ----------
    mean : (D,) array
        Subtracted from features, in units of ``unit``; zero if not centred.
    unit : float
        Power of two by which features were divided.
    U : (N, r) array
        Left singular vectors; zero where the singular value is.
    s : (r,) array
        Singular values in descending order, in units of ``unit``; zero within rounding.
    V : (D, r) array
        Principal directions, orthonormal; the largest entry of each is positive. Where the singular value is zero, the
        route ``gram`` leaves them zero if N < D.
    energy : float
        ``|X|_F^2`` of all directions, those left out too, in units of ``unit^2``.
    route : str
        ``svd``, ``gram`` or ``randomised``.
    centred : bool
    """

    mean: Array
    unit: float
    U: Array
    s: Array
    V: Array
    energy: float
    route: str
    centred: bool

    @property
    def rank(self) -> int:
        """Number of singular values above rounding."""
        return int(np.count_nonzero(self.s))

    def coordinates(self, X: Array, d: int | None = None) -> Array:
        """Features (n, D) along the first d directions: (n, d), in units of ``unit``."""
        return np.asarray((X / self.unit - self.mean) @ self.V[:, :d])

    def features(self, coordinates: Array) -> Array:
        """The features (n, D) that have these coordinates (n, d), and none along the other directions."""
        d = coordinates.shape[1]
        return np.asarray((coordinates @ self.V[:, :d].T + self.mean) * self.unit)


def decompose(
    features: ArrayLike,
    centred: bool = True,
    route: str = "auto",
    max_rank: int | None = None,
    seed: int = 0,
    rows: int = 2,
) -> Decomposition:
    """Singular value decomposition of features (N, D), by the routes that the module describes.

    Parameters
    ----------
    features : (N, D) array
    centred : bool
        Whether the mean over samples is subtracted first.
    route : {"auto", "svd", "gram", "randomised"}
    max_rank : int, optional
        Keep only so many directions; needed by ``randomised``.
    seed : int
        Of the random projection.
    rows : int
        The fewest samples allowed.

    Raises
    ------
    InputError
        Bad features, an unknown route, or ``max_rank`` outside 1 to min(N - 1, D) (min(N, D) if not centred).
    """
    prepared = prepare(features, centred, rows)
    chosen = chosen_route(route, prepared)
    count = max(1, prepared.limit)
    if max_rank is not None:
        max_rank = whole_number("max_rank", max_rank, 1)
        if max_rank > count:
            raise InputError(f"max_rank={max_rank} must be at most {count}, the highest rank of these features")
        count = max_rank
    elif chosen == "randomised":
        raise InputError("route='randomised' finds the first directions only; say how many by max_rank")
    U, s, V = _factors(prepared.X, chosen, count, seed)
    s = np.where(s > prepared.tolerance(float(s[0]), chosen == "gram"), s, 0.0)
    kept = s > 0
    largest = V[np.abs(V).argmax(axis=0), np.arange(count)]
    signs = np.where(largest < 0, -1.0, 1.0)
    energy = float(np.vdot(prepared.X, prepared.X))
    return Decomposition(
        prepared.mean, prepared.unit, U * (signs * kept), s, V * signs, energy, chosen, prepared.centred
    )


def chosen_route(route: str, prepared: Prepared) -> str:
    """The route that is meant: ``auto`` decided, others as they are.

    Raises
    ------
    InputError
        There is no such route.
    """
    if route not in ROUTES:
        raise InputError(f"unknown route={route!r}; {near_match(str(route), ROUTES)}")
    return route if route != "auto" else "gram" if prepared.single else "svd"


def _factors(X: Array, route: str, count: int, seed: int) -> tuple[Array, Array, Array]:
    """The first ``count`` left vectors, singular values, right vectors (as columns)."""
    if route == "svd":
        U, s, Vt = np.linalg.svd(X, full_matrices=False)
        return U[:, :count], s[:count], Vt[:count].T
    if route == "randomised":
        from sklearn.utils.extmath import randomized_svd

        U, s, Vt = randomized_svd(X, count, random_state=seed)
        return U, s, Vt.T
    tall = X.shape[0] >= X.shape[1]
    s, vectors = _gram_eigen(X, count)
    others = (X if tall else X.T) @ vectors
    others = np.divide(others, s, out=np.zeros_like(others), where=s > 0)
    return (others, s, vectors) if tall else (vectors, s, others)


def _gram_eigen(X: Array, count: int) -> tuple[Array, Array]:
    """Singular values from the smaller Gram matrix, and its eigenvectors as columns, in descending order."""
    eigenvalues, vectors = np.linalg.eigh(_gram(X))
    s = np.sqrt(np.maximum(eigenvalues[::-1][:count], 0.0))
    s[s <= np.sqrt(max(X.shape) * EPS) * s[0]] = 0.0
    return s, vectors[:, ::-1][:, :count]


def _gram(X: Array) -> Array:
    return np.asarray(X.T @ X if X.shape[0] >= X.shape[1] else X @ X.T)


def values_of(prepared: Prepared, route: str) -> Array:
    """All singular values in units of ``unit``, without directions: (limit,) in descending order, zero within rounding.

    Raises
    ------
    InputError
        An unknown route, or ``randomised``, which does not find all.
    """
    chosen = chosen_route(route, prepared)
    if chosen == "randomised":
        raise InputError("route='randomised' does not find the whole spectrum; take 'auto', 'svd' or 'gram'")
    if chosen == "gram":
        s = np.sqrt(np.maximum(np.linalg.eigvalsh(_gram(prepared.X))[::-1], 0.0))
    else:
        s = np.linalg.svd(prepared.X, compute_uv=False)
    return np.where(s > prepared.tolerance(float(s[0]), chosen == "gram"), s, 0.0)[: prepared.limit]
