"""Where ``(iota - centre)^2`` is a supermartingale, and what remains true where Lemma 4.5 wants it to be one (Q2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.stats import linregress

from lngd_theory.errors import InputError
from lngd_theory.reduced import statement
from lngd_theory.reduced.dynamics import ReducedDynamics, positive
from lngd_theory.reduced.proofs import leading_radius_squared
from lngd_theory.reduced.statement import Version, numbers

__all__ = [
    "Radius",
    "Range",
    "leading_radius",
    "martingale_drift",
    "radius_exponent",
    "repaired_radius",
    "supermartingale_region",
]

Array = NDArray[np.float64]

#: Points of the logarithmic and of the linear part of the grid on which signs are compared.
_POINTS = 4000
#: The region of Lemma 4.5 ends at this multiple of the centre.
_UPTO = 4.0


class Range(NamedTuple):
    """An interval of iota."""

    low: float
    high: float


class Radius(NamedTuple):
    """How far the drift stays positive below and above the centre; inf if it does so up to the end of the region."""

    below: float
    above: float

    @property
    def radius(self) -> float:
        """The smallest r such that the drift is <= 0 wherever ``|iota - centre| >= r`` in the region."""
        return max(self.below, self.above)


def martingale_drift(dynamics: ReducedDynamics, iota: ArrayLike, centre: float | None = None) -> Array:
    """``E[(iota' - centre)^2 | iota] - (iota - centre)^2``; the centre is the balance point unless given."""
    c = _centre(dynamics, centre)
    return dynamics.evaluate(dynamics.statement.squared_drift, positive("iota", iota), c)


def supermartingale_region(
    dynamics: ReducedDynamics, centre: float | None = None, upto: float | None = None
) -> tuple[Range, ...]:
    """The set of iota in (0, upto] where the drift of ``(iota - centre)^2`` is <= 0, as intervals in order.

    Parameters
    ----------
    dynamics : ReducedDynamics
        a, p and version.
    centre : float, optional
        The balance point unless given (then p < 1/2 is needed).
    upto : float, optional
        End of the region, ``> centre``; 4 centre as in Lemma 4.5 unless given.

    Notes
    -----
    Signs are compared on 4000 logarithmic steps over nine decades, 4000 linear ones, 0 (in the limit) and the centre,
    and every change is located to rounding. The drift is positive at the centre for every a and p
    (``proofs.drift_at_centre``), so the interval around it is found however short it is;
    another one shorter than the grid's steps would be missed.
    """
    c = _centre(dynamics, centre)
    end = _UPTO * c if upto is None else float(positive("upto", upto))
    if end <= c:
        raise InputError(f"upto={end!r} must exceed the centre {c!r}")
    grid = np.unique(np.concatenate([[0.0, c], np.geomspace(end * 1e-9, end, _POINTS), np.linspace(0, end, _POINTS)]))
    pull = dynamics.statement.pull
    good = dynamics.evaluate(pull, grid, c) <= 0

    def change(k: int) -> float:
        root = brentq(lambda x: float(dynamics.evaluate(pull, x, c)), grid[k], grid[k + 1], xtol=1e-15, rtol=1e-14)
        return float(root)

    edges = [change(int(k)) for k in np.flatnonzero(good[1:] != good[:-1])]
    edges = [0.0] * bool(good[0]) + edges + [end] * bool(good[-1])
    return tuple(Range(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))


def repaired_radius(dynamics: ReducedDynamics, centre: float | None = None, upto: float | None = None) -> Radius:
    """The repaired statement: the drift is <= 0 outside (centre - below, centre + above), within (0, upto]."""
    c = _centre(dynamics, centre)
    end = _UPTO * c if upto is None else upto
    region = supermartingale_region(dynamics, c, end)
    low = [part.high for part in region if part.high < c]
    high = [part.low for part in region if part.low > c]
    # positive stretches away from the centre count too: the outermost edges decide
    below = c - low[0] if low and region[0].low == 0 else math.inf
    above = high[-1] - c if high and region[-1].high == end else math.inf
    return Radius(below, above)


def leading_radius(dynamics: ReducedDynamics) -> float:
    """The radius to leading order in a: ``sqrt(a log((1-p)/p))`` (arXiv), ``sqrt(a)/2`` (ICLR), derived in sympy."""
    _centre(dynamics, None)
    square = leading_radius_squared(dynamics.version)
    return math.sqrt(float(numbers(square, statement.a, statement.p)(dynamics.a, dynamics.p)))


def radius_exponent(p: float, a: Sequence[float], version: Version = "arxiv") -> float:
    """The slope of log radius against log a over the given values of a, by least squares."""
    found = [repaired_radius(ReducedDynamics(value, p, version)).radius for value in a]
    if len(set(a)) < 2 or not np.isfinite(found).all():
        raise InputError(f"a={list(a)!r} must be two or more different values at which the radius is finite")
    return float(linregress(np.log(a), np.log(found)).slope)


def _centre(dynamics: ReducedDynamics, centre: float | None) -> float:
    return dynamics.balance_point if centre is None else float(positive("centre", centre))
