"""An observable: a number that a claim speaks of, and how it is read off a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory.dynamics import Engine
from lngd_theory.instances import Instance, Problem
from lngd_theory.moment import Moment
from lngd_theory.recorder import Variable
from lngd_theory.tape import FlipCount

__all__ = ["Observable", "ObservableRecording"]

Array = NDArray[np.float64]


_RAISED = "the observable {!r} raised "


def raised(reason: str, names: Iterable[str]) -> str:
    """What some observables raised, out of a run's reason; empty if none of them did."""
    starts = tuple(_RAISED.format(name) for name in names)
    return "; ".join(line for line in reason.splitlines() if line.startswith(starts))


@dataclass(frozen=True)
class Observable:
    """A number of a run at one moment.

    Parameters
    ----------
    name : str
        Name in results, and of the symbol in statements.
    latex : str
        How a report prints it.
    meaning : str
        In words.
    compute : callable
        ``compute(moment) -> float`` for a :class:`~lngd_theory.moment.Moment`; a function of a module, so that worker
        processes can be given it.
    once : bool
        Of the draw: the same at all steps, computed at step 0.
    fresh : bool
        Needs a test draw.
    tape : bool
        Needs ``moment.flips``, which has to be told of every step.
    """

    name: str
    latex: str
    meaning: str
    compute: Callable[[Moment], Any]
    once: bool = False
    fresh: bool = False
    tape: bool = False

    @property
    def symbol(self) -> sp.Symbol:
        """The symbol that statements use."""
        return sp.Symbol(self.name, real=True)


@dataclass(frozen=True)
class ObservableRecording:
    """The recording of a verification: some observables at every recorded step, those of the draw once."""

    observables: tuple[Observable, ...]
    numbers: Mapping[str, float]

    def start(self, problem: Problem, instance: Instance, smoothing: Array, records: int) -> _Recorder:
        """A recorder for one run."""
        return _Recorder(self, problem, instance, smoothing, records)

    def variable(self, name: str) -> Variable:
        """Axes and meaning of an observable."""
        found = next(item for item in self.observables if item.name == name)
        return Variable(() if found.once else ("step",), found.meaning)


class _Recorder:
    """Arrays of one run; entries that were never reached stay nan."""

    def __init__(
        self, recording: ObservableRecording, problem: Problem, instance: Instance, smoothing: Array, records: int
    ):
        self._recording, self._problem, self._instance, self._smoothing = recording, problem, instance, smoothing
        self._flips = FlipCount(instance.labels)
        self._counts = any(item.tape for item in recording.observables)
        self._store: dict[str, Any] = {}
        self.notes: dict[str, str] = {}
        self.arrays = {item.name: np.full(() if item.once else (records,), np.nan) for item in recording.observables}

    def pass_by(self, eps: Array) -> None:
        """Count flips, if an observable looks at them."""
        if self._counts:
            self._flips.add(eps)

    def record(self, index: int, engine: Engine, margins: Array, eps: Array, step: int) -> None:
        """Compute every observable of this moment."""
        moment = Moment(
            self._problem,
            self._instance,
            engine,
            step,
            eps,
            self._smoothing,
            margins,
            self._recording.numbers,
            self._flips,
            self._store,
        )
        for item in self._recording.observables:
            if item.once and index > 0:
                continue
            place = ... if item.once else index
            try:
                self.arrays[item.name][place] = item.compute(moment)
            except Exception as error:  # a user's function: its claim has no value here, the others go on
                self.notes.setdefault(item.name, f"{_RAISED.format(item.name)}{type(error).__name__}: {error}")

    @property
    def note(self) -> str:
        """What observables raised, each the first time."""
        return "\n".join(self.notes.values())
