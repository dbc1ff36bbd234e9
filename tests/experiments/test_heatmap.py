"""The heatmap on digits: its cells, what is kept, who is ahead, what is said."""

import itertools
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, simulate
from lngd_theory.experiments.digits import DIGITS, EXPERIMENT, GD, LNGD
from lngd_theory.experiments.heatmap import ROW, heatmap_study, words
from lngd_theory.experiments.heatmap.design import ARMS, DESIGNS, Cell, CellPlane, Design, recorded_steps
from lngd_theory.experiments.heatmap.measure import contests, gains, plane_data, run_cells, runs_of
from lngd_theory.experiments.judge import judge
from lngd_theory.experiments.work import SIZES, Work
from lngd_theory.report.markdown import prose
from lngd_theory.report.study import markdown

TINY = Design((CellPlane(0.001, (80.0, 140.0), (5.0, 8.0)), CellPlane(0.01, (80.0,), (5.0,))), 40, 2)


@given(st.integers(1, 10**6))
def test_recorded_steps_ascend_from_0_to_the_last_by_factors_of_at_most_2_5(steps):
    at = recorded_steps(steps)
    assert at[0] == 0
    assert at[-1] == steps
    assert all(a < b for a, b in itertools.pairwise(at))
    assert all(b <= 2.5 * a for a, b in itertools.pairwise(at[1:]))
    assert at[1] == min(10, steps)


def test_the_designs_are_the_printed_plane():
    for size in ("reduced", "full"):
        first = DESIGNS[size].planes[0]
        assert (first.normalisers[0], first.normalisers[-1]) == (60, 140)
        assert (first.noises[0], first.noises[-1]) == (4, 8)
    assert DESIGNS["full"].steps == 200_000
    assert set(ROW.sizes) == set(SIZES)
    for size, design in DESIGNS.items():
        names = [cell.name for cell in design.cells()]
        assert len(set(names)) == len(names)
        assert sum(cell.printed for cell in design.cells()) == len(design.planes)
        assert f"{design.steps:,} steps" in ROW.sizes[size]
        assert f"{design.seeds} seeds" in ROW.sizes[size]
    p = DESIGNS["full"].planes[0].cells(10)[80.0, 5.0].problem
    assert p == DIGITS


@pytest.fixture(scope="module")
def found():
    return run_cells(TINY, Work(), None)


@pytest.mark.parametrize("noise", ARMS)
def test_a_cell_is_the_simulation_of_its_problem(found, noise):
    cell = TINY.cells()[-1]
    run = simulate(cell.problem, noise, steps=40, seeds=2, record_every=10)
    ours = found[cell].sel(arm=noise.label)
    for name in ("test_accuracy", "train_loss", "clean_loss", "train_accuracy"):
        np.testing.assert_array_equal(ours[name].sel(step=[0, 10, 20, 40]), run.data[name].sel(step=[0, 10, 20, 40]))
    assert (ours.diverged_at == -1).all()


def test_the_single_cell_experiment_judges_the_same(found):
    cell = next(cell for cell in TINY.cells() if cell.printed)
    short = replace(EXPERIMENT, variants=(replace(EXPERIMENT.variants[0], steps=40),))
    runs = {noise.label: simulate(DIGITS, noise, steps=40, seeds=2) for noise in ARMS}
    expected = judge(short, {short.variants[0].name: runs})
    ours = [finding for finding in words.findings(found) if finding.variant == cell.name]
    assert ours == expected


def test_a_cell_that_diverged_counts_as_chance():
    wild = Cell(replace(DIGITS, eta=1e4), 20)
    data = run_cells(Design((_Only(wild),), 20, 1), Work(), None)[wild]
    assert (data.diverged_at >= 0).all()
    assert np.isnan(data.test_accuracy.sel(step=20)).all()
    assert (gains(data).sel(step=20) == 0).all()
    assert {str(status) for run in runs_of(data).values() for status in run.status.values} == {"diverged"}


class _Only:
    """A plane of one given cell."""

    def __init__(self, cell):
        self.cell = cell

    def cells(self, steps, path=None):
        return {(0.0, 0.0): self.cell}


def test_kept_cells_are_not_run_again_and_workers_change_nothing(found, tmp_path, monkeypatch):
    with ThreadPoolExecutor(2) as executor:
        first = run_cells(TINY, Work(folder=tmp_path, workers=2, executor=executor), None)
    for cell, data in found.items():
        xr.testing.assert_equal(first[cell], data)
    assert len(list((tmp_path / "cells").glob("*.nc"))) == 5
    monkeypatch.setattr("lngd_theory.experiments.heatmap.measure._measure", None)  # nothing can be run
    ticks = []
    again = run_cells(TINY, Work(folder=tmp_path, progress=lambda *told: ticks.append(told[1:])), None)
    for cell, data in found.items():
        xr.testing.assert_equal(again[cell], data)
    assert ticks == [(10, 10)]
    assert ROW.seconds(Work("reduced", folder=tmp_path)) > 0


def test_an_interrupted_run_keeps_whole_cells_only(tmp_path):
    def stop(what, done, total):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_cells(TINY, Work(folder=tmp_path, progress=stop), None)
    assert len(list((tmp_path / "cells").glob("*.nc"))) == 1


def test_a_run_that_is_stopped_is_no_result(monkeypatch):
    def stop(_=0):
        raise KeyboardInterrupt

    monkeypatch.setattr("lngd_theory.experiments.heatmap.measure.check_stop", stop)
    with pytest.raises(KeyboardInterrupt):
        run_cells(TINY, Work(), None)


def made(gain, seeds=8, steps=(0, 10, 40)):
    """A plane whose LNGD is ahead by ``gain(step, normaliser, sigma_p)`` in every seed."""
    shape = (2, 2, seeds, 2, len(steps))
    accuracy = np.full(shape, 0.7)
    for k, step in enumerate(steps):
        for a in range(2):
            for s in range(2):
                accuracy[a, s, :, 1, k] += gain(step, a, s)
    axes = ("normaliser", "sigma_p", "seed", "arm", "step")
    return xr.Dataset(
        {"test_accuracy": (axes, accuracy), "diverged_at": (axes[:-1], np.full(shape[:-1], -1.0))},
        {"normaliser": [60.0, 80.0], "sigma_p": [4.0, 5.0], "arm": [GD.label, LNGD.label], "step": list(steps)},
        {"sigma_0": 0.001, "steps": steps[-1]},
    )


def test_signs_are_told_where_all_seeds_agree_beyond_a_tie():
    data = made(lambda step, a, s: {0: 0.0, 10: -0.1, 40: 0.1}[step] if (a, s) == (1, 0) else 0.005)
    assert contests(data, 0)[1].tolist() == [[0, 0], [0, 0]]
    assert contests(data, 10)[1].tolist() == [[0, 0], [-1, 0]]
    found, signs = contests(data, 40)
    assert signs.tolist() == [[0, 0], [1, 0]]
    assert (found.wins.tolist(), found.losses.tolist()) == ([0, 0, 8, 0], [0, 0, 0, 0])  # one image of 200 is a tie
    assert found.adjusted[2] == pytest.approx(2 * 0.5**8 * 4)  # the only one of four cells with any difference


def test_sentences_follow_the_numbers():
    text = " ".join(words.plane_sentences(made(lambda step, a, s: 0.1 if step else 0.0)))
    assert "LNGD is ahead in all 4 cells, behind in none of 4, not told in none of 4" in text
    assert "between +0.100 and +0.100" in text
    assert "at least half of the cells from step 10 on and in all from step 10 on" in text
    assert "told to be behind at no recorded step" in text
    text = " ".join(words.plane_sentences(made(lambda step, a, s: {0: 0, 10: -0.2, 40: 0.2 if a else 0}[step])))
    assert "ahead in 2 of 4 cells, behind in none of 4, not told in 2 of 4" in text
    assert "at least half of the cells from step 40 on and in all at no step that lasts" in text
    assert (
        "not told, with the median accuracies of GD and LNGD: normaliser 60 with sigma_p = 4 (0.700 and 0.700)" in text
    )
    assert "behind in some cells at 1 of the recorded steps (10 the first, 10 the last), in all 4 at step 10" in text
    data = made(lambda step, a, s: 0.0)
    assert (
        "LNGD is at the end not told to be ahead in half of the cells, and it is told"
        in words.plane_sentences(data)[-1]
    )
    data.diverged_at[0, 0, :3, 1] = 7
    assert "0 runs of none and 3 runs of flip:0.15 diverged" in " ".join(words.plane_sentences(data))


def test_a_plane_of_one_cell_has_a_sentence_of_its_own():
    data = made(lambda step, a, s: {0: 0.0, 10: -0.1, 40: 0.1}[step]).isel(normaliser=[1], sigma_p=[0])
    (text,) = words.plane_sentences(data)
    assert "normaliser 80 and sigma_p = 4, 40 steps, by a paired sign test: LNGD is ahead, its median gain" in text
    assert "is 0.1 [0.1, 0.1]; of the recorded steps it is ahead at steps 40 and behind at steps 10." in text
    same = made(lambda step, a, s: 0.0).isel(normaliser=[1], sigma_p=[0])
    (text,) = words.plane_sentences(same)
    assert "LNGD is not told from GD" in text
    assert text.endswith("of the recorded steps it is told apart at none.")


def test_tables_follow_the_numbers():
    data = made(lambda step, a, s: 0.1 if step == 40 and a else -0.1)
    table = words.steps_table(data)
    assert [row[:4] for row in table.rows] == [("0", "0", "0", "4"), ("10", "0", "0", "4"), ("40", "2", "0", "2")]
    assert table.rows[-1][4:] == ("-0.100 to +0.100", "0.700 to 0.700", "0.600 to 0.800")
    cells = words.accuracy_table(data)
    assert cells.columns == ("normaliser", "sigma_p = 4", "sigma_p = 5")
    assert cells.rows[1][1] == "0.700 → 0.800; +0.100 [+0.100, +0.100]"
    few = words.accuracy_table(made(lambda step, a, s: 0.1, seeds=3))  # too few for an interval
    assert few.rows[1][1] == "0.700 → 0.800; +0.100 [–]"


def test_the_plane_puts_every_cell_in_its_place(found):
    plane = TINY.planes[0]
    data = plane_data(plane, found, TINY, None)
    for (a, s), cell in plane.cells(40).items():
        there = data.sel(normaliser=a, sigma_p=s, drop=True).transpose(*found[cell].test_accuracy.dims)
        np.testing.assert_array_equal(there.test_accuracy, found[cell].test_accuracy)


def test_snr_of_the_cells_is_the_mean_norm_over_the_noise():
    pixels = DIGITS.read().pixels.astype(float)
    expected = 100 * (np.sqrt((pixels**2).sum(axis=1)).mean() / 80 / 5) ** 2 / 784
    said = words.signal_sentence([Cell(DIGITS, 10)])
    assert f"between {expected:.3g} and {expected:.3g}" in said
    assert "none of 1 cells" in said


def test_the_whole_study(tmp_path):
    study = heatmap_study(TINY, Work(folder=tmp_path))
    assert set(study.figures) == {"", "steps"}
    assert set(study.arrays) == {"sigma0-0.001", "sigma0-0.01"}
    claims = [finding["claim"] for finding in study.data["findings"]]
    assert claims.count("LNGD with p = 0.15 generalises better than GD") == 5
    assert claims.count("GD fits the training data") == 2  # at the printed normaliser and noise, for either sigma_0
    page = markdown(study)
    assert all(prose(item) in page for item in study.left_open)
    json.dumps(study.to_dict(), allow_nan=False)
    for figure in study.figures.values():
        figure.canvas.draw()
    titles = [axes.get_title() for axes in study.figures[""].axes]
    assert [title.split(",")[0] for title in titles[:3]] == ["GD", "label-noise GD", "gain"]


def test_without_its_images_nothing_is_begun(tmp_path):
    with pytest.raises(InputError, match="does not exist; mnist"):
        ROW.run(Work("quick", folder=tmp_path, paths={"mnist": str(tmp_path / "x")}))
    assert not list(tmp_path.iterdir())
