"""The runs of Q9: the plane of SNR and n at a fixed number of steps and at scaled ones, from the same runs."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.execution import execute
from lngd_theory.label_noise import LabelFlip, LabelNoise, NoLabelNoise
from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.recorder import Table
from lngd_theory.run import RunPlan
from lngd_theory.second_stage.statement import PREDICTED, T2_THEOREM, evaluate
from lngd_theory.setting import Setting

__all__ = ["ALGORITHMS", "CLOCKS", "READINGS", "Design", "Plane", "clock_steps", "measured", "setting_at"]

Array = NDArray[np.float64]

#: What is compared, by the name that figures and tables use.
ALGORITHMS: dict[str, LabelNoise] = {"GD": NoLabelNoise(), "LNGD": LabelFlip(0.1)}
#: Ways to choose the number of steps of a cell. GD, which has no second stage, is not run for the last one.
CLOCKS = {"GD": ("fixed", "theorem", "rate"), "LNGD": ("fixed", "theorem", "rate", "grown")}
#: Every algorithm by each of its clocks.
READINGS = tuple((name, clock) for name, clocks in CLOCKS.items() for clock in clocks)
_TEST = 2000


class Design(NamedTuple):
    """The plane and its runs."""

    snr: tuple[float, ...]
    n: tuple[int, ...]
    steps: int  #: of every cell by the fixed clock, of the centre by the others
    cap: int  #: no cell takes more
    seeds: int

    @property
    def centre(self) -> tuple[float, int]:
        """The middle of both axes, where the scaled clocks are set."""
        return self.snr[len(self.snr) // 2], self.n[len(self.n) // 2]


FULL = Design(tuple(np.linspace(0.03, 0.10, 7).round(6).tolist()), (100, 250, 400, 550, 700), 1000, 15_000, 8)
QUICK = Design((0.03, 0.05, 0.07, 0.10), (50, 100, 150), 300, 1500, 4)


@dataclass(frozen=True)
class Plane:
    """Accuracy of both algorithms on the plane, by clock: arrays (SNR, n, seed), diverged runs as 0.5."""

    design: Design
    m: int
    accuracy: dict[tuple[str, str], Array]  #: by (algorithm, clock)
    steps: dict[str, NDArray[np.int64]]  #: (SNR, n) by clock, at most the cap
    wanted: dict[str, Array]  #: the same without the cap
    diverged: dict[str, NDArray[np.bool_]]  #: (SNR, n, seed) by algorithm, at any time

    def censored(self, clock: str) -> NDArray[np.bool_]:
        """Cells whose clock asks for more than the cap."""
        return np.asarray(self.wanted[clock].round() > self.design.cap)

    def median(self, algorithm: str, clock: str) -> Array:
        """Median over seeds, (SNR, n)."""
        return np.asarray(np.median(self.accuracy[algorithm, clock], axis=2))


def setting_at(snr: float, n: int, m: int) -> Setting:
    """A cell of the paper's figure 3: eta = 1, all else as in its figure 2; ``|mu| = SNR sigma_p sqrt(d)``."""
    base = preset("fig2")
    return base.replace(n=n, m=m, eta=1.0, mu=snr * base.sigma_p * float(np.sqrt(base.d)))


def clock_steps(design: Design, m: int) -> dict[str, Array]:
    """Steps of every cell (SNR, n) by clock, before the cap.

    ``theorem``: Theorem 3.3's time with one common constant; ``rate``: inversely as the measured growth rate of the
    second stage, to leading order ``eta^2 |mu|^2 sigma_p^2 d p (1-p)/(n m^2)``. These have the fixed number of steps
    in the centre; ``grown`` is ``rate`` with as many there as the second stage takes from ``sigma_0 |mu|`` to one.
    """
    centre = setting_at(*design.centre, m)

    def scaled(time: Callable[[Setting], float], steps: float = design.steps) -> Array:
        unit = steps / time(centre)
        return np.array([[unit * time(setting_at(snr, n, m)) for n in design.n] for snr in design.snr])

    def slowness(setting: Setting) -> float:
        return 1 / evaluate(PREDICTED, setting, p=ALGORITHMS["LNGD"].p)  # type: ignore[attr-defined]

    return {
        "fixed": np.full((len(design.snr), len(design.n)), float(design.steps)),
        "theorem": scaled(lambda setting: evaluate(T2_THEOREM, setting)),
        "rate": scaled(slowness),
        "grown": scaled(slowness, slowness(centre) * float(np.log(1 / (centre.sigma_0 * centre.mu)))),
    }


def measured(quick: bool, executor: Executor | None, progress: Progress | None) -> Plane:
    """Run every cell to its latest clock; ``quick`` on a small plane."""
    design, m = (QUICK if quick else FULL), preset("fig2").m
    wanted = clock_steps(design, m)
    steps = {clock: np.clip(values.round(), 1, design.cap).astype(np.int64) for clock, values in wanted.items()}
    shape = (len(design.snr), len(design.n), design.seeds)
    accuracy = {key: np.full(shape, np.nan) for key in READINGS}
    diverged = {name: np.zeros(shape, dtype=np.bool_) for name in ALGORITHMS}
    places = [(i, k, name) for k in range(len(design.n)) for i in range(len(design.snr)) for name in ALGORITHMS]
    for number, (i, k, name) in enumerate(places):
        at = {clock: int(steps[clock][i, k]) for clock in CLOCKS[name]}
        setting = setting_at(design.snr[i], design.n[k], m)
        plan = RunPlan(setting, ALGORITHMS[name], tuple(sorted({0, *at.values()})), "gram", "law", _TEST, Table())
        run = execute(plan, list(range(design.seeds)), executor).data
        for clock, step in at.items():
            accuracy[name, clock][i, k] = run.test_accuracy.sel(step=step).fillna(0.5)
        diverged[name][i, k] = run.status == "diverged"
        if progress:
            progress("cells", number + 1, len(places))
    return Plane(design, m, accuracy, steps, wanted, diverged)
