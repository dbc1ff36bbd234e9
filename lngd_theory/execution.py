"""Run a plan for many seeds, here or on an executor, and label the result."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from concurrent.futures import Executor, wait
from typing import Any

import numpy as np
import xarray as xr

from lngd_theory._version import __version__
from lngd_theory.dynamics.product import LANES
from lngd_theory.instances import describe
from lngd_theory.run import RunPlan, SeedRun, groups, run_together
from lngd_theory.threads import one_thread
from lngd_theory.trajectory import Trajectory
from lngd_theory.workers import run_together_in_worker

__all__ = ["VERSIONS", "Interrupted", "Progress", "execute"]

#: What made a result.
VERSIONS = {"lngd_theory": __version__, "numpy": np.__version__, "python": platform.python_version()}

#: Called with (steps done, steps in all).
Progress = Callable[[int, int], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a simulation; ``partial`` is a valid trajectory of what was done, or None."""

    def __init__(self, partial: Trajectory | None):
        super().__init__("interrupted")
        self.partial = partial


def execute(
    plan: RunPlan, seeds: list[int], executor: Executor | None = None, progress: Progress | None = None
) -> Trajectory:
    """Run every seed of a plan; :class:`Interrupted` on ctrl-C, with what was done."""
    runs: dict[int, SeedRun] = {}
    run_all = _Here(plan, progress) if executor is None else _Elsewhere(plan, progress, executor)
    try:
        with one_thread():
            run_all(seeds, runs)
    except KeyboardInterrupt:
        raise Interrupted(_assemble(plan, [runs[k] for k in seeds if k in runs])) from None
    return _assemble(plan, [runs[k] for k in seeds])  # type: ignore[return-value]


class _Here:
    """Group after group in this process."""

    def __init__(self, plan: RunPlan, progress: Progress | None):
        self.plan, self.progress = plan, progress

    def __call__(self, seeds: list[int], runs: dict[int, SeedRun]) -> None:
        length = max(self.plan.steps, 1)
        for group in _groups(self.plan, seeds, LANES):
            report, before, size = self.progress, len(runs), len(group)

            def tick(done: int, report: Progress | None = report, before: int = before, size: int = size) -> None:
                if report:
                    report(before * length + size * done, len(seeds) * length)

            ended = run_together([(self.plan, seed) for seed in group], tick)
            runs |= dict(zip(group, ended, strict=True))
            tick(length)
            if any(run.status == "interrupted" for run in ended):
                raise KeyboardInterrupt


class _Elsewhere:
    """Groups on an executor, one task each; small enough that every worker has some."""

    def __init__(self, plan: RunPlan, progress: Progress | None, executor: Executor):
        self.plan, self.progress, self.executor = plan, progress, executor

    def __call__(self, seeds: list[int], runs: dict[int, SeedRun]) -> None:
        workers = getattr(self.executor, "workers", os.cpu_count() or 1)
        groups = _groups(self.plan, seeds, min(LANES, -(-len(seeds) // workers)))
        futures = {self.executor.submit(run_together_in_worker, self.plan, group): group for group in groups}
        length = max(self.plan.steps, 1)
        pending = set(futures)
        try:
            while pending:
                done, pending = wait(pending, return_when="FIRST_COMPLETED")
                for future in done:
                    runs |= dict(zip(futures[future], future.result(), strict=True))
                if self.progress:
                    self.progress(len(runs) * length, len(seeds) * length)
        except KeyboardInterrupt:
            for future in pending:
                future.cancel()
            getattr(self.executor, "interrupt", lambda: None)()  # a WorkerPool stops its running seeds
            for future in wait(futures).done:
                if not future.cancelled() and future.exception() is None:
                    ended = zip(futures[future], future.result(), strict=True)
                    runs |= {seed: run for seed, run in ended if run.has_begun}
            getattr(self.executor, "resume", lambda: None)()
            raise


def _groups(plan: RunPlan, seeds: list[int], largest: int) -> list[list[int]]:
    """The seeds that run together."""
    return [[seeds[k] for k in group] for group in groups([(plan, seed) for seed in seeds], largest)]


def _assemble(plan: RunPlan, runs: list[SeedRun]) -> Trajectory | None:
    """One labelled dataset of all runs; None if there is none."""
    if not runs:
        return None
    variables: dict[str, Any] = {}
    for name in runs[0].arrays:
        axes, meaning = plan.recording.variable(name)
        variables[name] = (("seed", *axes), np.stack([run.arrays[name] for run in runs]), {"long_name": meaning})
    variables |= {
        name: ("seed", np.array([getattr(run, name) for run in runs])) for name in ("status", "stopped_at", "reason")
    }
    labels, true_labels = (np.stack([getattr(run, name) for run in runs]) for name in ("labels", "true_labels"))
    variables |= {
        "label": (("seed", "sample"), labels),
        "corrupted": (("seed", "sample"), labels != true_labels),
    }
    coords: dict[str, Any] = {
        "seed": [run.seed for run in runs],
        "step": np.array(plan.at, dtype=np.int64),
        "sign": [1, -1],
    }
    if runs[0].disagreement:
        coords["quantity"] = list(runs[0].disagreement)
        variables["disagreement"] = (
            ("seed", "quantity"),
            np.array([list(run.disagreement.values()) for run in runs]),
        )
    attrs = {
        "problem": json.dumps(describe(plan.problem)),
        "noise": json.dumps(plan.noise.to_dict()),
        "label": plan.noise.label,
        "algorithm": plan.algorithm.label,
        "engine": plan.engine,
        "draw": plan.draw,
        "n_test": plan.n_test,
        "versions": json.dumps(VERSIONS),
    }
    return Trajectory(xr.Dataset(variables, coords, attrs))
