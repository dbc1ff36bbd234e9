"""Q5, computed: GD, flips and label smoothing of one mass on the same instances, and their growth rates."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.measures import Measure, final, growth, late_mean, late_spread
from lngd_theory.label_noise import LabelFlip, LabelNoise, LabelSmoothing, NoLabelNoise
from lngd_theory.largest import largest_signal
from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.words import Parts
from lngd_theory.second_stage import GrowthRate, second_stage_growth
from lngd_theory.setting import Setting
from lngd_theory.simulate import simulate
from lngd_theory.trajectory import Trajectory

__all__ = ["NAMES", "SERIES", "Found", "P", "Sizes", "compute", "series"]

Array = NDArray[np.float64]

#: The mass p of the runs that are drawn.
P = 0.1
#: Algorithms by a short name.
NAMES = {"gd": "GD", "flip": "flips", "smoothing": "label smoothing"}
#: What is drawn, and read at the end.
SERIES = ("rho", "gamma", "test_accuracy")
#: Patches nearly orthogonal and the signal weak: the second stage by itself.
_WIDE = Setting(n=20, d=10**12, m=40, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=2e-12)


@dataclass(frozen=True)
class Sizes:
    """How much is computed."""

    seeds: int = 20
    steps: int = 4000
    p: tuple[float, ...] = (0.05, 0.1, 0.2, 0.3)
    growth_seeds: int = 8


@dataclass(frozen=True)
class Found:
    """What is computed."""

    runs: dict[str, Trajectory]  #: by algorithm, mass P
    measures: dict[str, dict[str, Array]]  #: by quantity and algorithm, per seed
    accuracy: dict[tuple[str, float], Array]  #: final test accuracy by algorithm and p; GD at p = 0
    rates: dict[tuple[str, str], GrowthRate]  #: by setting and algorithm


def series(run: Trajectory, name: str) -> Array:
    """Largest rho, largest gamma, or test accuracy over (seed, step)."""
    if name == "rho":
        return np.asarray(run.rho_max.max("sign"))
    return largest_signal(run) if name == "gamma" else np.asarray(run.data[name])


def compute(sizes: Sizes, executor: Executor | None, progress: Progress | None) -> Found:
    """Everything, at these sizes."""
    noises: dict[tuple[str, float], LabelNoise] = {("gd", 0.0): NoLabelNoise()}
    for p in sizes.p:
        noises |= {("flip", p): LabelFlip(p), ("smoothing", p): LabelSmoothing(p)}
    settings = {"figure 2": preset("fig2"), "nearly orthogonal": _WIDE}
    parts = Parts(progress, 3 * len(noises) + 4)
    runs: dict[str, Trajectory] = {}
    accuracy = {}
    for (name, p), noise in noises.items():
        run = simulate(
            preset("fig2"),
            noise,
            steps=sizes.steps,
            seeds=sizes.seeds,
            executor=executor,
            progress=parts.part(f"figure 2, {noise.label}", 3),
        )
        accuracy[name, p] = series(run, "test_accuracy")[:, -1]
        if p in (0.0, P):
            runs[name] = run
    rates = {}
    for title, setting in settings.items():
        for name in ("flip", "smoothing"):
            rates[title, name] = second_stage_growth(
                setting,
                noises[name, P],
                seeds=sizes.growth_seeds,
                executor=executor,
                progress=parts.part(f"growth rate, {title}, {NAMES[name]}"),
            )
    return Found(runs, _measures(runs), accuracy, rates)


def _measures(runs: dict[str, Trajectory]) -> dict[str, dict[str, Array]]:
    """Numbers per seed, by what they say and by algorithm."""
    by_label = {str(run.data.attrs["label"]): run for run in runs.values()}
    noises = {"gd": NoLabelNoise(), "flip": LabelFlip(P), "smoothing": LabelSmoothing(P)}
    wanted: dict[str, Callable[[LabelNoise], Measure]] = {
        "noise: max ρ at the end": lambda noise: final(noise, "rho_max"),
        "noise: standard deviation of max ρ over the second half": lambda noise: late_spread(noise, "rho_max"),
        "signal: max γ at the end": lambda noise: final(noise, "largest_signal"),
        "signal: max γ at the end / half-way": lambda noise: growth(noise, "largest_signal"),
        "training loss, mean over the second half": lambda noise: late_mean(noise, "train_loss"),
        "test accuracy at the end": lambda noise: final(noise, "test_accuracy"),
    }
    return {quantity: {name: measure(noises[name])(by_label) for name in runs} for quantity, measure in wanted.items()}
