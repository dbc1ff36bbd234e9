"""Gaussian Gram matrices without the Gaussian vectors (Bartlett's decomposition), for any number of dimensions.

If X is a ``rows x dof`` matrix of independent standard normals, ``X = L Q`` with orthonormal rows of Q and a lower
trapezoidal ``L`` whose entries are independent: ``L[i, i]^2`` is chi-square with ``dof - i`` degrees of freedom,
``L[i, k]`` standard normal for k < i. So ``L L^T`` has the law of ``X X^T``, at a cost without ``dof`` in it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["bartlett_factor", "chi_square"]

Array = NDArray[np.float64]

# Above this many degrees of freedom numpy's gamma sampler loses its acceptance test to rounding: the test
# subtracts numbers of the size of `dof` to get one of order 1 (at 1e22 it is noise, and the tails beyond
# 2.3 standard deviations come out wrong). At 1e7 its error is 1e-9.
_LARGE = 1e7


def chi_square(rng: np.random.Generator, dof: Array) -> Array:
    """Chi-square variables, one for each entry of ``dof`` (each ``>= 1``), right to rounding up to 1e22 and beyond."""
    dof = np.asarray(dof, dtype=np.float64)
    result = np.empty(dof.shape)
    large = dof > _LARGE
    result[~large] = rng.chisquare(dof[~large])
    result[large] = _chi_square_large(rng, dof[large])
    return result


def _chi_square_large(rng: np.random.Generator, dof: Array) -> Array:
    """Marsaglia and Tsang's gamma method (ACM TOMS 26, 2000), with its acceptance test as a series.

    With ``b = dof/2 - 1/3``, ``c = 1/sqrt(9 b)`` and x standard normal, ``2 b (1 + c x)^3`` is accepted with
    probability ``exp(x^2/2 + b (1 - v + log v))``, ``v = (1 + c x)^3``. The terms of order u = c x up to u^3 cancel
    exactly, leaving ``3 b (log(1 + u) - u + u^2/2 - u^3/3) = -3 b (u^4/4 - u^5/5 + ...)``, a small number.
    """
    b = dof / 2 - 1 / 3
    c = 1 / np.sqrt(9 * b)
    u = np.empty(dof.shape)
    todo = np.arange(dof.size)
    while todo.size:
        trial = c[todo] * rng.standard_normal(todo.size)
        series = trial**4 * (1 / 4 - trial * (1 / 5 - trial * (1 / 6 - trial / 7)))
        accepted = np.log1p(-rng.random(todo.size)) <= -3 * b[todo] * series
        u[todo[accepted]] = trial[accepted]
        todo = todo[~accepted]
    return 2 * b + 2 * b * (u * (3 + u * (3 + u)))


def bartlett_factor(rng: np.random.Generator, rows: int, dof: int) -> Array:
    """Lower trapezoidal ``L``, shape (rows, min(rows, dof)): ``L L^T`` is Wishart with ``dof`` degrees of freedom.

    ``dof`` may be any integer >= 0, far beyond 2^63 or below ``rows`` (the singular Wishart law).
    """
    columns = min(rows, dof)
    L = np.tril(rng.standard_normal((rows, columns)), -1)
    diagonal = np.arange(columns)
    L[diagonal, diagonal] = np.sqrt(chi_square(rng, np.asarray(float(dof) - diagonal, dtype=np.float64)))
    return L
