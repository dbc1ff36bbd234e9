"""Run a measurement in a fresh process, with its own choice of BLAS kernels and of cores."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_info

__all__ = ["BLAS_CHOICES", "OWN_CHOICE", "architecture", "cores", "in_fresh_process", "on_one_core"]

P = ParamSpec("P")
T = TypeVar("T")
Environment = dict[str, str | None]

_CORETYPE = "OPENBLAS_CORETYPE"

#: Environments to measure against BLAS in. OPENBLAS_CORETYPE can hold OpenBLAS to kernels of an older processor; where
#: it is set, the kernels that OpenBLAS would choose itself are measured as well: they are what is to be beaten.
OWN_CHOICE: Environment = {_CORETYPE: None}
BLAS_CHOICES: dict[str, Environment] = {"chosen by OpenBLAS": OWN_CHOICE}
if os.environ.get(_CORETYPE):
    BLAS_CHOICES["set by OPENBLAS_CORETYPE"] = {}

#: One thread for every library, also where a process cannot be held to a core.
_ONE_THREAD: Environment = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_fresh_process(environment: Environment, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """``function(*args)`` in a new process, with changes to its environment variables (None removes one)."""
    with (
        _changed(environment),
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        return pool.submit(function, *args, **kwargs).result()


def on_one_core(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """``function(*args)`` in a new process that is held to one core from its start, with the BLAS kernels of its own.

    Libraries that bring threads of their own then share that core, and the processor time of the process is the time
    of the work.
    """
    with _held_to_one_core():
        return in_fresh_process(OWN_CHOICE | _ONE_THREAD, function, *args, **kwargs)


@contextmanager
def _held_to_one_core() -> Iterator[None]:
    """A new process inherits the cores of the thread that starts it."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


@contextmanager
def _changed(changes: Environment) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in changes}
    _set(changes)
    try:
        yield
    finally:
        _set(before)


def _set(values: Environment) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def architecture() -> str:
    """The kernels that numpy's BLAS uses in this process, e.g. ``SkylakeX``."""
    blas = [library for library in threadpool_info() if library["user_api"] == "blas"]
    return str(blas[0].get("architecture", blas[0]["internal_api"])) if blas else "unknown"
