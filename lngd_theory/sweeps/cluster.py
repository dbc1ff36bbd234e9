"""Workers of a running dask scheduler."""

from __future__ import annotations

import logging
import time
from typing import Any

from lngd_theory.errors import InputError
from lngd_theory.sweeps.crew import Crew, WorkersGone

__all__ = ["DaskCrew"]

#: Seconds to connect, between looks at the workers, and without a single worker until nothing more is expected.
_CONNECT, _EVERY, _NO_WORKERS = 10.0, 5.0, 60.0


class DaskCrew(Crew):
    """The workers of the dask scheduler at an address such as ``tcp://10.0.0.1:8786``.

    A task whose worker dies is moved to another one by dask; one that has ended several workers comes back as failed.

    Raises
    ------
    InputError
        ``distributed`` is not installed, nothing answers at the address, or the scheduler has no workers.
    """

    deaths = 1  # dask itself tries several workers before it gives a task up

    def __init__(self, address: str):
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            raise InputError("--dask needs the package distributed: pip install 'lngd-theory[dask]'") from None
        # a lost connection is told in one sentence of ours, not in tracebacks
        self._log = logging.getLogger("distributed.client")
        self._level = self._log.level
        self._log.setLevel(logging.CRITICAL)
        self._address = address
        try:
            self._client: Any = Client(address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            self._log.setLevel(self._level)
            raise InputError(
                f"no dask scheduler answers at {address!r} ({type(error).__name__}); start one with `dask scheduler` "
                f"and give the address that it prints"
            ) from None
        self.died = (KilledWorker,)
        try:
            threads = self._threads(wait=_CONNECT)
        except BaseException:
            self.close()
            raise
        super().__init__(self._client.get_executor(), threads)
        self._seen, self._next_look = time.monotonic(), 0.0

    def _threads(self, wait: float) -> int:
        """Threads of all workers; InputError if there is none after ``wait`` seconds."""
        until = time.monotonic() + wait
        while not (threads := sum(self._client.nthreads().values())):
            if time.monotonic() > until:
                raise InputError(
                    f"the dask scheduler at {self._address!r} has no workers; start some with `dask worker`"
                )
            time.sleep(0.1)
        return int(threads)

    def check(self) -> None:
        """Follow workers that join and leave; give up when none is left for a minute."""
        now = time.monotonic()
        if now < self._next_look or self._client.status != "running":
            return  # the futures of a lost scheduler are cancelled: that is told where they are collected
        self._next_look = now + _EVERY
        try:
            threads = int(sum(self._client.nthreads().values()))
        except OSError:  # being lost at this moment
            return
        if threads:
            self._seen, self.workers, self.window = now, threads, 2 * threads
        elif now - self._seen > _NO_WORKERS:
            raise WorkersGone(
                f"the dask scheduler at {self._address!r} has had no workers for {_NO_WORKERS:g} s; start some; the "
                f"finished runs are kept: start the same sweep again and it goes on"
            )

    def close(self) -> None:
        """Close the connection; the cluster stays."""
        self._client.close(timeout=2)
        self._log.setLevel(self._level)
