"""Runs of Q7: GD and label-noise GD on the same seeds, with accuracy by class and the signal of every filter."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.activation import relu_power
from lngd_theory.dynamics import Engine
from lngd_theory.execution import execute
from lngd_theory.instances import Instance, Problem
from lngd_theory.label_noise import LabelFlip, LabelNoise, NoLabelNoise
from lngd_theory.population import GaussianTest
from lngd_theory.recorder import Variable
from lngd_theory.run import RunPlan
from lngd_theory.setting import Setting

__all__ = ["ALGORITHMS", "CHANCE", "Cell", "Sizes", "run_algorithm", "run_cell"]

Array = NDArray[np.float64]

#: What is compared, by the name that figures and tables use.
ALGORITHMS: dict[str, LabelNoise] = {"GD": NoLabelNoise(), "LNGD": LabelFlip(0.1)}
#: Accuracy that a run which diverged counts with.
CHANCE = 0.5

_VARIABLES = {
    "accuracy": Variable(("step", "sign"), "test accuracy on each class"),
    "signal": Variable(("step", "sign", "neuron"), "j <w_{j,r}, mu>"),
    "output": Variable(("step",), "largest |f(x_i)|"),
}
_TEST = 2000


class Sizes(NamedTuple):
    """How long and how often."""

    steps: int  #: of the comparison at equal steps, and eta * steps of the other
    seeds: int


@dataclass(frozen=True)
class ByClass:
    """What is recorded: accuracy of each class, ``j <w_{j,r}, mu>`` and the largest ``|f|``."""

    def start(self, problem: Problem, instance: Instance, smoothing: Array, records: int) -> _Recorder:
        """A recorder for one run."""
        return _Recorder(instance, records)

    def variable(self, name: str) -> Variable:
        """Axes and meaning."""
        return _VARIABLES[name]


class _Recorder:
    def __init__(self, instance: Instance, records: int):
        self._instance = instance
        m = instance.m
        self.arrays = {
            "signal": np.full((records, 2, m), np.nan),
            "output": np.full(records, np.nan),
        }
        if instance.test is not None:
            self.arrays["accuracy"] = np.full((records, 2), np.nan)

    def pass_by(self, eps: Array) -> None:
        """Nothing is needed between records."""

    def record(self, index: int, engine: Engine, margins: Array, eps: Array, step: int) -> None:
        """Store the current state."""
        z = self._instance.overlaps[:, 0] + engine.coefficients[:, 0]
        j = np.array([1.0, -1.0])
        self.arrays["signal"][index] = z.reshape(2, -1) * j[:, None]
        self.arrays["output"][index] = np.abs(margins).max()
        test = self._instance.test
        if isinstance(test, GaussianTest):
            noise = relu_power(test.noise_preactivations(engine.coefficients), 2.0) @ np.repeat(j, self._instance.m)
            for k, y in enumerate(j):
                signal = relu_power(y * z, 2.0) @ np.repeat(j, self._instance.m)
                self.arrays["accuracy"][index, k] = (y * (signal + noise) > 0).mean()


@dataclass(frozen=True)
class Cell:
    """Both algorithms at one setting, on the same seeds."""

    setting: Setting
    at: Mapping[str, int]  #: step of each comparison: "equal steps", "equal eta*steps"
    runs: Mapping[str, xr.Dataset]

    def accuracy(self, algorithm: str, comparison: str) -> Array:
        """Test accuracy of every seed; 0.5 for a run that diverged before."""
        values = self.runs[algorithm].accuracy.sel(step=self.at[comparison]).mean("sign")
        return np.asarray(values.fillna(CHANCE))

    def diverged(self, algorithm: str, comparison: str) -> NDArray[np.bool_]:
        """Which seeds had diverged by then."""
        run = self.runs[algorithm]
        return np.asarray((run.status == "diverged") & (run.stopped_at <= self.at[comparison]))

    def gain(self, comparison: str) -> Array:
        """Accuracy of LNGD minus that of GD, seed by seed."""
        return self.accuracy("LNGD", comparison) - self.accuracy("GD", comparison)


def run_algorithm(
    setting: Setting,
    noise: LabelNoise,
    at: tuple[int, ...],
    seeds: list[int],
    executor: Executor | None = None,
    n_test: int = _TEST,
) -> xr.Dataset:
    """One algorithm at one setting, recorded at the steps ``at`` (which begin with 0)."""
    plan = RunPlan(setting, noise, at, "gram", "law", n_test, ByClass())
    return execute(plan, seeds, executor).data


def run_cell(setting: Setting, sizes: Sizes, seeds: range, executor: Executor | None = None) -> Cell:
    """GD and LNGD to the later of the two comparisons."""
    at = {"equal steps": sizes.steps, "equal eta*steps": max(1, round(sizes.steps / setting.eta))}
    steps = tuple(sorted({0, *at.values()}))
    runs = {name: run_algorithm(setting, noise, steps, list(seeds), executor) for name, noise in ALGORITHMS.items()}
    return Cell(setting, at, runs)
