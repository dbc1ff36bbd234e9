"""The problems that are timed, and an engine that can be put back to where it was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from benchmarks.sides import Trainee
from benchmarks.timing import Case
from lngd_theory import LabelFlip, NoLabelNoise, Setting
from lngd_theory.dynamics import GramEngine
from lngd_theory.instances import Draw, Instance, draw_instance
from lngd_theory.label_noise import LabelNoise
from lngd_theory.streams import streams

__all__ = ["ALGORITHMS", "FIG2", "SMALL", "TrainingRun", "draw", "same_law", "script_case"]

Array = NDArray[np.float64]

#: Figure 2 of the paper (its sigma_0 is not printed).
FIG2 = Setting(n=200, d=2000, m=20, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.5)
SMALL = FIG2.replace(n=20, m=10, eta=0.05)
ALGORITHMS: dict[str, LabelNoise] = {"GD": NoLabelNoise(), "LNGD, p = 0.1": LabelFlip(0.1)}


def same_law(setting: Setting, d: int) -> Setting:
    """The setting at another d, with eta d, SNR and sigma_0 sqrt(d) kept: the dynamics stay comparable."""
    scale = (d / setting.d) ** 0.5
    return setting.replace(d=d, eta=setting.eta / scale**2, mu=setting.mu * scale, sigma_0=setting.sigma_0 / scale)


def draw(setting: Setting, kind: Draw = "law", seed: int = 0) -> Instance:
    """An instance without a test set."""
    return draw_instance(setting, streams(seed), kind, 0)


def script_case(trainee: Trainee, setting: Setting, noise: LabelNoise) -> Case:
    """Steps of a script as a case: as many as take some milliseconds, one where a step takes longer."""
    units = int(np.clip(4e8 / (4 * setting.n * setting.m * setting.d), 1, 50))
    eps = noise.draw(streams(0).label_noise, units, setting.n)
    return Case(lambda: trainee.train(eps), units)


class TrainingRun:
    """A Gram engine in training, whose next steps can be timed again and again from the same state."""

    def __init__(self, setting: Setting, noise: LabelNoise, instance: Instance, block: int, seed: int = 0):
        self.engine = GramEngine(instance, setting.eta, setting.q, noise.smoothing)
        self.steps, self._noise, self._n = 0, noise, setting.n
        self._rng = streams(seed).label_noise
        self._eps = noise.draw(self._rng, block, setting.n)
        self._keep()

    def _keep(self) -> None:
        self._saved = self.engine.coefficients.copy(), self.engine.preactivations.copy()

    def _put_back(self) -> None:
        self.engine.coefficients[:], self.engine.preactivations[:] = self._saved

    @property
    def active_share(self) -> float:
        """Share of (filter, atom) pairs with a positive pre-activation: those that the step works on."""
        return float((self._saved[1] > 0).mean())

    def train_to(self, step: int) -> None:
        """Train up to a step, from where the next blocks start."""
        self._put_back()
        wanted = step - self.steps
        taken = self.engine.advance(self._noise.draw(self._rng, wanted, self._n))
        if taken < wanted:
            raise RuntimeError(f"the benchmark's run diverged at step {self.steps + taken}")
        self.steps = step
        self._keep()

    def block(self) -> Case:
        """The next steps, from the kept state, as a case."""
        return Case(lambda: self.engine.advance(self._eps), len(self._eps), self._put_back)
