"""What is recorded of a run: one table of variables, filled from an engine at the recorded steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics import Engine
from lngd_theory.dynamics.coefficients import Columns, columns_of, summaries
from lngd_theory.instances import Instance, Problem
from lngd_theory.loss import noisy_loss

__all__ = [
    "VARIABLES",
    "Recorder",
    "Recording",
    "Table",
    "TableRecorder",
    "Variable",
    "record_count",
    "record_steps",
    "variables_of",
]

Array = NDArray[np.float64]


class Variable(NamedTuple):
    """How a recorded array is labelled."""

    axes: tuple[str, ...]  #: after ``seed``
    meaning: str


class Recorder(Protocol):
    """Fills the arrays of one run; an attribute ``note`` may say what went wrong without ending it."""

    arrays: dict[str, Array]

    def record(self, index: int, engine: Engine, margins: Array, eps: Array, step: int) -> None:
        """Store the state before ``step``; ``eps`` (n,) are the multipliers of the step about to be taken."""
        ...

    def pass_by(self, eps: Array) -> None:
        """Told of the multipliers (steps, n) of all steps taken."""
        ...


class Recording(Protocol):
    """What a simulation records, the same for all its seeds; picklable."""

    def start(self, problem: Problem, instance: Instance, smoothing: Array, records: int) -> Recorder:
        """A recorder for one run."""
        ...

    def variable(self, name: str) -> Variable:
        """Labels of one of the arrays."""
        ...


#: Every recorded variable: its axes after (seed, step), and what it is.
VARIABLES: dict[str, tuple[tuple[str, ...], str]] = {
    "train_loss": ((), "training loss with the multipliers that this step draws"),
    "clean_loss": ((), "training loss without fresh label noise (fixed corruption stays)"),
    "train_accuracy": ((), "share of training samples with y f > 0"),
    "test_accuracy": ((), "P(sign f = y) on fresh data"),
    "test_accuracy_se": ((), "Monte-Carlo standard error of test_accuracy"),
    "margin": (("sample",), "y_i f(x_i)"),
    "gamma": (("sign", "neuron"), "signal coefficient gamma_{j,r}"),
    "gamma_max": (("sign",), "max over neurons of gamma_{j,r}"),
    "rho_max": (("sign",), "max over neurons and samples of rho_{j,r,i}"),
    "rho_min": (("sign",), "min over neurons and samples of rho_{j,r,i}"),
    "rho_bar_max": (("sample",), "max over neurons of rho_{j,r,i}, j = y_i"),
    "rho_low_min": (("sample",), "min over neurons of rho_{j,r,i}, j = -y_i"),
    "iota": (("sample",), "(1/m) sum_r rho_{j,r,i}^2, j = y_i"),
    "coefficient_max": (
        ("sign", "patch"),
        "max over neurons and samples of the coefficient of patch p, sign included",
    ),
    "shared_max": (
        ("patch",),
        "the same where both signs share the first layer: no neuron has a sign, and there is no gamma or rho",
    ),
    "rho": (
        ("sign", "neuron", "sample"),
        "noise coefficient rho_{j,r,i} (rho_bar for j = y_i, else rho_low)",
    ),
}

_NEEDS_SIGN = {"coefficient_max"}
_NEEDS_NO_SIGN = {"shared_max"}
_NEEDS_SIGNAL = {"gamma", "gamma_max"}
_NEEDS_NOISE = {"rho_max", "rho_min", "rho_bar_max", "rho_low_min", "iota", "rho"}
_NEEDS_TEST = {"test_accuracy", "test_accuracy_se"}


def record_count(steps: int, every: int) -> int:
    """How many steps :func:`record_steps` has."""
    return 1 + -(-steps // every)


def record_steps(steps: int, every: int) -> NDArray[np.int64]:
    """0, every, 2 every, ..., and always the last step."""
    return np.unique(np.append(np.arange(0, steps + 1, every), steps)).astype(np.int64)


def variables_of(instance: Instance, full_rho: bool) -> list[str]:
    """The variables that have a meaning for an instance."""
    missing: set[str] = set() if full_rho else {"rho"}
    columns = columns_of(instance, full_rho)
    missing |= _NEEDS_SIGN if columns.shared else _NEEDS_NO_SIGN
    missing |= _NEEDS_SIGNAL if columns.signal is None else set()
    missing |= _NEEDS_NOISE if columns.noise is None else set()
    missing |= _NEEDS_TEST if instance.test is None else set()
    return [name for name in VARIABLES if name not in missing]


def axis_sizes(instance: Instance) -> dict[str, int]:
    """Length of every axis of :data:`VARIABLES`."""
    return {"sample": instance.n, "sign": 2, "neuron": instance.m, "patch": instance.atoms.shape[1]}


@dataclass(frozen=True)
class Table:
    """The recording of :func:`lngd_theory.simulate`: what :data:`VARIABLES` lists, rho itself only on request."""

    full_rho: bool = False

    def start(self, problem: Problem, instance: Instance, smoothing: Array, records: int) -> TableRecorder:
        """A recorder for one run."""
        return TableRecorder(instance, smoothing, records, self.full_rho)

    def variable(self, name: str) -> Variable:
        """Axes and meaning of a variable."""
        axes, meaning = VARIABLES[name]
        return Variable(("step", *axes), meaning)


class TableRecorder:
    """Arrays of one run; entries that were never reached stay nan."""

    def __init__(self, instance: Instance, smoothing: Array, records: int, full_rho: bool):
        self._instance, self._smoothing, self._columns = instance, smoothing, columns_of(instance, full_rho)
        sizes = axis_sizes(instance)
        self.arrays: dict[str, Array] = {
            name: np.full((records, *(sizes[axis] for axis in VARIABLES[name][0])), np.nan)
            for name in variables_of(instance, full_rho)
        }

    def pass_by(self, eps: Array) -> None:
        """The table needs nothing between records."""

    def record(self, index: int, engine: Engine, margins: Array, eps: Array, step: int) -> None:
        """Store the current state at ``index``; ``eps`` (n,) are the multipliers of the step about to be taken."""
        values = observe(self._instance, engine, margins, eps, self._smoothing, self.arrays, self._columns)
        for name, value in values.items():
            self.arrays[name][index] = value


def observe(
    instance: Instance,
    engine: Engine,
    margins: Array,
    eps: Array,
    smoothing: Array,
    names: Iterable[str],
    columns: Columns | None = None,
) -> dict[str, Any]:
    """Values of the named variables for the current state of an engine."""
    columns = columns_of(instance, True) if columns is None else columns
    values: dict[str, Any] = {
        "train_loss": noisy_loss(margins, eps, smoothing).mean(),
        "clean_loss": noisy_loss(margins, 1.0, 0.0).mean(),
        "train_accuracy": (margins > 0).mean(),
        "margin": margins,
    }
    values |= summaries(instance, columns, engine.coefficients)
    if instance.test is not None:
        values["test_accuracy"], values["test_accuracy_se"] = engine.test()
    return {name: values[name] for name in names}
