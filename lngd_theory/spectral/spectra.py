"""The spectrum of a feature matrix and the numbers that sum it up, each with its conventions as arguments."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError, near_match
from lngd_theory.spectral.decomposition import values_of
from lngd_theory.spectral.prepared import prepare
from lngd_theory.spectral.ranks import entropy_rank, participation_of, stable_of

__all__ = [
    "SPECTRA",
    "effective_rank",
    "participation_ratio",
    "spectrum",
    "spectrum_summary",
    "stable_rank",
    "summary_of",
]

Array = NDArray[np.float64]

#: What may be called the spectrum: singular values s_k, or eigenvalues s_k^2 / (N - 1) of the covariance.
SPECTRA = ("singular values", "eigenvalues")


def spectrum(
    features: ArrayLike, *, of: str = "singular values", centred: bool = True, route: str = "auto"
) -> xr.DataArray:
    """Singular values or covariance eigenvalues of features, in descending order.

    Parameters
    ----------
    features : (N, D) array
        One row a sample.
    of : {"singular values", "eigenvalues"}
        ``s_k``, or ``s_k^2 / (N - 1)``; the divisor is N if not centred (second moments about zero).
    centred : bool
        Whether the mean over samples is subtracted first.
    route : {"auto", "svd", "gram"}
        How they are computed, and how exactly: see :mod:`~lngd_theory.spectral.decomposition`.

    Returns
    -------
    xarray.DataArray
        Over ``direction`` 1, 2, ..., of length min(N - 1, D) if centred, min(N, D) if not. Values within rounding of
        zero are zero.

    Raises
    ------
    InputError
        Not a matrix of finite numbers with at least two rows (one if not centred); an unknown ``of`` or route; values
        too large or too small to be squared.
    """
    _check_of(of)
    values, unit = _values(features, centred, route)
    n = np.shape(features)[0]
    squares = of == "eigenvalues"
    with np.errstate(over="ignore", under="ignore"):
        result = (values * unit / np.sqrt(n - centred)) ** 2 if squares else values * unit
    if not np.isfinite(result).all() or (squares and (result == 0).sum() > (values == 0).sum()):
        raise InputError(f"{of} of features of size {unit:.0e} leave the range of floats; divide the features by that")
    return xr.DataArray(
        result,
        dims="direction",
        coords={"direction": np.arange(1, result.size + 1)},
        name=of.replace(" ", "_")[:-1],
        attrs={"of": of, "centred": int(centred)},
    )


def effective_rank(
    features: ArrayLike, *, of: str = "singular values", centred: bool = True, route: str = "auto"
) -> float:
    """Exponential of the entropy of the normalised spectrum (Roy and Vetterli 2007).

    Their definition takes singular values of the matrix as it is: ``of="singular values", centred=False``.

    Parameters
    ----------
    features : (N, D) array
    of : {"singular values", "eigenvalues"}
        What is normalised to sum one.
    centred : bool
        Whether the mean over samples is subtracted first.
    route : {"auto", "svd", "gram"}

    Returns
    -------
    float
        Between 1 and min(N - 1, D) (min(N, D) if not centred); 0 if all features are zero after centring.

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.spectrum`.
    """
    _check_of(of)
    return entropy_rank(_values(features, centred, route)[0], power=1 + (of == "eigenvalues"))


def participation_ratio(features: ArrayLike, *, centred: bool = True, route: str = "auto") -> float:
    """``(sum lambda)^2 / sum lambda^2`` of the covariance eigenvalues of features (N, D); 0 if all are zero.

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.spectrum`.
    """
    return participation_of(_values(features, centred, route)[0])


def stable_rank(features: ArrayLike, *, centred: bool = True, route: str = "auto") -> float:
    """``|X|_F^2 / |X|_2^2``, that is sum of eigenvalues over the largest, of features (N, D); 0 if all are zero.

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.spectrum`.
    """
    return stable_of(_values(features, centred, route)[0])


def spectrum_summary(features: ArrayLike, *, centred: bool = True, route: str = "auto") -> xr.Dataset:
    """Every number of this module from one decomposition.

    Parameters
    ----------
    features : (N, D) array
    centred : bool
        Whether the mean over samples is subtracted first.
    route : {"auto", "svd", "gram"}

    Returns
    -------
    xarray.Dataset
        ``singular_value`` over ``direction``; ``effective_rank`` over ``of``; ``participation_ratio``, ``stable_rank``,
        ``rank`` (values above rounding) and ``limit``, the highest rank that there can be.

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.spectrum`.
    """
    found = summary_of(spectrum(features, centred=centred, route=route))
    return found.assign_attrs(centred=int(centred), N=np.shape(features)[0], D=np.shape(features)[1])


def summary_of(singular_values: xr.DataArray) -> xr.Dataset:
    """:func:`~lngd_theory.spectral.spectrum_summary` of all singular values, over ``direction``."""
    s = singular_values.values
    return xr.Dataset(
        {
            "singular_value": singular_values,
            "effective_rank": ("of", [entropy_rank(s, power) for power in (1, 2)]),
            "participation_ratio": participation_of(s),
            "stable_rank": stable_of(s),
            "rank": int(np.count_nonzero(s)),
            "limit": s.size,
        },
        coords={"of": list(SPECTRA)},
    )


def _check_of(of: str) -> None:
    if of not in SPECTRA:
        raise InputError(f"unknown of={of!r}; {near_match(str(of), SPECTRA)}")


def _values(features: ArrayLike, centred: bool, route: str) -> tuple[Array, float]:
    prepared = prepare(features, centred, rows=1 + centred)
    return values_of(prepared, route), prepared.unit
