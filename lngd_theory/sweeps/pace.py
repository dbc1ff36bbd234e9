"""How many runs make one task: as many as take about half a second, fewer towards the end."""

from __future__ import annotations

from collections.abc import Iterator

from lngd_theory.sweeps.cells import Cell
from lngd_theory.sweeps.nominal import nominal_seconds
from lngd_theory.sweeps.task import Outcome, Task

__all__ = ["LEAST_SECONDS", "TARGET_SECONDS", "Pace"]

#: A task takes about this long, and towards the end no less than ``LEAST_SECONDS``.
TARGET_SECONDS, LEAST_SECONDS = 0.5, 0.25

#: Tasks that each worker is still to have when they begin to shrink.
_TAIL = 3
#: Weight of the newest task in what is known of the speed, and the factor by which one task may change it.
_MEMORY, _JUMP = 0.5, 4.0


class Pace:
    """Predicted times of runs, corrected by measured ones.

    Parameters
    ----------
    speed : float
        Seconds that one nominal second of :func:`lngd_theory.sweeps.nominal.nominal_seconds` takes here.
    workers : int
        How many tasks run at once.
    largest : int
        Runs that one task may hold: what it sends and returns stays small.
    """

    def __init__(self, speed: float, workers: int, largest: int = 5000):
        self.speed, self.workers, self.largest = speed, workers, largest
        self.seconds, self.runs = 0.0, 0  #: measured so far

    def learn(self, task: Task, outcome: Outcome) -> None:
        """Take note of how long a finished task took."""
        seconds = sum(record.seconds for record in outcome.records)
        self.seconds += seconds
        self.runs += len(outcome.records)
        nominal = sum(nominal_seconds(cell) * len(seeds) for cell, seeds in task)
        seen = min(max(seconds / nominal, self.speed / _JUMP), self.speed * _JUMP)
        self.speed += _MEMORY * (seen - self.speed)

    def task_seconds(self, runs_left: int) -> float:
        """How long the next task may take, if this many runs are left."""
        if not self.runs:
            return LEAST_SECONDS
        left = runs_left * self.seconds / self.runs
        return min(max(left / (_TAIL * self.workers), LEAST_SECONDS), TARGET_SECONDS)

    def next_task(self, runs: Iterator[tuple[Cell, int]], runs_left: int) -> Task:
        """Take the next task off ``runs``; empty if there are none."""
        task: list[tuple[Cell, list[int]]] = []
        wanted, expected, each, count = self.task_seconds(runs_left), 0.0, 0.0, 0
        while count < self.largest and expected < wanted and (run := next(runs, None)) is not None:
            cell, seed = run
            if not task or task[-1][0] is not cell:
                task.append((cell, []))
                each = nominal_seconds(cell) * self.speed
            task[-1][1].append(seed)
            expected += each
            count += 1
        return task
