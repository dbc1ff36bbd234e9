"""What contradicts a statement about a curve, chosen by the formula and tested on simulated seeds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest

from lngd_theory.errors import InputError, near_match
from lngd_theory.spectral.spiked.valley import bounded, valley_of

__all__ = ["STATEMENTS", "Contrast", "Replication", "against", "replicate"]

#: Statements about a curve, and what each says.
STATEMENTS = {
    "unique": "the curve has one local minimum",
    "at k*": "its least value is at d = k*",
    "convex": "it is convex in d",
}


class Contrast(NamedTuple):
    """A weighted sum of a curve's values, positive where the statement fails."""

    d: tuple[int, ...]
    weights: tuple[float, ...]

    def of(self, curve: xr.DataArray) -> xr.DataArray:
        """Its value, over the other dimensions of the curve."""
        return sum((w * curve.sel(d=one) for one, w in zip(self.d, self.weights, strict=True)), start=xr.DataArray(0.0))


class Replication(NamedTuple):
    """How many simulated seeds have every single contrast positive, and an exact one-sided sign test.

    ``p_value`` is the largest of the contrasts': it is small if all of them hold in the median.
    """

    positive: tuple[int, ...]
    seeds: int
    p_value: float


def against(curve: ArrayLike, statement: str, k_star: int) -> tuple[Contrast, ...]:
    """What contradicts a statement most clearly on a curve over d = 0, 1, 2, ...; empty if it holds.

    Parameters
    ----------
    curve : array_like, shape (d,)
        By formula.
    statement : str
        One of :data:`STATEMENTS`.
    k_star : int
        Dimension of the signal subspace.
    """
    if statement not in STATEMENTS:
        raise InputError(f"statement={statement!r} is none; {near_match(statement, STATEMENTS)}")
    values = bounded(curve)
    shape = valley_of(values)
    if statement == "at k*":
        return () if shape.bottom == k_star else (Contrast((k_star, shape.bottom), (1.0, -1.0)),)
    if statement == "convex":
        return () if shape.convex else (_bend(values),)
    if shape.unique:
        return ()
    left, right = np.minimum.accumulate(values), np.minimum.accumulate(values[::-1])[::-1]
    top = int(np.argmax(values - np.maximum(left, right)))
    sides = int(np.argmin(values[: top + 1])), top + int(np.argmin(values[top:]))
    return tuple(Contrast((top, side), (1.0, -1.0)) for side in sides)


def _bend(values: NDArray[np.float64]) -> Contrast:
    """The second difference, over any width that is a power of 2, that is the most negative."""
    found = []
    width = 1
    while 2 * width < values.size:
        second = values[2 * width :] - 2 * values[width:-width] + values[: -2 * width]
        found.append((float(second.min()), width + int(second.argmin()), width))
        width *= 2
    _, middle, width = min(found)
    return Contrast((middle - width, middle, middle + width), (-1.0, 2.0, -1.0))


def replicate(curves: xr.DataArray, contrasts: tuple[Contrast, ...]) -> Replication:
    """Test contrasts on simulated curves over (seed, d).

    Parameters
    ----------
    curves : xarray.DataArray
        One risk over (seed, d), from seeds that the contrasts were not chosen on.
    contrasts : tuple of Contrast
        At least one.
    """
    if not contrasts:
        raise InputError("there is no contrast to test: the statement holds on the curve that was looked at")
    seeds = curves.sizes["seed"]
    positive = tuple(int((contrast.of(curves) > 0).sum()) for contrast in contrasts)
    p_value = max(float(binomtest(count, seeds, alternative="greater").pvalue) for count in positive)
    return Replication(positive, seeds, p_value)
