"""Ctrl-C and processes: held back while they are started, and passed on to them by a flag that needs no lock."""

from __future__ import annotations

import contextlib
import ctypes
import signal
import threading
from collections.abc import Iterator
from multiprocessing.context import BaseContext
from types import FrameType

__all__ = ["StopFlag", "kept_from_children"]


class StopFlag:
    """One byte that processes share, looked at after every few steps; handed to a process when it is started.

    ``multiprocessing.Event`` takes a lock to look: a worker that is killed at that moment would keep it, and all others
    and the parent would wait for good. A byte is read and written whole.

    Parameters
    ----------
    context : BaseContext
        As ``multiprocessing.get_context`` gives it.
    """

    def __init__(self, context: BaseContext):
        self._byte = context.RawValue(ctypes.c_bool, False)

    def set(self) -> None:
        """Ask all that hold the flag to stop."""
        self._byte.value = True

    def clear(self) -> None:
        """Take it back."""
        self._byte.value = False

    def is_set(self) -> bool:
        """Whether to stop."""
        return bool(self._byte.value)


@contextlib.contextmanager
def kept_from_children() -> Iterator[None]:
    """Hold back ctrl-C: a process started in here starts with it blocked, and its start is not broken off half-way.

    The mask is of this thread alone, and is what a child inherits. A signal that another thread takes would still raise
    ``KeyboardInterrupt`` here, between the start of a process and the writing of what it is to do; so the handler is
    held back as well. A ctrl-C that came meanwhile is raised on leaving.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    came: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    here = threading.current_thread() is threading.main_thread() and callable(handler)

    def remember(number: int, _: FrameType | None) -> None:
        came.append(number)

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        if here:
            signal.signal(signal.SIGINT, remember)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)  # one that waited is delivered now
        if here:
            signal.signal(signal.SIGINT, handler)
        if came:
            signal.raise_signal(signal.SIGINT)
