"""Run a measurement in a fresh process, with its own choice of BLAS kernels."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_info

__all__ = ["BLAS_CHOICES", "architecture", "in_fresh_process"]

P = ParamSpec("P")
T = TypeVar("T")
Environment = dict[str, str | None]

_CORETYPE = "OPENBLAS_CORETYPE"

#: Environments to measure against BLAS in. OPENBLAS_CORETYPE can hold OpenBLAS to kernels of an older processor; where
#: it is set, the kernels that OpenBLAS would choose itself are measured as well: they are what is to be beaten.
BLAS_CHOICES: dict[str, Environment] = {"chosen by OpenBLAS": {_CORETYPE: None}}
if os.environ.get(_CORETYPE):
    BLAS_CHOICES["set by OPENBLAS_CORETYPE"] = {}


def in_fresh_process(environment: Environment, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """``function(*args)`` in a new process, with changes to its environment variables (None removes one)."""
    with (
        _changed(environment),
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool,
    ):
        return pool.submit(function, *args, **kwargs).result()


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
