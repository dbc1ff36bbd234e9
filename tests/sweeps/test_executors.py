"""Executors of the user: any of them serves, stays open, and loses nothing finished when it breaks."""

import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import pytest

from lngd_theory import InputError
from lngd_theory.sweeps import run_sweep
from lngd_theory.sweeps.pace import Pace
from tests.sweeps.shared import TINY, bits

#: Workers that are ready at once; a spawned pool differs in how its processes begin only.
FORKSERVER = multiprocessing.get_context("forkserver")


@pytest.fixture
def small_tasks(monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.run.Pace", lambda speed, workers: Pace(speed, workers, largest=2))


def test_threads(tmp_path, tiny_bits, small_tasks):
    with ThreadPoolExecutor(3) as pool:
        report = run_sweep(TINY, tmp_path, pool)
        assert pool.submit(int, 3).result() == 3  # it is theirs, and stays open
    assert (report.workers, report.computed) == (3, 20)
    assert bits(report.data) == tiny_bits


@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_processes(tmp_path, tiny_bits, small_tasks, method):
    with ProcessPoolExecutor(2, multiprocessing.get_context(method)) as pool:
        report = run_sweep(TINY, tmp_path, pool)
        assert pool.submit(int, 3).result() == 3
    assert (report.workers, report.computed, report.tasks) == (2, 20, 10)
    assert report.setup > 0
    assert bits(report.data) == tiny_bits


def test_a_pool_that_breaks_keeps_what_is_finished(tmp_path, tiny_bits, small_tasks):
    """The pool of the standard library ends with the first of its processes; the next start goes on with another."""

    def progress(report):
        if report.computed >= 6:
            for pid in list(pool._processes):
                os.kill(pid, signal.SIGKILL)

    message = r"the executor (broke down|takes no more work): .*; the finished runs are"
    with ProcessPoolExecutor(2, FORKSERVER) as pool, pytest.raises(InputError, match=message):
        run_sweep(TINY, tmp_path, pool, progress=progress)
    with ThreadPoolExecutor(1) as pool:
        report = run_sweep(TINY, tmp_path, pool)
    assert 6 <= report.found < 20
    assert report.found + report.computed == 20
    assert bits(report.data) == tiny_bits
