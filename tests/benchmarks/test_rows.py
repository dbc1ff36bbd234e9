"""The larger benchmarks make complete rows, at sizes that take seconds. No time is judged here."""

import numpy as np
import pytest

from benchmarks import axes, reproduction, scaling, sweeps
from benchmarks.axes import AXES
from benchmarks.isolated import cores, on_one_core
from benchmarks.jobs import FIG2_JOB, FIG3_JOB, FIG3_SWEEP, Job, Part
from benchmarks.measurement import Spread
from benchmarks.scaling import EXPONENT
from benchmarks.sides import GRAM, SIDES
from benchmarks.subjects import FIG2
from lngd_theory.phase.plane import QUICK
from lngd_theory.sweeps import Estimate, SweepReport
from tests.benchmarks.made import TINY
from tests.test_benchmarks import check_rows


def short_line(monkeypatch, name, values, fits):
    """A line of a few small points, with NumPy alone as a script."""
    axis = AXES[name]._replace(quick=values)
    monkeypatch.setattr(type(axis), "dense_fits", lambda self, value: fits(value))
    monkeypatch.setitem(AXES, name, axis)
    monkeypatch.setattr(scaling, "SIDES", SIDES[:1])


def test_scaling_has_every_curve_at_every_point_and_says_why_not(monkeypatch):
    short_line(monkeypatch, "d", (300, 400, 500, 10**9), lambda d: d < 10**9)
    rows = scaling.measure_here("d", quick=True)
    times = [row for row in rows if row.quantity != EXPONENT]
    sides = {row.details["side"] for row in times}
    assert len(times) == 4 * len(sides)
    assert sides == {f"{GRAM}, GD", f"{GRAM}, LNGD, p = 0.1", "BLAS product", "dense NumPy"}
    (far,) = [row for row in times if row.value is None]
    assert far.note == "not measured: at d = 10^9 the patches alone take 3.2 TB"
    exponents = [row for row in rows if row.quantity == EXPONENT]
    assert len(exponents) == 4
    assert {row.details["to"] for row in exponents if row.details["side"] == "dense NumPy"} == {500}
    for row in exponents:
        assert row.value.low <= row.value.median <= row.value.high
        assert (row.target is not None) == row.details["side"].startswith(GRAM)


def test_what_does_not_fit_is_not_tried(monkeypatch):
    monkeypatch.setattr(axes, "physical_memory", lambda: 2.0 * 3 * 8 * 400 * 10**4)
    assert AXES["d"].dense_fits(10**4)
    assert not AXES["d"].dense_fits(10**4 + 1)


@pytest.mark.parametrize("name", AXES)
def test_all_points_of_a_line_can_run_and_keep_figure_2_s_growth_rate(name):
    axis = AXES[name]
    for value in {*axis.values, *axis.quick, getattr(FIG2, name)}:
        setting = axis.at(value)
        assert getattr(setting, name) == value
        assert setting.noise_growth == pytest.approx(FIG2.noise_growth)
        assert setting.snr == pytest.approx(FIG2.snr)


def test_a_whole_job_is_added_up_from_its_parts():
    part = Part(TINY, runs=3, steps=10, records=2)
    one = {"draw": np.array([1.0]), "step": np.array([0.1]), "record": np.array([0.5])}
    assert part.seconds(one) == 3 * (1 + 10 * 0.1 + 2 * 0.5)
    assert sum(part.runs for part in FIG3_JOB.parts) == FIG3_SWEEP.runs == 1120
    assert {part.steps for part in FIG3_JOB.parts} == {1000}
    assert FIG2_JOB.parts[0].runs * FIG2_JOB.parts[0].steps == 2 * 8 * 2000


def test_scripts_of_a_job_are_timed_and_shared_by_the_workers(monkeypatch):
    monkeypatch.setattr(reproduction, "_SCRIPTS", SIDES[:1])
    job = Job("figure", "all", (Part(TINY, 2, 5, 1), Part(TINY.replace(n=8), 2, 5, 1)))
    own, theirs = reproduction.scripts_here(job, False, rounds=1)
    assert own is None
    assert set(theirs) == {"dense NumPy"}
    rows = reproduction._job_rows(job, 2, Spread.exact(2.0), {"dense NumPy": Spread(4.0, 8.0, 12.0)})
    check_rows(rows, "reproduction")
    shared, factor = [row.value for row in rows if "NumPy" in row.case]
    assert (shared, factor) == (Spread(2.0, 4.0, 6.0), Spread(1.0, 2.0, 3.0))


def test_figure_3_small_is_run_and_reported(monkeypatch):
    monkeypatch.setattr(reproduction, "QUICK", QUICK._replace(snr=QUICK.snr[:1], n=(10,), steps=5, n_test=20))
    report, wall, processor = reproduction.fig3_here(quick=True, workers=1)
    assert report.computed == 12
    assert 0 < report.wall <= wall
    assert 0 < processor < 100 * wall
    check_rows(reproduction._sweep_rows(report, wall, sweeps.OVERHEAD), "reproduction")


def test_overhead_is_judged_only_where_it_means_something(tmp_path):
    report = SweepReport(tmp_path, Estimate(1, 1, 1, 1, 1, 1), computed=4, workers=2, seconds=10.0, wall=5.1)
    judged, with_start = reproduction._sweep_rows(report, 6.0, sweeps.OVERHEAD)
    assert judged.value.median == pytest.approx(0.02)
    assert judged.met
    assert with_start.value.median == pytest.approx(0.2)
    assert [row.target for row in reproduction._sweep_rows(report, 6.0, None)] == [None]


def test_throughput_compares_numbers_of_workers(monkeypatch, tmp_path):
    walls = {1: 10.0, 2: 5.0}

    def swept(sweep, workers):
        report = SweepReport(tmp_path, None, computed=sweep.runs, workers=workers, seconds=9.5, tasks=7)
        report.wall = walls[workers]
        return report

    monkeypatch.setattr(sweeps, "_swept", swept)
    rows = sweeps.throughput(QUICK.sweep(QUICK.snr), [1, 2], rounds=2, judged=True)
    check_rows(rows, "sweeps")
    (speed_up,) = [row for row in rows if row.target == sweeps.TWO_WORKERS]
    assert speed_up.value == Spread.exact(2.0)
    overheads = [row for row in rows if row.target == sweeps.OVERHEAD]
    assert [round(row.value.median, 4) for row in overheads] == [0.0526, 0.0526]
    assert not any(row.target for row in sweeps.throughput(QUICK.sweep(QUICK.snr), [1, 2], 1, judged=False))


def test_the_scheduler_s_memory_is_flat():
    rows = sweeps.memory_here((50, 3000))
    peaks = [row.value.median for row in rows if row.unit == "KiB"]
    assert peaks[1] < peaks[0] + 40  # bytes are counted, not timed: less than 14 a task
    assert rows[-1].value.low < 10
    assert rows[-1].target == sweeps.FLAT


def _cores_and_threads():
    import os

    return cores(), os.environ["OMP_NUM_THREADS"]


def test_a_process_is_held_to_one_core_and_this_one_is_not():
    before = cores()
    assert on_one_core(_cores_and_threads) == (1, "1")
    assert cores() == before
