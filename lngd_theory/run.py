"""One run: an instance, an engine, a tape of label noise, a recorder. All seeds of a simulation share a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import DIVERGENCE_LIMIT, DecoupledEngine, DenseEngine, Engine, GramEngine
from lngd_theory.dynamics.engine import smoothing_of
from lngd_theory.instances import Draw, Instance, Problem, draw_instance
from lngd_theory.label_noise import LabelNoise
from lngd_theory.recorder import Recorder, Recording
from lngd_theory.streams import streams

__all__ = ["EngineName", "RunPlan", "SeedRun", "run_seed"]

Array = NDArray[np.float64]
EngineName = Literal["gram", "dense", "both", "decoupled"]

#: Engines of a run; the first is the one recorded, the second is compared with it.
ENGINES: dict[EngineName, tuple[type[GramEngine] | type[DenseEngine] | type[DecoupledEngine], ...]] = {
    "gram": (GramEngine,),
    "dense": (DenseEngine,),
    "both": (GramEngine, DenseEngine),
    "decoupled": (DecoupledEngine,),
}

#: Label noise is drawn in blocks of at most this many numbers.
_BLOCK = 2**18


@dataclass(frozen=True)
class RunPlan:
    """Everything that the seeds of a simulation share; picklable, so that workers can be given it."""

    problem: Problem
    noise: LabelNoise
    at: tuple[int, ...]  #: the steps at which the state is recorded: from 0 to the last step, ascending
    engine: EngineName
    draw: Draw
    n_test: int
    recording: Recording

    @property
    def steps(self) -> int:
        """How many steps are taken."""
        return self.at[-1]

    def engines(self, instance: Instance) -> list[Engine]:
        """Fresh engines for an instance."""
        eta, q = self.problem.eta, self.problem.q
        return [kind(instance, eta, q, self.noise.smoothing) for kind in ENGINES[self.engine]]


@dataclass
class SeedRun:
    """What became of one seed.

    ``arrays`` holds the recorded variables over (record, ...), nan where the run did not get; ``status`` is ``ok``,
    ``diverged`` or ``interrupted``, the latter two with the step and the reason.
    """

    seed: int
    arrays: dict[str, Array]
    labels: Array
    true_labels: Array
    status: str = "ok"
    stopped_at: int = -1
    reason: str = ""
    disagreement: dict[str, float] = field(default_factory=dict)

    @property
    def has_begun(self) -> bool:
        """False for a seed that was interrupted before its first step."""
        return not (self.status == "interrupted" and self.stopped_at == 0)

    def stop(self, status: str, step: int, reason: str) -> None:
        """Note why the run ended early."""
        self.status, self.stopped_at, self.reason = status, step, reason


def run_seed(plan: RunPlan, seed: int, progress: Callable[[int], None] | None = None) -> SeedRun:
    """Draw the instance of a seed and train it; ``progress`` is called with the number of steps done so far.

    Ctrl-C (or ``progress`` raising KeyboardInterrupt) ends the run early and keeps what was recorded.
    """
    own = streams(seed)
    instance = draw_instance(plan.problem, own, plan.draw, plan.n_test)
    engines = plan.engines(instance)
    smoothing = smoothing_of(plan.noise.smoothing, instance.n)
    recorders = [plan.recording.start(plan.problem, instance, smoothing, len(plan.at)) for _ in engines]
    run = SeedRun(seed, recorders[0].arrays, instance.labels, instance.true_labels)
    done, reached, residual = 0, 0, 0.0
    try:
        for index, block in _tape(plan, own.label_noise, instance.n):
            if progress:
                progress(done)
            if index is not None:
                margins = [engine.margins() for engine in engines]
                if not np.abs(margins[0]).max() <= DIVERGENCE_LIMIT:
                    _diverged(run, done, margins[0])
                    break
                for recorder, engine, margin in zip(recorders, engines, margins, strict=True):
                    recorder.record(index, engine, margin, block[0], done)
                residual = float(np.max([residual, *map(_residual, engines)]))  # a nan stays
                reached = index + 1
            wanted = min(len(block), plan.steps - done)
            taken, *_ = [engine.advance(block[:wanted]) for engine in engines]
            for recorder in recorders:
                recorder.pass_by(block[:wanted])
            done += taken
            if taken < wanted:
                _diverged(run, done, engines[0].margins())
                break
    except KeyboardInterrupt:
        run.stop("interrupted", done, f"interrupted after {done} of {plan.steps} steps")
    run.reason = "\n".join(filter(None, [run.reason, getattr(recorders[0], "note", "")]))
    if len(recorders) > 1:
        run.disagreement = _disagreement(recorders, reached, residual)
    return run


def _tape(plan: RunPlan, rng: np.random.Generator, n: int) -> Iterator[tuple[int | None, Array]]:
    """Label noise in blocks; those that begin at a recorded step come with its index.

    The last recorded step has a block of one row: its training loss needs multipliers, though no step is taken.
    """
    largest = max(1, _BLOCK // n)
    for index, length in enumerate([*np.diff(plan.at).tolist(), 1]):
        for start in range(0, length, largest):
            yield (index if start == 0 else None), plan.noise.draw(rng, min(largest, length - start), n)


def _residual(engine: Engine) -> float:
    """How far the weights of a dense engine are from their decomposition."""
    return engine.decomposition_residual() if isinstance(engine, DenseEngine) else 0.0


def _diverged(run: SeedRun, step: int, margins: Array) -> None:
    size = float(np.abs(margins).max())
    limit = f"limit {DIVERGENCE_LIMIT:.0e}"
    run.stop("diverged", step, f"|f| reached {size:.3g} ({limit}) at step {step}: eta is too large here; lower eta")


def _disagreement(recorders: list[Recorder], reached: int, residual: float) -> dict[str, float]:
    """Worst disagreement of two engines over the records reached, relative to the size of each variable.

    A variable that is zero to rounding at some record (f where filters cancel, gamma at the start) is compared with a
    millionth of its largest size over the run; nan where nothing was compared, or where one engine has a nan.
    """
    if not reached:
        return dict.fromkeys([*recorders[0].arrays, "decomposition"], np.nan)
    worst = {}
    for name, first in recorders[0].arrays.items():
        a, b = first[:reached].reshape(reached, -1), recorders[1].arrays[name][:reached].reshape(reached, -1)
        sizes = np.abs(b).max(axis=1, initial=0.0)
        scale = np.maximum(sizes, 1e-6 * sizes.max(initial=0.0))
        errors = np.abs(a - b).max(axis=1, initial=0.0)
        relative = np.divide(errors, scale, out=errors.copy(), where=(scale > 0) & (errors != 0))
        worst[name] = float(relative.max())
    return worst | {"decomposition": residual}
