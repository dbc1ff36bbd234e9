"""The cost of a step along d, m and n, on one core."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.axes import AXES, Axis
from benchmarks.isolated import on_one_core
from benchmarks.measurement import Measurement, Spread, Target
from benchmarks.sides import GRAM, SIDES, patches_of
from benchmarks.step import product_case
from benchmarks.subjects import ALGORITHMS, TrainingRun, draw, script_case
from benchmarks.timing import Case, interleave
from benchmarks.words import bytes_text, power_text
from lngd_theory import Setting
from lngd_theory.scaling import fit_power

__all__ = ["EXPONENT", "PRODUCT", "QUANTITY", "measure", "measure_here"]

Array = NDArray[np.float64]
Seconds = dict[str, Array]

PRODUCT = "BLAS product"
QUANTITY = "time of a step on one core, along {}"
EXPONENT = "fitted exponent of the time of a step, 95 % interval"
#: Steps of training before those that are timed: in figure 2's setting, the end of the first stage.
AFTER = 150
SEEDS = 3
#: A flat cost: within 10 % over four factors of ten.
FLAT = Target(-0.01, 0.01)
#: What an exponent may exceed that of the product by.
TOLERANCE = 0.05


def measure(quick: bool) -> list[Measurement]:
    """Every line, in a process of its own that is held to one core."""
    rows = [row for name in AXES for row in on_one_core(measure_here, name, quick)]
    return sorted(rows, key=lambda row: row.quantity == EXPONENT)


def measure_here(name: str, quick: bool) -> list[Measurement]:
    """One line, in this process; times are processor times of the process.

    The engine takes turns between all points, so that its exponent does not pick up a drift of the machine; the
    scripts take turns with each other at each point.
    """
    axis = AXES[name]
    values = axis.quick if quick else axis.values
    rounds, budget = (5, 3.0) if quick else (40, 20.0)
    together = interleave(
        {(value, key): case for value in values for key, case in _own(axis, value).items()}, rounds, budget
    ).process
    seconds: dict[int, Seconds] = {value: {} for value in values}
    for (value, key), readings in together.seconds.items():
        seconds[value][key] = readings
    for value in filter(axis.dense_fits, values):
        seconds[value] |= interleave(_scripts(axis.at(value)), rounds, budget / 4).process.seconds
    return [row for value in values for row in _rows(axis, value, seconds[value])] + _exponents(axis, seconds)


def _own(axis: Axis, value: int) -> dict[str, Case]:
    """The product, and the engine with every label noise on every seed."""
    setting = axis.at(value)
    units = int(np.clip(2e8 / (4 * setting.m * (setting.n + 1) ** 2), 1, 200))
    cases = {PRODUCT: product_case(setting.n + 1, setting.m, units)}
    for seed in range(SEEDS):
        instance = draw(setting, axis.draw, seed)
        for algorithm, noise in ALGORITHMS.items():
            run = TrainingRun(setting, noise, instance, units, seed)
            run.train_to(AFTER)
            cases[_engine(algorithm, seed)] = run.block()
    return cases


def _scripts(setting: Setting) -> dict[str, Case]:
    """The scripts with label noise, on one dense draw."""
    noise = list(ALGORITHMS.values())[-1]
    instance = draw(setting, "dense")
    patches = patches_of(instance)
    return {
        side.name: script_case(side.start(setting, instance, patches), setting, noise)
        for side in SIDES
        if side.installed
    }


def _engine(algorithm: str, seed: int) -> str:
    return f"{GRAM}, {algorithm}, seed {seed}"


def _of(seconds: Seconds, name: str) -> list[Array]:
    """Readings of one curve at one point: an array for each seed, or one."""
    return [values for key, values in seconds.items() if key == name or key.startswith(f"{name}, seed ")]


def _curves() -> list[str]:
    return [PRODUCT, *(f"{GRAM}, {algorithm}" for algorithm in ALGORITHMS), *(side.name for side in SIDES)]


def _rows(axis: Axis, value: int, readings: Seconds) -> list[Measurement]:
    rows = []
    for name in _curves():
        side = next((side for side in SIDES if side.name == name), None)
        details: dict[str, Any] = {"axis": axis.name, "at": value, "side": name}
        note, spread = "", None
        if side is not None and not side.installed:
            note = side.missing
        elif side is not None and not axis.dense_fits(value):
            size = bytes_text(8 * axis.dense_numbers(value))
            note = f"not measured: at {axis.name} = {power_text(value)} the patches alone take {size}"
        else:
            seconds = Spread.of(np.concatenate(_of(readings, name)))
            details["seconds"] = [seconds.low, seconds.median, seconds.high]
            spread = Spread(seconds.low * 1e6, seconds.median * 1e6, seconds.high * 1e6)
        rows.append(
            Measurement(
                "scaling",
                f"{axis.name} = {power_text(value)}: {name}",
                QUANTITY.format(axis.title),
                spread,
                "µs",
                note=note,
                details=details,
            )
        )
    return rows


def _replicates(points: list[list[Array]]) -> Array:
    """Replicates over points for the fit: the medians of the seeds, or the rounds of a curve without seeds."""
    series = [np.median(runs, axis=1) if len(runs) > 1 else runs[0] for runs in points]
    fewest = min(map(len, series))
    return np.array([values[:fewest] for values in series]).T


def _exponents(axis: Axis, readings: dict[int, Seconds]) -> list[Measurement]:
    rows = []
    for name in _curves():
        side = next((side for side in SIDES if side.name == name), None)
        there = [value for value in readings if side is None or (side.installed and axis.dense_fits(value))]
        for span in (there, there[len(there) // 2 :]):
            if len(span) < 3:
                continue
            interval = fit_power(span, _replicates([_of(readings[value], name) for value in span])).exponent
            target = FLAT if axis.limit == 0 else Target(high=axis.limit + TOLERANCE)
            rows.append(
                Measurement(
                    "scaling",
                    f"in {axis.name}, {power_text(span[0])} to {power_text(span[-1])}: {name}",
                    EXPONENT,
                    Spread(interval.low, interval.estimate, interval.high),
                    target=target if name.startswith(GRAM) else None,
                    details={"axis": axis.name, "side": name, "from": span[0], "to": span[-1]},
                )
            )
    return rows
