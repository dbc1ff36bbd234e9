"""The runs of a store as one labelled dataset."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.observables import OBSERVABLES
from lngd_theory.sweeps.cells import Cell, all_cells, place_of
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.schema import FORMAT
from lngd_theory.sweeps.spec import Sweep
from lngd_theory.sweeps.store import Store

__all__ = ["open_sweep", "save_dataset"]

#: Bytes that a result may take in memory.
LARGEST_MEMORY = 16 * 2**30


def open_sweep(folder: str | Path, sweep: Sweep | None = None) -> xr.Dataset:
    """The runs of a folder as one dataset, finished or not.

    Parameters
    ----------
    folder : path
        Of :func:`run_sweep`.
    sweep : Sweep, optional
        Which runs; by default those of the sweep that was last started in the folder.

    Returns
    -------
    xarray.Dataset
        Every observable over (axes..., noise, seed[, record]), nan where there is no number; ``status`` (``ok``,
        ``diverged``, ``failed``, ``damaged``, ``missing``, or ``refused`` for a cell that cannot run), ``stopped_at``,
        ``reason`` and ``seconds`` over (axes..., noise, seed); ``steps`` over (axes..., noise). Derived names are
        coordinates over the axes, and ``step`` one over (axes..., noise, record).

    Raises
    ------
    InputError
        No sweep in the folder, or more than fits in memory.
    """
    with Store(Path(folder), write=False) as store:
        asked = store.header("sweep")
        chosen = _asked(asked, folder) if sweep is None else sweep
        arrays = _Arrays(chosen)
        for number, cell in enumerate(all_cells(chosen)):
            if isinstance(cell, InputError):
                arrays.refuse(place_of(number, chosen.shape), str(cell))
            else:
                arrays.put(cell, *store.runs(cell.key))
        attrs = {"sweep": chosen.to_json(), "versions": json.dumps(store.version), "format": FORMAT}
        return arrays.dataset(attrs)


def _asked(text: str | None, folder: str | Path) -> Sweep:
    """The sweep that a store's header names."""
    try:
        return Sweep.from_dict(json.loads(text or ""))
    except ValueError as error:
        raise InputError(
            f"the store in {str(folder)!r} names no sweep that can be read ({error}): start the sweep again there"
        ) from None


class _Arrays:
    """The dataset while it is filled."""

    def __init__(self, sweep: Sweep):
        self.sweep, self.seeds = sweep, list(sweep.seed_numbers)
        self.position = {seed: k for k, seed in enumerate(self.seeds)}
        self.records = len(sweep.fractions)
        self.once = {name: OBSERVABLES[name].once for name in sweep.observed}
        grid, runs = sweep.shape, (*sweep.shape, len(self.seeds))
        width = sum(1 if once else self.records for once in self.once.values())
        if (needed := 8 * sweep.runs * (width + 12)) > LARGEST_MEMORY:
            raise InputError(
                f"the result takes {needed / 2**30:.3g} GiB, the limit is {LARGEST_MEMORY / 2**30:g} GiB; open a part "
                f"of it: open_sweep(folder, sweep=a smaller Sweep)"
            )
        self.values = {
            name: np.full(runs if once or self.records == 1 else (*runs, self.records), np.nan)
            for name, once in self.once.items()
        }
        self.status: NDArray[Any] = np.full(runs, "missing", dtype=object)
        self.reason: NDArray[Any] = np.full(runs, "", dtype=object)  # fixed width would take that of the longest
        self.stopped_at = np.full(runs, -1, dtype=np.int64)
        self.seconds = np.full(runs, np.nan)
        self.steps = np.full(grid, -1, dtype=np.int64)
        self.step = np.full((*grid, self.records), -1, dtype=np.int64)
        self.derived = {name: np.full(grid[:-1], np.nan) for name in sweep.derive}

    def refuse(self, place: tuple[int, ...], reason: str) -> None:
        """Mark a cell that cannot run."""
        self.status[place], self.reason[place] = "refused", reason

    def put(self, cell: Cell, records: list[Record], damaged: list[int]) -> None:
        """Fill in the runs of a cell."""
        place = cell.place
        self.steps[place] = cell.steps
        self.step[place] = [cell.at[k] for k in cell.kept]
        for name, value in cell.derived.items():
            self.derived[name][place[:-1]] = value
        for seed in damaged:
            if seed in self.position:
                self.status[(*place, self.position[seed])] = "damaged"
        chosen = [record for record in records if record.seed in self.position]
        if not chosen:
            return
        where: tuple[Any, ...] = (*place, [self.position[record.seed] for record in chosen])
        self.status[where] = [record.status for record in chosen]
        self.reason[where] = [record.reason for record in chosen]
        self.stopped_at[where] = [record.stopped_at for record in chosen]
        self.seconds[where] = [record.seconds for record in chosen]
        numbers = np.stack([record.values for record in chosen])
        begin = 0
        for name, once in self.once.items():
            end = begin + (1 if once else self.records)
            values = numbers[:, begin:end]
            self.values[name][where] = values[:, 0] if self.values[name].ndim == len(where) else values
            begin = end

    def dataset(self, attrs: dict[str, str]) -> xr.Dataset:
        """The arrays with their labels."""
        dims = self.sweep.dims
        runs = (*dims, "seed")
        data: dict[str, Any] = {
            name: (runs if array.ndim == len(runs) else (*runs, "record"), array, _about(name))
            for name, array in self.values.items()
        }
        data |= {
            "status": (runs, self.status.astype(str), {"long_name": "fate of the run"}),
            "stopped_at": (runs, self.stopped_at, {"long_name": "step at which the run ended early, -1 if it did not"}),
            "reason": (runs, self.reason, {"long_name": "why"}),
            "seconds": (runs, self.seconds, {"long_name": "time of the run", "units": "s"}),
            "steps": (dims, self.steps, {"long_name": "gradient steps"}),
        }
        coords: dict[str, Any] = {name: _coordinate(values) for name, values in self.sweep.axes.items()}
        coords |= {"noise": list(self.sweep.noises), "seed": np.array(self.seeds, dtype=np.int64)}
        coords |= {name: (dims[:-1], values) for name, values in self.derived.items()}
        if self.records > 1:
            coords["record"] = list(self.sweep.fractions)
            coords["step"] = ((*dims, "record"), self.step)
        return xr.Dataset(data, coords, attrs)


def _about(name: str) -> dict[str, str]:
    return {"long_name": OBSERVABLES[name].meaning}


def _coordinate(values: tuple[float, ...]) -> NDArray[Any]:
    """Integers where all are, and fit; floats otherwise."""
    whole = all(isinstance(value, int) and abs(value) < 2**63 for value in values)
    return np.array(values, dtype=np.int64 if whole else np.float64)


def save_dataset(data: xr.Dataset, path: Path) -> None:
    """Write a netCDF file that is whole or not there: a temporary one first, then renamed.

    Raises
    ------
    InputError
        It cannot be written: the disk is full, ...
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        data.to_netcdf(partial, engine="netcdf4")
        partial.replace(path)
    except (OSError, RuntimeError) as error:
        raise InputError(
            f"cannot write {str(path)!r}: {error}; see that the disk has room and the folder can be written to; the "
            f"runs themselves are kept in the store"
        ) from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
