"""Q3, computed: the premise of Lemma 4.5 symbolically, on the full network, and under the reduced stationary law."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from lngd_theory.label_noise import LabelFlip
from lngd_theory.presets import preset
from lngd_theory.questions.answer import Progress
from lngd_theory.questions.words import Parts
from lngd_theory.reduced import ReducedDynamics, proofs, statement, stationary_law
from lngd_theory.reduced.statement import numbers
from lngd_theory.second_stage.statement import T2_LEMMA
from lngd_theory.setting import Setting
from lngd_theory.simulate import simulate
from lngd_theory.symbols import T_1, c_2
from lngd_theory.trajectory import Trajectory

__all__ = ["QUANTILES", "Found", "Measured", "Sizes", "balance", "compute", "largest_c2"]

Array = NDArray[np.float64]

#: Quantiles of f over samples and steps of the lemma's second stage.
QUANTILES = (0.05, 0.5, 0.95)
#: max_r rho_bar that every sample has at T_1 (Lemma 4.4).
_LEARNT = 0.1
#: Steps allowed for the first stage, and records of a run.
_FIRST_STAGE, _RECORDS = 400, 1000


@dataclass(frozen=True)
class Sizes:
    """How much is computed."""

    p: tuple[float, ...] = (0.01, 0.05, 0.1, 0.2)
    seeds: int = 16
    reduced_a: tuple[float, ...] = (0.125, 0.05, 0.02)


@dataclass(frozen=True)
class Measured:
    """The margins f of all samples on the stretch that the premise allows, for one p."""

    p: float
    largest_c2: float  #: that the premise allows
    balance: float
    length: float  #: ``T_2 - T_1`` of the lemma with the largest c_2
    holds: NDArray[np.bool_]  #: (seeds,): some c_2 satisfies the premise and bounds f up to its T_2
    broken_after: Array  #: (seeds,): steps after T_1 until some f exceeds the largest c_2; inf if none does
    quantiles: Array  #: (seeds, 3)
    highest: Array  #: (seeds,): the largest f
    above: Array  #: (seeds,): share of samples and steps with f above the largest c_2


@dataclass(frozen=True)
class Found:
    """What is computed."""

    gap: str  #: ``1/(2(1 + exp(c2))) - 3p/2`` at or above the balance point, in the odds w and an excess v
    gap_is_negative: bool
    ceiling: str  #: the largest c2, in p
    measured: tuple[Measured, ...]
    reduced: dict[tuple[float, float], float]  #: by (p, a): stationary mass of f above the largest c2


def compute(sizes: Sizes, executor: Executor | None, progress: Progress | None) -> Found:
    """Everything, at these sizes."""
    setting = preset("fig2")
    length = _second_stage(setting)
    lengths = [_FIRST_STAGE + math.ceil(length(largest_c2(p))) for p in sizes.p]
    parts = Parts(progress, sum(lengths))
    measured = []
    for p, steps in zip(sizes.p, lengths, strict=True):
        run = simulate(
            setting,
            LabelFlip(p),
            steps=steps,
            seeds=sizes.seeds,
            record_every=max(1, steps // _RECORDS),
            n_test=0,
            executor=executor,
            progress=parts.part(f"figure 2, p = {p:g}", steps),
        )
        measured.append(_measure(run, length, p))
    gap = proofs.premise_gap()
    return Found(
        gap=str(gap),
        gap_is_negative=bool(gap.is_negative),
        ceiling=str(proofs.largest_c2()),
        measured=tuple(measured),
        reduced={(p, a): _mass_above(p, a) for p in sizes.p for a in sizes.reduced_a},
    )


def largest_c2(p: float) -> float:
    """The largest c2 that the premise allows, for p < 1/3."""
    return float(_allowed()(p))


@cache
def _allowed() -> Callable[..., Array]:
    return numbers(proofs.largest_c2(), statement.p)


def balance(p: float) -> float:
    """``log((1-p)/p)``."""
    return math.log((1 - p) / p)


def _second_stage(setting: Setting) -> Callable[[float], float]:
    """``T_2 - T_1`` of Lemma 4.5 as a function of c_2."""
    known = {symbol: getattr(setting, symbol.name) for symbol in T2_LEMMA.free_symbols - {T_1, c_2}}
    compiled = numbers(T2_LEMMA.subs(known | {T_1: 0}), c_2)
    return lambda bound: float(compiled(bound))


def _measure(run: Trajectory, second_stage: Callable[[float], float], p: float) -> Measured:
    steps, limit = np.asarray(run.step, dtype=np.float64), largest_c2(p)
    length = second_stage(limit)
    holds, broken, quantiles, highest, above = [], [], [], [], []
    for margins, learnt in zip(run.margin.values, run.rho_bar_max.min("sample").values >= _LEARNT, strict=True):
        if not learnt.any():
            continue
        first = int(np.argmax(learnt))
        since, f = steps[first:] - steps[first], margins[first:]
        holds.append(_premise_holds(since, f.max(axis=1), limit, second_stage))
        over = f.max(axis=1) > limit
        broken.append(float(since[np.argmax(over)]) if over.any() else math.inf)
        f = f[since <= length]
        quantiles.append(np.quantile(f, QUANTILES))
        highest.append(float(f.max()))
        above.append(float((f > limit).mean()))
    return Measured(
        p, limit, balance(p), length, np.array(holds), np.array(broken), np.array(quantiles), np.array(highest),
        np.array(above),
    )  # fmt: skip


def _premise_holds(since: Array, largest: Array, limit: float, length: Callable[[float], float]) -> bool:
    """Whether some c2 up to the limit bounds the margins from T_1 to the T_2 that goes with it."""
    running = np.maximum.accumulate(largest)
    for bound in np.unique(running[running <= limit]):
        up_to = np.searchsorted(since, length(float(bound)), side="right") - 1
        if running[up_to] <= bound:
            return True
    return False


def _mass_above(p: float, a: float) -> float:
    return stationary_law(ReducedDynamics(a, p)).expectation(partial(_over, largest_c2(p))).value


def _over(limit: float, f: Array) -> Array:
    return np.asarray(f > limit, dtype=np.float64)
