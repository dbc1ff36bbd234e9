"""Small problems: what a step costs when there is little to multiply, and what it costs side by side."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

from threadpoolctl import threadpool_limits

from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.subjects import ALGORITHMS, FIG2, SMALL, TrainingRun, draw
from benchmarks.timing import Case, interleave
from lngd_theory import LabelFlip, Setting
from lngd_theory.dynamics import GramEngine
from lngd_theory.dynamics.batch import Ensemble
from lngd_theory.dynamics.product import LANES
from lngd_theory.planning import plan_simulation
from lngd_theory.run import RunPlan, run_seed, run_together
from lngd_theory.streams import streams

__all__ = ["measure", "runs", "side_by_side"]

BLOCK = 400
THREE = Target(low=3.0)


def measure(quick: bool) -> list[Measurement]:
    """Microseconds a step at n = 20, m = 10; ratios of eight problems one by one to the same side by side."""
    sizes = [(20, 10)] if quick else [(10, 5), (20, 10), (30, 20)]
    settings = [FIG2.replace(n=n, m=m, eta=0.05) for n, m in sizes]
    return [
        *_steps(7 if quick else 200),
        *(side_by_side(setting, 7 if quick else 60) for setting in settings),
        *runs(3 if quick else 15),
    ]


def _steps(rounds: int) -> list[Measurement]:
    rows = []
    for algorithm, noise in ALGORITHMS.items():
        run = TrainingRun(SMALL, noise, draw(SMALL), BLOCK)
        for step in (0, 3000):
            run.train_to(step)
            seconds = interleave({"step": run.block()}, rounds).processor.spread("step")
            rows.append(
                Measurement(
                    "small",
                    f"{algorithm}, from step {step}",
                    f"time of a step (n = {SMALL.n}, m = {SMALL.m})",
                    Spread(seconds.low * 1e6, seconds.median * 1e6, seconds.high * 1e6),
                    "µs",
                    Target(high=5.0),
                    details={"algorithm": algorithm, "step": step, "active_share": run.active_share},
                )
            )
    return rows


def side_by_side(setting: Setting, rounds: int) -> Measurement:
    """Steps of eight problems, one after the other and side by side, in turns."""
    alone, together = (
        [GramEngine(draw(setting, seed=seed), setting.eta, setting.q) for seed in range(LANES)] for _ in range(2)
    )
    eps = [LabelFlip(0.1).draw(streams(seed).label_noise, BLOCK, setting.n) for seed in range(LANES)]
    ensemble = Ensemble(together)
    cases = {
        "alone": Case(lambda: [one.advance(rows) for one, rows in zip(alone, eps, strict=True)], BLOCK * LANES),
        "side by side": Case(lambda: ensemble.advance(eps), BLOCK * LANES),
    }
    timings = interleave(cases, rounds).processor
    return Measurement(
        "small",
        f"n = {setting.n}, m = {setting.m}",
        f"time of a step alone / side by side with {LANES - 1} others",
        timings.ratio("alone", "side by side"),
        details={name: timings.microseconds(name) for name in cases},
    )


def runs(rounds: int) -> list[Measurement]:
    """Whole runs, drawing and recording included: a first and a last state, with and without test set."""
    kinds: dict[str, dict[str, Any]] = {
        "1000 steps, 2 records, no test set": {"steps": 1000, "record_every": 1000, "n_test": 0},
        "1000 steps, 2 records": {"steps": 1000, "record_every": 1000},
        "20,000 steps, 2 records": {"steps": 20_000, "record_every": 20_000},
    }
    rows = []
    for kind, options in kinds.items():
        plan, _ = plan_simulation(SMALL, LabelFlip(0.1), seeds=1, **options)
        fresh = count(step=LANES)
        cases = {
            "alone": Case(partial(_one_by_one, plan, fresh), LANES),
            "together": Case(partial(_together, plan, fresh), LANES),
        }
        with threadpool_limits(1, user_api="blas"):
            timings = interleave(cases, rounds).processor
        rows.append(
            Measurement(
                "small",
                kind,
                f"runs a second side by side / one by one (n = {SMALL.n}, m = {SMALL.m})",
                timings.ratio("alone", "together"),
                target=THREE,
                details={name: timings.microseconds(name) for name in cases},
            )
        )
    return rows


def _one_by_one(plan: RunPlan, fresh: Iterator[int]) -> None:
    start = next(fresh)
    for seed in range(start, start + LANES):
        run_seed(plan, seed)


def _together(plan: RunPlan, fresh: Iterator[int]) -> None:
    start = next(fresh)
    run_together([(plan, seed) for seed in range(start, start + LANES)])
