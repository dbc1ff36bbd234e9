"""The plane of the paper's figure 3: SNR against n, GD and label-noise GD, at fixed and at scaled numbers of steps."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lngd_theory.claims.expressions import evaluate
from lngd_theory.label_noise import LabelFlip
from lngd_theory.phase.analysis import Analysis, analyse
from lngd_theory.phase.boundary import boundary_of
from lngd_theory.phase.clocks import centre_of, on_clock, steps_of
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.maps import ContestMap, contest_map
from lngd_theory.phase.refinement import Agreement, Refined, agreement, refine, replay
from lngd_theory.phase.source import Runs, SweepSource
from lngd_theory.second_stage import second_stage_growth
from lngd_theory.second_stage.statement import PREDICTED
from lngd_theory.setting import Setting
from lngd_theory.statistics import Interval
from lngd_theory.sweeps import Sweep

__all__ = ["ALGORITHMS", "FULL", "QUICK", "Key", "Plane", "PlaneDesign", "measure_plane"]

_FLIPS = 0.1
#: Label noises by the name that tables and figures use.
ALGORITHMS = {"GD": "none", "LNGD": f"flip:{_FLIPS}"}
#: Clocks whose grid is run in full, for both algorithms; that of the measured rate is refined, for LNGD.
FULL_CLOCKS = ("fixed", "theorem")

#: A clock and an algorithm.
Key = tuple[str, str]


class PlaneDesign(NamedTuple):
    """What is run."""

    snr: tuple[float, ...]  #: of the grid
    n: tuple[int, ...]
    fine: tuple[float, ...]  #: SNR among which the boundary is located: the grid's, closer and further
    steps: int  #: of every cell by the fixed clock, of the middle of the plane by the others
    eta: float
    seeds: int
    n_test: int

    def sweep(self, snr: tuple[float, ...]) -> Sweep:
        """The grid over some SNR by the fixed clock: all that is not said is as in figure 2."""
        return Sweep(
            preset="fig2",
            setting={"eta": self.eta},
            axes={"SNR": snr, "n": self.n},
            derive={"mu": "SNR*sigma_p*sqrt(d)"},
            noises=tuple(ALGORITHMS.values()),
            seeds=self.seeds,
            steps=self.steps,
            observables=("clean_loss", "test_error"),
            n_test=self.n_test,
        )

    @property
    def centre(self) -> Setting:
        """The middle of the plane, where all clocks agree."""
        return centre_of(self.sweep(self.snr))


def _steps_between(start: int, end: int, step: int, unit: float) -> tuple[float, ...]:
    return tuple(round(k * unit, 6) for k in range(start, end + 1, step))


FULL = PlaneDesign(
    snr=_steps_between(12, 40, 4, 0.0025), n=tuple(range(100, 701, 100)), fine=_steps_between(12, 64, 1, 0.0025),
    steps=1000, eta=1.0, seeds=10, n_test=2000,
)  # fmt: skip
QUICK = PlaneDesign(
    snr=_steps_between(4, 16, 4, 0.02), n=(40, 80, 120, 160), fine=_steps_between(4, 18, 1, 0.02), steps=150, eta=0.4,
    seeds=6, n_test=300,
)  # fmt: skip


@dataclass
class Plane:
    """What was measured, by clock and algorithm."""

    design: PlaneDesign
    grids: dict[Key, PhaseDiagram] = field(default_factory=dict)  #: run in full
    replays: dict[Key, tuple[Refined, Agreement]] = field(default_factory=dict)  #: what of them refinement runs
    refined: dict[Key, Refined] = field(default_factory=dict)  #: on the same grid, by refinement only
    fine: dict[Key, Refined] = field(default_factory=dict)
    analyses: dict[Key, Analysis] = field(default_factory=dict)
    ratios: dict[int, Interval] = field(default_factory=dict)  #: second-stage rate over its leading order, by n
    computed: int = 0  #: runs of this call
    grid_wall: float = 0.0  #: time of the fixed grid in this call
    grid_computed: int = 0  #: runs of it that were not there

    @cached_property
    def centre(self) -> Setting:
        """The middle of the plane, where all clocks agree."""
        return self.design.centre

    def at(self, n: float) -> Setting:
        """The setting at some n; its signal plays no role."""
        return self.centre.replace(n=round(n))

    @cached_property
    def contests(self) -> dict[str, ContestMap]:
        """GD against LNGD by clock."""
        return {clock: contest_map(self.grids[clock, "GD"], self.grids[clock, "LNGD"]) for clock in FULL_CLOCKS}


def measure_plane(design: PlaneDesign, runs: Runs) -> Plane:
    """Run what is missing, and locate every boundary."""
    plane = Plane(design)
    centre = plane.centre
    started = runs.computed
    for clock in FULL_CLOCKS:
        begin, before = time.perf_counter(), runs.computed
        data = runs.run(on_clock(design.sweep(design.snr), clock, centre, _FLIPS), f"grid, {clock} steps")
        if clock == "fixed":
            plane.grid_wall, plane.grid_computed = time.perf_counter() - begin, runs.computed - before
        for name, noise in ALGORITHMS.items():
            grid = plane.grids[clock, name] = PhaseDiagram.of(data, noise, "SNR", "n")
            refined = replay(grid)
            plane.replays[clock, name] = refined, agreement(refined, grid)
    _by_rate(plane, runs)
    plane.ratios = _growth(plane, runs)
    for key in [(clock, name) for clock in FULL_CLOCKS for name in ALGORITHMS] + [("rate", "LNGD")]:
        _locate(plane, key, runs)
    plane.computed = runs.computed - started
    return plane


def _by_rate(plane: Plane, runs: Runs) -> None:
    """The grid of LNGD by the clock of the measured rate, refined."""
    sweep = on_clock(plane.design.sweep(plane.design.snr), "rate", plane.centre, _FLIPS)
    source = SweepSource(runs, sweep, ALGORITHMS["LNGD"], "SNR", "n", what="refined grid, rate")
    plane.refined["rate", "LNGD"] = refine(source)


def _locate(plane: Plane, key: Key, runs: Runs) -> None:
    """The boundary among the fine SNR, with all seeds, and its laws."""
    clock, name = key
    sweep = on_clock(plane.design.sweep(plane.design.fine), clock, plane.centre, _FLIPS)
    source = SweepSource(runs, sweep, ALGORITHMS[name], "SNR", "n", what=f"boundary of {name}, {clock} steps")
    plane.fine[key] = refined = refine(source, first_seeds=None, coarse=7)
    flips, steps = (_FLIPS if name == "LNGD" else 0.0), steps_of(sweep, LabelFlip(_FLIPS))
    boundary = boundary_of(refined.diagram)
    plane.analyses[key] = analyse(
        f"{name}, {clock} steps", boundary, plane.at, flips, steps, _measured_rate(plane)
    )  # fmt: skip


def _growth(plane: Plane, runs: Runs) -> dict[int, Interval]:
    """The measured growth rate of the second stage over its leading order, for every n; it scales with |mu|^2."""
    found = {}
    for number, n in enumerate(plane.design.n):
        if runs.progress:
            runs.progress("growth rates", number, len(plane.design.n))
        growth = second_stage_growth(plane.at(n), LabelFlip(_FLIPS), seeds=8, engine="gram")
        found[n] = Interval(*(value / growth.predicted for value in growth.rate))
    return found


def _measured_rate(plane: Plane) -> Callable[[Setting], float]:
    """Growth per step of the second stage: the leading order times the measured ratio, interpolated in n."""
    sizes = np.log(list(plane.ratios))
    ratios = [ratio.estimate for ratio in plane.ratios.values()]

    def rate(setting: Setting) -> float:
        leading = evaluate(PREDICTED, setting.model_dump() | {"p": _FLIPS})
        return float(leading * np.interp(np.log(setting.n), sizes, ratios))

    return rate
