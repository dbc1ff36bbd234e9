"""Cells of a study are run seed by seed, here or on workers, and kept in a folder that a later start goes on from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.sweeps.result import save_dataset

__all__ = ["CELLS", "KeptCells", "StudyCell", "labelled"]

#: Folder of the kept cells, in that of the command.
CELLS = "cells"

#: Arrays by name, of one seed.
Measured = Mapping[str, NDArray[np.float64]]


class StudyCell(Hashable, Protocol):
    """One problem of a study."""

    def to_dict(self) -> dict[str, Any]:
        """All that determines the cell's numbers."""
        ...


C = TypeVar("C", bound=StudyCell)
M = TypeVar("M")


class KeptCells(Generic[C, M]):
    """Carries out cells and keeps each in a file of its own as soon as it is whole.

    Parameters
    ----------
    work : callable
        Measures one seed of a cell; a function of a module, so that workers can be given it.
    assemble : callable
        Makes the dataset of a cell from what was measured of all its seeds.
    version : JSON
        What a kept cell depends on besides its content and its number of seeds: a change makes all be run again.
    folder : Path, optional
        Where, in its folder ``cells``; without one nothing is kept.
    executor : Executor, optional
        Runs seeds in parallel; results do not depend on it.
    progress : callable, optional
        Called with (seeds done, in all).
    """

    def __init__(
        self,
        work: Callable[[C, int], M],
        assemble: Callable[[C, Sequence[M]], xr.Dataset],
        version: Any,
        folder: Path | None = None,
        executor: Executor | None = None,
        progress: Callable[[int, int], None] | None = None,
    ):
        self._work, self._assemble, self._version = work, assemble, version
        self._folder, self._executor, self._progress = folder and folder / CELLS, executor, progress

    def run(self, cells: Sequence[C], seeds: int) -> dict[C, xr.Dataset]:
        """Every cell as a dataset with ``seed`` as first dimension.

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
        found = {cell: kept for cell in cells if (kept := self.kept(cell, seeds)) is not None}
        done, total = len(found) * seeds, len(cells) * seeds
        self._tell(done, total)
        for cell, measured in self._measured([cell for cell in cells if cell not in found], seeds, done, total):
            found[cell] = self._assemble(cell, measured)
            if self._folder:
                save_dataset(found[cell], self._path(cell, seeds))
        return {cell: found[cell] for cell in cells}

    def _measured(self, cells: Sequence[C], seeds: int, done: int, total: int) -> Iterator[tuple[C, list[M]]]:
        """Cells in order; the next one is handed out while one is waited for, so that no worker is idle."""
        ahead: list[list[Future[M]]] = []
        try:
            for number, cell in enumerate(cells):
                while self._executor and len(ahead) < 2 and number + len(ahead) < len(cells):
                    following = cells[number + len(ahead)]
                    ahead.append([self._executor.submit(self._work, following, seed) for seed in range(seeds)])
                measured = []
                for seed in range(seeds):
                    measured.append(ahead[0][seed].result() if ahead else self._work(cell, seed))
                    done += 1
                    self._tell(done, total)
                ahead = ahead[1:]
                yield cell, measured
        except KeyboardInterrupt:
            self._stop([future for futures in ahead for future in futures])
            raise
        finally:
            for future in (future for futures in ahead for future in futures):
                future.cancel()

    def _stop(self, futures: Sequence[Future[M]]) -> None:
        """Let what runs on a :class:`~lngd_theory.workers.WorkerPool` end at its next look at the clock."""
        for future in futures:
            future.cancel()
        getattr(self._executor, "interrupt", lambda: None)()
        wait(futures)
        getattr(self._executor, "resume", lambda: None)()

    def _tell(self, done: int, total: int) -> None:
        if self._progress:
            self._progress(done, total)

    def _path(self, cell: C, seeds: int) -> Path:
        assert self._folder
        text = json.dumps([self._version, cell.to_dict(), seeds], sort_keys=True)
        return self._folder / f"{hashlib.sha256(text.encode()).hexdigest()[:20]}.nc"

    def kept(self, cell: C, seeds: int) -> xr.Dataset | None:
        """A cell of an earlier start; None if it is not there or cannot be read, and so is run again."""
        if self._folder is None or not (path := self._path(cell, seeds)).is_file():
            return None
        try:
            with xr.open_dataset(path, engine="netcdf4") as opened:
                return opened.load()
        except (OSError, ValueError, RuntimeError):
            return None


def labelled(
    measured: Sequence[Sequence[Measured]],
    arms: str,
    axes: Mapping[str, tuple[str, ...]],
    coordinates: Mapping[str, Any],
) -> xr.Dataset:
    """Arrays of all seeds and arms with the names of their axes; nan where one has no such array: it diverged.

    Parameters
    ----------
    measured : sequence over seeds of sequence over arms of mapping of name to array
    arms : str
        Name of the axis of arms.
    axes : mapping of name to tuple of str
        The axes of each array.
    coordinates : mapping
        Labels along every axis besides ``seed``.
    """
    variables: dict[str, tuple[tuple[str, ...], NDArray[np.float64]]] = {}
    sizes = {name: len(values) for name, values in coordinates.items()}
    for name, dims in axes.items():
        shape = tuple(sizes[dim] for dim in dims)
        if any(name in values for one in measured for values in one):
            rows = [[values.get(name, np.full(shape, np.nan)) for values in one] for one in measured]
            variables[name] = (("seed", arms, *dims), np.array(rows))
    return xr.Dataset(variables, {"seed": np.arange(len(measured)), **coordinates})
