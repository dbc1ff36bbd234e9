"""Is the curve a valley: local minima, convexity, and where the bottom is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lngd_theory.errors import InputError, near_match
from lngd_theory.spectral.spiked.formula import RISKS, rank_risk
from lngd_theory.spectral.spiked.model import SpikedModel

__all__ = ["Valley", "bounded", "valley", "valley_of"]

#: Differences below this share of the curve's range are rounding.
_ROUNDING = 1e-9


class Valley(NamedTuple):
    """The shape of a curve over d = 0, 1, 2, ...

    Attributes
    ----------
    minima : tuple of int
        Local minima; of a flat stretch its first d. An end counts if the curve falls towards it.
    bottom : int
        The smallest d with the least risk.
    convex : bool
        No second difference is negative.
    bends : tuple of int
        Where it is.
    """

    minima: tuple[int, ...]
    bottom: int
    convex: bool
    bends: tuple[int, ...]

    @property
    def unique(self) -> bool:
        """Whether there is one local minimum."""
        return len(self.minima) == 1


def bounded(curve: ArrayLike) -> NDArray[np.float64]:
    """The curve with infinite values, as the limit has them at d = N = D, put above all others."""
    values = np.asarray(curve, dtype=np.float64)
    if values.ndim != 1 or values.size < 2 or np.isnan(values).any() or not np.isfinite(values[0]):
        raise InputError(f"a curve of shape {values.shape} must be two or more numbers over d, the first finite")
    finite = values[np.isfinite(values)]
    return np.where(np.isfinite(values), values, 2 * finite.max() - finite.min() + 1)


def valley_of(curve: ArrayLike) -> Valley:
    """The shape of a curve given at d = 0, 1, 2, ..."""
    values = bounded(curve)
    tolerance = _ROUNDING * (np.ptp(values) + np.finfo(float).tiny)
    kept = np.concatenate([[0], 1 + np.flatnonzero(np.abs(np.diff(values)) > tolerance)])
    steps = np.sign(np.diff(values[kept]))
    turns = np.concatenate([[-1], steps, [1]])
    minima = tuple(int(kept[k]) for k in range(kept.size) if turns[k] < 0 < turns[k + 1])
    bends = tuple((1 + np.flatnonzero(np.diff(values, 2) < -tolerance)).tolist())
    return Valley(minima, int(np.flatnonzero(values <= values.min() + tolerance)[0]), not bends, bends)


def valley(model: SpikedModel, risk: str = "squared") -> Valley:
    """The shape of a model's curve by formula.

    Parameters
    ----------
    model : SpikedModel
        The problem.
    risk : {"squared", "excess", "error"}
        Which risk.
    """
    if risk not in RISKS:
        raise InputError(f"risk={risk!r} is none; {near_match(risk, RISKS)}")
    return valley_of(rank_risk(model)[risk].values)
