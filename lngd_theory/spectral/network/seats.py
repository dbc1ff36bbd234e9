"""Whether a direction of the features belongs to the class or to the labels that were trained on, corruption included.

A network whose training margins all equal L has ``a^T h_i = L y_i`` with the *corrupted* label y_i: along the second
layer its features are the labels that it was trained on, signal or not. Of such a direction the class signal has the
share B/(B + W) of its energy and the corruption's residual W/(B + W), where B and W are the variances of trained labels
between and within the true classes. For random corruption at rate r these are ``(1-2r)^2`` and ``4r(1-r)``: below
``r = (1 - 1/sqrt(2))/2 = 0.146`` even pure memory of labels has more signal than noise, so that the two shares alone do
not tell. What tells is which of two points they are nearer to: that one, or (1, 0), a direction of the class.
"""

from __future__ import annotations

import json
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.spectral.network.corruption import Corruption

__all__ = ["Shares", "memorised_shares", "seat", "seats"]

Array = NDArray[np.float64]


class Shares(NamedTuple):
    """Shares of a direction: of the energy of the class signal, and of that of the corruption's residual."""

    signal: float
    noise: float


def memorised_shares(corruption: Corruption) -> Shares:
    """Of a direction that is the trained label itself, for equally frequent classes."""
    flipped = [2 * corruption.rate, 0.0] if corruption.kind == "class" else [corruption.rate] * 2
    means = np.array([1 - 2 * flipped[0], 2 * flipped[1] - 1])
    between = float((means[0] - means[1]) ** 2 / 4)
    within = float(np.mean([4 * rate * (1 - rate) for rate in flipped]))
    return Shares(between / (between + within), within / (between + within))


def seat(signal: Array, noise: Array, corruption: Corruption) -> Array:
    """1 for a direction that is the class, -1 for one that is the trained label, between for others.

    The difference of the distances to the two points of shares, over the distance between them; > 0 is nearer to the
    class. Without corruption the points are one, and there is nothing to tell: nan.
    """
    trained = memorised_shares(corruption)
    apart = np.hypot(1 - trained.signal, trained.noise)
    to_class = np.hypot(1 - signal, noise)
    to_labels = np.hypot(trained.signal - signal, trained.noise - noise)
    return np.asarray((to_labels - to_class) / (apart if apart > 0 else np.nan))


def seats(data: xr.Dataset, noise: str) -> Array:
    """The seat of the first principal direction of the features at every record, (seeds, records)."""
    corruption = Corruption(**json.loads(data.attrs["cell"])["corruption"])
    one = data.sel(noise=noise)
    return seat(one.signal_top.values, one.noise_top.values, corruption)
