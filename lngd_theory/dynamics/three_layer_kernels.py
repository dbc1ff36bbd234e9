"""The step of the three-layer network, compiled.

Above the first layer stands the network that kernels.py trains, on other atoms: its "patches" are the hidden features
``s(W v)`` of every view v (a signed atom), used with sign + only. So its forward pass, loss slopes and step of the
pre-activations ``B = U A`` are the kernels of the two-layer network, and what is new are three small products: B from
the features A, the step of U from A, and what is passed down to the first layer. The first layer moves within the span
of the patches, as it does in a two-layer network: R by coefficients, Z by one product with H.

The small products are sums in one fixed order, with no BLAS in them: see product.py.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lngd_theory.activation import add_row, evaluate
from lngd_theory.dynamics.kernels import State, backward, descent, forward, move

__all__ = ["Between", "advance", "lift"]

Array = NDArray[np.float64]


class Between(NamedTuple):
    """The trained second layer, and what passes between the two; V = K + E views."""

    U: Array  #: (2m, h)
    A: Array  #: (h, V): hidden features s(Z) of each view
    A_by_view: Array  #: (V, h): the same, transposed
    B: Array  #: (2m, V): pre-activations of the second layer
    down: Array  #: (h, V): ``U^T S`` for the step S of B


@njit(cache=True, nogil=True, error_model="numpy")
def lift(c, s, w, b):
    """Features of all views, their slopes, and ``B = U A``."""
    Z, q, extra, slope, extra_slope = s.Z, c.q, c.extra, w.slope, w.extra_slope
    U, A, A_by_view, B = b.U, b.A, b.A_by_view, b.B
    h, K = s.R.shape
    views = A.shape[1]
    A[:] = 0.0
    for row in range(h):
        add_row(Z, row, q, 1.0, A[row], slope, K)
        for e in range(extra.size):
            A[row, K + e], extra_slope[row, e] = evaluate(-Z[row, extra[e]], q)
        for view in range(views):
            A_by_view[view, row] = A[row, view]
    B[:] = 0.0
    for unit in range(U.shape[0]):
        for row in range(h):
            u = U[unit, row]
            for view in range(views):
                B[unit, view] += u * A[row, view]


@njit(cache=True, nogil=True, error_model="numpy")
def _step_second(b, S):
    """``down = U^T S``, then ``U += S A^T``; a unit that is inactive on a view has an exact zero in S."""
    U, A_by_view, down = b.U, b.A_by_view, b.down
    h = U.shape[1]
    units, views = S.shape
    down[:] = 0.0
    for unit in range(units):
        for row in range(h):
            u = U[unit, row]
            for view in range(views):
                down[row, view] += u * S[unit, view]
        for view in range(views):
            push = S[unit, view]
            if push != 0.0:
                for row in range(h):
                    U[unit, row] += push * A_by_view[view, row]


@njit(cache=True, nogil=True, error_model="numpy")
def _descend_first(c, w, b):
    """The step of R in place of the slopes: ``|v_k|^2 times the sum over views of k of sign down slope``."""
    extra, norms2, step, extra_slope, down = c.extra, c.rate, w.slope, w.extra_slope, b.down
    K = norms2.size
    for row in range(down.shape[0]):
        for k in range(K):
            step[row, k] *= norms2[k] * down[row, k]
        for e in range(extra.size):
            k = extra[e]
            step[row, k] -= norms2[k] * extra_slope[row, e] * down[row, K + e]


@njit(cache=True, nogil=True, error_model="numpy")
def advance(c, s, w, b, top, top_work, eps):
    """Take a step for each row of ``eps`` (steps, n); returns the steps taken before |f| passed the limit.

    ``c``, ``s`` and ``w`` are of the first layer, with ``c.rate`` the |v_k|^2; ``top`` and ``top_work`` of the network
    above it.
    """
    above = State(b.B, b.B)  # of R, forward reads the shape alone
    for t in range(eps.shape[0]):
        lift(c, s, w, b)
        if not forward(top, above, top_work) <= c.limit:
            return t
        backward(top, top_work, eps[t])
        descent(top, top_work)
        _step_second(b, top_work.slope)
        _descend_first(c, w, b)
        move(c, s, w)
    return eps.shape[0]
