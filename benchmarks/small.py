"""A small problem: what a step costs when there is little to multiply."""

from __future__ import annotations

from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.subjects import ALGORITHMS, SMALL, TrainingRun, draw
from benchmarks.timing import interleave

__all__ = ["measure"]

BLOCK = 400


def measure(quick: bool) -> list[Measurement]:
    """Microseconds a step at n = 20, m = 10."""
    rows = []
    for algorithm, noise in ALGORITHMS.items():
        run = TrainingRun(SMALL, noise, draw(SMALL), BLOCK)
        for step in (0, 3000):
            run.train_to(step)
            seconds = interleave({"step": run.block()}, 7 if quick else 200).processor.spread("step")
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
