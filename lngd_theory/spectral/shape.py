"""Is a curve over directions a valley, convex, or does it descend again? Decided over seeds, by resampling them.

The risk of k directions is measured on several seeds; the question is about its mean. The *hump* of a curve is the
largest amount by which it rises above lower places on both sides: 0 exactly for a valley (falling, then rising, either
part may be missing). The *dent* is the largest height above a chord: 0 exactly for a convex curve. Noise alone makes
both positive. How much it makes is found by resampling seeds about the nearest valley, or convex curve (least squares).
"""

from __future__ import annotations

import itertools
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, nnls

from lngd_theory.statistics import LEVEL, Interval

__all__ = ["Shape", "count_minima", "dent", "hump", "nearest_convex", "nearest_valley", "p_deeper", "shape_of"]

Array = NDArray[np.float64]

_RESAMPLES = 500
#: Choices of signs that a test looks at.
_FLIPS = 2048


class Shape(NamedTuple):
    """What seeds say about the shape of their mean risk over k.

    Attributes
    ----------
    best : Interval
        Where the mean is lowest (the smallest such k), with percentile limits over resampled seeds.
    hump, dent : float
        Of the mean.
    threshold : float
        What noise makes of the hump of a valley, at its 95 % quantile.
    p_valley, p_convex : float
        Resampling p values of the hypotheses that the mean is a valley, is convex.
    minima : int
        Local minima of the mean that are deeper than ``threshold`` on both sides.
    one_minimum : float
        Share of resampled means that have one such minimum.
    """

    best: Interval
    hump: float
    dent: float
    threshold: float
    p_valley: float
    p_convex: float
    minima: int
    one_minimum: float


def hump(curves: Array) -> Array:
    """Largest rise of curves (..., K) above lower places on both sides (...,)."""
    before = np.minimum.accumulate(curves, axis=-1)
    behind = np.minimum.accumulate(curves[..., ::-1], axis=-1)[..., ::-1]
    return np.asarray((curves - np.maximum(before, behind)).max(axis=-1))


def dent(curve: Array) -> float:
    """Largest height of a curve (K,) above its lower convex envelope."""
    corners: list[int] = []
    for k in range(curve.size):
        while len(corners) > 1 and _above(curve, corners[-2], corners[-1], k):
            corners.pop()
        corners.append(k)
    envelope = np.interp(np.arange(curve.size), corners, curve[corners])
    return float((curve - envelope).max())


def _above(curve: Array, i: int, j: int, k: int) -> bool:
    """Whether the point j lies on or above the chord from i to k."""
    return bool((curve[j] - curve[i]) * (k - i) >= (curve[k] - curve[i]) * (j - i))


def nearest_valley(curve: Array) -> Array:
    """The valley nearest to a curve (K,) in least squares."""
    best, least = curve, np.inf
    for k in range(curve.size + 1):
        parts = [isotonic_regression(curve[:k], increasing=False).x] if k else []
        parts += [isotonic_regression(curve[k:]).x] if k < curve.size else []
        fitted = np.concatenate(parts)
        misfit = float(((curve - fitted) ** 2).sum())
        if misfit < least:
            best, least = fitted, misfit
    return best


def nearest_convex(curve: Array) -> Array:
    """The convex curve nearest to a curve (K,) in least squares: a line and non-negative kinks."""
    k = np.arange(curve.size, dtype=np.float64) / max(curve.size - 1, 1)
    kinks = np.maximum(k[:, None] - k[None, 1:-1], 0.0)
    basis = np.column_stack([np.ones_like(k), -np.ones_like(k), k, -k, kinks])
    return np.asarray(basis @ nnls(basis, curve)[0])


def count_minima(curve: Array, threshold: float) -> int:
    """Local minima of a curve (K,), an end included, from which it rises by more than ``threshold`` on both sides."""
    count, falling, turn = 0, True, float(curve[0])
    for value in curve:
        if falling:
            turn = min(turn, value)
            if value > turn + threshold:
                count, falling, turn = count + 1, False, value
        else:
            turn = max(turn, value)
            if value < turn - threshold:
                falling, turn = True, value
    return count + falling


def shape_of(risks: Array, seed: int = 0) -> Shape:
    """The shape of the mean of risks (seeds, K)."""
    count = risks.shape[0]
    mean = risks.mean(axis=0)
    chosen = np.random.default_rng(seed).integers(count, size=(_RESAMPLES, count))
    # resamples scatter by sqrt(1 - 1/count) too little
    scatter = (risks[chosen].mean(axis=1) - mean) * np.sqrt(count / max(count - 1, 1))
    humps = hump(nearest_valley(mean) + scatter)
    convex = nearest_convex(mean)
    dents = np.array([dent(convex + one) for one in scatter])
    threshold = float(np.quantile(humps, LEVEL))
    low, high = np.quantile((mean + scatter).argmin(axis=1), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    found, dented = float(hump(mean)), dent(mean)
    return Shape(
        Interval(float(mean.argmin()), float(low), float(high)), found, dented, threshold,
        _p_value(humps, found), _p_value(dents, dented), count_minima(mean, threshold),
        float(np.mean([count_minima(one, threshold) == 1 for one in mean + scatter])),
    )  # fmt: skip


def p_deeper(risks: Array, inside: NDArray[np.bool_], seed: int = 0) -> float:
    """P value of "nowhere inside is the mean of risks (seeds, K) lower than everywhere outside".

    Each place outside is held against all places inside at once: the largest standardised mean difference, and how
    often random signs of whole seeds make it as large (exact for differences that are symmetric about zero, whatever
    the places have to do with each other). The place outside that does best against them decides. 1 if either part has
    no place.

    Parameters
    ----------
    risks : (seeds, K) array
    inside : (K,) array of bool
    """
    if inside.all() or not inside.any():
        return 1.0
    signs = _signs(len(risks), seed)
    return max(_p_lower(risks[:, [place]] - risks[:, inside], signs) for place in np.flatnonzero(~inside))


def _signs(count: int, seed: int) -> Array:
    """All 2^count choices of signs, or so many random ones after the one that is all +1: (B, count)."""
    if 2**count <= _FLIPS:
        return np.array(list(itertools.product((1.0, -1.0), repeat=count)))
    drawn = np.random.default_rng(seed).choice((1.0, -1.0), size=(_FLIPS, count))
    drawn[0] = 1.0
    return drawn


def _p_lower(differences: Array, signs: Array) -> float:
    """Share of signs with which the largest standardised mean of differences (seeds, K) is as large as it is."""
    norms = np.sqrt((differences**2).sum(axis=0))
    largest = (signs @ (differences / np.where(norms > 0, norms, 1.0))).max(axis=1)
    return float(np.mean(largest >= largest[0] - 1e-12))


def _p_value(null: Array, found: float) -> float:
    """Share of the null's values at least as large, with the one found among them; equal to rounding counts."""
    return float((1 + (null >= found - 1e-12).sum()) / (1 + null.size))
