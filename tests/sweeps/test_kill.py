"""kill -9 at any moment, two processes at once: the same bits in the end, nothing lost, doubled or done again."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from lngd_theory.sweeps import run_sweep
from lngd_theory.sweeps.store import Store
from tests.sweeps.shared import PROCESSES, TINY, bits, changed

#: About two seconds of work.
LONG = changed(TINY, steps=3000, seeds=100, axes={"n": [5, 8, 12]})


@pytest.fixture(scope="module")
def long_bits(tmp_path_factory):
    return bits(run_sweep(LONG, tmp_path_factory.mktemp("long"), workers=1).data)


def stored(folder):
    """The runs that a store holds, as another process sees them: every field by (cell, seed)."""
    with sqlite3.connect(f"file:{folder / 'runs.sqlite'}?mode=ro", uri=True) as raw:
        rows = raw.execute("SELECT * FROM runs").fetchall()
    raw.close()
    return {row[:2]: row[2:] for row in rows}


def start(folder, sweep=LONG):
    process = PROCESSES.Process(target=run_sweep, args=(sweep, folder), kwargs={"workers": 1})
    process.start()
    return process


def wait_for_runs(folder, more_than, process):
    """Until a process has stored something (a store that is just being made cannot be read yet)."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if len(stored(folder)) > more_than:
                return
        except sqlite3.OperationalError:
            pass
        if not process.is_alive():
            return
        time.sleep(0.01)
    raise AssertionError("the sweep stores nothing")


def test_kill_9_at_random_moments_changes_nothing(tmp_path, long_bits, crew):
    rng, before, interrupted = random.Random(5), {}, 0
    while interrupted < 4 and len(before) < LONG.runs:
        process = start(tmp_path)
        wait_for_runs(tmp_path, len(before), process)
        time.sleep(rng.uniform(0, 0.2))
        interrupted += process.is_alive()
        process.kill()
        process.join()
        after = stored(tmp_path)
        assert {name: after[name] for name in before} == before  # what was finished stays, to the bit, times included
        before = after
    assert interrupted >= 2
    report = run_sweep(LONG, tmp_path, crew)
    assert (report.found, report.computed) == (len(before), LONG.runs - len(before))
    assert report.notices == []
    assert {name: stored(tmp_path)[name] for name in before} == before
    assert bits(report.data) == long_bits


def test_kill_9_at_the_very_start_leaves_a_store_that_works(tmp_path, tiny_bits):
    rng = random.Random(3)
    for _ in range(6):
        process = start(tmp_path, TINY)
        time.sleep(rng.uniform(0, 0.15))
        process.kill()
        process.join()
    assert bits(run_sweep(TINY, tmp_path, workers=1).data) == tiny_bits


def test_two_processes_on_one_store_agree(tmp_path, long_bits):
    """The second stores with the first, from the making of the file on."""
    processes = [start(tmp_path), start(tmp_path)]
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    with Store(tmp_path) as store:
        assert (len(store), store.notices) == (LONG.runs, [])
    report = run_sweep(LONG, tmp_path, workers=1)
    assert (report.found, report.computed) == (LONG.runs, 0)
    assert bits(report.data) == long_bits


def command(sweep_file, folder, *options):
    steps = 300_000
    text = f"""
noises = ["none", "flip:0.2"]
seeds = 6
steps = {steps}
n_test = 20
setting = {{ n = 8, d = 60, m = 3, mu = 2.0, sigma_p = 0.5, sigma_0 = 0.05, eta = 0.5 }}
"""
    call = [sys.executable, "-m", "lngd_theory.cli", "sweep", str(sweep_file(text)), "--out", str(folder), *options]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def children_of(pid):
    """Process ids of the children of a process."""
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks at processes by /proc")
def test_a_killed_command_leaves_no_worker_and_goes_on_after_ctrl_c(sweep_file, tmp_path):
    folder = tmp_path / "out"
    killed = command(sweep_file, folder, "--workers", "2")
    try:
        wait_for_file(folder, 1)
        workers = children_of(killed.pid)
        assert len(workers) >= 2
    finally:
        killed.kill()
        killed.communicate()
    until = time.monotonic() + 20
    while (left := [pid for pid in workers if is_running(pid)]) and time.monotonic() < until:
        time.sleep(0.05)
    assert left == []
    before = stored(folder)

    stopped = command(sweep_file, folder, "--workers", "1")
    wait_for_file(folder, len(before) + 1)
    stopped.send_signal(signal.SIGINT)
    out, err = stopped.communicate(timeout=60)
    assert stopped.returncode == 130, err
    assert f"interrupted: {folder} keeps the finished runs, the same command goes on" in err
    assert "found in the folder" in out
    after = stored(folder)
    assert {name: after[name] for name in before} == before
    assert len(before) < len(after) <= 12
    assert not (folder / "sweep.nc").exists()


def wait_for_file(folder, runs):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if len(stored(folder)) >= runs:
                return
        except sqlite3.OperationalError:
            pass
        time.sleep(0.02)
    raise AssertionError("the command stores nothing")
