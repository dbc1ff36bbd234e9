"""What a sweep will cost, before it runs: a model of the time of one run, scaled by a short timing."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from threadpoolctl import threadpool_limits

from lngd_theory.errors import InputError
from lngd_theory.label_noise import LabelFlip
from lngd_theory.observables import OBSERVABLES
from lngd_theory.run import run_seed
from lngd_theory.setting import Setting
from lngd_theory.sweeps.cells import Cell, cell_at
from lngd_theory.sweeps.spec import Sweep

__all__ = ["LARGEST_RUNS", "LARGEST_SECONDS", "Estimate", "check_size", "estimate", "machine_speed", "nominal_seconds"]

#: What is refused unless it is asked for twice.
LARGEST_RUNS, LARGEST_SECONDS = 10**7, 365 * 24 * 3600.0

#: Cells that are looked at before anything runs: all of a small grid, else the corners and some between.
_SAMPLE = 2000
_CORNERS = 1024


def nominal_seconds(cell: Cell) -> float:
    """Seconds that one run of a cell takes on a nominal machine, to a factor of two or so.

    Measured on one core for each engine; compare ``step_work`` of :class:`lngd_theory.claims.Case`.
    """
    s, records = cell.setting, len(cell.at)
    n, m, d = float(s.n), float(s.m), float(s.d)
    exponential = 1.0 if s.q in (1.0, 2.0, 3.0) else 4.0  # other powers take a logarithm and an exponential
    step = {
        "gram": exponential * (2 * m * (n + 1) ** 2 + 2e4) / 4e10,
        "decoupled": 8e-9 * n + 2e-7,
        "dense": 8e-10 * m * n * d / 5 + 1e-5,
    }.get(cell.engine, 0.0)
    draw = 4e-4 + 1e-10 * n**3 + (1e-9 * n * d * (n + 2 * m) / 10 if cell.draw == "dense" else 0.0)
    fresh = sum(OBSERVABLES[name].fresh for name in cell.observables)
    by_test = 3e-8 * m * cell.n_test * (1 + m / 50) * (1 + (d / 500 if cell.draw == "dense" else 0)) * fresh
    looking = 2e-5 * len(cell.observables) + 1e-9 * m * n * n
    return draw + cell.steps * step + records * (looking + by_test)


def machine_speed() -> float:
    """Seconds that one nominal second takes on one core here: a timing of a tenth of a second or so."""
    setting = Setting(n=50, d=1000, m=10, mu=1.0, sigma_p=0.5, sigma_0=0.01, eta=0.01)
    seen = ("clean_loss", "test_error")
    cell = Cell((0,), "", setting, LabelFlip(0.1), (0, 2000), (1,), seen, "gram", "law", 500, {}, {})
    with threadpool_limits(1):
        run_seed(cell.plan(), 0)  # loads the compiled code
        started = time.perf_counter()
        for seed in range(5):
            run_seed(cell.plan(), seed)
    return (time.perf_counter() - started) / (5 * nominal_seconds(cell))


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
        :func:`lngd_theory.sweeps.cost.machine_speed`.
    """

    cells: int
    runs: int
    steps: float
    seconds: float
    bytes: float
    speed: float

    def __str__(self) -> str:
        return (
            f"{self.cells} cells, {self.runs} runs, {self.steps:.3g} steps: about "
            f"{duration(self.seconds)} of one core, {self.bytes / 2**20:.3g} MiB"
        )


def duration(seconds: float) -> str:
    """Seconds in words, e.g. ``3.2 min``."""
    for unit, length in (("years", 365 * 86400.0), ("days", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.2g} s"


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
    seconds = float(np.mean([nominal_seconds(cell) for cell in sample])) * speed * sweep.runs
    return Estimate(sweep.cells, sweep.runs, steps, seconds, sweep.runs * (8.0 * sample[0].width + 200), speed)


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
