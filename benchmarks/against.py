"""The Gram engine against the same training written in NumPy, in PyTorch and in JAX, on one dense draw."""

from __future__ import annotations

from typing import Any

from benchmarks.isolated import OWN_CHOICE, cores, in_fresh_process, on_one_core
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.sides import GRAM, SIDES, Side, disagreement, patches_of, single_precision
from benchmarks.subjects import ALGORITHMS, FIG2, TrainingRun, draw, same_law, script_case
from benchmarks.timing import interleave
from lngd_theory import Setting

__all__ = ["measure", "measure_here"]

#: By what factor PyTorch is to be slower.
TARGETS = {2_000: 20.0, 20_000: 200.0}
NOISE = ALGORITHMS["LNGD, p = 0.1"]
AGREEMENT_STEPS = 60
#: That one comparison may take on a busy machine.
SECONDS = 20.0
AGREEMENT = Target(high=1e-9)


def measure(quick: bool) -> list[Measurement]:
    """Every d on one core and on all of them, each in a process of its own, with the BLAS kernels that fit it best."""
    rows = on_one_core(measure_here, quick, 1)
    if cores() > 1:
        rows += in_fresh_process(OWN_CHOICE, measure_here, quick, cores())
    return rows


def measure_here(quick: bool, count: int) -> list[Measurement]:
    """Every d, in this process, which has ``count`` cores."""
    return [row for d in (list(TARGETS)[:1] if quick else TARGETS) for row in at(d, 3 if quick else 25, count)]


def at(d: int, rounds: int, count: int) -> list[Measurement]:
    """Agreement and times at one d, with eta d, SNR and sigma_0 sqrt(d) as in figure 2."""
    setting = same_law(FIG2, d)
    instance = draw(setting, "dense")
    rows = _agreements(setting) if count == 1 else []
    sides = [version for side in SIDES for version in _versions(side)]
    patches = patches_of(instance)
    cases = {GRAM: TrainingRun(setting, NOISE, instance, 20).block()}
    for side in sides:
        if side.installed:
            cases[side.name] = script_case(side.start(setting, instance, patches), setting, NOISE)
    timings = interleave(cases, rounds, SECONDS)
    readings = timings.process if count == 1 else timings.wall
    for side in sides:
        if side.installed:
            seconds = readings.spread(side.name)
            details = {
                "seconds": [seconds.low, seconds.median, seconds.high],
                "gram_microseconds": readings.microseconds(GRAM),
            }
            rows.append(_row(d, side, count, readings.ratio(side.name, GRAM), **details))
        else:
            rows.append(_row(d, side, count, None))
    return rows


def _versions(side: Side) -> tuple[Side, ...]:
    """In double precision, and in the precision that the library takes if nothing is said."""
    return (side,) if side.package == "numpy" else (side, single_precision(side))


def _row(d: int, side: Side, count: int, value: Spread | None, **details: Any) -> Measurement:
    held = d in TARGETS and side.name == "PyTorch"
    return Measurement(
        "against",
        f"d = {d:,}: {side.name}, {count} core{'s' * (count > 1)}",
        f"time of a step / time of a step of the Gram engine (n = {FIG2.n}, m = {FIG2.m})",
        value,
        target=Target(low=TARGETS[d]) if held else None,
        note="" if side.installed else side.missing,
        details={"d": d, "side": side.name, "cores": count, **details},
    )


def _agreements(setting: Setting) -> list[Measurement]:
    """That the scripts are the same training, to rounding."""
    instance = draw(setting, "dense")
    return [
        Measurement(
            "against",
            f"d = {setting.d:,}: {side.name}, after {AGREEMENT_STEPS} steps",
            "largest difference of outputs and of moves of the weights from the Gram engine, relative to the largest",
            Spread.exact(disagreement(side, setting, instance, NOISE, AGREEMENT_STEPS)) if side.installed else None,
            target=AGREEMENT,
            note="" if side.installed else side.missing,
            details={"d": setting.d, "side": side.name, "steps": AGREEMENT_STEPS},
        )
        for side in SIDES
    ]
