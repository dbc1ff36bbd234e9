"""A study in the making: plans all runs, runs them, reads them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path as File

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.scaling.along import Along, Base
from lngd_theory.scaling.path import Path
from lngd_theory.scaling.quantity import Calibration, Quantity
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.row import Row
from lngd_theory.scaling.runs import RUNS, Planned, base_sweep, plan_run
from lngd_theory.scaling.two_scale import SeedRate, Task, rates
from lngd_theory.second_stage.statement import T2_THEOREM
from lngd_theory.sweeps import Sweep, SweepReport, open_sweep, run_sweep

__all__ = ["Progress", "Work"]

Array = NDArray[np.float64]
#: Called with (what runs, done, in all).
Progress = Callable[[str, int, int], None]
#: Kinds of run that are read with what the base point gives.
_CALIBRATED = ("lngd-second", "lngd-short")


class Work:
    """A study in the making; see :func:`lngd_theory.scaling.measure_scaling` for what it is given."""

    def __init__(
        self,
        base: Base,
        seeds: tuple[int, ...],
        folder: File,
        fresh: bool,
        executor: Executor | None,
        progress: Progress | None,
    ):
        self.base, self.seeds = base, seeds
        self.folder, self.fresh, self.executor, self.progress = folder, fresh, executor, progress
        self.calibration = Calibration(base.fixed["epsilon"])
        self.calibrated = False
        self.done, self.total = 0, 0
        self.notices: list[str] = []
        self.rates: dict[Task, SeedRate] = {}

    def study(self, quantities: list[Quantity], paths: Sequence[Path]) -> Study:
        """Everything."""
        started = time.monotonic()
        rows: list[Row] = []
        complete = True
        try:
            groups: dict[tuple[str, float], list[Quantity]] = {}
            for quantity in quantities:
                groups.setdefault((quantity.run, quantity.spread), []).append(quantity)
            jobs = [
                (kind, path.narrowed(spread), own)
                for (kind, spread), own in groups.items()
                for path in paths
                if applies(kind, path)
            ]
            plans = [
                plan_run(RUNS[kind], path, self.base, self.seeds) if kind in RUNS else None for kind, path, _ in jobs
            ]
            self.total = sum(self._size(plan, job[1]) for plan, job in zip(plans, jobs, strict=True))
            for (_, path, own), plan in zip(jobs, plans, strict=True):
                rows += self._two_scale(own, path) if plan is None else self._simulated(own, path, plan)
        except KeyboardInterrupt:
            complete = False
        place = {quantity.name: k for k, quantity in enumerate(quantities)}
        return Study(
            setting=self.base.setting,
            p=self.base.p,
            seeds=self.seeds,
            calibration=self.calibration,
            rows=tuple(sorted(rows, key=lambda row: place[row.quantity.name])),
            notices=tuple(self.notices),
            complete=complete,
            seconds=time.monotonic() - started,
        )

    def _size(self, plan: Planned | None, path: Path) -> int:
        if plan is None:
            return len(self._at(path)) * len(self.seeds)
        return plan.sweep.runs if plan.sweep else 0

    def _at(self, path: Path) -> list[float]:
        return path.values(self.base.setting, self.base.p)

    def _empty(self, quantities: list[Quantity], path: Path) -> dict[str, Array]:
        return {quantity.name: np.full((len(self.seeds), len(self._at(path))), np.nan) for quantity in quantities}

    # --- simulations -------------------------------------------------------------------------------------------
    def _run(self, sweep: Sweep, what: str) -> xr.Dataset:
        before, self.fresh, fresh = self.done, False, self.fresh

        def tell(report: SweepReport) -> None:
            self.done = before + report.done
            if self.progress:
                self.progress(what, self.done, self.total)

        workers = None if self.executor else 1
        report = run_sweep(sweep, self.folder, self.executor, workers=workers, fresh=fresh, progress=tell)
        self.done = before + sweep.runs
        self.notices += report.notices
        return open_sweep(self.folder, sweep).isel(noise=0)

    def _calibrate(self) -> None:
        """What some quantities need from the base point, whose runs are those of every path."""
        sweep = base_sweep(RUNS[_CALIBRATED[0]], self.base, self.seeds)
        self.total += sweep.runs
        theorem = float(self.base.value(T2_THEOREM))
        self.calibration = Calibration.at_base(self.calibration.target, self._run(sweep, "base point"), theorem)
        self.calibrated = True

    def _simulated(self, quantities: list[Quantity], path: Path, plan: Planned) -> list[Row]:
        if quantities[0].run in _CALIBRATED and not self.calibrated:
            self._calibrate()
        at, y = self._at(path), self._empty(quantities, path)
        status = np.full((len(self.seeds), len(at)), "not run", dtype=object)
        theorem = Along.of(T2_THEOREM, path, self.base, at).values
        if plan.sweep is not None:
            data = self._run(plan.sweep, f"{quantities[0].run}: {path.label}")
            for k, value in enumerate(plan.sweep.axes[path.parameter]):
                column, cell = at.index(value), data.isel({path.parameter: k})
                status[:, column] = cell.status.values
                for quantity in quantities:
                    y[quantity.name][:, column] = quantity.read(cell, self.calibration, float(theorem[column]))
        left_out = [item.reason for item in plan.left_out]
        return [
            Row.of(item, path, self.base, y[item.name], self.seeds, reasons_of(item, y[item.name], status), left_out)
            for item in quantities
        ]

    # --- two scales --------------------------------------------------------------------------------------------
    def _tasks(self, path: Path) -> tuple[dict[int, list[Task]], list[str]]:
        """The measurements at each point of a path, one for each seed; and the points that are no setting."""
        found, left_out = {}, []
        for column, value in enumerate(self._at(path)):
            try:
                setting, p = path.setting_at(value, self.base.setting, self.base.p)
            except InputError as error:
                left_out.append(str(error))
                continue
            found[column] = [Task(setting, p, seed) for seed in self.seeds]
        return found, left_out

    def _two_scale(self, quantities: list[Quantity], path: Path) -> list[Row]:
        tasks, left_out = self._tasks(path)
        wanted = [task for column in tasks.values() for task in column]
        new = [task for task in wanted if task not in self.rates]
        self.done += len(wanted) - len(new)

        def tell() -> None:
            self.done += 1
            if self.progress:
                self.progress(f"two-scale: {path.label}", self.done, self.total)

        self.rates |= rates(new, self.executor, tell)
        y = self._empty(quantities, path)
        for column, own in tasks.items():
            for row, task in enumerate(own):
                for name, values in y.items():
                    values[row, column] = self.rates[task].rate if name == "rate" else self.rates[task].steps
        failed = [self.rates[task].reason for task in wanted if self.rates[task].reason]
        reasons = Counter(f"could not be taken ({reason})" for reason in failed)
        reasons += Counter({"had a rate that is not positive": sum(self.rates[task].rate <= 0 for task in wanted)})
        return [Row.of(item, path, self.base, y[item.name], self.seeds, reasons, left_out) for item in quantities]


def applies(kind: str, path: Path) -> bool:
    """Whether a path varies something that a kind of run has: GD has no p."""
    return not (kind == "gd" and path.parameter == "p")


def reasons_of(quantity: Quantity, y: Array, status: NDArray[np.object_]) -> Mapping[str, int]:
    """Why measurements are missing, and how many: the fate of a run, or what its reading means."""
    found: Counter[str] = Counter()
    for value, fate in zip(y.ravel(), status.ravel(), strict=True):
        if not (np.isfinite(value) and value > 0):
            why = quantity.unseen if value == np.inf else quantity.absent
            found[why if fate == "ok" else str(fate)] += 1
    return dict(found)
