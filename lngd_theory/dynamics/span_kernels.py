"""The step of any algorithm whose update stays in the span of the patches, compiled.

State: ``w = c w0 + sum_k R[:, k] v_k/|v_k|^2`` and ``Z = c Z0 + R H``; c leaves 1 under weight decay only. What moves W
(gradient, momentum, decay, SAM's perturbation) is of the same form, and is kept as its coefficients, its
pre-activations and its share of w0. Gradient and product are those of kernels.py.
"""

# mypy: allow-untyped-defs, allow-untyped-calls
from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lngd_theory.dynamics.kernels import State, backward, descent, forward
from lngd_theory.dynamics.product import add_product

__all__ = ["Motion", "Numbers", "advance"]

Array = NDArray[np.float64]


class Numbers(NamedTuple):
    """The numbers of a rule."""

    radius: float  #: of SAM
    beta: float  #: momentum
    nesterov: bool
    shrink: float  #: eta lambda


class Motion(NamedTuple):
    """What a step changes beside R and Z, and its buffers."""

    speed: Array  #: (2m, K): the last move of R that momentum goes on with
    Z_speed: Array  #: (2m, K filled up to whole panels): its pre-activations
    start: Array  #: (2,): c, and the last move of c
    move: Array  #: (2m, K filled up): pre-activations of the step
    point: Array  #: (2m, K filled up): pre-activations where SAM takes its gradient
    inverse: Array  #: (K,): 1/|v_k|^2, 0 for a patch of zeros


@njit(cache=True, nogil=True, error_model="numpy")
def _multiplied(c, w, move):
    """``move = step H``."""
    move[:] = 0.0
    add_product(move, w.slope, c.H, w.words, w.part)


@njit(cache=True, nogil=True, error_model="numpy")
def _climb(c, s, w, x, radius):
    """Pre-activations at ``W + radius g/|g|``; |g|^2 is a sum over the step's coefficients and pre-activations."""
    step, move, point, inverse, Z = w.slope, x.move, x.point, x.inverse, s.Z
    rows, K = s.R.shape
    _multiplied(c, w, move)
    norm2 = 0.0
    for row in range(rows):
        for k in range(K):
            norm2 += step[row, k] * move[row, k] * inverse[k]
    scale = radius / np.sqrt(norm2) if norm2 > 0.0 else 0.0 * norm2  # a nan stays
    for row in range(rows):
        for k in range(K):
            point[row, k] = Z[row, k] - scale * move[row, k]


@njit(cache=True, nogil=True, error_model="numpy")
def _accelerate(place, speed, push, numbers, K):
    """Add a step to a place: with decay, then momentum. Both (rows, K or more), ``push`` the step of the gradient."""
    beta, nesterov, shrink = numbers.beta, numbers.nesterov, numbers.shrink
    for row in range(place.shape[0]):
        for k in range(K):
            step = push[row, k] - shrink * place[row, k]
            fast = beta * speed[row, k] + step
            speed[row, k] = fast
            place[row, k] += step + beta * fast if nesterov else fast


@njit(cache=True, nogil=True, error_model="numpy")
def advance(c, s, w, x, numbers, eps, kept):
    """Take a step for each row of ``eps`` (steps, n), multipliers, and ``kept`` (steps, 2m), what filters count.

    A sample out of the batch has the multiplier 0. Returns the steps taken before |f| passed the limit, of the network
    that a step sees.
    """
    K = s.R.shape[1]
    nothing = np.zeros((1, 1))
    for t in range(eps.shape[0]):
        w.keep[:] = kept[t]
        if not forward(c, s, w) <= c.limit:
            return t
        backward(c, w, eps[t])
        descent(c, w)
        if numbers.radius > 0.0:
            _climb(c, s, w, x, numbers.radius)
            if not forward(c, State(x.point, s.R), w) <= c.limit:
                return t
            backward(c, w, eps[t])
            descent(c, w)
        _multiplied(c, w, x.move)
        _accelerate(s.R, x.speed, w.slope, numbers, K)
        _accelerate(s.Z, x.Z_speed, x.move, numbers, K)
        _accelerate(x.start[:1].reshape(1, 1), x.start[1:].reshape(1, 1), nothing, numbers, 1)
    return eps.shape[0]
