"""A pool of worker processes whose running seeds can be told to stop and hand back what they have."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any

from lngd_theory.ctrl_c import StopFlag, kept_from_children
from lngd_theory.run import RunPlan, SeedRun, run_together
from lngd_theory.threads import one_thread

__all__ = ["WorkerPool", "check_stop", "run_together_in_worker"]

_stop: StopFlag | None = None  # of this worker process, set once by its initialiser


def _start_worker(stop: StopFlag) -> None:
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C reaches every process; the parent alone decides


def check_stop(_: int = 0) -> None:
    """End the task of a worker whose pool was interrupted, by raising KeyboardInterrupt; elsewhere do nothing."""
    if _stop is not None and _stop.is_set():
        raise KeyboardInterrupt


def run_together_in_worker(plan: RunPlan, seeds: Sequence[int]) -> list[SeedRun]:
    """:func:`lngd_theory.run.run_together` with one BLAS thread, stopping early if the pool was interrupted."""
    with one_thread():
        return run_together([(plan, seed) for seed in seeds], check_stop)


class WorkerPool(ProcessPoolExecutor):
    """Spawned worker processes for ``simulate(..., executor=WorkerPool(2))``; a context manager.

    Any other :class:`concurrent.futures.Executor` serves as well; this one also ends quickly on ctrl-C, keeping the
    partial results of the seeds that were running.
    """

    def __init__(self, workers: int):
        context = multiprocessing.get_context("spawn")
        self.workers = workers
        self._stop_event = StopFlag(context)
        super().__init__(workers, mp_context=context, initializer=_start_worker, initargs=(self._stop_event,))

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        """Hand out one piece of work; ctrl-C waits while it starts a process."""
        with kept_from_children():
            return super().submit(work, *arguments, **options)

    def interrupt(self) -> None:
        """Let running seeds stop at their next record."""
        self._stop_event.set()

    def resume(self) -> None:
        """Take work again after an interruption, once its seeds have stopped."""
        self._stop_event.clear()
