"""The runs of a design, and which of its cells have something to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.design import Cell, Design

__all__ = ["MARGIN", "PERFECT", "Evidence", "silence"]

#: A cell in which converged GD has at least this median accuracy leaves nothing to recover.
PERFECT = 0.99
#: Accuracy that is not told from chance, or from what is to be recovered.
MARGIN = 0.01
#: The curves that the claims speak of.
_FEATURES = ("features", "probe")


@dataclass(frozen=True)
class Evidence:
    """The runs of a design.

    Attributes
    ----------
    design : Design
        What was run.
    data : mapping of Cell to Dataset
        Of every cell.
    """

    design: Design
    data: Mapping[Cell, xr.Dataset]

    def part(self, cells: Mapping[Any, Cell]) -> dict[Any, xr.Dataset]:
        """The data of some cells, by their keys."""
        return {key: self.data[cell] for key, cell in cells.items()}

    def corrupted_plane(self) -> dict[tuple[float, float], xr.Dataset]:
        """Cells of the plane with corruption, by (n SNR^2, rate)."""
        return {key: data for key, data in self.part(self.design.plane()).items() if key[1] > 0}

    def above_chance(self, noise: str = "none") -> dict[tuple[float, float], xr.Dataset]:
        """Those of the imperfect ones in which features or probe on some d are better than a guess by a hundredth.

        Where they are not, the curve over d is flat, and says nothing.
        """
        return {key: data for key, data in self.corrupted_plane().items() if not silence(data, noise)}

    def imperfect(self, noise: str = "none") -> dict[tuple[float, float], xr.Dataset]:
        """Those of them in which the converged network has a median accuracy below :data:`PERFECT`."""
        return {key: data for key, data in self.corrupted_plane().items() if _median_accuracy(data, noise) < PERFECT}


def silence(data: xr.Dataset, noise: str) -> str:
    """Why a cell has nothing to say on truncation; empty if it has."""
    if (median := _median_accuracy(data, noise)) >= PERFECT:
        return f"the converged network has a median accuracy of {median:.3f}: nothing is left to recover"
    highest = max(float(data.curve.sel(noise=noise, kind=kind).mean(["half", "seed"]).max()) for kind in _FEATURES)
    if not highest > 0.5 + MARGIN:
        return f"features and probe are at most {highest:.3f} accurate at any d, as good as a guess: the curve is flat"
    return ""


def _median_accuracy(data: xr.Dataset, noise: str) -> float:
    return float(np.median(accuracies(data, (noise, "as trained"))))
