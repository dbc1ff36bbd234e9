"""A sweep goes on from what is there, computes nothing twice, and ends with the same bits whatever happened."""

import doctest
import functools
import re
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lngd_theory import InputError, LabelFlip, NoLabelNoise, Setting, simulate
from lngd_theory.sweeps import Sweep, SweepInterrupted, open_sweep, run, run_sweep, spec
from lngd_theory.sweeps.cells import all_cells, cell_at
from lngd_theory.sweeps.pace import Pace
from lngd_theory.sweeps.schedule import Schedule
from tests.draws import same_bits
from tests.sweeps import stubs
from tests.sweeps.shared import SETTING, TINY, bits, changed


def test_a_sweep_has_the_numbers_of_simulate(tmp_path):
    data = run_sweep(TINY, tmp_path, workers=1).data
    assert data.clean_loss.dims == ("n", "noise", "seed", "record")
    for n in (5, 8):
        for label, noise in (("none", NoLabelNoise()), ("flip:0.2", LabelFlip(0.2))):
            r = simulate(Setting(n=n, **SETTING), noise, steps=60, seeds=5, record_every=30, n_test=20)
            found = data.sel(n=n, noise=label)
            assert same_bits(found.clean_loss.values, r.clean_loss.values[:, 1:])
            assert np.allclose(found.test_error, 1 - r.test_accuracy.values[:, 1:], atol=1e-12)
            assert (found.status == "ok").all()


def test_nothing_finished_runs_again(tmp_path, counted, tiny_bits):
    first = run_sweep(TINY, tmp_path, workers=1)
    assert (first.found, first.computed, len(counted), len(set(counted))) == (0, 20, 20, 20)
    again = run_sweep(TINY, tmp_path, workers=1)
    assert (again.found, again.computed, len(counted)) == (20, 0, 20)
    assert bits(again.data) == tiny_bits


@pytest.mark.parametrize(
    "changes",
    [
        {"seeds": 7},
        {"seeds": [6, 0, 2]},
        {"axes": {"n": [8, 6, 5]}},
        {"noises": ["smoothing:0.1", "flip:0.2", "none"]},
        {"axes": {"eta": [0.5, 0.25], "n": [5, 8]}},
        {"axes": {"n": {"from": 5, "to": 8, "count": 4}}, "seeds": 6},
    ],
    ids=str,
)
def test_a_changed_grid_computes_only_what_is_new(tmp_path, counted, changes):
    larger = changed(TINY, **changes)
    old = {(cell.key, seed) for cell in all_cells(TINY) for seed in TINY.seeds}
    wanted = {(cell.key, seed) for cell in all_cells(larger) for seed in larger.seeds}
    assert 0 < len(wanted - old) < len(wanted)
    run_sweep(TINY, tmp_path / "a", workers=1)
    counted.clear()
    report = run_sweep(larger, tmp_path / "a", workers=1)
    assert len(counted) == report.computed == len(wanted - old)
    assert set(counted) == wanted - old
    alone = run_sweep(larger, tmp_path / "b", workers=1)
    assert bits(report.data) == bits(alone.data)


def test_an_earlier_sweep_can_still_be_opened(tmp_path, tiny_bits):
    run_sweep(TINY, tmp_path, workers=1)
    run_sweep(changed(TINY, seeds=6, noises=["none"]), tmp_path, workers=1)
    assert open_sweep(tmp_path).sizes["seed"] == 6
    assert bits(open_sweep(tmp_path, TINY)) == tiny_bits


def test_what_a_grid_holds_twice_runs_once(tmp_path, counted):
    sweep = changed(TINY, axes={"p": [0.1, 0.2, 0.3]}, setting={**SETTING, "n": 5}, noises=["none", "flip:p"])
    report = run_sweep(sweep, tmp_path, workers=1)
    assert (report.found, report.computed, len(set(counted)), len(counted)) == (10, 20, 20, 20)
    data = report.data
    assert (data.status == "ok").all()
    assert bits(data.isel(p=0, noise=0, drop=True)) == bits(data.isel(p=2, noise=0, drop=True))
    assert not np.array_equal(data.clean_loss[0, 1], data.clean_loss[1, 1])


def test_workers_change_no_bit(tmp_path, tiny_bits, crew):
    report = run_sweep(TINY, tmp_path, crew)
    assert report.workers == 2
    assert bits(report.data) == tiny_bits


def test_ctrl_c_keeps_what_is_finished(tmp_path, tiny_bits, monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.run.Pace", lambda speed, workers: _small(speed, workers))

    def progress(report):
        if report.computed >= 6:
            raise KeyboardInterrupt

    with pytest.raises(SweepInterrupted) as stopped:
        run_sweep(TINY, tmp_path, workers=1, progress=progress)
    report = stopped.value.report
    assert report.computed == 6
    partial = open_sweep(tmp_path)
    assert (partial.status == "ok").sum() == 6
    assert (partial.status == "missing").sum() == 14
    assert np.isnan(partial.clean_loss.where(partial.status == "missing")).all()
    again = run_sweep(TINY, tmp_path, workers=1)
    assert (again.found, again.computed) == (6, 14)
    assert bits(again.data) == tiny_bits


def _small(speed, workers):
    return Pace(speed, workers, largest=2)


def test_a_worker_that_is_killed_half_way_changes_nothing(tmp_path, tiny_bits, crew, monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.run.Pace", lambda speed, workers: _small(speed, workers))
    killed = []

    def progress(report):
        if report.computed >= 6 and not killed:
            (process,) = crew._pools[1]._processes.values()
            process.kill()
            process.join()
            killed.append(process.pid)

    report = run_sweep(TINY, tmp_path, crew, progress=progress)
    assert killed
    assert (report.computed, report.failed) == (20, 0)
    assert bits(report.data) == tiny_bits


def test_diverged_runs_are_results(tmp_path):
    sweep = changed(TINY, axes={"eta": [0.5, 1e9]}, setting={**SETTING, "n": 5}, noises=["flip:0.5"])
    report = run_sweep(sweep, tmp_path, workers=1)
    assert (report.computed, report.diverged, report.failed) == (10, 5, 0)
    data = report.data
    assert data.status.values[:, 0].tolist() == [["ok"] * 5, ["diverged"] * 5]
    assert (data.stopped_at.values[1] >= 0).all()
    assert np.isnan(data.clean_loss.values[1, ..., -1]).all()
    assert np.isfinite(data.xi_norm2_min.values).all()  # of the draw
    assert "lower eta" in str(data.reason.values[1, 0, 0])
    assert run_sweep(sweep, tmp_path, workers=1).computed == 0


def test_failed_runs_are_recorded_and_run_again_on_request(tmp_path, monkeypatch, tiny_bits):
    with monkeypatch.context() as patch:
        patch.setattr("lngd_theory.sweeps.task.run_together", lambda *_: 1 / 0)
        report = run_sweep(TINY, tmp_path, workers=1)
    assert (report.computed, report.failed) == (20, 20)
    assert set(report.data.reason.values.ravel()) == {"ZeroDivisionError: division by zero"}
    assert np.isnan(report.data.clean_loss).all()
    assert run_sweep(TINY, tmp_path, workers=1).computed == 0
    again = run_sweep(TINY, tmp_path, workers=1, retry_failed=True)
    assert (again.found, again.computed, again.failed) == (0, 20, 0)
    assert bits(again.data) == tiny_bits


def test_a_failed_run_that_a_grid_holds_twice_is_tried_once(tmp_path, monkeypatch):
    sweep = changed(TINY, axes={"p": [0.1, 0.2]}, setting={**SETTING, "n": 5}, noises=["none", "flip:p"])
    tried = []

    def fail(jobs, _):
        tried.extend(jobs if len(jobs) == 1 else [])  # runs of a group that fails are tried one by one
        raise ZeroDivisionError

    monkeypatch.setattr("lngd_theory.sweeps.task.run_together", fail)
    run_sweep(sweep, tmp_path, workers=1)
    assert len(tried) == 15
    report = run_sweep(sweep, tmp_path, workers=1, retry_failed=True)
    assert (len(tried), report.computed, report.found) == (30, 15, 5)


def test_examples_in_docstrings_work():
    for module in (run, spec):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0


def test_a_note_of_an_observable_is_told_once(tmp_path, monkeypatch):
    import dataclasses

    from lngd_theory.observables import OBSERVABLES

    wrong = dataclasses.replace(OBSERVABLES["test_error"], compute=lambda moment: 1 / 0)
    monkeypatch.setitem(OBSERVABLES, "test_error", wrong)
    report = run_sweep(TINY, tmp_path, workers=1)
    assert (report.noted, report.failed) == (20, 0)
    assert report.notices == [
        "some numbers of some runs are missing, see reason in the result; the first: the observable 'test_error' "
        "raised ZeroDivisionError: division by zero"
    ]


def test_a_bad_cell_that_was_not_sampled_is_left_out_and_named(tmp_path):
    sweep = changed(TINY, axes={"n": [5, 59, 8]})
    size = run_sweep(changed(TINY, axes={"n": [5, 8]}), tmp_path, workers=1).size
    report = run_sweep(sweep, tmp_path, workers=1, size=size)
    assert (report.found, report.computed, report.refused, report.done) == (20, 0, 10, 30)
    assert [notice[:27] for notice in report.notices] == ["left out: n=59, noise=none:", "left out: n=59, noise=flip:"]
    data = report.data
    assert set(data.status.values[1].ravel()) == {"refused"}
    assert "n=59 must be at most d - 2 = 58" in str(data.reason.values[1, 0, 0])
    assert data.steps.values[:, 0].tolist() == [60, -1, 60]


def test_progress_is_told_after_every_task(tmp_path, monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.run.Pace", lambda speed, workers: _small(speed, workers))
    seen = []
    report = run_sweep(TINY, tmp_path, workers=1, progress=lambda report: seen.append(report.done))
    assert seen == list(range(2, 21, 2))
    assert (report.tasks, report.done) == (10, 20)
    assert 0 < report.seconds < report.wall


def test_tasks_of_short_runs_take_a_fifth_of_a_second_or_more(tmp_path):
    told = []
    report = run_sweep(
        changed(TINY, seeds=600, steps=300), tmp_path, workers=1, progress=lambda report: told.append(report.seconds)
    )
    each = np.diff([0.0, *told])[:-1]  # the last one is what is left
    assert len(told) == report.tasks >= 3
    assert np.median(each) >= 0.2
    assert report.overhead < 0.2  # 2 % on an idle machine; others may hold up what is not counted to the runs


def peak_of_a_grid(points, folder):
    """Most bytes that a sweep takes whose every cell is a task of no work."""
    sweep = changed(TINY, axes={name: {"from": 0.1, "to": 1, "count": points} for name in ("eta", "corruption")},
                    setting={**SETTING, "n": 5}, noises=["none"], seeds=1)  # fmt: skip
    with ThreadPoolExecutor(2) as pool:
        tracemalloc.start()
        try:
            report = run_sweep(sweep, folder, pool)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert report.computed == report.tasks == points**2
    return peak


@pytest.mark.slow
def test_memory_does_not_grow_with_a_hundred_thousand_cells(tmp_path, monkeypatch):
    monkeypatch.setattr("lngd_theory.sweeps.run.Pace", lambda speed, workers: Pace(speed, workers, largest=1))
    monkeypatch.setattr("lngd_theory.sweeps.run.Schedule", functools.partial(Schedule, work=stubs.quick))
    peak_of_a_grid(10, tmp_path / "first")
    small, large = peak_of_a_grid(50, tmp_path / "small"), peak_of_a_grid(317, tmp_path / "large")
    assert large < small + 500_000  # 97,989 cells more, at five bytes each; the estimate samples as many


def test_a_bad_number_of_workers_is_refused(tmp_path):
    with pytest.raises(InputError, match=re.escape("workers=0 must be an integer >= 1")):
        run_sweep(TINY, tmp_path, workers=0)


def test_a_path_of_settings_runs(tmp_path):
    """n = d^(1/4) at fixed SNR."""
    sweep = Sweep(
        preset="fig2",
        axes={"d": [1e4, 1e8]},
        derive={
            "n": "round(d**(1/4))", "mu": "0.1*sigma_p*sqrt(d)", "eta": "n/(sigma_p**2*d)", "sigma_0": "0.01/sqrt(d)"
        },
        noises=["flip:0.1"], seeds=2, steps="0.01*T_1", observables=["clean_loss"], engine="auto",
    )  # fmt: skip
    data = run_sweep(sweep, tmp_path, workers=1).data
    assert data["n"].values.tolist() == [10, 100]
    assert data["mu"].values.tolist() == pytest.approx([5.0, 500.0])
    assert (data.status == "ok").all()
    assert data.steps.values[:, 0].tolist() == [cell_at(sweep, k).steps for k in range(2)]
