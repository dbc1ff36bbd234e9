"""One run: an instance, an engine, a tape of label noise, a recorder. All seeds of a simulation share a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import DIVERGENCE_LIMIT, DenseEngine, Engine, GramEngine
from lngd_theory.dynamics.engine import smoothing_of
from lngd_theory.instances import Draw, Instance, Problem, draw_instance
from lngd_theory.label_noise import LabelNoise
from lngd_theory.recorder import Recorder, record_steps
from lngd_theory.streams import streams

__all__ = ["EngineName", "RunPlan", "SeedRun", "run_seed"]

Array = NDArray[np.float64]
EngineName = Literal["gram", "dense", "both"]

#: Engines of a run; the first is the one recorded, the second is compared with it.
ENGINES: dict[EngineName, tuple[type[GramEngine] | type[DenseEngine], ...]] = {
    "gram": (GramEngine,),
    "dense": (DenseEngine,),
    "both": (GramEngine, DenseEngine),
}

#: Label noise is drawn in blocks of at most this many numbers.
_BLOCK = 2**18


@dataclass(frozen=True)
class RunPlan:
    """Everything that the seeds of a simulation share; picklable, so that workers can be given it."""

    problem: Problem
    noise: LabelNoise
    steps: int
    record_every: int
    engine: EngineName
    draw: Draw
    n_test: int
    record_rho: bool

    @property
    def record_steps(self) -> NDArray[np.int64]:
        """The steps at which the state is recorded."""
        return record_steps(self.steps, self.record_every)

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

    def stop(self, status: str, step: int, reason: str) -> SeedRun:
        """Note why the run ended early."""
        self.status, self.stopped_at, self.reason = status, step, reason
        return self


def run_seed(plan: RunPlan, seed: int, progress: Callable[[int], None] | None = None) -> SeedRun:
    """Draw the instance of a seed and train it; ``progress`` is called with the number of steps done so far.

    Ctrl-C (or ``progress`` raising KeyboardInterrupt) ends the run early and keeps what was recorded.
    """
    own = streams(seed)
    instance = draw_instance(plan.problem, own, plan.draw, plan.n_test)
    engines = plan.engines(instance)
    smoothing = smoothing_of(plan.noise.smoothing, instance.n)
    recorders = [Recorder(instance, smoothing, plan.record_steps.size, plan.record_rho) for _ in engines]
    run = SeedRun(seed, recorders[0].arrays, instance.labels, instance.true_labels)
    done = 0
    try:
        for index, block in _tape(plan, own.label_noise, instance.n):
            if progress:
                progress(done)
            if index is not None:
                margins = [engine.margins() for engine in engines]
                if not np.abs(margins[0]).max() <= DIVERGENCE_LIMIT:
                    return _diverged(run, done, margins[0])
                recorded = [
                    recorder.record(index, engine, margin, block[0])
                    for recorder, engine, margin in zip(recorders, engines, margins, strict=True)
                ]
                _compare(run.disagreement, recorded, engines)
            wanted = min(len(block), plan.steps - done)
            taken, *_ = [engine.advance(block[:wanted]) for engine in engines]
            done += taken
            if taken < wanted:
                return _diverged(run, done, engines[0].margins())
    except KeyboardInterrupt:
        run.stop("interrupted", done, f"interrupted after {done} of {plan.steps} steps")
    return run


def _tape(plan: RunPlan, rng: np.random.Generator, n: int) -> Iterator[tuple[int | None, Array]]:
    """Label noise in blocks; those that begin at a recorded step come with its index.

    The last recorded step has a block of one row: its training loss needs multipliers, though no step is taken.
    """
    largest = max(1, _BLOCK // n)
    for index, length in enumerate([*np.diff(plan.record_steps).tolist(), 1]):
        for start in range(0, length, largest):
            yield (index if start == 0 else None), plan.noise.draw(rng, min(largest, length - start), n)


def _diverged(run: SeedRun, step: int, margins: Array) -> SeedRun:
    size = float(np.abs(margins).max())
    limit = f"limit {DIVERGENCE_LIMIT:.0e}"
    return run.stop(
        "diverged", step, f"|f| reached {size:.3g} ({limit}) at step {step}: eta is too large here; lower eta"
    )


def _compare(worst: dict[str, float], recorded: list[dict[str, Any]], engines: list[Engine]) -> None:
    """Update the worst disagreement of two engines, ``max |a - b| / max |b|`` for each variable."""
    if len(recorded) < 2:
        return
    for name, value in recorded[0].items():
        a, b = np.asarray(value), np.asarray(recorded[1][name])
        error, size = float(np.abs(a - b).max()), float(np.abs(b).max())
        worst[name] = max(worst.get(name, 0.0), error / size if error else 0.0)
    residuals = [engine.decomposition_residual() for engine in engines if isinstance(engine, DenseEngine)]
    worst["decomposition"] = max(worst.get("decomposition", 0.0), *residuals)
