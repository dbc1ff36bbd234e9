"""Ctrl-C while processes are started: the children never hear of it, the parent hears of it afterwards."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

__all__ = ["kept_from_children"]


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
