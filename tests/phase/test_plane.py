"""Figure 3 on a tiny plane: what is run, what is said, what is written, and that a second start runs nothing."""

import json

import numpy as np
import pytest
import xarray as xr

from lngd_theory import InputError
from lngd_theory.experiments import fig3
from lngd_theory.phase import Runs, plane
from lngd_theory.phase.plane import ALGORITHMS, FULL_CLOCKS, measure_plane
from lngd_theory.report import study
from lngd_theory.statistics import share_interval
from tests.questions.checks import text

TINY = plane.QUICK._replace(
    snr=(0.08, 0.16, 0.24), n=(30, 60, 90), fine=tuple(round(0.04 * k, 2) for k in range(2, 9)), steps=100, n_test=60,
)  # fmt: skip


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plane")
    runs = Runs(folder)
    return folder, measure_plane(TINY, runs), runs


@pytest.fixture(scope="module")
def whole(measured):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plane, "QUICK", TINY)
        runs = Runs(measured[0])
        return fig3.reproduce_fig3(runs, quick=True), runs


def test_every_cell_is_run_under_both_clocks(measured):
    _, found, _ = measured
    assert set(found.grids) == {(clock, name) for clock in FULL_CLOCKS for name in ALGORITHMS}
    assert all(grid.runs() == 3 * 3 * 6 for grid in found.grids.values())
    assert found.grid_computed == 2 * 3 * 3 * 6
    steps = found.grids["theorem", "GD"].steps.values
    assert (found.grids["fixed", "GD"].steps == 100).all()
    assert steps.min() < 100 < steps.max()
    assert set(found.analyses) == set(found.fine) == {*found.grids, ("rate", "LNGD")}
    assert set(found.ratios) == {30, 60, 90}


def test_the_grid_at_fixed_steps_is_what_the_paper_says():
    full = plane.FULL
    assert full.snr == tuple(round(0.03 + 0.01 * k, 2) for k in range(8))
    assert full.n == tuple(range(100, 701, 100))
    assert full.sweep(full.snr).runs == 1120
    assert set(full.snr) <= set(full.fine)
    setting = full.centre
    assert (setting.d, setting.m, setting.sigma_p, setting.eta, full.steps) == (2000, 20, 0.5, 1.0, 1000)


def test_a_second_start_computes_nothing_and_finds_the_same(measured, whole):
    _, first, runs = measured
    _, again = whole
    assert (runs.computed, again.computed) == (first.computed, 0)
    found = measure_plane(TINY, Runs(measured[0]))
    for key, analysis in first.analyses.items():
        assert np.array_equal(found.analyses[key].boundary.replicates, analysis.boundary.replicates, equal_nan=True)
    for key, (refined, agreed) in first.replays.items():
        assert found.replays[key][0].share_of_seconds == refined.share_of_seconds
        assert found.replays[key][1] == agreed


def test_the_sentences_are_made_of_the_numbers(measured, whole):
    _, found, _ = measured
    made, _ = whole
    said = text(made.sentences)
    assert all(sentence.endswith(".") and "nan" not in sentence for sentence in made.sentences)
    assert made.sentences[0].startswith("Quick answer: ")
    for clock, name in found.analyses:
        assert f"{name}, {clock} steps: " in said
    grid = found.grids["fixed", "GD"]
    assert f"At fixed steps GD succeeds in {int((grid.phases() == 3).sum())} of 9 cells" in said
    same = sum(agreed.same for _, agreed in found.replays.values())
    assert f"gives {same} of 36 cells the phase that the whole grid gives them" in said
    assert {table.caption.split(" ")[0] for table in made.tables} == {"Claimed:", "Critical", "Laws", "Refinement:"}
    for table in made.tables:
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}


def test_the_claims_are_judged_by_seed(measured):
    _, found, _ = measured
    judged = {finding.claim: finding for finding in fig3.findings(found)}
    assert len(judged) == 6
    accuracy = found.grids["fixed", "GD"].accuracy
    below = (accuracy.n * accuracy.SNR**2 < 1).values
    values = [(accuracy.sel(seed=seed).values[below] < 0.76).mean() for seed in range(6)]
    finding = judged["GD fails below SNR = n^-1/2 (fixed steps)"]
    assert finding.values == pytest.approx(values)
    share = share_interval(sum(value == 1 for value in values), 6)
    assert finding.verdict == ("holds" if share.low > 0.5 else "fails" if share.high < 0.5 else "mixed")
    wider = judged["LNGD succeeds on a wider range (theorem steps)"]
    counts = [int((found.grids["theorem", name].accuracy >= 0.76).sum()) for name in ("LNGD", "GD")]
    assert sum(wider.values) == counts[0] - counts[1]


def test_everything_is_written(whole, tmp_path):
    made, _ = whole
    study.write_study(made, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    figures = {"fig3.png", "fig3-boundary.png", "fig3-refined.png", "fig3-ahead.png"}
    assert names == {"summary.md", "summary.json", "fig3.nc", "fig3-boundary.nc", *figures}
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert summary["sentences"] == list(made.sentences)
    assert len(summary["data"]["boundaries"]) == 5
    page = (tmp_path / "summary.md").read_text()
    assert page.startswith("# ")
    assert "Made by `lngd reproduce fig3 --quick --out fig3`." in page
    assert all(f"]({name})" in page for name in figures)
    assert "Left open by the paper:" in page
    with xr.open_dataset(tmp_path / "fig3.nc") as data:
        assert dict(data.sizes) == {"clock": 2, "algorithm": 2, "n": 3, "SNR": 3, "seed": 6}
        assert data.accuracy.attrs["long_name"].startswith("test accuracy")
    with xr.open_dataset(tmp_path / "fig3-boundary.nc") as data:
        assert data.critical_SNR.dims == ("diagram", "n", "limit")


def test_too_few_seeds_are_refused_before_any_work(tmp_path):
    with pytest.raises(InputError, match="seeds=5 must be an integer >= 6: fewer give a median no 95 % interval"):
        fig3.reproduce_fig3(Runs(tmp_path), seeds=5)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_is_one_sentence(whole, tmp_path):
    made, _ = whole
    with pytest.raises(InputError, match=r"cannot write to .*: No such file or directory; the runs are kept"):
        study.write_study(made, tmp_path / "missing")


def test_plain_numbers_for_json():
    values = {"a": np.array([1.0, np.nan]), 3: (np.int64(2), float("inf")), "b": True, "c": None, "d": "x"}
    assert study.plain(values) == {"a": [1.0, None], "3": [2, None], "b": True, "c": None, "d": "x"}
