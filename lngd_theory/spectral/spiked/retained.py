"""Where the spikes stand among the sample's directions, and how much of each the top d of them contain."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.spectral.spiked.marchenko_pastur import Bulk
from lngd_theory.spectral.spiked.mixing import mixing
from lngd_theory.spectral.spiked.model import SpikedModel
from lngd_theory.spectral.spiked.overlaps import detectable, overlap

__all__ = ["Places", "Retained", "places", "retained"]

Array = NDArray[np.float64]


class Places(NamedTuple):
    """Where the spikes' eigenvectors stand among the sample's directions, which are sorted by eigenvalue.

    Attributes
    ----------
    top, bottom : tuple of int
        Numbers of the spikes above and below the bulk.
    bulk : int
        Directions in the bulk.
    """

    top: tuple[int, ...]
    bulk: int
    bottom: tuple[int, ...]


def places(model: SpikedModel) -> Places:
    """Sort the spikes of a model into above, within and below the bulk."""
    found = [detectable(one, model.gamma) for one in model.ell]
    top = tuple(j for j, one in enumerate(model.ell) if found[j] and one > 0)[: model.full_rank]
    bottom = tuple(j for j, one in enumerate(model.ell) if found[j] and one < 0)
    return Places(top, max(model.full_rank - len(top) - len(bottom), 0), bottom)


class Retained(NamedTuple):
    """For every number d = 0 .. min(N, D) of top directions, with P the projection onto them.

    Attributes
    ----------
    mean : ndarray, shape (k, d)
        ``E u_j^T P u_j``, with the mixing of eigenvectors of order 1/N.
    square : ndarray, shape (k, k, d)
        What ``E (u_j^T P beta)^2`` is per ``beta_k^2``, summed over k: on the diagonal the square of the mean, but for
        equal spikes of which a part is taken, whose sample directions are turned at random within their span; off it
        the mixing.
    angle : ndarray, shape (d,)
        How deep into the bulk, from 0 to pi.
    """

    mean: Array
    square: Array
    angle: Array


def retained(model: SpikedModel) -> Retained:
    """How much of every spike the top d directions contain: the limit, and mixing of order 1/N."""
    bulk, place, k = Bulk(model.gamma), places(model), len(model.ell)
    d = np.arange(model.full_rank + 1)
    depth = np.clip(d - len(place.top), 0, place.bulk) / max(place.bulk, 1)
    angle = bulk.angle(depth * min(1.0, model.gamma))
    top = len(place.top)
    mixed = mixing(model.strengths[:top], model.gamma, model.N, model.full_rank)
    mean, square = np.empty((k, d.size)), np.zeros((k, k, d.size))
    for j, ell in enumerate(model.ell):
        own, inside, share = overlap(ell, model.gamma), bulk.overlap(ell, angle), _share_taken(model, place, j, d)
        more = mixed.lost[j] if j < top else np.zeros(d.size)
        mean[j] = inside + own * share + more
        square[j, j] = inside**2 + (2 * inside * own + own**2) * share + more * (2 * (inside + own * share) + more)
    square[:top, :top] += mixed.crossed
    return Retained(mean, square, angle)


def _share_taken(model: SpikedModel, place: Places, j: int, d: NDArray[np.intp]) -> Array:
    """Share of the eigenvectors of spikes as strong as spike j that the top d directions take."""
    for group, first in ((place.top, 0), (place.bottom, len(place.top) + place.bulk)):
        ranks = [first + position for position, other in enumerate(group) if model.ell[other] == model.ell[j]]
        if j in group:
            return np.asarray(np.clip((d - ranks[0]) / len(ranks), 0, 1), dtype=np.float64)
    return np.zeros(d.size)
