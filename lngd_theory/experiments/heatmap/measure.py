"""The runs of the cells, kept in a folder, and who is ahead where and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.experiments.digits import GD, LNGD
from lngd_theory.experiments.estimate import cost_of
from lngd_theory.experiments.experiment import Runs
from lngd_theory.experiments.heatmap.design import ARMS, Cell, CellPlane, Design, recorded_steps
from lngd_theory.experiments.work import Work
from lngd_theory.kept_cells import KeptCells, Measured, labelled
from lngd_theory.planning import plan_simulation
from lngd_theory.run import run_seed
from lngd_theory.statistics import Contests, compare
from lngd_theory.sweeps.code import code_digest, code_version
from lngd_theory.threads import one_thread
from lngd_theory.trajectory import Trajectory
from lngd_theory.workers import check_stop

__all__ = [
    "CHANCE",
    "accuracies",
    "contests",
    "gains",
    "kept_cells",
    "plane_data",
    "run_cells",
    "runs_of",
    "seconds_of",
]

#: Accuracy that a run which diverged counts with.
CHANCE = 0.5
_AXES: Mapping[str, tuple[str, ...]] = {
    "test_accuracy": ("step",), "train_loss": ("step",), "clean_loss": ("step",), "train_accuracy": ("step",),
    "diverged_at": (),
}  # fmt: skip
#: Accuracies are multiples of 1/n_test: differences are rounded here, so that a tie is one whatever the rounding.
_DIGITS = 9


def _measure(cell: Cell, seed: int) -> list[Measured]:
    """One seed of a cell under both label noises: arrays over the recorded steps, and where it diverged, or -1."""
    at = recorded_steps(cell.steps)
    measured: list[Measured] = []
    for noise in ARMS:
        plan, _ = plan_simulation(cell.problem, noise, steps=cell.steps, seeds=[seed], record_every=cell.steps)
        with one_thread():
            run = run_seed(replace(plan, at=at), seed, check_stop)
        if run.status == "interrupted":
            raise KeyboardInterrupt
        arrays = {name: run.arrays[name] for name in _AXES if name in run.arrays}
        measured.append(arrays | {"diverged_at": np.array(float(run.stopped_at))})
    return measured


def seconds_of(cell: Cell) -> float:
    """About how long one seed of a cell takes under both label noises, in seconds: a short stretch is timed."""
    records = len(recorded_steps(cell.steps))
    return sum(cost_of(cell.problem, noise).seconds(cell.steps, records) for noise in ARMS)


def _assemble(cell: Cell, measured: Sequence[Sequence[Measured]]) -> xr.Dataset:
    coordinates = {"arm": [noise.label for noise in ARMS], "step": list(recorded_steps(cell.steps))}
    return labelled(measured, "arm", _AXES, coordinates)


def kept_cells(work: Work) -> KeptCells[Cell, list[Measured]]:
    """What carries out cells, in the folder and on the workers of a work."""
    version = [code_version(), code_digest(("experiments/heatmap/measure.py",))]
    return KeptCells(
        _measure, _assemble, version, work.folder, work.executor,
        lambda done, total: work.tell("cells of the heatmap, seed by seed", done, total),
    )  # fmt: skip


def run_cells(design: Design, work: Work, path: str | None) -> dict[Cell, xr.Dataset]:
    """Every cell over (seed, arm, step), and ``diverged_at`` over (seed, arm): -1 where it did not.

    Raises
    ------
    InputError
        The images cannot be read, or the folder cannot be written.
    """
    cells = design.cells(path)
    cells[0].problem.read()  # what is missing is said before any work
    return kept_cells(work).run(cells, design.seeds)


def plane_data(plane: CellPlane, found: Mapping[Cell, xr.Dataset], design: Design, path: str | None) -> xr.Dataset:
    """One plane over (normaliser, sigma_p, seed, arm, step)."""
    cells = plane.cells(design.steps, path)
    rows = [xr.concat([found[cells[a, s]] for s in plane.noises], "sigma_p") for a in plane.normalisers]
    data = xr.concat(rows, "normaliser")
    return data.assign_coords(normaliser=list(plane.normalisers), sigma_p=list(plane.noises)).assign_attrs(
        sigma_0=plane.sigma_0, steps=design.steps
    )


def runs_of(data: xr.Dataset) -> Runs:
    """A cell as trajectories by label noise, for the measures of experiments."""
    status = np.where(data.diverged_at >= 0, "diverged", "ok")
    labelled_runs = data.assign(status=(("seed", "arm"), status))
    return {str(label): Trajectory(labelled_runs.sel(arm=label)) for label in data.arm.values}


def accuracies(data: xr.Dataset) -> xr.DataArray:
    """Test accuracy; where a run has diverged, it counts as chance."""
    found: xr.DataArray = data.test_accuracy.fillna(CHANCE)
    return found


def gains(data: xr.Dataset) -> xr.DataArray:
    """Test accuracy of LNGD less that of GD, paired by seed; without the axis ``arm``.

    Where a run has diverged, it counts as chance.
    """
    accuracy = accuracies(data)
    difference = accuracy.sel(arm=LNGD.label, drop=True) - accuracy.sel(arm=GD.label, drop=True)
    rounded: xr.DataArray = difference.round(_DIGITS)
    return rounded


def contests(data: xr.Dataset, step: int) -> tuple[Contests, NDArray[np.int8]]:
    """Paired sign tests at a recorded step, adjusted for the cells of the plane; the signs (normalisers, noises)."""
    there = gains(data).sel(step=step).transpose("normaliser", "sigma_p", "seed")
    found = compare({(a, s): there.values[a, s] for a in range(there.shape[0]) for s in range(there.shape[1])})
    return found, found.sign().reshape(there.shape[:2])
