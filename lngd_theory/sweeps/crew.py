"""Who carries out tasks: any executor, this process, or worker processes that may die and are replaced."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing.process import BaseProcess
from typing import Any

from lngd_theory.ctrl_c import StopFlag, kept_from_children
from lngd_theory.errors import InputError
from lngd_theory.run import EngineName
from lngd_theory.sweeps.code import code_digest
from lngd_theory.sweeps.task import stop_when, warm_up

__all__ = ["Crew", "PoolCrew", "ThisProcess", "WorkersGone"]


class WorkersGone(InputError):
    """The executor cannot take or finish work any more; what was finished is kept."""


class Crew:
    """An executor as the schedule uses it.

    Parameters
    ----------
    executor : Executor
        Takes the tasks; it is the caller's, and stays open.
    workers : int
        How many tasks it carries out at once.

    Attributes
    ----------
    window : int
        How many tasks are handed out at once; bounds the memory of the schedule.
    deaths : int
        After how many deaths of its worker a run counts as failed.
    """

    #: What a future raises if its worker died; the executor goes on with other work.
    died: tuple[type[BaseException], ...] = ()
    deaths = 3

    def __init__(self, executor: Executor, workers: int):
        self.executor, self.workers = executor, workers
        self.window = 2 * workers  # one running, one waiting

    def start(self, engines: Iterable[EngineName]) -> None:
        """Load code on the workers, and see that it is the same as here."""
        chosen = frozenset(engines)
        try:
            digests = {future.result() for future in [self.submit(warm_up, chosen) for _ in range(self.workers)]}
        except BrokenExecutor as error:
            raise WorkersGone(
                f"worker processes end before they begin ({type(error).__name__}). In a script, the call must stand "
                f"under if __name__ == '__main__':, since every worker imports the script; workers=1 needs none"
            ) from None
        except (Exception, CancelledError) as error:
            raise WorkersGone(
                f"the workers cannot begin ({type(error).__name__}: {error}): see that the executor is open and that "
                f"lngd_theory can be imported there"
            ) from None
        for digest in digests:
            self.check_digest(digest)

    @staticmethod
    def check_digest(digest: str) -> None:
        """Refuse results of other code."""
        if digest != code_digest():
            raise WorkersGone(
                f"a worker runs other code ({digest}) than this process ({code_digest()}): install the same "
                f"lngd_theory there and restart the workers"
            )

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand out one piece of work."""
        return self.executor.submit(work, *arguments)

    def check(self) -> None:
        """Called about every second; raises :class:`WorkersGone` if nothing will come any more."""

    def interrupt(self) -> None:
        """Let running tasks stop soon, where that is possible."""

    def close(self) -> None:
        """End what this crew started itself."""


class _Immediate(Executor):
    """Does the work when it is submitted."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*arguments, **options))
        except Exception as error:
            future.set_exception(error)
        return future


class ThisProcess(Crew):
    """No worker: one task after the other, here."""

    def __init__(self) -> None:
        super().__init__(_Immediate(), 1)
        self.window = 1


class PoolCrew(Crew):
    """Spawned worker processes, each in a pool of its own.

    A worker that dies takes its own task with it and no other, so that it is known which run it was; it is replaced.
    """

    died = (BrokenExecutor,)

    def __init__(self, workers: int):
        self._context = multiprocessing.get_context("spawn")
        self._stop = StopFlag(self._context)
        self._pools = [self._new_pool() for _ in range(workers)]
        self._busy: dict[int, Future[Any]] = {}
        super().__init__(self._pools[0], workers)
        self.window = workers

    def _new_pool(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, self._context, initializer=_start_worker, initargs=(self._stop,))

    def start(self, engines: Iterable[EngineName]) -> None:
        """Start the processes, take back an earlier interruption, load code."""
        self._stop.clear()
        super().start(engines)

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand a piece of work to an idle worker, a new one in place of one that died."""
        slot = next(k for k in range(self.workers) if k not in self._busy or self._busy[k].done())
        with kept_from_children():
            try:
                future = self._pools[slot].submit(work, *arguments)
            except BrokenExecutor:
                self._pools[slot].shutdown(wait=False)
                self._pools[slot] = self._new_pool()
                future = self._pools[slot].submit(work, *arguments)
        self._busy[slot] = future
        return future

    def interrupt(self) -> None:
        """Let running seeds stop at their next block of steps."""
        self._stop.set()

    def close(self) -> None:
        """End the workers; those that do not stop soon are terminated."""
        busy = [future for future in self._busy.values() if not future.done()]
        if busy:
            self._stop.set()
            wait(busy, timeout=_PATIENCE)
        stuck = any(not future.done() for future in busy)
        for pool in self._pools:
            processes = list((getattr(pool, "_processes", None) or {}).values())
            pool.shutdown(wait=not stuck, cancel_futures=True)
            for process in processes if stuck else ():
                process.terminate()
                process.join()


#: Seconds that running tasks get to stop by themselves.
_PATIENCE = 1.0


def _start_worker(stop: StopFlag) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C reaches every process; the parent alone decides
    stop_when(stop)
    parent = multiprocessing.parent_process()
    if parent is not None:  # a parent that was killed leaves no orphan behind
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
