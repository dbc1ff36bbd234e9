"""The spectrum of the weights: singular values, what each direction holds, and truncation to the first k."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.spectral.network.geometry import Geometry
from lngd_theory.spectral.network.outputs import Meeting

__all__ = ["WeightSpectrum", "truncated", "weight_spectrum"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class WeightSpectrum:
    """Singular value decomposition of W, or of W - W0.

    Attributes
    ----------
    values : (2m,) array
        Singular values, descending.
    left : (2m, 2m) array
        Left singular vectors as columns: mixtures of filters. ``left[:, :k] left[:, :k]^T W`` is W truncated to k.
    shares : (2m, 5) array
        Share of each right singular vector's energy in each of :data:`~lngd_theory.spectral.network.geometry.PARTS`;
        rows add to 1 (nan where the singular value is zero).
    """

    values: Array
    left: Array
    shares: Array

    def part(self) -> Array:
        """Share of the whole energy ``|W|_F^2`` in each part (5,); nan for weights of zero."""
        energy = self.values**2
        with np.errstate(invalid="ignore"):
            return np.asarray(energy @ np.nan_to_num(self.shares) / energy.sum())


def weight_spectrum(geometry: Geometry, R: Array, moved: bool = False) -> WeightSpectrum:
    """The spectrum of the weights with coefficients R (2m, K), or of their movement W - W0 if ``moved``."""
    A = geometry.moved(R) if moved else geometry.weights(R)
    left, values, right = np.linalg.svd(A)
    right = right[: values.size].copy()
    right[values <= values[0] * A.shape[1] * np.finfo(np.float64).eps] = 0.0
    return WeightSpectrum(values, left, geometry.shares(right))


def truncated(spectrum: WeightSpectrum, at: Meeting, start: Meeting | None = None) -> Iterator[Meeting]:
    """What the weights meet, truncated to the first k = 0, 1, ..., 2m directions.

    ``at`` is what W meets. With ``start``, what W0 meets, the spectrum is that of the movement: it alone is truncated,
    and W0 is kept.
    """
    along = (at if start is None else at - start).projected(spectrum.left.T)
    kept = at.projected(np.zeros_like(spectrum.left)) if start is None else start
    yield kept
    for k in range(spectrum.values.size):
        u = spectrum.left[:, k : k + 1]
        kept = kept + Meeting(u * along.atoms[k], u * along.fresh[k])
        yield kept
