"""Times of several cases that take turns, so that a change of the machine's mood meets all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.measurement import Spread

__all__ = ["Case", "Readings", "Timings", "interleave"]


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Case:
    """Work to be timed: ``run`` does ``units`` steps; ``prepare`` comes before it and is not timed."""

    run: Callable[[], object]
    units: int = 1
    prepare: Callable[[], object] = _nothing


@dataclass(frozen=True)
class Readings:
    """Seconds a unit by one clock, for every case and round."""

    seconds: dict[str, NDArray[np.float64]]

    def spread(self, name: str) -> Spread:
        """Seconds a unit of one case."""
        return Spread.of(self.seconds[name])

    def ratio(self, name: str, reference: str) -> Spread:
        """Ratio of two cases, taken round by round."""
        return Spread.of(self.seconds[name] / self.seconds[reference])

    def microseconds(self, name: str) -> float:
        """Median of one case in microseconds."""
        return self.spread(name).median * 1e6


class Timings(NamedTuple):
    """The same work by two clocks.

    ``processor`` counts the time that this thread had a core, and so leaves out what other programs took: for work on
    one thread. ``wall`` is the time that passes: for work on several threads or in other processes.
    """

    processor: Readings
    wall: Readings


def interleave(cases: dict[str, Case], rounds: int) -> Timings:
    """Time the cases in turns, in reversed order every other round; one more round before them is not counted."""
    timings = Timings(*(Readings({name: np.empty(rounds) for name in cases}) for _ in Timings._fields))
    names = list(cases)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for turn in range(-1, rounds):
            for name in names if turn % 2 else names[::-1]:
                elapsed = _seconds(cases[name])
                if turn >= 0:
                    for readings, seconds in zip(timings, elapsed, strict=True):
                        readings.seconds[name][turn] = seconds
    finally:
        if collecting:
            gc.enable()
    return timings


def _seconds(case: Case) -> tuple[float, float]:
    """Seconds a unit by the clocks of Timings."""
    case.prepare()
    wall, processor = time.perf_counter(), time.thread_time()
    case.run()
    return (time.thread_time() - processor) / case.units, (time.perf_counter() - wall) / case.units
