"""A real dask cluster of several processes: one is killed half-way, the scheduler goes away."""

import json
import logging
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tomli_w

from lngd_theory import InputError
from lngd_theory.sweeps import DaskCrew, cluster, open_sweep, run_sweep
from lngd_theory.sweeps.cells import cell_at
from lngd_theory.sweeps.pace import Pace
from lngd_theory.sweeps.schedule import Schedule
from tests.sweeps import stubs
from tests.sweeps.shared import TINY, bits, changed

pytest.importorskip("distributed")

WORKERS = 4
ROOT = Path(__file__).parents[2]


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder, workers):
        self.processes = []
        file = folder / "scheduler.json"
        self.scheduler = self.start("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        until = time.monotonic() + 60
        while not file.exists() or not file.read_text():
            assert time.monotonic() < until, "the scheduler does not start"
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]
        common = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))
        self.workers = [self.start("dask_worker", self.address, *common) for _ in range(workers)]

    def start(self, module, *options):
        call = [sys.executable, "-m", f"distributed.cli.{module}", *options]
        environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.processes.append(subprocess.Popen(call, cwd=ROOT, env=environment, **quiet))
        return self.processes[-1]

    def close(self):
        for process in self.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def dask(tmp_path_factory):
    found = Cluster(tmp_path_factory.mktemp("dask"), WORKERS)
    yield found
    found.close()


@pytest.fixture
def small_tasks(monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.run.Pace", lambda speed, workers: Pace(speed, workers, largest=1))


def ready(dask):
    """A crew once all workers have joined."""
    crew = DaskCrew(dask.address)
    until = time.monotonic() + 60
    while crew.workers < WORKERS and time.monotonic() < until:
        crew.close()
        time.sleep(0.2)
        crew = DaskCrew(dask.address)
    assert crew.workers == WORKERS
    return crew


def test_workers_die_and_the_scheduler_goes_away(dask, small_tasks, tmp_path, tiny_bits, sweep_file, lngd):
    crew, killed, told = ready(dask), [], []
    assert crew.window == 2 * WORKERS

    # the command, and the executor of a client that the user made
    from distributed import Client

    path = sweep_file(tomli_w.dumps(TINY.to_dict()))
    code, out, err = lngd("sweep", path, "--out", tmp_path / "c", "--dask", dask.address, "--json")
    assert code == 0, err
    summary = json.loads(out)
    assert (summary["computed"], summary["workers"], summary["tasks"]) == (20, WORKERS, 20)
    assert bits(open_sweep(tmp_path / "c")) == tiny_bits
    with Client(dask.address, set_as_default=False) as client:
        report = run_sweep(TINY, tmp_path / "d", client.get_executor(), workers=WORKERS)
        assert client.submit(int, 3).result() == 3
    assert bits(report.data) == tiny_bits

    def kill_worker(report):
        told.append(report.computed)
        if report.computed >= 8 and not killed:
            dask.workers[1].kill()
            killed.append(report.computed)

    try:
        report = run_sweep(TINY, tmp_path / "a", crew, progress=kill_worker)
        assert killed
        assert killed[0] < 20
        assert (report.computed, report.failed, report.tasks) == (20, 0, 20)
        assert report.workers in (WORKERS, WORKERS - 1)
        assert bits(report.data) == tiny_bits
    finally:
        crew.close()

    # a run that ends two workers, the limit of this cluster, is given up; the others are not
    crew, records = DaskCrew(dask.address), []
    try:
        schedule = Schedule(crew, Pace(1.0, 1, largest=1), records.extend, list, lambda: 10**6, stubs.deadly)
        schedule.run((cell_at(TINY, 0), seed) for seed in (1, 3))
    finally:
        crew.close()
    assert {record.seed: record.status for record in records} == {1: "ok", 3: "failed"}
    assert "its worker died again and again (KilledWorker)" in records[-1].reason

    crew = DaskCrew(dask.address)

    def kill_scheduler(report):
        if report.computed >= 3 and dask.scheduler.poll() is None:
            dask.scheduler.kill()
            dask.scheduler.wait()

    long = changed(TINY, seeds=200)
    try:
        message = "the executor (gave up its tasks: it was shut down or lost|takes no more work: .*); the finished runs"
        with pytest.raises(InputError, match=message):
            run_sweep(long, tmp_path / "b", crew, progress=kill_scheduler)
    finally:
        crew.close()
    report = run_sweep(long, tmp_path / "b", workers=1)
    assert 3 <= report.found < long.runs
    assert report.found + report.computed == long.runs
    assert bits(report.data.isel(seed=slice(5))) == tiny_bits
    assert logging.getLogger("distributed.client").level != logging.CRITICAL


def test_an_address_without_a_scheduler_is_named(monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT", 0.5)
    message = "no dask scheduler answers at 'tcp://127.0.0.1:9' (OSError); start one with `dask scheduler` and give the"
    with pytest.raises(InputError, match=re.escape(message)):
        DaskCrew("tcp://127.0.0.1:9")
    with pytest.raises(InputError, match=re.escape("no dask scheduler answers at 'nonsense://x' (ValueError)")):
        DaskCrew("nonsense://x")


def test_a_scheduler_without_workers_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "_CONNECT", 2.0)
    alone = Cluster(tmp_path, 0)
    try:
        with pytest.raises(
            InputError, match=re.escape(f"the dask scheduler at '{alone.address}' has no workers; start some")
        ):
            DaskCrew(alone.address)
    finally:
        alone.close()


def test_without_distributed_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        InputError, match=re.escape("--dask needs the package distributed: pip install 'lngd-theory[dask]'")
    ):
        DaskCrew("tcp://127.0.0.1:9")


def test_nothing_is_waited_for_when_no_worker_is_left(monkeypatch):
    crew = DaskCrew.__new__(DaskCrew)
    crew._address, crew._seen, crew._next_look, crew.workers = "tcp://x:1", time.monotonic() - 61, 0.0, 2

    class Client:
        status = "running"

        @staticmethod
        def nthreads():
            return {}

    crew._client = Client
    with pytest.raises(InputError, match=r"the dask scheduler at 'tcp://x:1' has had no workers for 60 s; start some"):
        crew.check()
    Client.nthreads = staticmethod(lambda: {"a": 2, "b": 3})
    crew._next_look = 0.0
    crew.check()
    assert (crew.workers, crew.window) == (5, 10)
