"""What a sweep will cost, before it runs: the modelled time of its runs, scaled by a short timing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lngd_theory.dynamics.batch import FEWEST
from lngd_theory.errors import InputError
from lngd_theory.sweeps.cells import Cell, cell_at
from lngd_theory.sweeps.nominal import machine_speed, nominal_seconds
from lngd_theory.sweeps.schema import FILE_NAME
from lngd_theory.sweeps.spec import Sweep
from lngd_theory.sweeps.store import Store

__all__ = [
    "LARGEST_RUNS",
    "LARGEST_SECONDS",
    "Estimate",
    "Left",
    "check_size",
    "estimate",
    "left_of",
    "machine_speed",
    "nominal_seconds",
]

#: What is refused unless it is asked for twice.
LARGEST_RUNS, LARGEST_SECONDS = 10**7, 365 * 24 * 3600.0

#: Cells that are looked at before anything runs: all of a small grid, else the corners and some between.
_SAMPLE = 2000
_CORNERS = 1024


@dataclass(frozen=True)
class Estimate:
    """Size of a sweep.

    Attributes
    ----------
    cells, runs : int
        Points of the grid times label noises, and times seeds; exact.
    steps : float
        Gradient steps of all runs.
    seconds : float
        Seconds of one core, from a sample of the cells.
    bytes : float
        Size of the result.
    speed : float
        :func:`lngd_theory.sweeps.nominal.machine_speed`.
    """

    cells: int
    runs: int
    steps: float
    seconds: float
    bytes: float
    speed: float

    def __str__(self) -> str:
        return (
            f"{self.cells:,} cells, {self.runs:,} runs, {_count(self.steps)} steps: about "
            f"{duration(self.seconds)} of one core, {amount(self.bytes)}"
        )


class Left(NamedTuple):
    """What of a sweep a folder does not hold yet."""

    runs: int  #: exact for a grid of up to 2,000 cells, else from a sample of them
    seconds: float  #: of one core


def duration(seconds: float) -> str:
    """Seconds in words, e.g. ``3.2 min``."""
    for unit, length in (("years", 365 * 86400.0), ("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.2g} s"


def amount(count: float) -> str:
    """Bytes in words, e.g. ``3.2 MB``."""
    for unit, length in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6)):
        if count >= length:
            return f"{count / length:.3g} {unit}"
    return f"{count / 1e3:.3g} kB"


def _count(number: float) -> str:
    return f"{number:,.0f}" if number < 1e9 else f"{number:.3g}"


def estimate(sweep: Sweep, speed: float | None = None) -> Estimate:
    """Size and cost of a sweep; every cell of a small grid, or a sample of a large one, is checked on the way.

    Raises
    ------
    InputError
        A cell cannot run; it is named.
    """
    if sweep.runs > LARGEST_RUNS:  # no need to look closer
        sample = [cell_at(sweep, 0), cell_at(sweep, sweep.cells - 1)]
    else:
        sample = [cell_at(sweep, index) for index in _sampled(sweep)]
    speed = machine_speed() if speed is None else speed
    steps = float(np.mean([cell.steps for cell in sample])) * sweep.runs
    seconds = float(np.mean(_seconds(sweep, sample))) * speed * sweep.runs
    return Estimate(sweep.cells, sweep.runs, steps, seconds, sweep.runs * (8.0 * sample[0].width + 200), speed)


def left_of(sweep: Sweep, size: Estimate, folder: Path) -> Left:
    """How much of a sweep is not in its folder yet; all of it where there is no store.

    Raises
    ------
    InputError
        A cell cannot run, or the store cannot be read.
    """
    if sweep.runs > LARGEST_RUNS or not (folder / FILE_NAME).is_file():
        return Left(sweep.runs, size.seconds)
    sample, seeds = [cell_at(sweep, index) for index in _sampled(sweep)], set(sweep.seed_numbers)
    with Store(folder, write=False) as store:
        missing = [len(seeds) - len(seeds & {run.seed for run in store.runs(cell.key)[0]}) for cell in sample]
    seconds = float(np.mean(np.array(_seconds(sweep, sample)) * missing)) * size.speed * sweep.cells
    return Left(round(float(np.mean(missing)) * sweep.cells), seconds)


def _seconds(sweep: Sweep, sample: list[Cell]) -> list[float]:
    """Modelled seconds of one run of each cell, alone or side by side with those alike."""
    alike = Counter(map(_size, sample))
    together = [alike[_size(cell)] * len(sweep.seed_numbers) >= FEWEST for cell in sample]
    return list(map(nominal_seconds, sample, together))


def _size(cell: Cell) -> Hashable:
    """What runs have in common that can be carried out side by side."""
    return cell.setting.n, cell.setting.m, cell.setting.q, cell.at


def _sampled(sweep: Sweep) -> Iterator[int]:
    """Numbers of the cells to look at, each once."""
    if sweep.cells <= _SAMPLE:
        yield from range(sweep.cells)
        return
    chosen = set(np.linspace(0, sweep.cells - 1, _SAMPLE).astype(np.int64).tolist())
    if 2 ** len(sweep.shape) <= _CORNERS:
        corners = product(*({0, size - 1} for size in sweep.shape))
        chosen |= {int(np.ravel_multi_index(corner, sweep.shape)) for corner in corners}
    yield from sorted(chosen)


def check_size(size: Estimate) -> None:
    """Refuse what nobody means to run.

    Raises
    ------
    InputError
        More than ten million runs, or a year of one core, with what to change.
    """
    too_many, too_long = size.runs > LARGEST_RUNS, size.seconds > LARGEST_SECONDS
    if too_many or too_long:
        limit = f"{LARGEST_RUNS:.0e} runs" if too_many else "a year of one core"
        raise InputError(
            f"the sweep has {size}: more than {limit}. Take fewer points, seeds or steps, or say that you mean it: "
            f"--yes (large=True)"
        )
