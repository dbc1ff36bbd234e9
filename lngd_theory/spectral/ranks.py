"""Ranks of a spectrum that is given: how many directions it spreads over, by three measures.

All take singular values and are unchanged when these are multiplied by a number. Values are divided by the largest one
first, so that spectra over any range of floats neither overflow nor lose what counts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError

__all__ = ["entropy_rank", "participation_of", "stable_of"]

Array = NDArray[np.float64]


def entropy_rank(singular_values: ArrayLike, power: int = 1) -> float:
    """``exp(-sum p log p)`` with ``p = s^power / sum s^power`` and ``0 log 0 = 0`` (Roy and Vetterli 2007).

    Parameters
    ----------
    singular_values : (r,) array
        Numbers >= 0 in any order.
    power : float
        1 takes singular values for the spectrum, 2 the eigenvalues of the covariance.

    Returns
    -------
    float
        Between 1 and r; 0 for a spectrum of zeros, which has no direction.

    Raises
    ------
    InputError
        Empty, negative, nan or infinite.
    """
    relative = _relative(singular_values) ** power
    total = relative.sum()
    if total == 0:
        return 0.0
    there = relative[relative > 0]
    # log p = log(w / total): the entropy from weights below 1, without dividing each by the total
    return float(np.exp(np.log(total) - (there * np.log(there)).sum() / total))


def participation_of(singular_values: ArrayLike) -> float:
    """``(sum s^2)^2 / sum s^4``, the participation ratio of the eigenvalues ``s^2``; 0 for zeros.

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.entropy_rank`.
    """
    squares = _relative(singular_values) ** 2
    total = squares.sum()
    return float(total**2 / (squares**2).sum()) if total else 0.0


def stable_of(singular_values: ArrayLike) -> float:
    """``sum s^2 / max s^2``; 0 for zeros.

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.entropy_rank`.
    """
    return float((_relative(singular_values) ** 2).sum())


def _relative(singular_values: ArrayLike) -> Array:
    """Values divided by the largest."""
    s = np.asarray(singular_values, dtype=np.float64)
    if s.ndim != 1 or s.size == 0:
        raise InputError(f"a spectrum has the shape {s.shape}; it must be a list of at least one number")
    if not (np.isfinite(s) & (s >= 0)).all():
        raise InputError(f"a spectrum holds {s[~(np.isfinite(s) & (s >= 0))][0]}; it must hold finite numbers >= 0")
    largest = s.max()
    with np.errstate(under="ignore"):
        return np.asarray(s / largest) if largest else s
