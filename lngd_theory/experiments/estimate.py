"""How long the parts of an experiment will take: a few steps are timed, the rest is multiplication."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from lngd_theory.experiments.experiment import Experiment, Variant
from lngd_theory.experiments.runner import kept, parts
from lngd_theory.experiments.work import Work
from lngd_theory.simulate import simulate

__all__ = ["Cost", "cost_of", "experiment_seconds"]

#: Steps that are timed; the first call compiles or loads the kernels and is not timed.
_STEPS = 40
#: Records of a run: see :func:`lngd_theory.simulate`.
_RECORDS = 101


class Cost(NamedTuple):
    """What one seed costs, in seconds."""

    start: float  #: draw of the instance, and what else is done once
    step: float
    record: float

    def seconds(self, steps: int) -> float:
        """Of a run of so many steps."""
        return self.start + steps * self.step + min(steps + 1, _RECORDS) * self.record


def cost_of(variant: Variant) -> Cost:
    """Time short runs of one seed: with few and many steps, with few and many records."""
    run = partial(simulate, variant.problem, variant.noises[-1], seeds=1)
    run(steps=2)
    short = _timed(lambda: run(steps=_STEPS, record_every=_STEPS))
    longer = _timed(lambda: run(steps=3 * _STEPS, record_every=3 * _STEPS))
    noted = _timed(lambda: run(steps=_STEPS, record_every=_STEPS // 20))
    step, record = max(0.0, (longer - short) / (2 * _STEPS)), max(0.0, (noted - short) / 19)
    return Cost(max(0.0, short - _STEPS * step - 2 * record), step, record)


def _timed(work: object) -> float:
    assert callable(work)
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def experiment_seconds(experiment: Experiment, work: Work) -> float:
    """About how long what is not kept will take on the workers, in seconds."""
    left = [part for part in parts(experiment, work.seeds) if kept(part, work.folder) is None]
    costs = {variant.name: cost_of(variant) for variant in _distinct([part.variant for part in left])}
    share = min(work.workers, work.seeds or experiment.seeds)
    return sum(costs[part.variant.name].seconds(part.variant.steps) * len(part.seeds) for part in left) / share


def _distinct(variants: Sequence[Variant]) -> list[Variant]:
    return list({variant.name: variant for variant in variants}.values())
