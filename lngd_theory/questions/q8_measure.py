"""Q8, computed: the level at which the training loss settles, on the full network and in the reduced dynamics."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from lngd_theory.errors import InputError
from lngd_theory.label_noise import LabelFlip
from lngd_theory.loss import noisy_loss
from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.words import Parts
from lngd_theory.reduced import ReducedDynamics, leading_loss, proofs, stationary_loss
from lngd_theory.second_stage.statement import BALANCE, RELAXATION, evaluate
from lngd_theory.setting import Setting
from lngd_theory.simulate import simulate
from lngd_theory.trajectory import Trajectory

__all__ = ["LARGEST_A", "PAPER", "Found", "Level", "Sizes", "compute", "reduced_level"]

Array = NDArray[np.float64]

#: The paper's reading of its figure: p, and the level.
PAPER = (0.1, 0.5)
#: Largest step of the reduced dynamics that is asked about: the factor 1 - a of a flip is nearly 0.
LARGEST_A = 0.9


#: The second stage: each sample has this max_r rho_bar and so many relaxation times have passed, and what the signal
#: gives to f is below this share of the balance point.
_LEARNT, _SETTLED, _SMALL = 0.1, 3.0, 0.1


@dataclass(frozen=True)
class Sizes:
    """How much is computed."""

    p: tuple[float, ...] = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
    etas: tuple[float, ...] = (0.5, 1.0)
    seeds: int = 16
    steps: int = 2000


@dataclass(frozen=True)
class Level:
    """One p and one step size."""

    p: float
    eta: float
    a: float  #: step of the reduced dynamics
    second_stage: Array  #: (seeds,): mean loss, in the mean over flips, while the signal is small; nan if it never is
    late: Array  #: (seeds,): the same over the second half of training
    diverged: int
    reduced: float  #: stationary loss of the reduced dynamics; nan where it has no stationary law
    entropy: float  #: its limit as a -> 0


@dataclass(frozen=True)
class Found:
    """What is computed."""

    levels: tuple[Level, ...]
    limit: str  #: the entropy, in p
    slope: str  #: coefficient of a
    at_paper_limit: float  #: smallest possible level at the paper's p
    at_paper_largest: float  #: largest level there for a up to LARGEST_A
    p_of_paper_level: float  #: the p at which the entropy is the paper's level


def compute(sizes: Sizes, executor: Executor | None, progress: Progress | None) -> Found:
    """Everything, at these sizes."""
    parts = Parts(progress, len(sizes.p) * len(sizes.etas))
    levels = []
    for eta in sizes.etas:
        setting = preset("fig2").replace(eta=eta)
        a = ReducedDynamics.of(setting, PAPER[0]).a
        for p in sizes.p:
            run = simulate(
                setting,
                LabelFlip(p),
                steps=sizes.steps,
                seeds=sizes.seeds,
                record_every=5,
                n_test=0,
                executor=executor,
                progress=parts.part(f"figure 2, eta = {eta:g}, p = {p:g}"),
            )
            levels.append(_level(run, setting, p, a))
    p, level = PAPER
    return Found(
        levels=tuple(levels),
        limit=str(proofs.loss_limit()),
        slope=str(proofs.leading_loss_slope()),
        at_paper_limit=leading_loss(p),
        at_paper_largest=max(stationary_loss(p, float(a)).value for a in np.linspace(0.1, LARGEST_A, 9)),
        p_of_paper_level=float(brentq(lambda x: leading_loss(x) - level, 1e-6, 0.5 - 1e-9)),
    )


def _level(run: Trajectory, setting: Setting, p: float, a: float) -> Level:
    loss = np.asarray(noisy_loss(run.margin.values, 1.0, p)).mean(axis=2)
    steps = np.asarray(run.step, dtype=np.float64)
    balance = evaluate(BALANCE, setting, p=p)
    signal = (run.gamma.clip(min=0) ** 2).mean("neuron").max("sign").values
    learnt = np.maximum.accumulate(run.rho_bar_max.min("sample").values >= _LEARNT, axis=1)
    first = np.where(learnt.any(axis=1), steps[learnt.argmax(axis=1)], np.inf)
    begin = first + _SETTLED / evaluate(RELAXATION, setting, p=p)
    window = (steps >= begin[:, None]) & (signal <= _SMALL * balance)
    with np.errstate(invalid="ignore"):
        second = np.where(window, loss, 0.0).sum(axis=1) / np.where(window.any(axis=1), window.sum(axis=1), np.nan)
    late = loss[:, steps >= steps[-1] / 2].mean(axis=1)
    diverged = int((run.status == "diverged").sum())
    return Level(p, setting.eta, a, second, late, diverged, reduced_level(p, a), leading_loss(p))


def reduced_level(p: float, a: float) -> float:
    """The stationary loss; nan where there is no stationary law, or it is too narrow for the grid."""
    try:
        return stationary_loss(p, a).value
    except InputError:
        return float("nan")
