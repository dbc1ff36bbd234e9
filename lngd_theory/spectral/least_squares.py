"""The least-squares classifier on the first d principal directions, for all d at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import finite_number
from lngd_theory.spectral.decomposition import Decomposition
from lngd_theory.spectral.features import Codes, one_hot

__all__ = ["LeastSquares", "fit_all"]

Array = NDArray[np.float64]


class LeastSquares(NamedTuple):
    """Coefficients of the classifiers on the first d directions, which are the first d rows for every d."""

    B: Array  #: (r, K): zero along directions with singular value zero
    offset: Array  #: (K,)
    freedom: Array  #: (r + 1,): degrees of freedom of the fit with d directions, the offset's one included


def fit_all(parts: Decomposition, codes: Codes, classes: int, ridge: float = 0.0) -> LeastSquares:
    """Ridge regression of one-hot labels on coordinates along principal directions.

    Directions are orthogonal over the training samples, so ``B_k = s_k u_k^T Y / (s_k^2 + ridge)`` whatever d is. The
    offset is the mean of Y for centred features, and 1 / K for others, whose fit has no intercept. With two classes
    the class with the larger output is the sign of the regression of labels -1, +1.

    Parameters
    ----------
    parts : Decomposition
        Of the training features (N, D).
    codes : (N,) array
        Training labels as 0..K-1.
    classes : int
        K.
    ridge : float >= 0
        As in ``|Y - X W|_F^2 + ridge |W|_F^2``, in squared units of the features; the offset is not penalised.

    Raises
    ------
    InputError
        ``ridge`` is negative or not finite.
    """
    penalty = finite_number("ridge", ridge, 0)
    targets = one_hot(codes, classes)
    offset = targets.mean(axis=0) if parts.centred else np.full(classes, 1 / classes)
    with np.errstate(over="ignore"):  # a penalty beyond all features leaves the offset
        relative = penalty / parts.unit / parts.unit
    kept = parts.s > 0
    s = np.where(kept, parts.s, 1.0)
    shrunk = kept * (1 / (1 + relative / s**2))
    B = (shrunk / s)[:, None] * (parts.U.T @ (targets - offset))
    freedom = parts.centred + np.concatenate([[0.0], np.cumsum(shrunk)])
    return LeastSquares(np.ascontiguousarray(B), offset, freedom)
