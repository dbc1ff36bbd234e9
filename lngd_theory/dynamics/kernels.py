"""The step of the Gram engine, compiled.

State: coefficients R (2m, K), ``w = w0 + sum_k R[:, k] v_k/|v_k|^2``, and pre-activations ``Z = Z0 + R H`` with
``H[k, l] = <v_k, v_l>/|v_k|^2``. One step is elementwise work on (2m, K) arrays and one product ``(2m, K) x (K, K)``.

A *view* is a signed atom as samples use it: views 0..K-1 are the atoms themselves, view K + e is minus atom
``extra[e]`` (in Definition 2.1 only mu is used with both signs).

The kernels do not know that atoms belong to one problem: several problems side by side, whose H is block diagonal,
are trained by the same code (batch.py). Nor do they know the types: H and the step may be single beside Z and R in
double, and a step that is rounded to single moves R and Z by the same amount.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lngd_theory.activation import add_row, evaluate
from lngd_theory.dynamics.product import add_product
from lngd_theory.loss import noisy_loss_slope

__all__ = ["Constants", "State", "Work", "advance", "backward", "descent", "forward"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


class Constants(NamedTuple):
    """What a step reads and never changes."""

    H: Array  #: H (K, K) in the form that product.py multiplies
    rate: Array  #: (K,): eta |v_k|^2 / (n m)
    views: Integers  #: (n, P): the views of each sample
    extra: Integers  #: (E,): atoms that are also used with sign -1
    labels: Array  #: (n,)
    smoothing: Array  #: (n,)
    q: float
    limit: float  #: |f| beyond which the run has diverged


class State(NamedTuple):
    """What a step changes."""

    Z: Array  #: (2m, K filled up to whole panels)
    R: Array  #: (2m, K)


class Work(NamedTuple):
    """Buffers."""

    slope: Array  #: (2m, K filled up to whole pieces), then the step of R, in H's type
    extra_slope: Array  #: (2m, E)
    output: Array  #: (K + E,): contribution of each view to f
    weight: Array  #: (K + E,): sum of y_i dl/d(y f) over the samples that use the view
    margin: Array  #: (n,): y_i f_i
    rate: Array  #: (K,): rate of the step of each atom, with its weight
    keep: Array  #: (2m,): what each filter counts; other than 1 under dropout only
    words: NDArray[np.uint64]  #: buffer of product.add_product
    part: Array  #: buffer of product.add_product


# Arrays are taken out of the tuples before a loop: each time one is taken, its references are counted, atomically.


@njit(cache=True, nogil=True, error_model="numpy")
def forward(c, s, w):
    """Slopes of all filters and margins ``y_i f_i``; returns the largest ``|f_i|`` (nan if any is nan)."""
    Z, q, views, extra, labels = s.Z, c.q, c.views, c.extra, c.labels
    slope, extra_slope, output, margin, keep = w.slope, w.extra_slope, w.output, w.margin, w.keep
    rows, K = s.R.shape
    m = rows // 2
    output[:] = 0.0
    for row in range(rows):
        j_over_m = (keep[row] if row < m else -keep[row]) / m
        add_row(Z, row, q, j_over_m, output, slope, K)
        for e in range(extra.size):
            value, extra_slope[row, e] = evaluate(-Z[row, extra[e]], q)
            output[K + e] += j_over_m * value
    largest = 0.0
    for i in range(labels.size):
        f = 0.0
        for p in range(views.shape[1]):
            f += output[views[i, p]]
        margin[i] = labels[i] * f
        if abs(f) > largest or f != f:  # a nan stays: no comparison with it holds
            largest = abs(f)
    return largest


@njit(cache=True, nogil=True, error_model="numpy")
def backward(c, w, eps):
    """Loss slopes of the samples, summed onto the views that they use."""
    labels, smoothing, views, margin, weight = c.labels, c.smoothing, c.views, w.margin, w.weight
    weight[:] = 0.0
    for i in range(labels.size):
        g = labels[i] * noisy_loss_slope(margin[i], eps[i], smoothing[i])
        for p in range(views.shape[1]):
            weight[views[i, p]] += g


@njit(cache=True, nogil=True, error_model="numpy")
def descent(c, w):
    """The step in place of the slopes: ``-j rate[k] sum over views of k of sign weight slope``."""
    extra, rate, keep = c.extra, c.rate, w.keep
    step, extra_slope, weight, scaled = w.slope, w.extra_slope, w.weight, w.rate
    rows, K = extra_slope.shape[0], rate.size
    for k in range(K):
        scaled[k] = rate[k] * weight[k]
    for row in range(rows):
        j = keep[row] if row < rows // 2 else -keep[row]
        for k in range(K):
            step[row, k] *= -j * scaled[k]
        for e in range(extra.size):
            k = extra[e]
            step[row, k] += j * rate[k] * weight[K + e] * extra_slope[row, e]


@njit(cache=True, nogil=True, error_model="numpy")
def move(c, s, w):
    """``R += step``, ``Z += step H``."""
    R, step = s.R, w.slope
    for row in range(R.shape[0]):
        for k in range(R.shape[1]):
            R[row, k] += step[row, k]
    add_product(s.Z, step, c.H, w.words, w.part)


@njit(cache=True, nogil=True, error_model="numpy")
def advance(c, s, w, eps):
    """Take one step for each row of multipliers ``eps``; returns the steps taken before |f| passed the limit."""
    for t in range(eps.shape[0]):
        if not forward(c, s, w) <= c.limit:
            return t
        backward(c, w, eps[t])
        descent(c, w)
        move(c, s, w)
    return eps.shape[0]
