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
from lngd_theory.sweeps.record import Record
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
    process = PROCESSES.Process(target=run_with_a_diary, args=(sweep, folder))
    process.start()
    return process


def diary(folder):
    return folder.with_name(f"{folder.name}.diary")


def run_with_a_diary(sweep, folder):
    """Run a sweep here; every run that is carried out is a line of a file beside the folder."""
    from lngd_theory.sweeps import task

    def made(key, seed, *rest):
        with open(diary(folder), "a", encoding="utf-8") as file:
            file.write(f"{key} {seed}\n")
        return Record(key, seed, *rest)

    task.Record = made
    run_sweep(sweep, folder, workers=1)


def carried_out(folder):
    """(cell, seed) of every run that was carried out since the last call."""
    try:
        lines = diary(folder).read_text().splitlines()
    except FileNotFoundError:
        return []
    diary(folder).unlink()
    return [(key, int(seed)) for key, seed in map(str.split, lines)]


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


def killed_and_resumed(folder, sweep, times, seed):
    """Kill a sweep some times at random moments; what is stored then, each time checked against the runs made."""
    rng, before, interrupted = random.Random(seed), {}, 0
    while interrupted < times and len(before) < sweep.runs:
        process = start(folder, sweep)
        wait_for_runs(folder, len(before), process)
        time.sleep(rng.uniform(0, 0.2))
        interrupted += process.is_alive()
        process.kill()
        process.join()
        after, runs = stored(folder), carried_out(folder)
        assert {name: after[name] for name in before} == before  # what was finished stays, to the bit, times included
        assert len(runs) == len(set(runs)), "a run was carried out twice by one process"
        assert not before.keys() & set(runs), "what was stored was carried out again"
        assert after.keys() - before.keys() <= set(runs)
        before = after
    return before, interrupted


def test_kill_9_at_random_moments_changes_nothing(tmp_path, long_bits, crew):
    folder = tmp_path / "a"
    before, interrupted = killed_and_resumed(folder, LONG, times=4, seed=5)
    assert interrupted >= 2
    report = run_sweep(LONG, folder, crew)
    assert (report.found, report.computed) == (len(before), LONG.runs - len(before))
    assert report.notices == []
    assert {name: stored(folder)[name] for name in before} == before
    assert bits(report.data) == long_bits


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_kill_9_many_times_changes_nothing(tmp_path, seed):
    sweep, folder = changed(LONG, seeds=300), tmp_path / "a"
    before, interrupted = killed_and_resumed(folder, sweep, times=12, seed=seed)
    assert interrupted >= 4
    report = run_sweep(sweep, folder, workers=1)
    assert (report.found, report.computed) == (len(before), sweep.runs - len(before))
    assert bits(report.data) == bits(run_sweep(sweep, tmp_path / "whole", workers=1).data)


def test_kill_9_at_the_very_start_leaves_a_store_that_works(tmp_path, tiny_bits):
    rng, folder = random.Random(3), tmp_path / "a"
    for _ in range(6):
        process = start(folder, TINY)
        time.sleep(rng.uniform(0, 0.15))
        process.kill()
        process.join()
    assert bits(run_sweep(TINY, folder, workers=1).data) == tiny_bits


def test_two_processes_on_one_store_agree(tmp_path, long_bits):
    """The second stores with the first, from the making of the file on."""
    folder = tmp_path / "a"
    processes = [start(folder), start(folder)]
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0, 0]
    runs = carried_out(folder)
    assert set(runs) == set(stored(folder))
    assert len(runs) <= 2 * LONG.runs
    with Store(folder) as store:
        assert (len(store), store.notices) == (LONG.runs, [])
    report = run_sweep(LONG, folder, workers=1)
    assert (report.found, report.computed) == (LONG.runs, 0)
    assert bits(report.data) == long_bits


def command(sweep_file, folder, *options):
    """120 runs, so that many are left when the first ones, side by side, are done."""
    steps = 100_000
    text = f"""
noises = ["none", "flip:0.2"]
seeds = 60
steps = {steps}
n_test = 20
setting = {{ n = 8, d = 60, m = 3, mu = 2.0, sigma_p = 0.5, sigma_0 = 0.05, eta = 0.5 }}
"""
    call = [sys.executable, "-m", "lngd_theory.cli", "sweep", str(sweep_file(text)), "--out", str(folder), *options]
    return subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


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

    stopped = command(sweep_file, folder, "--workers", "2")
    wait_for_file(folder, len(before) + 1)
    os.killpg(stopped.pid, signal.SIGINT)  # as a terminal does: the workers get it as well
    out, err = stopped.communicate(timeout=60)
    assert stopped.returncode == 130, err
    assert "Traceback" not in err
    assert f"interrupted: {folder} keeps the finished runs, the same command goes on" in err
    assert "found in the folder" in out
    after = stored(folder)
    assert {name: after[name] for name in before} == before
    assert len(before) < len(after) < 120
    assert not (folder / "sweep.nc").exists()


def test_ctrl_c_while_the_workers_start_is_quiet(sweep_file, tmp_path):
    """They import for a second or so, and are not to hear of it."""
    stopped = command(sweep_file, tmp_path / "out", "--workers", "2")
    try:
        until = time.monotonic() + 60
        while len(children_of(stopped.pid)) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        os.killpg(stopped.pid, signal.SIGINT)
        _, err = stopped.communicate(timeout=60)
    finally:
        stopped.kill()
    assert stopped.returncode == 130, err
    assert "Traceback" not in err
    assert "keeps the finished runs, the same command goes on" in err


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
