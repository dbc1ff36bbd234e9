"""What a worker does with a task: numbers, fates, and no end to the others."""

import dataclasses
import pickle
import signal
import threading

import numpy as np
import pytest

from lngd_theory import LabelFlip
from lngd_theory.observables import OBSERVABLES
from lngd_theory.run import run_seed
from lngd_theory.sweeps import task
from lngd_theory.sweeps.cells import all_cells, cell_at
from lngd_theory.sweeps.code import code_digest
from lngd_theory.sweeps.task import Outcome, failure, run_task, warm_up
from tests.draws import same_bits
from tests.sweeps.shared import SETTING, TINY, changed

CELL = cell_at(TINY, 1)


def test_a_record_holds_the_numbers_of_its_run():
    outcome = run_task([(CELL, [2, 0]), (cell_at(TINY, 0), [1])])
    assert [(r.key, r.seed, r.status) for r in outcome.records] == [
        (CELL.key, 2, "ok"), (CELL.key, 0, "ok"), (cell_at(TINY, 0).key, 1, "ok")
    ]  # fmt: skip
    assert same_bits(outcome.records[0].values, CELL.values_of(run_seed(CELL.plan(), 2)))
    assert all(0 < record.seconds < 10 for record in outcome.records)
    assert (outcome.digest, outcome.interrupted) == (code_digest(), False)


def test_a_diverging_run_is_recorded_as_diverged():
    cell = cell_at(changed(TINY, setting={**SETTING, "eta": 1e9}, noises=["flip:0.5"], records=2), 0)
    (record,) = run_task([(cell, [0])]).records
    assert record.status == "diverged"
    assert record.stopped_at >= 0
    assert "lower eta" in record.reason
    assert np.isnan(record.values[:2]).any()


def test_an_error_is_the_failure_of_its_run_alone(monkeypatch):
    def draw(problem, own, *rest):
        if own.instance.bit_generator.seed_seq.entropy == 1:
            raise MemoryError("no room\0 for \ud800 this")
        return original(problem, own, *rest)

    import lngd_theory.run

    original = lngd_theory.run.draw_instance
    monkeypatch.setattr("lngd_theory.run.draw_instance", draw)
    first, failed, last = run_task([(CELL, [0, 1, 2])]).records
    assert (first.status, failed.status, last.status) == ("ok", "failed", "ok")
    assert failed.reason == r"MemoryError: no room\0 for \ud800 this"
    assert np.isnan(failed.values).all()
    assert failed.values.size == CELL.width


def test_ctrl_c_while_code_is_loaded_is_heard(monkeypatch):
    monkeypatch.setattr(task, "run_task", lambda _: Outcome([], "", interrupted=True))
    with pytest.raises(KeyboardInterrupt):
        warm_up.__wrapped__(frozenset({"gram"}))


def test_a_reason_is_not_longer_than_a_page():
    assert len(failure(CELL, 0, "x" * 10**6).reason) == 1000


def test_an_observable_that_raises_leaves_the_rest_and_a_note(monkeypatch):
    wrong = dataclasses.replace(OBSERVABLES["test_error"], compute=lambda moment: 1 / 0)
    monkeypatch.setitem(OBSERVABLES, "test_error", wrong)
    (record,) = run_task([(CELL, [0])]).records
    assert record.status == "ok"
    assert record.reason == "the observable 'test_error' raised ZeroDivisionError: division by zero"
    assert np.isfinite(record.values).tolist() == [True, True, False, False, True, True, True]


def test_a_task_that_is_told_to_stop_hands_back_what_is_finished(monkeypatch):
    stop = threading.Event()
    monkeypatch.setattr(task, "_stop", stop)
    original, done = task.run_together, []

    def run(jobs, progress):
        done.append(jobs)
        if len(done) == 3:
            stop.set()
        return original(jobs, progress)

    monkeypatch.setattr(task, "run_together", run)
    outcome = run_task([(CELL, range(30))])
    assert outcome.interrupted
    assert [record.seed for record in outcome.records] == list(range(16))  # two groups of eight


def test_ctrl_c_outside_of_a_run_hands_back_what_is_finished(monkeypatch):
    original, done = task.run_together, []

    def run(jobs, progress):
        if len(done) == 2:
            signal.raise_signal(signal.SIGINT)
        done.append(jobs)
        return original(jobs, progress)

    monkeypatch.setattr(task, "run_together", run)
    outcome = run_task([(CELL, range(30))])
    assert outcome.interrupted
    assert [record.seed for record in outcome.records] == list(range(16))


def test_an_error_in_a_group_is_the_failure_of_its_run_alone(monkeypatch):
    """Runs of two cells side by side, one of which cannot be drawn: the others have the numbers of runs alone."""
    import lngd_theory.run

    cells = list(all_cells(changed(TINY, noises=["none", "flip:0.1"])))[:2]
    alone = [run_task([(cell, [seed])]).records[0] for cell in cells for seed in range(5)]
    original = lngd_theory.run.draw_instance

    def draw(problem, own, *rest):
        if own.instance.bit_generator.seed_seq.entropy == 3:
            raise MemoryError("no room")
        return original(problem, own, *rest)

    monkeypatch.setattr("lngd_theory.run.draw_instance", draw)
    records = run_task([(cell, range(5)) for cell in cells]).records
    assert [(record.key, record.seed) for record in records] == [(record.key, record.seed) for record in alone]
    for record, expected in zip(records, alone, strict=True):
        assert record.status == ("failed" if record.seed == 3 else "ok")
        assert record.seed == 3 or same_bits(record.values, expected.values)


def test_warming_up_runs_every_engine_and_returns_the_digest():
    assert warm_up(frozenset({"gram", "dense", "decoupled"})) == code_digest()


def test_cells_go_to_other_processes():
    for cell in all_cells(changed(TINY, noises=["none", LabelFlip(0.1)])):
        copy = pickle.loads(pickle.dumps(cell))
        assert dataclasses.replace(copy).key == cell.key  # computed anew
        assert same_bits(run_task([(copy, [1])]).records[0].values, run_task([(cell, [1])]).records[0].values)
        assert len(pickle.dumps(cell)) < 2000


@pytest.mark.parametrize("engine", ["gram", "dense", "decoupled"])
def test_every_engine_makes_records(engine):
    seen = ["clean_loss", "gamma_abs_max", "xi_norm2_min"]  # fresh data is drawn in law only
    cell = cell_at(changed(TINY, engine=engine, observables=seen), 0)
    (record,) = run_task([(cell, [0])]).records
    assert record.status == "ok"
    assert np.isfinite(record.values).all()
