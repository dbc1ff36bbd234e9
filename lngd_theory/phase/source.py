"""Where the cells of a phase diagram come from: a sweep that is run as far as needed, or a diagram that is there."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import xarray as xr

from lngd_theory.phase.axes import diagram_axes
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.level import LEVEL, check_level
from lngd_theory.phase.reading import Reading, final_accuracy
from lngd_theory.sweeps import Sweep, SweepReport, run_sweep
from lngd_theory.sweeps.cells import cell_at
from lngd_theory.sweeps.cost import estimate, machine_speed, nominal_seconds
from lngd_theory.sweeps.crew import Crew
from lngd_theory.sweeps.result import open_sweep

__all__ = ["Place", "Runs", "Source", "Stored", "SweepSource"]

#: Row and column of a cell.
Place = tuple[int, int]


class Source(Protocol):
    """Gives cells of a diagram."""

    def blank(self) -> PhaseDiagram:
        """The diagram before anything is run."""
        ...

    def cells(self, places: Iterable[Place], seeds: int) -> list[PhaseDiagram]:
        """The first ``seeds`` seeds of some cells, as parts of the diagram."""
        ...

    def expected_seconds(self, row: int, column: int) -> float:
        """What one run of a cell costs, in some unit."""
        ...


class Runs:
    """Carries out sweeps into one folder, all on the same workers.

    Parameters
    ----------
    folder : Path
        Of the store: what it holds is not run again.
    crew : Crew, optional
        Who works; this process by default.
    progress : callable, optional
        Called with (what runs, runs done, runs in all) of the sweep in hand.
    """

    def __init__(self, folder: Path, crew: Crew | None = None, progress: Callable[[str, int, int], None] | None = None):
        self.folder, self.crew, self.progress = folder, crew, progress
        self.computed, self.seconds = 0, 0.0  #: runs of this call, and their time of one core

    @cached_property
    def speed(self) -> float:
        """Of this machine, measured once, see :func:`lngd_theory.sweeps.cost.machine_speed`."""
        return machine_speed()

    def run(self, sweep: Sweep, what: str) -> xr.Dataset:
        """Every run of a sweep, after a look at its cells; an InputError names one that cannot run."""

        def tell(report: SweepReport) -> None:
            if self.progress:
                self.progress(what, report.done, sweep.runs)

        workers, size = None if self.crew else 1, estimate(sweep, self.speed)
        report = run_sweep(sweep, self.folder, self.crew, workers=workers, size=size, progress=tell)
        self.computed += report.computed
        self.seconds += report.seconds
        return open_sweep(self.folder, sweep)


@dataclasses.dataclass(frozen=True)
class SweepSource:
    """Cells of one label noise of a sweep, run when they are asked for.

    Parameters
    ----------
    runs : Runs
        Runs them.
    sweep : Sweep
        The whole grid, of which cells are asked for; its observables must include ``test_error``.
    noise : str
        The label noise.
    x, y : str
        Its two axes.
    level, reading
        As in :meth:`lngd_theory.phase.PhaseDiagram.of`.
    what : str
        What progress says that is run.
    """

    runs: Runs
    sweep: Sweep
    noise: str
    x: str
    y: str
    level: float = LEVEL
    reading: Reading = final_accuracy
    what: str = ""

    def __post_init__(self) -> None:
        check_level(self.level)
        diagram_axes(self.sweep, self.x, self.y)

    def blank(self) -> PhaseDiagram:
        """The diagram before anything is run."""
        x, y = ((name, self.sweep.axes[name]) for name in (self.x, self.y))
        return PhaseDiagram.blank(self.noise, x, y, self.sweep.seed_numbers, self.level)

    def cells(self, places: Iterable[Place], seeds: int) -> list[PhaseDiagram]:
        """Run what is missing; rows that ask for the same columns are one sweep."""
        by_row: dict[int, set[int]] = defaultdict(set)
        for row, column in places:
            by_row[row].add(column)
        together: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for row, columns in by_row.items():
            together[tuple(sorted(columns))].append(row)
        return [self._block(rows, columns, seeds) for columns, rows in together.items()]

    def _block(self, rows: Sequence[int], columns: Sequence[int], seeds: int) -> PhaseDiagram:
        whole = self.sweep.axes
        axes = {
            **whole,
            self.x: [whole[self.x][column] for column in columns],
            self.y: [whole[self.y][row] for row in rows],
        }
        part = dataclasses.replace(
            self.sweep, axes=axes, noises=(self.noise,), seeds=list(self.sweep.seed_numbers)[:seeds]
        )
        data = self.runs.run(part, self.what)
        return PhaseDiagram.of(data, self.noise, self.x, self.y, self.level, self.reading)

    def expected_seconds(self, row: int, column: int) -> float:
        """Nominal time of one run, see :func:`lngd_theory.sweeps.cost.nominal_seconds`."""
        whole = self.sweep.axes
        axes = {**whole, self.x: [whole[self.x][column]], self.y: [whole[self.y][row]]}
        return nominal_seconds(cell_at(dataclasses.replace(self.sweep, axes=axes, noises=(self.noise,)), 0))


@dataclasses.dataclass(frozen=True)
class Stored:
    """Cells of a diagram that is there: what a refinement would have asked for, and what that had cost."""

    diagram: PhaseDiagram

    def blank(self) -> PhaseDiagram:
        """The diagram without its runs."""
        d = self.diagram
        seeds = [int(seed) for seed in d.accuracy.seed]
        return PhaseDiagram.blank(d.noise, (d.x_name, list(d.x)), (d.y_name, list(d.y)), seeds, d.level)

    def cells(self, places: Iterable[Place], seeds: int) -> list[PhaseDiagram]:
        """The cells as they are."""

        def part(array: xr.DataArray, row: int, column: int) -> xr.DataArray:
            found: xr.DataArray = array[[row], [column]]
            return found[:, :, :seeds] if "seed" in found.dims else found

        def cell(row: int, column: int) -> PhaseDiagram:
            accuracy, seconds, diverged, steps = (
                part(array, row, column) for array in (d.accuracy, d.seconds, d.diverged, d.steps)
            )
            return PhaseDiagram(d.noise, accuracy, seconds, diverged, steps, d.level)

        d = self.diagram
        return [cell(*place) for place in places]

    def expected_seconds(self, row: int, column: int) -> float:
        """Mean time of the cell's runs."""
        return float(self.diagram.seconds[row, column].mean())
