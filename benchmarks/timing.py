"""Times of several cases that take turns, so that a change of the machine's mood meets all of them."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.measurement import Spread

__all__ = ["Case", "Readings", "Timings", "interleave"]

#: Rounds that are taken however long they last.
LEAST_ROUNDS = 3


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

    seconds: dict[Any, NDArray[np.float64]]

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
    """The same work by three clocks.

    ``processor`` counts the time that this thread had a core, and so leaves out what other programs took: for work on
    one thread. ``process`` counts that of all threads of this process: for libraries that bring threads of their own,
    in a process that is held to one core. ``wall`` is the time that passes: for work on several cores.
    """

    processor: Readings
    process: Readings
    wall: Readings


def interleave(cases: dict[Any, Case], rounds: int, seconds: float = math.inf) -> Timings:
    """Time the cases in turns, in reversed order every other round; one more round before them is not counted.

    No further round is begun after ``seconds``, once there are three.
    """
    taken: list[dict[Any, tuple[float, ...]]] = []
    names = list(cases)
    collecting = gc.isenabled()
    gc.disable()
    try:
        for turn in range(-1, rounds):
            if turn == 0:
                started = time.perf_counter()
            if turn >= LEAST_ROUNDS and time.perf_counter() - started > seconds:
                break
            order = names if turn % 2 else names[::-1]
            taken.append({name: _seconds(cases[name]) for name in order})
    finally:
        if collecting:
            gc.enable()
    return Timings(
        *(
            Readings({name: np.array([turn[name][clock] for turn in taken[1:]]) for name in names})
            for clock in range(len(Timings._fields))
        )
    )


def _seconds(case: Case) -> tuple[float, ...]:
    """Seconds a unit by the clocks of Timings."""
    case.prepare()
    wall, process, processor = time.perf_counter(), time.process_time(), time.thread_time()
    case.run()
    ended = time.thread_time() - processor, time.process_time() - process, time.perf_counter() - wall
    return tuple(seconds / case.units for seconds in ended)
