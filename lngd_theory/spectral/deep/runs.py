"""The cells of the study of real networks: run seed by seed and kept, under the code and libraries that made them."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path

import xarray as xr

from lngd_theory.kept_cells import CELLS, KeptCells, labelled
from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.extra import require_torch
from lngd_theory.spectral.deep.one_run import AXES, Measured, coordinates, measure_seed
from lngd_theory.sweeps.code import code_digest
from lngd_theory.workers import check_stop

__all__ = ["CELLS", "SOURCES", "TailRuns", "version"]

#: Files and folders of the package that determine a cell's numbers; a test holds this against their imports.
SOURCES = (
    "images",
    "spectral/choose.py",
    "spectral/curve.py",
    "spectral/decomposition.py",
    "spectral/deep/corruption.py",
    "spectral/deep/layers.py",
    "spectral/deep/marks.py",
    "spectral/deep/measure.py",
    "spectral/deep/models",
    "spectral/deep/norms.py",
    "spectral/deep/one_run.py",
    "spectral/deep/optimisers.py",
    "spectral/deep/seeds.py",
    "spectral/deep/train.py",
    "spectral/features.py",
    "spectral/kernels.py",
    "spectral/least_squares.py",
    "spectral/prepared.py",
    "spectral/ranks.py",
    "spectral/residual.py",
    "spectral/samples.py",
    "spectral/seat.py",
    "spectral/spiked/marchenko_pastur.py",
    "streams.py",
)


@functools.cache
def version() -> tuple[str, ...]:
    """What kept cells depend on besides their own content: code and libraries.

    Raises
    ------
    InputError
        torch is not installed.
    """
    import numpy as np
    import sklearn

    torch = require_torch()
    versions = (f"{module.__name__} {module.__version__}" for module in (np, sklearn, torch))
    return ("lngd_theory.tail", code_digest(SOURCES), *versions)


class TailRuns(KeptCells[Cell, Measured]):
    """Trains and measures the cells, and keeps each as soon as it is whole.

    Datasets are over (seed, ...), see :data:`~lngd_theory.spectral.deep.one_run.AXES`.

    Parameters
    ----------
    folder, executor, progress
        As for :class:`~lngd_theory.kept_cells.KeptCells`.

    Raises
    ------
    InputError
        torch is not installed.
    """

    def __init__(
        self,
        folder: Path | None = None,
        executor: Executor | None = None,
        progress: Callable[[int, int], None] | None = None,
    ):
        super().__init__(_measure, dataset, version(), folder, executor, progress)


def _measure(cell: Cell, seed: int) -> Measured:
    """One seed, here or in a worker, which ends after the epoch in which its pool is interrupted."""
    return measure_seed(cell, seed, check_stop)


def dataset(cell: Cell, measured: Sequence[Measured]) -> xr.Dataset:
    """What was measured of all seeds, labelled; nan where a training diverged."""
    widths = {one["singular"].shape[1] for one in measured if "singular" in one}
    found = labelled([[one] for one in measured], "arm", AXES, coordinates(max(widths, default=0), cell))
    return found.isel(arm=0).assign_attrs(cell=json.dumps(cell.to_dict()), version=json.dumps(version()))
