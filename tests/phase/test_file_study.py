"""The diagram of a sweep of one's own, whole and refined; and maps of who is ahead."""

import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.phase import PhaseDiagram, Runs, boundary_of, contest_map
from lngd_theory.phase.contests import ContestDesign, contest_study
from lngd_theory.phase.file_study import diagram_study
from tests.phase.conftest import SNR, N, small_sweep
from tests.questions.checks import text


def test_a_sweep_becomes_a_diagram_for_each_noise(small):
    sweep, folder, data = small
    runs = Runs(folder)
    made = diagram_study(sweep, runs, command="lngd phase s.toml")
    assert runs.computed == 0
    for noise in ("none", "flip:0.1"):
        diagram = PhaseDiagram.of(data, noise, "SNR", "n")
        assert f"{noise}: {int((diagram.phases() == 3).sum())} of 18 cells succeed" in text(made.sentences)
        found = made.data["noises"][noise]
        assert found["median"].tolist() == diagram.median().tolist()
        boundary = boundary_of(diagram)
        assert found["critical"] == [list(boundary.interval(k)) for k in range(3)]
    assert set(made.figures) == {"", "ahead"}
    assert "the interval " in text(made.sentences)  # SNR against n: held against what is printed
    assert made.arrays[""].accuracy.dims == ("noise", "n", "SNR", "seed")
    assert made.tables[-1].caption.startswith("Laws fitted")


def test_a_refined_diagram_says_what_it_ran(small, tmp_path):
    sweep, _, _ = small
    runs = Runs(tmp_path)
    made = diagram_study(sweep, runs, adaptive=True)
    whole = 2 * len(SNR) * len(N) * 8
    assert 0 < runs.computed < whole
    said = [sentence for sentence in made.sentences if "the other cells are filled in" in sentence]
    assert len(said) == 2
    filled = np.array(made.data["noises"]["none"]["phase"])
    assert (filled >= 0).all()
    assert made.data["noises"]["none"]["share_of_runs"] < 1


def test_other_axes_have_a_boundary_but_no_printed_law(tmp_path):
    sweep = small_sweep(
        setting={"d": 2000, "n": 10, "sigma_p": 1.0, "sigma_0": 0.002, "mu": 20.0}, derive={}, seeds=6,
        axes={"eta": [0.0005, 0.002, 0.008], "m": [2, 4]}, noises=("none", "smoothing:0.1", "gaussian:1,1"), steps=40,
    )  # fmt: skip
    made = diagram_study(sweep, Runs(tmp_path))
    assert made.title == "Phase diagram over eta and m"
    assert set(made.figures) == {""}  # three noises: nobody is ahead of whom
    assert not any("printed" in sentence for sentence in made.sentences)
    assert [table.columns for table in made.tables] == [("m", "critical eta")] * 3


def test_other_label_noise_is_held_against_the_printed_law_without_a_race(tmp_path):
    sweep = small_sweep(noises=("smoothing:0.1",), seeds=6)
    made = diagram_study(sweep, Runs(tmp_path))
    laws = [row[1] for row in made.tables[-1].rows]
    assert "n SNR^2 = const" in laws
    assert "the race" not in laws


def test_a_sweep_that_is_no_diagram_is_refused_before_any_work(tmp_path):
    with pytest.raises(InputError, match="a phase diagram needs two axes"):
        diagram_study(small_sweep(axes={"SNR": [0.1], "n": [8, 9]}), Runs(tmp_path))
    with pytest.raises(InputError, match="level=2 must be an accuracy"):
        diagram_study(small_sweep(), Runs(tmp_path), level=2)
    assert not list(tmp_path.iterdir())


def test_maps_of_who_is_ahead(tmp_path, monkeypatch):
    tiny = ContestDesign(eta=(0.1, 2.0), m=(2, 6), snr=(0.05, 0.1), widths=(3,), steps=60, seeds=8, n=40)
    monkeypatch.setattr("lngd_theory.phase.contests.QUICK", tiny)
    made = contest_study(Runs(tmp_path), quick=True)
    assert all(sentence.endswith(".") and "nan" not in sentence for sentence in made.sentences)
    assert set(made.data) == {"SNR of figure 2", "m = 3"}
    (first, y), _ = tiny.sweeps().values()
    assert y == "m"
    data = Runs(tmp_path).run(first, "again")
    pair = [PhaseDiagram.of(data, noise, "eta", "m") for noise in ("none", "flip:0.1")]
    expected = contest_map(*pair)
    found = made.data["SNR of figure 2"]
    assert found["wins"].tolist() == expected.wins.tolist()
    assert found["winner"].tolist() == expected.winner().tolist()
    ahead = int((expected.winner() > 0).sum())
    assert f"At SNR of figure 2 LNGD is ahead of GD in {ahead}" in text(made.sentences)
    rows = sum(int((np.array(item["winner"]) <= 0).sum()) for item in made.data.values())
    assert sum(len(table.rows) for table in made.tables) == rows
    assert set(made.arrays) == {"", "m3"}
