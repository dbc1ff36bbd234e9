"""The cells of a sweep, made one at a time: what runs at one point of the grid with one label noise."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.errors import InputError
from lngd_theory.instances import Draw
from lngd_theory.label_noise import LabelNoise
from lngd_theory.observables import OBSERVABLES, ObservableRecording
from lngd_theory.planning import plan_simulation
from lngd_theory.run import EngineName, RunPlan, SeedRun
from lngd_theory.setting import Setting
from lngd_theory.sweeps.choices import LARGEST_STEPS
from lngd_theory.sweeps.spec import Sweep
from lngd_theory.sweeps.thresholds import numbers_at

__all__ = ["Cell", "all_cells", "cell_at", "place_of"]

#: A name of what a key says; a new one where the meaning of the same words changes.
_KEY_FORMAT = 1


@dataclass(frozen=True)
class Cell:
    """One point of the grid with one label noise; its seeds differ in nothing else.

    Attributes
    ----------
    place : tuple of int
        Index along the axes and the label noises.
    where : str
        The same in words, e.g. ``n=20, noise=flip:0.1``.
    setting, noise
        What is trained.
    at : tuple of int
        Recorded steps, from 0 to the last.
    kept : tuple of int
        Which of them the result holds, as indices.
    observables, engine, draw, n_test, numbers
        As in :class:`lngd_theory.run.RunPlan` and its recording.
    derived : dict of name to float
        Values of the derived names.
    """

    place: tuple[int, ...]
    where: str
    setting: Setting
    noise: LabelNoise
    at: tuple[int, ...]
    kept: tuple[int, ...]
    observables: tuple[str, ...]
    engine: EngineName
    draw: Draw
    n_test: int
    numbers: dict[str, float]
    derived: dict[str, float]

    @property
    def steps(self) -> int:
        """Gradient steps."""
        return self.at[-1]

    @cached_property
    def key(self) -> str:
        """SHA-256 (hexadecimal) of all that determines the numbers of a seed, and of nothing of the grid around."""
        content = {
            "format": _KEY_FORMAT,
            "setting": self.setting.model_dump(),
            "noise": self.noise.to_dict(),
            "at": self.at,
            "kept": self.kept,
            "observables": self.observables,
            "engine": self.engine,
            "draw": self.draw,
            "n_test": self.n_test,
            "numbers": self.numbers,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def plan(self) -> RunPlan:
        """What the seeds of this cell run."""
        recording = ObservableRecording(tuple(OBSERVABLES[name] for name in self.observables), self.numbers)
        return RunPlan(self.setting, self.noise, self.at, self.engine, self.draw, self.n_test, recording)

    def values_of(self, run: SeedRun) -> NDArray[np.float64]:
        """All kept numbers of a run in one array: observable after observable, each over its records."""
        kept = list(self.kept)
        return np.concatenate(
            [np.atleast_1d(run.arrays[name][()] if OBSERVABLES[name].once else run.arrays[name][kept])
             for name in self.observables]
        )  # fmt: skip

    @property
    def width(self) -> int:
        """How many numbers :meth:`values_of` has."""
        return sum(1 if OBSERVABLES[name].once else len(self.kept) for name in self.observables)


def all_cells(sweep: Sweep) -> Iterator[Cell | InputError]:
    """Every cell in the order of the grid, the last dimension fastest; the error in place of one that cannot run."""
    for index in range(sweep.cells):
        try:
            yield cell_at(sweep, index)
        except InputError as error:
            yield error


def place_of(index: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Indices along the dimensions of cell number ``index``, of grids of any size."""
    place = []
    for size in reversed(shape):
        index, k = divmod(index, size)
        place.append(k)
    return tuple(reversed(place))


def cell_at(sweep: Sweep, index: int) -> Cell:
    """The cell of this number, ``0 <= index < sweep.cells``.

    Raises
    ------
    InputError
        It cannot run; the message begins with the place in the grid.
    """
    place = place_of(index, sweep.shape)
    point = {name: values[k] for (name, values), k in zip(sweep.axes.items(), place, strict=False)}
    template = sweep.noise_templates[place[-1]]
    where = ", ".join([*(f"{name}={value:g}" for name, value in point.items()), f"noise={template.text}"])
    try:
        values: dict[str, Any] = {**sweep.base, **sweep.all_constants, **point}
        derived = {}
        for name, formula in sweep.derivations:
            values[name] = derived[name] = formula(values)
        setting = Setting(**{name: values[name] for name in Setting.model_fields if name in values})
        noise = template.at(values)
        free = {name: value for name, value in values.items() if name not in Setting.model_fields}
        return _cell(sweep, place, where, setting, noise, free, derived)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _cell(
    sweep: Sweep,
    place: tuple[int, ...],
    where: str,
    setting: Setting,
    noise: LabelNoise,
    free: dict[str, Any],
    derived: dict[str, float],
) -> Cell:
    from lngd_theory.claims.case import Case  # brings sympy

    steps = _steps(sweep, setting, noise, free)
    named = {name: free[name] for name in ("delta", "epsilon", "C")}
    case = Case(setting, noise, (0,), **named, steps=steps)
    engine: EngineName = case.engine if sweep.engine == "auto" else sweep.engine
    n_test = sweep.n_test if any(OBSERVABLES[name].fresh for name in sweep.observed) else 0
    plan, _ = plan_simulation(
        setting, noise, steps=steps, seeds=1, record_every=max(steps, 1), engine=engine, draw=sweep.draw, n_test=n_test
    )
    marks = [round(fraction * steps) for fraction in sweep.fractions]
    at = tuple(sorted({0, *marks}))
    kept = tuple(at.index(mark) for mark in marks)
    return Cell(
        place, where, setting, noise, at, kept, sweep.observed, engine, plan.draw, plan.n_test, case.numbers, derived
    )  # fmt: skip


def _steps(sweep: Sweep, setting: Setting, noise: LabelNoise, free: dict[str, Any]) -> int:
    """The number of steps at one cell, rounded up."""
    if isinstance(sweep.steps, int):
        return sweep.steps
    formula = sweep.steps_formula
    find = numbers_at(setting, noise, free)
    steps = formula({name: find(name) for name in formula.names})
    if not 0 <= steps <= LARGEST_STEPS:
        raise InputError(
            f"steps = {sweep.steps!r} is {steps:g}; it must be between 0 and {LARGEST_STEPS:.1e}: change it, or leave "
            f"this point out"
        )
    return math.ceil(steps)
