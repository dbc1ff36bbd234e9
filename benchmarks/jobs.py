"""The two jobs whose whole time is compared: figures 2 and 3 of the paper, by the package and as scripts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.sides import Side, patches_of
from benchmarks.subjects import ALGORITHMS, FIG2, draw, script_case
from benchmarks.timing import Case
from lngd_theory import Setting, simulate
from lngd_theory.phase.plane import FULL
from lngd_theory.sweeps import Sweep

__all__ = ["FIG2_JOB", "FIG3_JOB", "FIG3_SWEEP", "Job", "Part", "fig2_here", "script_parts"]

Array = NDArray[np.float64]

FIG3_SWEEP: Sweep = FULL.sweep(FULL.snr)
N_TEST = FULL.n_test


@dataclass(frozen=True)
class Part:
    """Runs of one size: how many, of how many steps, and how many states of each are looked at."""

    setting: Setting
    runs: int
    steps: int
    records: int

    def seconds(self, one: dict[str, Array]) -> Array:
        """Seconds of all runs, from those of one draw, one step and one look."""
        return np.asarray(self.runs * (one["draw"] + self.steps * one["step"] + self.records * one["record"]))


@dataclass(frozen=True)
class Job:
    """A figure as parts of one size each."""

    name: str
    what: str
    parts: tuple[Part, ...]


FIG2_STEPS, FIG2_SEEDS, FIG2_RECORDS = 2000, 8, 101
FIG2_JOB = Job(
    "figure 2",
    f"GD and LNGD, {FIG2_SEEDS} seeds, {FIG2_STEPS:,} steps, losses and test accuracy at {FIG2_RECORDS} of them",
    (Part(FIG2, 2 * FIG2_SEEDS, FIG2_STEPS, FIG2_RECORDS),),
)
FIG3_JOB = Job(
    "figure 3",
    f"GD and LNGD, SNR 0.03 to 0.10, n = 100 to 700, {FULL.seeds} seeds: {FIG3_SWEEP.runs:,} runs of "
    f"{FULL.steps:,} steps, loss and test accuracy at the end",
    tuple(Part(FIG2.replace(n=n, eta=FULL.eta), FIG3_SWEEP.runs // len(FULL.n), FULL.steps, 1) for n in FULL.n),
)


def fig2_here() -> None:
    """Figure 2's runs by this package: draws, label noise, training, records and tests."""
    for noise in ALGORITHMS.values():
        simulate(FIG2, noise, steps=FIG2_STEPS, seeds=FIG2_SEEDS, n_test=N_TEST)


def script_parts(side: Side, setting: Setting) -> dict[str, Case]:
    """What a script's run is made of, as cases: to draw data and weights, to take a step, to look at a state."""
    noise = list(ALGORITHMS.values())[-1]
    instance = draw(setting, "dense")
    rng = np.random.default_rng(0)
    trainee = side.start(setting, instance)
    labels, patches = _fresh(setting, N_TEST, rng)
    tested, own = trainee.hold(patches), trainee.hold(patches_of(instance))

    def drawn() -> None:
        _fresh(setting, setting.n, rng)
        _fresh(setting, N_TEST, rng)
        setting.sigma_0 * rng.standard_normal((2 * setting.m, setting.d))

    def looked() -> None:
        float(np.mean(np.sign(trainee.outputs(tested)) == labels))
        float(np.logaddexp(0, -instance.labels * trainee.outputs(own)).mean())

    return {"draw": Case(drawn), "step": script_case(trainee, setting, noise), "record": Case(looked)}


def _fresh(setting: Setting, n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Labels (n,) and patches (n, 2, d) of Definition 2.1 with mu along the first axis."""
    labels = np.where(rng.random(n) < 0.5, 1.0, -1.0)
    patches = np.zeros((n, 2, setting.d))
    patches[:, 0, 0] = setting.mu * labels
    patches[:, 1, 1:] = setting.sigma_p * rng.standard_normal((n, setting.d - 1))
    return labels, patches
