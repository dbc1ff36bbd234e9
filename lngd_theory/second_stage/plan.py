"""What one measurement of the second stage consists of: lengths, start, engine; checked before work starts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import GramEngine
from lngd_theory.dynamics.decoupled import DecoupledEngine, coupling
from lngd_theory.errors import InputError, finite_number, whole_number
from lngd_theory.label_noise import LabelFlip, LabelNoise, LabelSmoothing, NoLabelNoise
from lngd_theory.second_stage.statement import BALANCE, RELAXATION, evaluate
from lngd_theory.setting import Setting

__all__ = ["BLOCKS", "EngineChoice", "GrowthPlan", "plan_growth"]

Array = NDArray[np.float64]
EngineChoice = Literal["auto", "gram", "decoupled"]
_ENGINES: dict[str, type[GramEngine] | type[DecoupledEngine]] = {"gram": GramEngine, "decoupled": DecoupledEngine}

#: Blocks whose means are recorded.
BLOCKS = 64
#: Default lengths in relaxation times of the margins.
_RUN, _BURN_IN = 20.0, 5.0
#: ``engine="auto"`` takes the decoupled engine up to this coupling.
_WEAK = 1e-3
#: Start where the noise has no balance point: a margin of 1.
_WITHOUT_BALANCE = 1.0


@dataclass(frozen=True)
class GrowthPlan:
    """Everything that the seeds of a measurement share; picklable."""

    setting: Setting
    noise: LabelNoise
    flip_mass: tuple[float, ...]  #: p of every sample
    start: tuple[float, ...]  #: y_i f_i at step 0
    steps: int  #: a multiple of BLOCKS
    burn_in: int
    engine: str

    @property
    def kind(self) -> type[GramEngine] | type[DecoupledEngine]:
        """The engine's class."""
        return _ENGINES[self.engine]


def plan_growth(
    setting: Setting,
    noise: LabelNoise,
    steps: int | None,
    burn_in: int | None,
    start: float | None,
    engine: EngineChoice,
) -> GrowthPlan:
    """Check the arguments of :func:`lngd_theory.second_stage.second_stage_growth` and fill in what is left open."""
    if not isinstance(setting, Setting):
        raise InputError(f"setting={setting!r} must be a Setting")
    if not isinstance(noise, LabelFlip | LabelSmoothing | NoLabelNoise):
        shown = noise.label if isinstance(noise, LabelNoise) else noise
        raise InputError(
            f"noise={shown!r} must be LabelFlip, LabelSmoothing or NoLabelNoise: others have no balance point "
            f"log((1-p)/p)"
        )
    if setting.q != 2:
        raise InputError(
            f"q={setting.q!r} must be 2: for other powers one step does not multiply all pre-activations alike"
        )
    if setting.noise_growth >= 1:
        raise InputError(
            f"2 eta sigma_p^2 d/(nm) = {setting.noise_growth:.3g} must be below 1: one flip could end the activity of "
            f"a sample for ever; lower eta={setting.eta!r}"
        )
    if engine not in ("auto", *_ENGINES):
        raise InputError(f"engine={engine!r} must be one of 'auto', {', '.join(map(repr, _ENGINES))}")
    mass = _flip_mass(noise, setting.n)
    margins = np.array([evaluate(BALANCE, setting, p=p) if p else _WITHOUT_BALANCE for p in mass])
    if start is not None:
        margins[:] = finite_number("start", start, 0.0, strict=True)
    relaxation = _relaxation_time(setting, mass)
    if steps is None and not math.isfinite(relaxation):
        raise InputError("steps must be given: without flips there is no balance point and no time to reach it")
    wanted = _RUN * relaxation if steps is None else whole_number("steps", steps, 2 * BLOCKS)
    if burn_in is None:
        burn_in = math.ceil(_BURN_IN * relaxation) if math.isfinite(relaxation) else 0
    chosen = engine
    if engine == "auto":
        chosen = "decoupled" if coupling(setting) <= _WEAK else "gram"
    return GrowthPlan(
        setting=setting,
        noise=noise,
        flip_mass=tuple(mass.tolist()),
        start=tuple(margins.tolist()),
        steps=BLOCKS * max(2, math.ceil(wanted / BLOCKS)),
        burn_in=whole_number("burn_in", burn_in, 0),
        engine=chosen,
    )


def _flip_mass(noise: LabelFlip | LabelSmoothing | NoLabelNoise, n: int) -> Array:
    """Flip mass p of every sample: what flips and label smoothing share."""
    noise.check(n)
    if isinstance(noise, NoLabelNoise):
        return np.zeros(n)
    mass = np.broadcast_to(np.asarray(noise.p, dtype=np.float64), (n,)).copy()
    if np.any(mass >= 0.5):
        raise InputError(f"p={noise.p!r} must be below 1/2: from there on no sample is fitted in the second stage")
    return mass


def _relaxation_time(setting: Setting, mass: Array) -> float:
    """Steps in which the slowest margin returns to its balance point; inf if one has none."""
    rates = [evaluate(RELAXATION, setting, p=p) if p else 0.0 for p in np.unique(mass)]
    return 1.0 / min(rates) if min(rates) > 0 else math.inf
