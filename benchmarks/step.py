"""One step against the one BLAS product ``(2m, K) x (K, K)`` that it contains."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.isolated import BLAS_CHOICES, architecture, in_fresh_process
from benchmarks.measurement import Measurement, Target
from benchmarks.subjects import ALGORITHMS, FIG2, TrainingRun, draw
from benchmarks.timing import Case, interleave

__all__ = ["measure", "measure_here", "product_case"]

PHASES = (0, 500, 3000)
BLOCK = 20


def measure(quick: bool) -> list[Measurement]:
    """All phases, once for every choice of BLAS kernels."""
    return [
        row
        for choice, environment in BLAS_CHOICES.items()
        for row in in_fresh_process(environment, measure_here, quick, choice)
    ]


def measure_here(quick: bool, choice: str = "of this process") -> list[Measurement]:
    """All phases with the BLAS of this process, on one thread."""
    blas = f"{architecture()} kernels, {choice}"
    rows = []
    with threadpool_limits(1, user_api="blas"):
        for n in (200,) if quick else (200, 700):
            for name in ALGORITHMS:
                rows += _phases(n, name, rounds=7 if quick else 60, blas=blas)
    return rows


def _phases(n: int, algorithm: str, rounds: int, blas: str) -> list[Measurement]:
    setting = FIG2.replace(n=n)
    run = TrainingRun(setting, ALGORITHMS[algorithm], draw(setting), BLOCK)
    rows = []
    for step in PHASES:
        run.train_to(step)
        timings = interleave({"step": run.block(), "product": product_case(n + 1, setting.m)}, rounds).processor
        rows.append(
            Measurement(
                "step",
                f"n = {n}, m = {setting.m}, {algorithm}, from step {step}",
                f"time of a step / time of its BLAS product ({blas})",
                timings.ratio("step", "product"),
                target=Target(high=1.3),
                details={
                    "n": n,
                    "m": setting.m,
                    "step": step,
                    "algorithm": algorithm,
                    "active_share": run.active_share,
                    "step_microseconds": timings.microseconds("step"),
                    "product_microseconds": timings.microseconds("product"),
                },
            )
        )
    return rows


def product_case(K: int, m: int, units: int = BLOCK) -> Case:
    """The dense product of ``units`` steps, in float64, into a given array."""
    rng = np.random.default_rng(0)
    step, H, out = rng.standard_normal((2 * m, K)), rng.standard_normal((K, K)), np.empty((2 * m, K))

    def products() -> None:
        for _ in range(units):
            np.dot(step, H, out=out)

    return Case(products, units)
