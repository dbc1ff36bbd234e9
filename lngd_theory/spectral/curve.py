"""The rank-risk curve: how well a least-squares probe on the first d directions predicts, for every d from one SVD."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError
from lngd_theory.spectral.decomposition import Decomposition, decompose
from lngd_theory.spectral.features import checked_codes
from lngd_theory.spectral.kernels import score_path
from lngd_theory.spectral.least_squares import LeastSquares, fit_all
from lngd_theory.spectral.samples import GIVEN, Labels, Sample, read_samples

__all__ = ["curve_of", "rank_risk_curve"]

Array = NDArray[np.float64]


def rank_risk_curve(
    features: ArrayLike,
    labels: Labels,
    test_features: ArrayLike | Mapping[str, ArrayLike] | None = None,
    test_labels: Labels | Mapping[str, Labels] | None = None,
    *,
    ridge: float = 0.0,
    centred: bool = True,
    max_rank: int | None = None,
    route: str = "auto",
    seed: int = 0,
) -> xr.Dataset:
    """Accuracy and risk of the least-squares probe on the top-d principal directions, for every d.

    The probe is fitted to the training labels called ``given`` and scored on the training set and on every test set,
    by every labelling of it. Its outputs for d + 1 are those for d and a rank-one term, so that all d cost about as
    much as the decomposition.

    Parameters
    ----------
    features : (N, D) array
        Training features, one row a sample.
    labels : (N,) array, or mapping of name to such
        Classes to be fitted. A mapping has these under ``given`` and others, such as ``clean``, that are only scored.
    test_features : (n, D) array, or mapping of name to such
        A set called ``test``, or several by name.
    test_labels : (n,) array, or mapping
        Labels of the set (``given``), or several labellings of it by name; for several sets a mapping with one of
        these under each name. They name classes that some training labelling has.
    ridge : float >= 0
        Penalty of the coefficients as in scikit-learn's ``Ridge``; 0 is least squares.
    centred : bool
        Whether features are centred, and the fit has an intercept.
    max_rank : int, optional
        The largest d; by default min(N - 1, D), or min(N, D) if not centred.
    route : {"auto", "svd", "gram", "randomised"}
        See :mod:`~lngd_theory.spectral.decomposition`; ``randomised`` needs ``max_rank``.
    seed : int
        Of the route ``randomised``.

    Returns
    -------
    xarray.Dataset
        Over (``sample``, ``labels``, ``d``), with d = 0, 1, ..., and nan where a sample has no such labelling:
        ``accuracy``; ``risk``, the mean over samples of ``|f(x) - e_y|^2`` with one-hot codes e_y (half the mean
        squared error of labels -1, +1, if there are two classes); ``risk_se``, its standard error. Over ``sample``:
        ``size``. Over ``d``: ``freedom``, the degrees of freedom of the fit. Over ``direction`` 1, 2, ...:
        ``singular_value``.
        Directions whose singular value is zero within rounding change nothing.

    Raises
    ------
    InputError
        Unusable features or labels, fewer than two classes, or options out of range.
    """
    parts = decompose(features, centred, route, max_rank, seed)
    return curve_of(parts, features, labels, test_features, test_labels, ridge=ridge)


def curve_of(
    parts: Decomposition,
    features: ArrayLike,
    labels: Labels,
    test_features: ArrayLike | Mapping[str, ArrayLike] | None = None,
    test_labels: Labels | Mapping[str, Labels] | None = None,
    *,
    ridge: float = 0.0,
) -> xr.Dataset:
    """:func:`~lngd_theory.spectral.rank_risk_curve` of features (N, D) whose decomposition is there already."""
    train = read_samples(features, labels, parts.V.shape[0], "train")[0]
    tests = read_samples(test_features, test_labels, parts.V.shape[0])
    if GIVEN not in train.labels:
        raise InputError(f"labels must have the training labels under {GIVEN!r}; it has {', '.join(train.labels)}")
    classes = np.unique(np.concatenate(list(train.labels.values())))
    if classes.size < 2:
        raise InputError(f"labels hold one class, {classes[0]!r}; at least two are needed")
    fit = fit_all(parts, checked_codes(train.labels[GIVEN], classes, GIVEN), classes.size, ridge)
    samples = [train, *tests]
    kinds = list(dict.fromkeys(kind for sample in samples for kind in sample.labels))
    coordinates = [parts.U * parts.s, *(parts.coordinates(test.features) for test in tests)]
    scores = [_scores(sample, Z, fit, classes, kinds) for sample, Z in zip(samples, coordinates, strict=True)]
    return _dataset(parts, fit, samples, kinds, np.stack(scores), ridge)


def _scores(sample: Sample, Z: Array, fit: LeastSquares, classes: NDArray[Any], kinds: list[str]) -> Array:
    """Accuracy, risk and its standard error: (3, kinds, r + 1), nan for labellings that the sample lacks."""
    codes = np.stack([checked_codes(y, classes, f"{kind!r} of {sample.name!r}") for kind, y in sample.labels.items()])
    hits, losses, squares = score_path(np.ascontiguousarray(Z), fit.B, fit.offset, codes)
    n = codes.shape[1]
    mean = losses / n
    deviation = np.sqrt(np.maximum(squares / n - mean**2, 0.0))
    found = np.full((3, len(kinds), fit.freedom.size), np.nan)
    places = [kinds.index(kind) for kind in sample.labels]
    found[:, places] = hits / n, mean, deviation / np.sqrt(max(n - 1, 1))
    return found


def _dataset(
    parts: Decomposition, fit: LeastSquares, samples: list[Sample], kinds: list[str], scores: Array, ridge: float
) -> xr.Dataset:
    axes = ("sample", "labels", "d")
    return xr.Dataset(
        {
            "accuracy": (axes, scores[:, 0]),
            "risk": (axes, scores[:, 1]),
            "risk_se": (axes, scores[:, 2]),
            "size": ("sample", [len(sample.features) for sample in samples]),
            "freedom": ("d", fit.freedom),
            "singular_value": ("direction", parts.s * parts.unit),
        },
        coords={
            "sample": [sample.name for sample in samples],
            "labels": kinds,
            "d": np.arange(fit.freedom.size),
            "direction": np.arange(1, parts.s.size + 1),
        },
        attrs={
            "ridge": ridge,
            "centred": int(parts.centred),
            "route": parts.route,
            "N": parts.U.shape[0],
            "D": parts.V.shape[0],
        },
    )
