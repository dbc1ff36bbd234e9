"""What a simulation will run, checked before any work: sizes, seeds, engine, memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from lngd_theory.algorithms import Algorithm, GradientDescent
from lngd_theory.dynamics.engines import ENGINES, EngineName, check_rule, check_second_layer, needs_vectors
from lngd_theory.errors import InputError, whole_number
from lngd_theory.instances import Draw, Problem, ThreeLayer, can_draw
from lngd_theory.label_noise import LabelNoise, NoLabelNoise
from lngd_theory.recorder import Table, record_count, record_steps
from lngd_theory.run import RunPlan

__all__ = ["plan_simulation", "seed_numbers"]

#: Bytes that a recording, an instance or a test draw may take before it is refused.
LARGEST_MEMORY = 4 * 2**30


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
    algorithm: Algorithm | None = None,
) -> tuple[RunPlan, list[int]]:
    """What :func:`lngd_theory.simulate` will run, and the seed numbers: refuses what cannot be run, before any work."""
    noise = NoLabelNoise() if noise is None else noise
    if not isinstance(noise, LabelNoise):
        raise InputError(f"noise={noise!r} must be a label noise such as LabelFlip(0.1); parse_label_noise reads text")
    algorithm = GradientDescent() if algorithm is None else algorithm
    if not isinstance(algorithm, Algorithm):
        raise InputError(f"algorithm={algorithm!r} must be an algorithm such as SAM(0.05); parse_algorithm reads text")
    if not can_draw(problem):
        raise InputError(f"problem={problem!r} must be a Setting, PatchData, FeatureModel or ThreeLayer")
    if draw not in (None, "law", "dense"):
        raise InputError(f"draw={draw!r} must be 'law', 'dense' or None")
    steps, n_test = whole_number("steps", steps, 0), whole_number("n_test", n_test, 0)
    every = max(1, steps // 100) if record_every is None else whole_number("record_every", record_every, 1)
    if not isinstance(engine, str) or engine not in ENGINES:
        raise InputError(f"engine={engine!r} must be one of {', '.join(map(repr, ENGINES))}")
    noise.check(problem.n)
    algorithm.check(problem.n)
    check_rule(engine, algorithm.rule, algorithm.label)
    if isinstance(problem, ThreeLayer):
        check_second_layer(engine, algorithm.rule)
    numbers = seed_numbers(seeds)
    draw = draw or ("dense" if needs_vectors(engine) else "law")
    if needs_vectors(engine) and draw == "law":
        raise InputError(f"engine={engine!r} needs vectors in R^d: draw must be 'dense'")
    _check_size(problem, len(numbers), steps, every, draw, n_test, record_rho)
    at = tuple(record_steps(steps, every).tolist())
    return RunPlan(problem, noise, at, engine, draw, n_test, Table(record_rho), algorithm), numbers


def seed_numbers(seeds: Any) -> list[int]:
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


def _check_size(
    problem: Problem, seeds: int, steps: int, every: int, draw: Draw, n_test: int, record_rho: bool
) -> None:
    """Refuse what would not fit in memory, naming what to lower."""
    n, m = problem.n, problem.m
    per_record = 4 * n + 2 * m + (2 * m * n if record_rho else 0)
    recording = seeds * record_count(steps, every) * per_record
    leave_out = ", leave out record_rho" if record_rho else ""
    for what, numbers, remedy in [
        (f"the Gram matrix and coefficients of n={n}, m={m}", 3 * n**2 + 8 * m * n, "lower n or m"),
        (f"the test draw of n_test={n_test}", n_test * 2 * m if draw == "law" else 0, "lower n_test"),
        ("the recording", recording, f"raise record_every={every}{leave_out} or use fewer seeds"),
    ]:
        size, limit = 8 * numbers / 2**30, LARGEST_MEMORY / 2**30
        if size > limit:
            raise InputError(f"{what} would take {size:.3g} GiB, the limit is {limit:g} GiB: {remedy}")
