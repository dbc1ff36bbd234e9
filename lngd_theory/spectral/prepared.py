"""Features as they are decomposed: checked, scaled by a power of two, centred, and what counts as rounding in them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.spectral.features import checked_features

__all__ = ["EPS", "Prepared", "prepare"]

Array = NDArray[np.float64]

EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Prepared:
    """Features (N, D) as they are decomposed."""

    X: Array  #: (N, D): centred or not, divided by ``unit``
    mean: Array  #: (D,): what was subtracted, divided by ``unit``
    unit: float
    centred: bool
    single: bool  #: whether the features have 32 bits or less
    own_rounding: float  #: largest spectral norm of what rounding the features to their type left out

    @property
    def limit(self) -> int:
        """The highest rank that there can be: min(N - 1, D) if centred, min(N, D) if not."""
        n, dimension = self.X.shape
        return int(min(n - self.centred, dimension))

    def tolerance(self, largest: float, gram: bool) -> float:
        """Singular values up to this are rounding, if the largest is ``largest``."""
        rounding: float = max(self.X.shape) * EPS
        raw = math.hypot(largest, math.sqrt(len(self.X)) * float(np.linalg.norm(self.mean)))
        return max(rounding * raw + self.own_rounding, math.sqrt(rounding) * largest if gram else 0.0)


def prepare(features: ArrayLike, centred: bool = True, rows: int = 2) -> Prepared:
    """Check, scale and centre features of shape (N, D).

    Raises
    ------
    InputError
        As :func:`~lngd_theory.spectral.features.checked_features`; fewer than ``rows`` rows.
    """
    given = np.asarray(features)
    single = given.dtype.kind == "f" and given.dtype.itemsize < 8
    X = checked_features(given, rows=rows)
    largest = float(np.abs(X).max())
    # a power of two, kept where its inverse is a normal number too
    unit = 2.0 ** int(np.clip(np.floor(np.log2(largest)), -1022, 1022)) if largest else 1.0
    X = X / unit
    own_rounding = float(np.finfo(given.dtype).eps) / 2 * float(np.linalg.norm(X)) if single else 0.0
    mean = X.mean(axis=0) if centred else np.zeros(X.shape[1])
    if centred:
        X -= mean
    return Prepared(X, mean, unit, centred, single, own_rounding)
