"""Small studies from end to end: exponents that are known, resumption, what is left out, interruption."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lngd_theory import GaussianLabelNoise, InputError, LabelFlip, Setting
from lngd_theory.scaling import Path, measure_scaling, work
from lngd_theory.scaling.along import Base
from lngd_theory.scaling.runs import RUNS, base_sweep, plan_run
from lngd_theory.scaling.statement import constants
from lngd_theory.second_stage import exponent
from lngd_theory.sweeps.cells import all_cells

S = Setting(n=10, d=10**5, m=12, mu=30.0, sigma_p=1.0, sigma_0=3e-5, eta=4e-5)
BASE = Base(S, 0.1, constants(0.1, 0.1))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def study(folder):
    paths = [Path("eta", (0.5, 1, 2)), Path("p", (0.5, 1, 2)), Path("d", (1, 1.5, 2), ("snr",))]
    return measure_scaling(S, quantities=["T1", "T2-gd", "rate", "T2-two-scale"], paths=paths, seeds=5, folder=folder)


def test_rows_come_in_the_order_asked_for_and_gd_has_no_p(study):
    names = [(row.quantity.name, row.path.label) for row in study.rows]
    assert names[:2] == [("T1-gd", "eta"), ("T1-gd", "d (SNR kept)")]
    assert len(names) == 2 + 3 + 2 + 3 + 3
    assert study.complete
    with pytest.raises(KeyError):
        study.row("T1-gd", "p(1-p)")


def test_known_exponents_are_found(study):
    for name, power in (("T1-gd", -1), ("T2-gd", -1), ("rate", 2), ("T2-two-scale", -2)):
        row = study.row(name, "eta")
        assert row.exponent.estimate == pytest.approx(power, abs=0.15), name
        assert row.prediction == pytest.approx(power)
    assert study.row("T1-gd", "eta").verdict == "agrees"
    assert study.row("rate", "eta").verdict == "differs"
    assert study.row("rate", "eta").meets_prediction
    assert study.row("rate", "p(1-p)").exponent.estimate == pytest.approx(1, abs=0.1)


def test_the_rate_s_exponent_is_that_of_the_second_stage(study):
    """Another route: seeds pooled at each point, a weighted line."""
    other = exponent("eta", (0.5, 1, 2), S, LabelFlip(0.1), seeds=5, steps=10_000)
    ours = study.row("rate", "eta")
    assert ours.exponent.estimate == pytest.approx(other.slope.estimate, abs=0.03)
    assert ours.paper == pytest.approx(other.lemma)
    assert ours.prediction == pytest.approx(other.predicted)
    rates = np.array([growth.rate.estimate for growth in other.growths])
    assert np.exp(ours.fit.centre) == pytest.approx(rates, rel=0.05)


def test_measured_times_are_near_the_predicted(study):
    for name in ("T1-gd", "T2-gd", "rate", "T2-two-scale"):
        row = study.row(name, "eta")
        assert np.exp(row.fit.centre) == pytest.approx(row.predicted.values, rel=0.35), name


def test_a_second_start_runs_nothing_again(study, folder):
    def runs():
        with sqlite3.connect(folder / "runs.sqlite") as store:
            return store.execute("SELECT COUNT(*), SUM(seconds) FROM runs").fetchone()

    before = runs()
    again = measure_scaling(S, quantities=["T1-gd"], paths=[Path("eta", (0.5, 1, 2))], seeds=5, folder=folder)
    assert runs() == before
    assert np.array_equal(again.row("T1-gd", "eta").y, study.row("T1-gd", "eta").y)
    measure_scaling(S, quantities=["T1-gd"], paths=[Path("eta", (0.5, 1))], seeds=3, folder=folder, fresh=True)
    assert runs()[0] == 6


def test_results_do_not_depend_on_the_executor(study):
    with ThreadPoolExecutor(2) as executor:
        ours = measure_scaling(
            S, quantities=["T1-gd", "rate"], paths=[Path("eta", (0.5, 1, 2))], seeds=5, executor=executor
        )
    for name in ("T1-gd", "rate"):
        assert np.array_equal(ours.row(name, "eta").y, study.row(name, "eta").y)


def test_the_base_point_is_shared_by_all_paths():
    seen = []
    for path in (Path("eta", (0.5, 1)), Path("d", (1, 2), ("snr", "noise_growth")), Path("n", (1, 2), ("n_snr2",))):
        for kind, run in RUNS.items():
            cells = all_cells(plan_run(run, path, BASE, [0]).sweep)
            (own,) = [cell.key for cell in cells if cell.setting == S]
            seen.append((kind, own))
    assert len(set(seen)) == len(RUNS)
    for kind, run in RUNS.items():
        (cell,) = all_cells(base_sweep(run, BASE, [0]))
        assert (kind, cell.key) in seen


def test_points_that_cannot_be_are_left_out_and_named():
    paths = [Path("d", (1e-4, 1, 2)), Path("p", (1, 2, 5.5))]
    found = measure_scaling(S, quantities=["T1-lngd", "rate"], paths=paths, seeds=3)
    for name in ("T1-lngd", "rate"):
        row = found.row(name, "d")
        assert "n=10 must be at most d - 2 = 8" in " ".join(row.left_out)
        assert row.verdict == "not reached"
        assert np.isnan(row.y[:, 0]).all()
    (reason,) = found.row("rate", "p(1-p)").missing
    assert "must be below 1/2" in reason
    assert found.row("T1-lngd", "d").missing == {"not run": 3}


def test_runs_that_would_take_too_long_are_left_out(monkeypatch):
    monkeypatch.setattr("lngd_theory.scaling.runs.LARGEST_SECONDS", 1e-6)
    found = measure_scaling(S, quantities=["T1-gd"], paths=[Path("eta", (1, 2, 3))], seeds=3)
    (row,) = found.rows
    assert len(row.left_out) == 3
    assert "steps are too many to run" in row.left_out[0]
    assert row.verdict == "not reached"


def test_a_run_that_ends_early_is_counted(monkeypatch):
    short = {**RUNS, "gd": work.RUNS["gd"].__class__("none", RUNS["gd"].steps / 8, RUNS["gd"].observables, 50)}
    monkeypatch.setattr(work, "RUNS", short)
    (row,) = measure_scaling(S, quantities=["T1-gd"], paths=[Path("eta", (1, 2, 3))], seeds=3).rows
    assert row.missing == {"did not get there within the run": 9}
    assert np.isinf(row.y).all()
    assert row.verdict == "not reached"


def test_test_errors_are_calibrated_at_the_base_point():
    base = S.replace(eta=2.4e-4, mu=60.0)  # quick to learn
    found = measure_scaling(
        base, quantities=["error-lngd", "error-signal", "T2-test"], paths=[Path("mu", (0.9, 1, 1.1))], seeds=4
    )
    assert found.calibration.multiple > 0
    assert 0 < found.calibration.signal < 1
    row = found.row("error-signal", "|mu|")
    middle = np.median(row.y[:, 1])
    assert middle == pytest.approx(np.log(2 / 0.05), abs=1.0)
    assert found.row("error-lngd", "|mu|").at[0] == pytest.approx(60 * 0.9**0.2)


def test_an_interrupted_study_keeps_what_is_complete():
    def stop(what, done, total):
        if what.startswith("two-scale"):
            raise KeyboardInterrupt

    found = measure_scaling(S, quantities=["T1-gd", "rate"], paths=[Path("eta", (0.5, 1, 2))], seeds=3, progress=stop)
    assert not found.complete
    assert [row.quantity.name for row in found.rows] == ["T1-gd"]


def test_progress_ends_at_the_total():
    seen = []
    measure_scaling(
        S,
        quantities=["T1-gd", "rate"],
        paths=[Path("eta", (0.5, 1, 2))],
        seeds=3,
        progress=lambda *now: seen.append(now),
    )
    assert seen[-1][1] == seen[-1][2] == 18
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"noise": GaussianLabelNoise(1, 1)}, r"must be LabelFlip with one p in \(0, 1/2\)"),
        ({"noise": LabelFlip(0.5)}, r"must be LabelFlip with one p in \(0, 1/2\)"),
        ({"setting": S.replace(q=3)}, r"q=3.0 must be 2"),
        ({"setting": S.replace(mu=0)}, r"mu=0.0 must be > 0"),
        ({"seeds": 2}, r"seeds=2 must be at least 3"),
        ({"epsilon": 0}, r"epsilon=0 must be a finite number > 0"),
        ({"epsilon": 0.7}, r"epsilon=0.7 must be below log 2"),
        ({"paths": [Path("m", (1, 2))] * 2}, r"paths must differ"),
        ({"quantities": ["T9"]}, r"unknown quantity 'T9'"),
    ],
)
def test_bad_input(options, message):
    with pytest.raises(InputError, match=message):
        measure_scaling(**options)
