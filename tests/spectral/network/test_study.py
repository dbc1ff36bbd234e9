"""Runs, comparisons, rulings, words and the study as a whole, on small designs and planted data."""

import dataclasses
import json

import numpy as np
import pytest
import xarray as xr

from lngd_theory import InputError
from lngd_theory.claims.tail import QUANTITIES, Ruling
from lngd_theory.report.study import markdown
from lngd_theory.spectral.network import runs as runs_module
from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.balance import balance_sentence, predicted_energy, ratios
from lngd_theory.spectral.network.design import FULL, QUICK
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.maps import CONTESTANTS, winners
from lngd_theory.spectral.network.one_seed import AXES
from lngd_theory.spectral.network.quantities import at_cell, seats, shares_of_labels
from lngd_theory.spectral.network.remedies import REMEDIES
from lngd_theory.spectral.network.runs import CellRuns
from lngd_theory.spectral.network.study import bridge_study, cell_study
from lngd_theory.spectral.network.verdicts import rulings, shapes
from lngd_theory.spectral.network.words import place, ruling_sentence, shape_sentence
from tests.draws import same_bits

SMALL = dataclasses.replace(QUICK, steps=80, records=4, n_test=20, seeds=6)


@pytest.fixture(scope="module")
def evidence():
    return Evidence(SMALL, CellRuns().run(SMALL.cells(), SMALL.seeds))


def test_the_design_has_every_part_and_every_cell_once():
    cells = FULL.cells()
    assert len(cells) == len(set(cells)) == 51
    assert {cell.setting.m for cell in cells} == set(FULL.widths)
    for (strength, _), cell in FULL.plane().items():
        assert cell.setting.n_snr2 == pytest.approx(strength)
        assert cell.setting.noise_growth == pytest.approx(FULL.growth)
        assert cell.setting.initial_noise_overlap == pytest.approx(FULL.overlap)
    assert sum(cell.over_time for cell in cells) == len(FULL.focus)
    assert FULL.cell(2.0, 0.2).at[[0, -1]].tolist() == [0, FULL.steps]


def test_everything_measured_is_labelled(evidence):
    for cell, data in evidence.data.items():
        expected = set(AXES) - ({"curve_over_time"} if not cell.over_time else set())
        assert set(data.data_vars) == expected
        for name in expected:
            assert data[name].dims == ("seed", "noise", *AXES[name])
        assert not data.accuracy.isnull().any()


def test_a_later_start_goes_on_and_a_seed_is_its_bits(tmp_path, monkeypatch):
    cells = [SMALL.cell(1.0, 0.25), SMALL.cell(4.0, 0.25)]
    first = CellRuns(tmp_path).run(cells[:1], 2)
    files = list((tmp_path / "cells").iterdir())
    assert len(files) == 1
    calls = []
    whole = runs_module.measure_seed
    monkeypatch.setattr(runs_module, "measure_seed", lambda cell, seed: calls.append(cell) or whole(cell, seed))
    told = []
    again = CellRuns(tmp_path, progress=lambda done, total: told.append((done, total))).run(cells, 2)
    assert set(calls) == {cells[1]}
    assert told[0] == (2, 4)
    assert told[-1] == (4, 4)
    for name in first[cells[0]].data_vars:
        assert same_bits(first[cells[0]][name].values, again[cells[0]][name].values), name
    files[0].write_bytes(b"damaged")
    repaired = CellRuns(tmp_path).run(cells[:1], 2)
    assert same_bits(repaired[cells[0]].accuracy.values, first[cells[0]].accuracy.values)


def test_an_executor_changes_nothing():
    from concurrent.futures import ThreadPoolExecutor

    cells = [SMALL.cell(1.0, 0.25), SMALL.cell(4.0, 0.0)]
    here = CellRuns().run(cells, 2)
    with ThreadPoolExecutor(1) as executor:
        there = CellRuns(executor=executor).run(cells, 2)
    for cell in cells:
        for name in here[cell].data_vars:
            assert same_bits(here[cell][name].values, there[cell][name].values), name


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="choose another --out"):
        CellRuns(tmp_path / "file").run([], 1)


def planted(**variables):
    """A cell's data with constant values for all seeds: what rulings read."""
    base = SMALL.cell(4.0, 0.25)
    data = CellRuns().run([base], 6)[base].copy(deep=True)
    for name, value in variables.items():
        data[name][:] = value
    return data


def test_diverged_trainings_count_as_chance():
    data = planted()
    data.accuracy[0] = np.nan
    assert accuracies(data, ("none", "as trained"))[0] == 0.5


def test_truncation_is_scored_where_it_was_not_chosen():
    data = planted(curve=0.6)
    data.curve.loc[{"half": "choice", "k": 3}] = 0.9
    data.curve.loc[{"half": "score", "k": 3}] = 0.7
    assert at_cell(data, "none")["gain_trained"] == pytest.approx(0.1)


def plane_of(data):
    """An evidence whose every corrupted cell is the same data."""
    return Evidence(SMALL, dict.fromkeys(SMALL.cells(), data))


def ruling(evidence, claim):
    return rulings(evidence)[claim]


def test_claims_are_ruled_by_what_the_runs_say():
    good = planted(signal_top=0.9, noise_top=0.01, accuracy=0.8)
    assert ruling(plane_of(good), "MT.1").verdict == "supported"
    assert ruling(plane_of(good), "MT.3").verdict == "supported"
    bad = planted(signal_top=0.2, noise_top=0.7, accuracy=0.8)
    bad.accuracy.loc[{"remedy": "features, d = 1"}] = 0.5
    assert ruling(plane_of(bad), "MT.1").verdict == "refuted"
    assert ruling(plane_of(bad), "MT.3").verdict == "refuted"
    perfect = planted(accuracy=1.0)
    assert ruling(plane_of(perfect), "MT.2").verdict == "vacuous"


def test_a_cell_gives_what_the_claims_speak_of(evidence):
    cell = SMALL.cell(4.0, 0.25)
    found = at_cell(evidence.data[cell], "none")
    assert set(found) <= {*QUANTITIES, "k_star"}
    assert all(np.shape(found[name]) == (6,) for name in found if name not in ("risk", "k_star"))
    assert found["risk"].shape == (6, 2 * cell.setting.m + 1)
    assert (found["risk"][:, 0] == 0.5).all()  # without a direction the probe guesses


def test_seats_are_told_by_the_labels_of_each_seed(evidence):
    """The trained label of a seed, and no other, sits at -1."""
    data = evidence.data[SMALL.cell(4.0, 0.25)].copy(deep=True)
    shares = shares_of_labels(data)
    assert np.unique(shares[:, 0]).size > 1
    assert shares.sum(axis=1) == pytest.approx(1)  # labels have nothing but signal and residual
    data.signal_top[:], data.noise_top[:] = (shares[:, column, None, None] for column in (0, 1))
    assert seats(data, "none") == pytest.approx(-1)
    data.signal_top[:], data.noise_top[:] = 1.0, 0.0
    assert seats(data, "none") == pytest.approx(1)


def test_a_planted_valley_and_a_planted_second_descent_are_told_apart():
    valley = planted(accuracy=0.7)
    depth = np.abs(valley.k.values - 1.0)
    valley.curve[:] = 0.9 - 0.03 * depth
    assert ruling(plane_of(valley), "MT.2").verdict == "supported"
    again = valley.copy(deep=True)
    again.curve[:] = 0.7 + 0.2 * np.cos(again.k.values * 0.9)
    found = shapes({(4.0, 0.25): again}, "none", "probe")[4.0, 0.25]
    assert found.p_valley <= 0.05
    assert found.minima == 2
    assert ruling(plane_of(again), "MT.2").verdict == "refuted"
    assert "a single valley is rejected in all 2" in shape_sentence(plane_of(again), "none", "probe")


def test_sentences_follow_the_verdict():
    key = (2.0, 0.2)
    texts = {
        sign: ruling_sentence(
            Ruling("MT.1", {key: sign, (4.0, 0.2): 1}, {key: -0.3, (4.0, 0.2): 0.5}, {}, {}), "flip:0.2"
        )
        for sign in (1, 0, -1)
    }
    assert "supported" in texts[1]
    assert "undecided" in texts[0]
    assert "refuted" in texts[-1]
    assert "furthest from it is n SNR^2 = 2, r = 0.2" in texts[-1]
    assert place(("class", 4.0)) == "class corruption, n SNR^2 = 4"


def test_winners_must_be_ahead_of_both():
    data = planted(accuracy=0.6)
    assert set(winners(plane_of(data), "flip:0.2").winner.values()) == {""}
    data.accuracy.loc[{"noise": "flip:0.2", "remedy": "as trained"}] = 0.9
    found = winners(plane_of(data), "flip:0.2")
    assert set(found.winner.values()) == {"LNGD"}
    assert set(next(iter(found.accuracy.values()))) == set(CONTESTANTS)


def test_the_balance_law_in_a_closed_case_and_at_no_signal(evidence):
    setting = SMALL.setting(4.0)
    clean, corrupted = predicted_energy(setting, np.array(10.0), np.array(2.0), np.array(0.5))
    assert clean == pytest.approx(setting.m * 1.5 * (setting.n - 10) / (setting.sigma_p**2 * setting.d))
    assert corrupted == pytest.approx(setting.m * 2.5 * 10 / (setting.sigma_p**2 * setting.d))
    assert predicted_energy(setting, np.array(10.0), np.array(1.0), np.array(3.0))[0] == 0
    assert all(values.shape == (6, 2) for values in ratios(evidence, "none").values())
    assert "nothing fitted" in balance_sentence(evidence, SMALL.noises)


@pytest.mark.slow
def test_the_balance_law_holds_where_the_study_looks():
    design = dataclasses.replace(FULL, strengths=(2.0,), rates=(0.2,), focus=(), records=3, n_test=10, seeds=4)
    data = CellRuns().run([design.cell(2.0, 0.2)], 4)
    for noise in FULL.noises:
        values = ratios(Evidence(design, data), noise)[2.0, 0.2][:, 1]
        assert np.median(values) == pytest.approx(1.0, abs=0.15), noise


def test_the_study_is_whole_and_its_page_is_markdown(evidence, monkeypatch):
    monkeypatch.setattr(CellRuns, "run", lambda self, cells, seeds: dict(evidence.data))
    study = bridge_study(CellRuns(), SMALL, quick=True)
    assert set(study.figures) == {"", "map", "spectrum", "valley", "width"}
    text = markdown(study)
    for claim in rulings(evidence):
        assert f"| {claim} |" in text
    assert "nan" not in text
    assert json.loads(json.dumps(study.to_dict(), allow_nan=False))["study"] == "bridge"
    assert any("Quick answer" in sentence for sentence in study.sentences)


def test_one_cell_can_be_replayed(evidence, monkeypatch):
    cell = SMALL.cell(4.0, 0.25)
    monkeypatch.setattr(CellRuns, "run", lambda self, cells, seeds: {cell: evidence.data[cell]})
    study = cell_study(CellRuns(), cell, 6, "lngd bridge --n-snr2 4")
    assert [row[0] for row in study.tables[0].rows] == list(REMEDIES)
    assert isinstance(evidence.data[cell], xr.Dataset)
    assert "r = 0.25" in study.title
