"""Runs: each an instance, an engine, a tape of label noise, a recorder. All seeds of a simulation share a plan."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lngd_theory.algorithms import Algorithm, GradientDescent, Rule
from lngd_theory.dynamics import DIVERGENCE_LIMIT, Engine, GramEngine
from lngd_theory.dynamics.batch import FEWEST, LARGEST_N, Ensemble
from lngd_theory.dynamics.comparison import disagreement, residual
from lngd_theory.dynamics.engine import smoothing_of
from lngd_theory.dynamics.engines import ENGINES, EngineName, engines_of
from lngd_theory.dynamics.product import LANES
from lngd_theory.instances import Draw, Instance, Problem, draw_instance
from lngd_theory.label_noise import LabelNoise
from lngd_theory.recorder import Recording
from lngd_theory.streams import algorithm_stream, streams

__all__ = ["ENGINES", "EngineName", "Job", "RunPlan", "SeedRun", "groups", "run_seed", "run_together"]

Array = NDArray[np.float64]
#: Label noise is drawn in blocks of at most this many numbers.
_BLOCK = 2**18
#: Test draws times m up to which runs are held in memory together.
_LARGEST_TEST = 10**6


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
    algorithm: Algorithm = field(default_factory=GradientDescent)

    @property
    def steps(self) -> int:
        """How many steps are taken."""
        return self.at[-1]

    def engines(self, instance: Instance, seed: int = 0) -> list[Engine]:
        """Fresh engines for an instance; the algorithm draws batches and filters from the stream of ``seed``."""
        eta, q, rule = self.problem.eta, self.problem.q, self.algorithm.rule
        return engines_of(self.engine, instance, eta, q, self.noise.smoothing, rule, lambda: algorithm_stream(seed))


#: A plan and a seed number.
Job = tuple[RunPlan, int]


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


class _Training:
    """One run on its way: draws the instance of a seed, and has its engines, recorders and label noise."""

    def __init__(self, plan: RunPlan, seed: int):
        own = streams(seed)
        instance = draw_instance(plan.problem, own, plan.draw, plan.n_test)
        smoothing = smoothing_of(plan.noise.smoothing, instance.n)
        self._plan, self._rng, self.eps = plan, own.label_noise, np.empty((0, plan.problem.n))
        self.engines = plan.engines(instance, seed)
        self._recorders = [plan.recording.start(plan.problem, instance, smoothing, len(plan.at)) for _ in self.engines]
        self.run = SeedRun(seed, self._recorders[0].arrays, instance.labels, instance.true_labels)
        self._reached, self._residual = 0, 0.0

    @property
    def goes_on(self) -> bool:
        """Whether steps are still taken."""
        return self.run.status == "ok"

    def draw(self, steps: int) -> None:
        """Draw the multipliers of the next steps, ``eps`` (steps, n)."""
        self.eps = self._plan.noise.draw(self._rng, steps, self._plan.problem.n)

    def record(self, index: int, step: int) -> None:
        """Record the state before ``step``, or find that it has diverged."""
        margins = [engine.margins() for engine in self.engines]
        if not np.abs(margins[0]).max() <= DIVERGENCE_LIMIT:
            _diverged(self.run, step, margins[0])
            return
        for recorder, engine, margin in zip(self._recorders, self.engines, margins, strict=True):
            recorder.record(index, engine, margin, self.eps[0], step)
        self._residual = float(np.max([self._residual, *map(residual, self.engines)]))  # a nan stays
        self._reached = index + 1

    def pass_by(self, step: int, taken: int) -> None:
        """Told of the steps that the engines took from ``step`` on."""
        for recorder in self._recorders:
            recorder.pass_by(self.eps)
        if taken < len(self.eps):
            _diverged(self.run, step + taken, self.engines[0].margins())

    def interrupt(self, step: int) -> None:
        """Told that nothing comes after ``step``."""
        if self.goes_on:
            self.run.stop("interrupted", step, f"interrupted after {step} of {self._plan.steps} steps")

    def finished(self) -> SeedRun:
        """What became of it."""
        self.run.reason = "\n".join(filter(None, [self.run.reason, getattr(self._recorders[0], "note", "")]))
        if len(self._recorders) > 1:
            first, second = (recorder.arrays for recorder in self._recorders)
            self.run.disagreement = disagreement(first, second, self._reached)
            self.run.disagreement["decomposition"] = self._residual if self._reached else np.nan
        return self.run


def run_seed(plan: RunPlan, seed: int, progress: Callable[[int], None] | None = None) -> SeedRun:
    """Draw the instance of a seed and train it; ``progress`` is called with the number of steps done so far.

    Ctrl-C (or ``progress`` raising KeyboardInterrupt) ends the run early and keeps what was recorded.
    """
    return run_together([(plan, seed)], progress)[0]


def run_together(jobs: Sequence[Job], progress: Callable[[int], None] | None = None) -> list[SeedRun]:
    """:func:`run_seed` for several runs at once, with the same bits; small problems are trained side by side.

    All have one n, one kind of engine, and record at the same steps, as those of :func:`groups` do. Ctrl-C ends all.
    """
    trainings = [_Training(plan, seed) for plan, seed in jobs]
    plan, done, going = jobs[0][0], 0, trainings
    ensemble = Ensemble([])
    try:
        for index, length in _schedule(plan.at, plan.problem.n * len(jobs)):
            if progress:
                progress(done)
            for training in going:
                training.draw(length)
                if index is not None:
                    training.record(index, done)
            going = [training for training in going if training.goes_on]
            if not going or done == plan.steps:
                break
            each = len(going[0].engines)
            if len(ensemble) != each * len(going):
                ensemble = Ensemble([engine for training in going for engine in training.engines])
            taken = ensemble.advance([training.eps for training in going for _ in range(each)])
            for training, steps in zip(going, taken[::each], strict=True):
                training.pass_by(done, steps)
            going = [training for training in going if training.goes_on]
            done += length
    except KeyboardInterrupt:
        for training in going:
            training.interrupt(done)
    return [training.finished() for training in trainings]


def groups(jobs: Sequence[Job], largest: int = LANES) -> list[list[int]]:
    """Numbers of the jobs that run together, at most ``largest`` a group: Gram runs of one small size and schedule."""
    alike: dict[Hashable, list[int]] = {}
    for number, (plan, _) in enumerate(jobs):
        p = plan.problem
        plain = ENGINES[plan.engine] == (GramEngine,) and plan.algorithm.rule == Rule()
        shared = p.n <= LARGEST_N and plain and _steps_prevail(plan)
        alike.setdefault((p.n, p.m, p.q, plan.at) if shared else number, []).append(number)
    shares = [numbers[k : k + largest] for numbers in alike.values() for k in range(0, len(numbers), largest)]
    return [group for share in shares for group in ([share] if len(share) >= FEWEST else [[k] for k in share])]


def _steps_prevail(plan: RunPlan) -> bool:
    """Whether steps saved outweigh test sets that leave the cache between records, and all of these fit in memory."""
    few = plan.n_test * len(plan.at) <= 3 * plan.problem.n * plan.steps
    return few and plan.problem.m * plan.n_test <= _LARGEST_TEST


def _schedule(at: Sequence[int], numbers: int) -> Iterator[tuple[int | None, int]]:
    """Lengths of the blocks in which label noise is drawn; those that begin at a recorded step come with its index.

    The last recorded step has a block of one row: its training loss needs multipliers, though no step is taken.
    """
    largest = max(1, _BLOCK // numbers)
    for index, length in enumerate([*np.diff(at).tolist(), 1]):
        for start in range(0, length, largest):
            yield (index if start == 0 else None), min(largest, length - start)


def _diverged(run: SeedRun, step: int, margins: Array) -> None:
    size = float(np.abs(margins).max())
    limit = f"limit {DIVERGENCE_LIMIT:.0e}"
    run.stop("diverged", step, f"|f| reached {size:.3g} ({limit}) at step {step}: eta is too large here; lower eta")
