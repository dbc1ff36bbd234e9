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
from lngd_theory.errors import InputError, whole_number
from lngd_theory.instances import Draw, Problem, can_draw, describe
from lngd_theory.label_noise import LabelNoise, NoLabelNoise
from lngd_theory.recorder import VARIABLES, record_count
from lngd_theory.run import ENGINES, EngineName, RunPlan, SeedRun, run_seed
from lngd_theory.trajectory import Trajectory
from lngd_theory.workers import run_seed_in_worker

__all__ = ["Interrupted", "Progress", "plan_simulation", "simulate"]

#: Called with (steps done, steps in all).
Progress = Callable[[int, int], None]

#: Bytes that a recording, an instance or a test draw may take before it is refused.
LARGEST_MEMORY = 4 * 2**30


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


def plan_simulation(
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
) -> tuple[RunPlan, list[int]]:
    """What :func:`lngd_theory.simulate` will run, and the seed numbers: refuses what cannot be run, before any work."""
    noise = NoLabelNoise() if noise is None else noise
    if not isinstance(noise, LabelNoise):
        raise InputError(f"noise={noise!r} must be a label noise such as LabelFlip(0.1); parse_label_noise reads text")
    if not can_draw(problem):
        raise InputError(f"problem={problem!r} must be a Setting or PatchData")
    if draw not in (None, "law", "dense"):
        raise InputError(f"draw={draw!r} must be 'law', 'dense' or None")
    steps, n_test = whole_number("steps", steps, 0), whole_number("n_test", n_test, 0)
    every = max(1, steps // 100) if record_every is None else whole_number("record_every", record_every, 1)
    if not isinstance(engine, str) or engine not in ENGINES:
        raise InputError(f"engine={engine!r} must be one of {', '.join(map(repr, ENGINES))}")
    noise.check(problem.n)
    numbers = _seed_numbers(seeds)
    draw = draw or ("law" if engine == "gram" else "dense")
    if engine != "gram" and draw == "law":
        raise InputError(f"engine={engine!r} needs vectors in R^d: draw must be 'dense'")
    plan = RunPlan(problem, noise, steps, every, engine, draw, n_test, record_rho)
    _check_size(plan, len(numbers))
    return plan, numbers


def _seed_numbers(seeds: Any) -> list[int]:
    """Seed numbers of ``8`` (0 to 7), ``range(8)``, ``[3, 5]``, an array, ..."""

    def whole(value: Any) -> bool:
        return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(0 <= value < 2**63)

    if whole(seeds):
        numbers = list(range(seeds))
    else:
        numbers = list(seeds) if isinstance(seeds, Iterable) and not isinstance(seeds, str) else []
    if not numbers or not all(map(whole, numbers)) or len(set(numbers)) < len(numbers):
        raise InputError(f"seeds={seeds!r} must be a number of seeds >= 1, or different integers >= 0")
    return [int(seed) for seed in numbers]


def _check_size(plan: RunPlan, seeds: int) -> None:
    """Refuse what would not fit in memory, naming what to lower."""
    n, m = plan.problem.n, plan.problem.m
    per_record = 4 * n + 2 * m + (2 * m * n if plan.record_rho else 0)
    recording = seeds * record_count(plan.steps, plan.record_every) * per_record
    leave_out = ", leave out record_rho" if plan.record_rho else ""
    for what, numbers, remedy in [
        (f"the Gram matrix and coefficients of n={n}, m={m}", 3 * n**2 + 8 * m * n, "lower n or m"),
        (f"the test draw of n_test={plan.n_test}", plan.n_test * 2 * m if plan.draw == "law" else 0, "lower n_test"),
        ("the recording", recording, f"raise record_every={plan.record_every}{leave_out} or use fewer seeds"),
    ]:
        size, limit = 8 * numbers / 2**30, LARGEST_MEMORY / 2**30
        if size > limit:
            raise InputError(f"{what} would take {size:.3g} GiB, the limit is {limit:g} GiB: {remedy}")
