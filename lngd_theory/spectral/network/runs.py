"""Cells are run seed by seed, here or on workers, and kept in a folder that a later start goes on from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.spectral.network.design import Cell
from lngd_theory.spectral.network.one_seed import AXES, Measured, coordinates, measure_seed
from lngd_theory.sweeps.result import save_dataset

__all__ = ["CELLS", "FORMAT", "CellRuns"]

Array = NDArray[np.float64]

#: Folder of the kept cells, in that of the command.
CELLS = "cells"
#: Layout and meaning of a kept cell: raise the number with every change of what is measured.
FORMAT = "lngd_theory.bridge/1"


class CellRuns:
    """Carries out cells and keeps each in a file of its own as soon as it is whole.

    Parameters
    ----------
    folder : Path, optional
        Where, in its folder ``cells``; without one nothing is kept.
    executor : Executor, optional
        Runs seeds in parallel; results do not depend on it.
    progress : callable, optional
        Called with (seeds done, in all).
    """

    def __init__(
        self,
        folder: Path | None = None,
        executor: Executor | None = None,
        progress: Callable[[int, int], None] | None = None,
    ):
        self._folder, self._executor, self._progress = folder and folder / CELLS, executor, progress

    def run(self, cells: Sequence[Cell], seeds: int) -> dict[Cell, xr.Dataset]:
        """Every cell as a dataset over (seed, noise, ...), see :data:`~lngd_theory.spectral.network.one_seed.AXES`.

        Raises
        ------
        InputError
            The folder cannot be written.
        """
        if self._folder:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise InputError(f"cannot make {str(self._folder)!r}: {error.strerror}; choose another --out") from None
        found = {cell: kept for cell in cells if (kept := self._kept(cell, seeds)) is not None}
        done, total = len(found) * seeds, len(cells) * seeds
        self._tell(done, total)
        for cell, measured in self._measured([cell for cell in cells if cell not in found], seeds, done, total):
            found[cell] = dataset(cell, measured)
            if self._folder:
                save_dataset(found[cell], self._path(cell, seeds))
        return {cell: found[cell] for cell in cells}

    def _measured(
        self, cells: Sequence[Cell], seeds: int, done: int, total: int
    ) -> Iterator[tuple[Cell, list[list[Measured]]]]:
        """Cells in order; the next one is handed out while one is waited for, so that no worker is idle."""
        ahead: list[list[Future[list[Measured]]]] = []
        try:
            for number, cell in enumerate(cells):
                while self._executor and len(ahead) < 2 and number + len(ahead) < len(cells):
                    following = cells[number + len(ahead)]
                    ahead.append([self._executor.submit(measure_seed, following, seed) for seed in range(seeds)])
                measured = []
                for seed in range(seeds):
                    measured.append(ahead[0][seed].result() if ahead else measure_seed(cell, seed))
                    done += 1
                    self._tell(done, total)
                ahead = ahead[1:]
                yield cell, measured
        finally:
            for future in (future for futures in ahead for future in futures):
                future.cancel()

    def _tell(self, done: int, total: int) -> None:
        if self._progress:
            self._progress(done, total)

    def _path(self, cell: Cell, seeds: int) -> Path:
        assert self._folder
        text = json.dumps([FORMAT, cell.to_dict(), seeds], sort_keys=True)
        return self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:20]}.nc"

    def _kept(self, cell: Cell, seeds: int) -> xr.Dataset | None:
        """A cell of an earlier start; None if it is not there or cannot be read, and so is run again."""
        if self._folder is None or not (path := self._path(cell, seeds)).is_file():
            return None
        try:
            with xr.open_dataset(path, engine="netcdf4") as opened:
                return opened.load()
        except (OSError, ValueError, RuntimeError):
            return None


def dataset(cell: Cell, measured: Sequence[Sequence[Measured]]) -> xr.Dataset:
    """What was measured of all seeds, labelled; nan where a training diverged."""
    axes = coordinates(cell)
    variables: dict[str, tuple[tuple[str, ...], Array]] = {}
    sizes = {name: len(values) for name, values in axes.items()}
    for name, dims in AXES.items():
        shape = tuple(sizes[dim] for dim in dims)
        rows = [[values.get(name, np.full(shape, np.nan)) for values in one] for one in measured]
        if any(name in values for one in measured for values in one):
            variables[name] = (("seed", "noise", *dims), np.array(rows))
    coords = {"seed": np.arange(len(measured)), **axes}
    return xr.Dataset(variables, coords, {"format": FORMAT, "cell": json.dumps(cell.to_dict())})
