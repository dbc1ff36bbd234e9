"""Run many seeds and label the result: the public :func:`lngd_theory.simulate`."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, wait
from typing import Any

import numpy as np
import xarray as xr
from threadpoolctl import threadpool_limits

from lngd_theory._version import __version__
from lngd_theory.instances import Draw, Problem, describe
from lngd_theory.label_noise import LabelNoise
from lngd_theory.planning import plan_simulation
from lngd_theory.recorder import VARIABLES
from lngd_theory.run import EngineName, RunPlan, SeedRun, run_seed
from lngd_theory.trajectory import Trajectory
from lngd_theory.workers import run_seed_in_worker

__all__ = ["Interrupted", "Progress", "simulate"]

#: Called with (steps done, steps in all).
Progress = Callable[[int, int], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a simulation; ``partial`` is a valid trajectory of what was done, or None."""

    def __init__(self, partial: Trajectory | None):
        super().__init__("interrupted")
        self.partial = partial


def simulate(
    problem: Problem,
    noise: LabelNoise | None = None,
    *,
    steps: int,
    seeds: int | Iterable[int] = 8,
    record_every: int | None = None,
    engine: EngineName = "gram",
    draw: Draw | None = None,
    n_test: int = 2000,
    record_rho: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Trajectory:
    """Train on independent instances and record gamma, rho, losses and test accuracy.

    Parameters
    ----------
    problem : Setting or PatchData
        What is trained on.
    noise : LabelNoise, optional
        Fresh label noise; none (standard GD) by default.
    steps : int
        Number of gradient steps, ``>= 0``.
    seeds : int or iterable of int
        Seed numbers, or how many (then 0, 1, ...). The same seed gives the same bits whatever runs beside it, and the
        same instance for every label noise.
    record_every : int, optional
        Recording interval; about 100 records by default. The last step is always recorded.
    engine : {"gram", "dense", "both"}
        ``"gram"`` costs O(m n^2) a step whatever d; ``"dense"`` trains the weights in R^d; ``"both"`` runs the two on
        one draw with the same label noise, returns the first and adds ``disagreement`` (seed, quantity), the worst
        over the run.
    draw : {"law", "dense"}, optional
        How a Setting is drawn: exact in law without vectors (the default for ``"gram"``), or as vectors in R^d.
        For one seed these are two different draws of one distribution.
    n_test : int
        Size of the test draw; 0 for none.
    record_rho : bool
        Also record all rho_{j,r,i}.
    executor : concurrent.futures.Executor, optional
        Runs seeds in parallel; results do not depend on it.
    progress : callable, optional
        Called with (steps done, steps in all).

    Returns
    -------
    Trajectory
        Variables over (seed, step, ...), see :data:`lngd_theory.recorder.VARIABLES`.

    Raises
    ------
    InputError
        A value is out of range.
    Interrupted
        Ctrl-C; its ``partial`` holds what was done.

    Examples
    --------
    >>> from lngd_theory import LabelFlip, Setting, simulate
    >>> s = Setting(n=20, d=500, m=5, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.1)
    >>> r = simulate(s, LabelFlip(0.1), steps=50, seeds=2, record_every=10)
    >>> r.gamma.dims
    ('seed', 'step', 'sign', 'neuron')
    """
    plan, numbers = plan_simulation(
        problem,
        noise,
        steps=steps,
        seeds=seeds,
        record_every=record_every,
        engine=engine,
        draw=draw,
        n_test=n_test,
        record_rho=record_rho,
    )
    runs: dict[int, SeedRun] = {}
    run_all = _Here(plan, progress) if executor is None else _Elsewhere(plan, progress, executor)
    try:
        with threadpool_limits(1):
            run_all(numbers, runs)
    except KeyboardInterrupt:
        raise Interrupted(_assemble(plan, [runs[k] for k in numbers if k in runs])) from None
    return _assemble(plan, [runs[k] for k in numbers])  # type: ignore[return-value]


class _Here:
    """Seeds one after the other in this process."""

    def __init__(self, plan: RunPlan, progress: Progress | None):
        self.plan, self.progress = plan, progress

    def __call__(self, seeds: list[int], runs: dict[int, SeedRun]) -> None:
        length = max(self.plan.steps, 1)
        for number, seed in enumerate(seeds):
            report = self.progress

            def tick(done: int, number: int = number, report: Progress | None = report) -> None:
                if report:
                    report(number * length + done, len(seeds) * length)

            runs[seed] = run_seed(self.plan, seed, tick)
            tick(length)
            if runs[seed].status == "interrupted":
                raise KeyboardInterrupt


class _Elsewhere:
    """Seeds on an executor, one task each."""

    def __init__(self, plan: RunPlan, progress: Progress | None, executor: Executor):
        self.plan, self.progress, self.executor = plan, progress, executor

    def __call__(self, seeds: list[int], runs: dict[int, SeedRun]) -> None:
        futures = {self.executor.submit(run_seed_in_worker, self.plan, seed): seed for seed in seeds}
        length = max(self.plan.steps, 1)
        pending = set(futures)
        try:
            while pending:
                done, pending = wait(pending, return_when="FIRST_COMPLETED")
                runs |= {futures[future]: future.result() for future in done}
                if self.progress:
                    self.progress(len(runs) * length, len(seeds) * length)
        except KeyboardInterrupt:
            for future in pending:
                future.cancel()
            getattr(self.executor, "interrupt", lambda: None)()  # a WorkerPool stops its running seeds
            for future in wait(futures).done:
                if not future.cancelled() and future.exception() is None and future.result().has_begun:
                    runs[futures[future]] = future.result()
            getattr(self.executor, "resume", lambda: None)()
            raise


def _assemble(plan: RunPlan, runs: list[SeedRun]) -> Trajectory | None:
    """One labelled dataset of all runs; None if there is none."""
    if not runs:
        return None
    variables: dict[str, Any] = {
        name: (
            ("seed", "step", *VARIABLES[name][0]),
            np.stack([run.arrays[name] for run in runs]),
            {"long_name": VARIABLES[name][1]},
        )
        for name in runs[0].arrays
    }
    variables |= {
        name: ("seed", np.array([getattr(run, name) for run in runs])) for name in ("status", "stopped_at", "reason")
    }
    labels, true_labels = (np.stack([getattr(run, name) for run in runs]) for name in ("labels", "true_labels"))
    variables |= {
        "label": (("seed", "sample"), labels),
        "corrupted": (("seed", "sample"), labels != true_labels),
    }
    coords: dict[str, Any] = {"seed": [run.seed for run in runs], "step": plan.record_steps, "sign": [1, -1]}
    if runs[0].disagreement:
        coords["quantity"] = list(runs[0].disagreement)
        variables["disagreement"] = (
            ("seed", "quantity"),
            np.array([list(run.disagreement.values()) for run in runs]),
        )
    versions = {"lngd_theory": __version__, "numpy": np.__version__, "python": platform.python_version()}
    attrs = {
        "problem": json.dumps(describe(plan.problem)),
        "noise": json.dumps(plan.noise.to_dict()),
        "label": plan.noise.label,
        "engine": plan.engine,
        "draw": plan.draw,
        "n_test": plan.n_test,
        "versions": json.dumps(versions),
    }
    return Trajectory(xr.Dataset(variables, coords, attrs))
