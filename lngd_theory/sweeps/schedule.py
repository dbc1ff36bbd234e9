"""Runs become tasks, tasks become results, and results are kept as they come, with a bounded number under way."""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from typing import Any

from lngd_theory.errors import InputError
from lngd_theory.sweeps.cells import Cell
from lngd_theory.sweeps.code import code_digest
from lngd_theory.sweeps.crew import Crew, WorkersGone
from lngd_theory.sweeps.pace import Pace
from lngd_theory.sweeps.record import Record
from lngd_theory.sweeps.task import Outcome, Task, failure, run_task

__all__ = ["Schedule"]

#: Seconds between looks at the crew, and seconds that running tasks get to hand in what they have after ctrl-C.
_LOOK, _GRACE = 1.0, 5.0


class Schedule:
    """Carries out runs on a crew.

    Parameters
    ----------
    crew : Crew
        Who works.
    pace : Pace
        How many runs make a task.
    save : callable
        Given the records of finished tasks; again if it was interrupted.
    tell : callable
        Given the same when they are saved, once.
    left : callable
        How many runs are left to hand out, at most.
    work : callable
        What a worker does with a task.
    """

    def __init__(
        self,
        crew: Crew,
        pace: Pace,
        save: Callable[[list[Record]], None],
        tell: Callable[[list[Record]], None],
        left: Callable[[], int],
        work: Callable[[Task], Outcome] = run_task,
    ):
        self._crew, self._pace, self._left, self._work = crew, pace, left, work
        self._save, self._tell = save, tell
        self._out: dict[Future[Any], Task] = {}
        self._again: deque[Task] = deque()  # single runs whose worker died
        self._deaths: Counter[tuple[str, int]] = Counter()
        self._unsaved: list[Record] = []
        self.tasks = 0

    def run(self, runs: Iterator[tuple[Cell, int]]) -> None:
        """Carry out every run.

        Raises
        ------
        KeyboardInterrupt
            Ctrl-C; what was finished has been saved.
        WorkersGone
            The crew cannot go on; what was finished has been saved.
        """
        try:
            self._fill(runs)
            while self._out:
                done, _ = wait(self._out, timeout=_LOOK, return_when=FIRST_COMPLETED)
                self._crew.check()
                for future in done:
                    self._collect(future)
                self._flush()
                self._fill(runs)
        except KeyboardInterrupt:
            self._crew.interrupt()
            self._cancel()
            wait(self._out, timeout=_GRACE)
            self._rescue()
            self._flush()
            raise
        except BaseException:
            self._cancel()
            self._rescue()
            with contextlib.suppress(InputError):  # the first error is the one to tell
                self._flush()
            raise

    def _fill(self, runs: Iterator[tuple[Cell, int]]) -> None:
        """Hand out tasks until the window is full."""
        while len(self._out) < self._crew.window:
            task = self._again.popleft() if self._again else self._pace.next_task(runs, self._left())
            if not task:
                return
            try:
                future = self._crew.submit(self._work, task)
            except (BrokenExecutor, RuntimeError) as error:
                raise WorkersGone(f"the executor takes no more work: {error}; {_GO_ON}") from None
            self._out[future] = task
            if future.done():  # carried out at once: keep it before the next one begins
                return

    def _collect(self, future: Future[Any]) -> None:
        """Take what a task came to."""
        task = self._out.pop(future)
        try:
            outcome: Outcome = future.result()
        except CancelledError:
            raise WorkersGone(f"the executor gave up its tasks: it was shut down or lost; {_GO_ON}") from None
        except self._crew.died as error:
            self._worker_died(task, error)
            return
        except BrokenExecutor as error:
            raise WorkersGone(f"the executor broke down: {error}; {_GO_ON}") from None
        except Exception as error:
            raise WorkersGone(
                f"workers cannot run tasks of this sweep ({type(error).__name__}: {error}); see that lngd_theory can "
                f"be imported there; {_GO_ON}"
            ) from error
        self._crew.check_digest(outcome.digest)
        self._unsaved += outcome.records
        if outcome.interrupted:
            raise KeyboardInterrupt
        self._pace.learn(task, outcome)
        self.tasks += 1

    def _worker_died(self, task: Task, error: BaseException) -> None:
        """Run again, one by one, what died with its worker; a run that does so again and again has failed."""
        runs = [(cell, seed) for cell, seeds in task for seed in seeds]
        for cell, seed in runs:
            if len(runs) == 1:
                self._deaths[cell.key, seed] += 1
            if self._deaths[cell.key, seed] >= self._crew.deaths:
                del self._deaths[cell.key, seed]
                times = f"{self._crew.deaths} times" if self._crew.deaths > 1 else "again and again"
                why = f"its worker died {times} ({type(error).__name__}): out of memory, or a crash"
                self._unsaved.append(failure(cell, seed, why))
            else:
                self._again.append([(cell, [seed])])

    def _flush(self) -> None:
        """Keep what has come in."""
        if self._unsaved:
            self._save(self._unsaved)
            saved, self._unsaved = self._unsaved, []
            self._tell(saved)

    def _rescue(self) -> None:
        """Take the runs of tasks that have ended while others failed or were given up."""
        for future in [future for future in self._out if future.done()]:
            del self._out[future]
            if not future.cancelled() and future.exception() is None and future.result().digest == code_digest():
                self._unsaved += future.result().records

    def _cancel(self) -> None:
        for future in [future for future in self._out if future.cancel()]:
            del self._out[future]


_GO_ON = "the finished runs are kept: start the same sweep again and it goes on"
