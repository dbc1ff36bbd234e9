"""The cells of the row: run seed by seed and kept, under the code and libraries that made them."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import numpy as np
import xarray as xr

from lngd_theory.experiments.vgg.checkpoint import Checkpoint
from lngd_theory.experiments.vgg.design import Cell
from lngd_theory.experiments.vgg.one_run import RECORDED, Measured, measure_seed
from lngd_theory.kept_cells import KeptCells
from lngd_theory.spectral.deep.extra import require_torch
from lngd_theory.sweeps.code import code_digest

__all__ = ["CHECKPOINTS", "SOURCES", "VggRuns", "checkpoint_of", "dataset", "version"]

#: Folder of trainings that are not over, in that of the command.
CHECKPOINTS = "checkpoints"

#: Files and folders of the package that determine a cell's numbers; a test holds this against their imports.
SOURCES = (
    "experiments/vgg/fourier.py",
    "experiments/vgg/one_run.py",
    "experiments/vgg/training.py",
    "images",
    "spectral/deep/layers.py",
    "spectral/deep/models",
    "spectral/deep/optimisers.py",
    "spectral/deep/seeds.py",
    "spectral/deep/train.py",
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
    torch = require_torch()
    return ("lngd_theory.vgg", code_digest(SOURCES), f"numpy {np.__version__}", f"torch {torch.__version__}")


def checkpoint_of(cell: Cell, seed: int, folder: Path | None) -> Checkpoint:
    """The checkpoint of one training in the folder of a row; of none if nothing is kept."""
    text = json.dumps([version(), cell.to_dict(), seed], sort_keys=True)
    return Checkpoint(folder and folder / CHECKPOINTS, hashlib.sha256(text.encode()).hexdigest()[:20])


def dataset(cell: Cell, measured: Sequence[Measured]) -> xr.Dataset:
    """What was measured of all seeds, over (seed, step)."""
    arrays = {name: (("seed", "step"), np.stack([one[name] for one in measured])) for name in RECORDED}
    found = xr.Dataset(arrays, {"seed": np.arange(len(measured)), "step": cell.at})
    return found.assign_attrs(cell=json.dumps(cell.to_dict()), version=json.dumps(version()))


class VggRuns(KeptCells[Cell, Measured]):
    """Trains the cells, and keeps each as soon as all its seeds are there; a training that is not over, too.

    Parameters
    ----------
    folder, executor
        As for :class:`~lngd_theory.kept_cells.KeptCells`.
    tell : callable, optional
        Called with (what is running, seeds done, seeds in all).

    Raises
    ------
    InputError
        torch is not installed.
    """

    def __init__(
        self,
        folder: Path | None = None,
        executor: Executor | None = None,
        tell: Callable[[str, int, int], None] | None = None,
    ):
        self._place, self._say, self._told = folder, tell or (lambda what, done, total: None), (0, 0)
        work = partial(_in_worker, folder=folder) if executor else self._here
        super().__init__(work, dataset, version(), folder, executor, self._seeds)

    def run(self, cells: Sequence[Cell], seeds: int) -> dict[Cell, xr.Dataset]:
        """Every cell as a dataset with ``seed`` as first dimension; the checkpoints of whole cells are deleted."""
        try:
            return super().run(cells, seeds)
        finally:
            for cell in (cell for cell in cells if self.kept(cell, seeds) is not None):
                for seed in range(seeds):
                    checkpoint_of(cell, seed, self._place).remove()

    def _here(self, cell: Cell, seed: int) -> Measured:
        """One seed in this process, which says how far it is."""
        return measure_seed(
            cell,
            seed,
            checkpoint_of(cell, seed, self._place),
            lambda done: self._say(f"{cell.label}, seed {seed}, step {done} of {cell.steps}", *self._told),
        )

    def _seeds(self, done: int, total: int) -> None:
        self._told = (done, total)
        self._say("trainings", done, total)


def _in_worker(cell: Cell, seed: int, folder: Path | None) -> Measured:
    """One seed in a worker, which ends after the step in which its pool is interrupted."""
    return measure_seed(cell, seed, checkpoint_of(cell, seed, folder))
