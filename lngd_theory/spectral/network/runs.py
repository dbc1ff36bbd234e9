"""The cells of the bridge: run seed by seed, here or on workers, and kept for a later start to go on from."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path

import xarray as xr

from lngd_theory.kept_cells import CELLS, KeptCells, labelled
from lngd_theory.spectral.network.design import Cell
from lngd_theory.spectral.network.one_seed import AXES, Measured, coordinates, measure_seed

__all__ = ["CELLS", "FORMAT", "CellRuns"]

#: Layout and meaning of a kept cell: raise the number with every change of what is measured.
FORMAT = "lngd_theory.bridge/1"


class CellRuns(KeptCells[Cell, list[Measured]]):
    """Carries out cells of the two-layer network, and keeps each as soon as it is whole.

    Datasets are over (seed, noise, ...), see :data:`~lngd_theory.spectral.network.one_seed.AXES`.

    Parameters
    ----------
    folder, executor, progress
        As for :class:`~lngd_theory.kept_cells.KeptCells`.
    """

    def __init__(
        self,
        folder: Path | None = None,
        executor: Executor | None = None,
        progress: Callable[[int, int], None] | None = None,
    ):
        super().__init__(measure_seed, dataset, FORMAT, folder, executor, progress)


def dataset(cell: Cell, measured: Sequence[Sequence[Measured]]) -> xr.Dataset:
    """What was measured of all seeds, labelled; nan where a training diverged."""
    found = labelled(measured, "noise", AXES, coordinates(cell))
    return found.assign_attrs(format=FORMAT, cell=json.dumps(cell.to_dict()))
