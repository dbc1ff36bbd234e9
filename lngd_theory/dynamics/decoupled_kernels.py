"""The step of the decoupled engine, compiled.

With orthogonal atoms and q = 2, all pre-activations that are active in the same way are multiplied by one factor at
every step. So the state is one multiplier P for each *group* of pre-activations, ``z = z0 P``:

* for each sample i two groups of noise pre-activations: ``<w_{j,r}, xi_i> > 0`` with j = y_i (own) and j = -y_i
  (other). Their factors are ``1 + a_i g_i`` and ``1 - a_i g_i``. A factor that is not positive ends a group: its
  pre-activations are <= 0 and stay where they are.
* four groups of signal pre-activations, by j and by the sign of ``<w0_{j,r}, mu>``. A group on side s (the sign of
  z0 P) is active on the samples whose signal patch is ``s mu`` and has the factor ``1 + j b W_s``. A factor below 0
  takes it to the other side.

A multiplier is an unevaluated sum ``P = high + low``, so that ``P - 1`` is good to rounding even where it is far
below 1e-16, and a run of 1e9 steps does not drift.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lngd_theory.dynamics.exponential import exp_minus

__all__ = ["BLOCK", "Constants", "State", "Work", "advance", "forward"]

Array = NDArray[np.float64]

#: Arrays over samples are filled up to multiples of this with samples that do nothing: compiled loops work in blocks,
#: and take single samples left over much more slowly. The results do not depend on it.
BLOCK = 32


class Constants(NamedTuple):
    """What a step reads and never changes; N is n filled up to whole BLOCKs."""

    own: Array  #: (N,): (1/m) sum of z0^2 over the own group of a sample
    other: Array  #: (N,): the same of the other group
    own_rate: Array  #: (N,): a_i = 2 eta |xi_i|^2/(nm), 0 where the group is empty
    other_rate: Array  #: (N,)
    plus: Array  #: (N,): y_i where the signal patch is +mu, else 0
    minus: Array  #: (N,): y_i where it is -mu, else 0
    smoothing: Array  #: (N,)
    signal: Array  #: (4,): (j/m) sum of z0^2 over each group of signal pre-activations
    signal_rate: Array  #: (4,): j 2 eta |mu|^2/(nm), 0 where the group is empty
    side: Array  #: (4,): sign of z0
    limit: float  #: |f| beyond which the run has diverged


class State(NamedTuple):
    """Multipliers ``high + low`` of all groups; rows of the noise are own, other."""

    high: Array  #: (2, N)
    low: Array  #: (2, N)
    signal_high: Array  #: (4,)
    signal_low: Array  #: (4,)


class Work(NamedTuple):
    """Buffers."""

    eps: Array  #: (N,): multipliers of a step
    margin: Array  #: (N,): y_i f_i
    pull: Array  #: (N,): g_i = -dl/d(y_i f_i)
    sums: Array  #: (2, N): terms and partial sums


@njit(inline="always", error_model="numpy")
def _alive(high):
    """1 for a positive multiplier, 0 for others; a nan counts as alive, so that it is seen in f."""
    return 0.0 if high <= 0.0 else 1.0


@njit(inline="always", error_model="numpy")
def _grown(high, low, x):
    """``(high + low) (1 + x)`` as such a pair: the increment is added without an error (Knuth's two-sum)."""
    step = high * x
    total = high + step
    part = total - high
    error = (high - (total - part)) + (step - part)
    rest = low + low * x + error
    result = total + rest
    return result, rest - (result - total)


@njit(inline="always", error_model="numpy")
def _signal_outputs(signal, side, high):
    """Outputs of the patches mu and -mu: sums over the groups on either side."""
    positive, negative = 0.0, 0.0
    for k in range(4):
        sided = side[k] * high[k]
        value = signal[k] * high[k] * high[k]
        positive += 0.0 if sided <= 0.0 else value
        negative += value if sided <= 0.0 else 0.0
    return positive, negative


@njit(inline="always", error_model="numpy")
def _margins(own, other, plus, minus, high, positive, negative, limit, margin):
    """Margins, and how many are beyond the limit."""
    beyond = 0
    for i in range(own.size):
        a, b = high[0, i], high[1, i]
        noise = own[i] * _alive(a) * a * a - other[i] * _alive(b) * b * b
        value = noise + (plus[i] * positive + minus[i] * negative)
        margin[i] = value
        beyond += 0 if abs(value) <= limit else 1
    return beyond


@njit(inline="always", error_model="numpy")
def _pulls(eps, margin, smoothing, pull):
    """``g_i = e [(1-p) sigma(-e m_i) - p sigma(e m_i)]`` with sigma the logistic function."""
    for i in range(pull.size):
        x = eps[i] * margin[i]
        e = exp_minus(abs(x))
        small, large = e / (1.0 + e), 1.0 / (1.0 + e)
        falling = small if x > 0.0 else large
        rising = large if x > 0.0 else small
        pull[i] = eps[i] * ((1.0 - smoothing[i]) * falling - smoothing[i] * rising)


@njit(inline="always", error_model="numpy")
def _move_noise(own_rate, other_rate, pull, high, low):
    for i in range(pull.size):
        a, b = high[0, i], high[1, i]
        high[0, i], low[0, i] = _grown(a, low[0, i], _alive(a) * own_rate[i] * pull[i])
        high[1, i], low[1, i] = _grown(b, low[1, i], -_alive(b) * other_rate[i] * pull[i])


@njit(inline="always", error_model="numpy")
def _weights(plus, minus, pull, sums):
    """``W_s``, the sum of ``y_i g_i`` over the samples with patch ``s mu``, for s = +1, -1; added up in halves."""
    for i in range(pull.size):
        sums[0, i] = plus[i] * pull[i]
        sums[1, i] = minus[i] * pull[i]
    size = pull.size
    while size > 1:
        rest = (size + 1) // 2
        for i in range(size - rest):
            sums[0, i] += sums[0, rest + i]
            sums[1, i] += sums[1, rest + i]
        size = rest
    return sums[0, 0], sums[1, 0]


@njit(inline="always", error_model="numpy")
def _move_signal(rate, side, positive, negative, high, low):
    for k in range(4):
        sided = side[k] * high[k]
        weight = positive if sided > 0.0 else (negative if sided < 0.0 else 0.0)
        high[k], low[k] = _grown(high[k], low[k], rate[k] * weight)


@njit(cache=True, nogil=True, error_model="numpy")
def forward(c, s, w):
    """Margins ``y_i f_i``; returns how many are beyond the limit (or nan)."""
    positive, negative = _signal_outputs(c.signal, c.side, s.signal_high)
    return _margins(c.own, c.other, c.plus, c.minus, s.high, positive, negative, c.limit, w.margin)


@njit(cache=True, nogil=True, error_model="numpy")
def advance(c, s, w, eps):
    """Take one step for each row of multipliers ``eps``; returns the steps taken before |f| passed the limit."""
    # the arrays by name: taken out of the tuples in every loop they cost as much as the loops
    own, other, own_rate, other_rate, plus, minus, smoothing, signal, signal_rate, side, limit = c
    high, low, signal_high, signal_low = s
    row, margin, pull, sums = w
    for t in range(eps.shape[0]):
        positive, negative = _signal_outputs(signal, side, signal_high)
        if _margins(own, other, plus, minus, high, positive, negative, limit, margin) > 0:
            return t
        for i in range(eps.shape[1]):
            row[i] = eps[t, i]
        _pulls(row, margin, smoothing, pull)
        _move_noise(own_rate, other_rate, pull, high, low)
        positive, negative = _weights(plus, minus, pull, sums)
        _move_signal(signal_rate, side, positive, negative, signal_high, signal_low)
    return eps.shape[0]
