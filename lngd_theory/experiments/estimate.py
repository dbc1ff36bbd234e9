"""How long the parts of an experiment will take: a few steps are timed, the rest is multiplication."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from lngd_theory.experiments.experiment import Experiment
from lngd_theory.experiments.runner import kept, parts
from lngd_theory.experiments.work import Work
from lngd_theory.instances import Problem, draw_instance
from lngd_theory.label_noise import LabelNoise
from lngd_theory.planning import plan_simulation
from lngd_theory.streams import streams
from lngd_theory.threads import one_thread

__all__ = ["Cost", "cost_of", "experiment_seconds"]

T = TypeVar("T")

#: Steps that are timed.
_STEPS = 100
#: Records of a run: see :func:`lngd_theory.simulate`.
_RECORDS = 101


class Cost(NamedTuple):
    """What one seed costs, in seconds."""

    start: float  #: draw of the instance
    step: float
    record: float

    def seconds(self, steps: int, records: int = _RECORDS) -> float:
        """Of a run of so many steps."""
        return self.start + steps * self.step + min(steps + 1, records) * self.record


def cost_of(problem: Problem, noise: LabelNoise) -> Cost:
    """Time a draw, some steps and a look at the test set, of one seed on one thread.

    Each is done once before, which reads files, compiles or loads the kernels, and draws the test set.
    """
    plan, _ = plan_simulation(problem, noise, steps=_STEPS, seeds=[0])
    own = streams(0)
    with one_thread():
        draw_instance(problem, streams(0), plan.draw, plan.n_test)
        start, instance = _timed(lambda: draw_instance(problem, own, plan.draw, plan.n_test))
        (engine,) = plan.engines(instance)
        eps = noise.draw(own.label_noise, _STEPS, problem.n)
        engine.advance(eps[:1])
        step, _ = _timed(lambda: engine.advance(eps))
        engine.test()
        record, _ = _timed(lambda: (engine.margins(), engine.test()))
    return Cost(start, step / _STEPS, record)


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def experiment_seconds(experiment: Experiment, work: Work) -> float:
    """About how long what is not kept will take on the workers, in seconds."""
    left = [part for part in parts(experiment, work.seeds) if kept(part, work.folder) is None]
    costs = {part.variant.name: cost_of(part.variant.problem, part.noise) for part in left}
    share = min(work.workers, work.seeds or experiment.seeds)
    return sum(costs[part.variant.name].seconds(part.variant.steps) * len(part.seeds) for part in left) / share
