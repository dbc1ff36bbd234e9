"""Seeds in other processes and threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lngd_theory import Interrupted, LabelFlip, Trajectory, simulate, workers
from lngd_theory.recorder import Table
from lngd_theory.run import RunPlan
from lngd_theory.workers import WorkerPool, run_together_in_worker
from tests.draws import SMALL, same_bits, same_trajectories

EDGE = SMALL.replace(eta=4.0)  # some seeds diverge
OPTIONS = {"steps": 60, "seeds": [0, 2, 6, 9, 13], "record_every": 7, "n_test": 20, "record_rho": True}
LONG = {"steps": 10_000, "seeds": 64, "record_every": 100, "n_test": 5}


@pytest.fixture(scope="module")
def alone():
    return simulate(EDGE, LabelFlip(0.2), engine="both", **OPTIONS)


def test_two_worker_processes_change_nothing_bit_for_bit(alone):
    seen = []
    with WorkerPool(2) as pool:
        r = simulate(
            EDGE,
            LabelFlip(0.2),
            engine="both",
            executor=pool,
            progress=lambda *progress: seen.append(progress),
            **OPTIONS,
        )
    assert set(alone.status.values) == {"ok", "diverged"}
    assert same_trajectories(r, alone)
    assert r.data.attrs == alone.data.attrs
    assert seen == sorted(seen)
    assert seen[-1] == (5 * 60, 5 * 60)


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_change_nothing_bit_for_bit(alone, threads):
    with ThreadPoolExecutor(threads) as pool:
        assert same_trajectories(simulate(EDGE, LabelFlip(0.2), engine="both", executor=pool, **OPTIONS), alone)


@pytest.fixture(scope="module")
def interrupted():
    """A pool that was interrupted when the first of 64 seeds were done, and what it handed back."""

    def progress(done, total):
        raise KeyboardInterrupt

    with WorkerPool(2) as pool:
        with pytest.raises(Interrupted) as caught:
            simulate(SMALL, LabelFlip(0.2), executor=pool, progress=progress, **LONG)
        yield pool, caught.value.partial


def test_ctrl_c_with_workers_keeps_finished_and_partial_seeds(interrupted, tmp_path):
    partial = interrupted[1]
    status = partial.status.values
    assert "ok" in status
    assert set(status) <= {"ok", "interrupted"}
    assert len(status) < 64  # seeds that had not begun were cancelled
    whole = simulate(SMALL, LabelFlip(0.2), **{**LONG, "seeds": partial.data.seed.values.tolist()})
    for k, state in enumerate(status):
        got, expected = partial.train_loss.values[k], whole.train_loss.values[k]
        reached = np.isfinite(got)
        assert reached.all() == (state == "ok")
        assert same_bits(got[reached], expected[reached])
        assert same_bits(reached, np.arange(reached.size) < reached.sum())  # the first records, without a gap
    partial.save(tmp_path / "partial.nc")
    assert same_trajectories(Trajectory.load(tmp_path / "partial.nc"), partial)


def test_a_pool_that_was_interrupted_runs_the_next_simulation_in_full(interrupted, alone):
    r = simulate(EDGE, LabelFlip(0.2), engine="both", executor=interrupted[0], **OPTIONS)
    assert same_trajectories(r, alone)


def test_a_worker_that_is_told_to_stop_hands_back_what_it_has(monkeypatch):
    plan = RunPlan(SMALL, LabelFlip(0.2), (0, 5, 10), "gram", "law", 0, Table())
    stop = threading.Event()
    monkeypatch.setattr(workers, "_stop", stop)
    assert run_together_in_worker(plan, [1])[0].status == "ok"
    stop.set()
    run = run_together_in_worker(plan, [1])[0]
    assert (run.status, run.stopped_at) == ("interrupted", 0)
    assert np.isnan(run.arrays["train_loss"]).all()


def test_an_error_in_a_worker_reaches_the_caller(monkeypatch):
    def draw(*_):
        raise MemoryError("no room")

    monkeypatch.setattr("lngd_theory.run.draw_instance", draw)
    with ThreadPoolExecutor(1) as pool, pytest.raises(MemoryError, match="no room"):
        simulate(SMALL, steps=1, seeds=2, executor=pool)
