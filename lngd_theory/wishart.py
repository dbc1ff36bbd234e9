"""Gaussian Gram matrices without the Gaussian vectors (Bartlett's decomposition), for any number of dimensions.

If X is a ``rows x dof`` matrix of independent standard normals, ``X = L Q`` with orthonormal rows of Q and a lower
trapezoidal ``L`` whose entries are independent: ``L[i, i]^2`` is chi-square with ``dof - i`` degrees of freedom,
``L[i, k]`` standard normal for k < i. So ``L L^T`` has the law of ``X X^T``, at a cost without ``dof`` in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["bartlett_factor"]

Array = NDArray[np.float64]


def bartlett_factor(rng: np.random.Generator, rows: int, dof: int) -> Array:
    """Lower trapezoidal ``L``, shape (rows, min(rows, dof)): ``L L^T`` is Wishart with ``dof`` degrees of freedom.

    ``dof`` may be any integer >= 0, far beyond 2^63 or below ``rows`` (the singular Wishart law). numpy's chi-square
    sampler keeps its law, tails included, up to 1e24 degrees of freedom; from about 1e28 on its fluctuations
    (relative size sqrt(2/dof)) are lost to rounding, as they are in any number of double precision soon after.
    """
    columns = min(rows, dof)
    L = np.tril(rng.standard_normal((rows, columns)), -1)
    diagonal = np.arange(columns)
    L[diagonal, diagonal] = np.sqrt(rng.chisquare(float(dof) - diagonal))
    return L
