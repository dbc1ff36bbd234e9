"""``lngd bridge``: what it prints and writes, how it ends, and that it goes on."""

import dataclasses
import json

import pytest

from lngd_theory.cli import console
from lngd_theory.spectral.network import design, runs


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(console, "processors", lambda: 1)
    tiny = dataclasses.replace(design.QUICK, steps=40, records=3, n_test=10, seeds=2)
    monkeypatch.setattr(design, "QUICK", tiny)


def test_the_whole_study_writes_its_files_and_goes_on(lngd, tmp_path, monkeypatch):
    code, out, _ = lngd("bridge", "--quick", "--out", tmp_path / "b")
    assert code == 0
    assert "The bridge" in out
    names = {path.name for path in (tmp_path / "b").iterdir()}
    figures = {"bridge.png", "bridge-map.png", "bridge-spectrum.png", "bridge-valley.png", "bridge-width.png"}
    assert names == {"cells", "summary.md", "summary.json", *figures}

    def refuse(cell, seed):
        raise AssertionError("nothing is run twice")

    monkeypatch.setattr(runs, "measure_seed", refuse)
    code, again, _ = lngd("bridge", "--quick", "--out", tmp_path / "b", "--json")
    assert code == 0
    assert json.loads(again) == json.loads((tmp_path / "b" / "summary.json").read_text())


def test_one_cell_alone(lngd):
    arguments = ("--n-snr2", 4, "--rate", 0.25, "--corruption", "aligned", "--d", "1e9")
    code, out, _ = lngd("bridge", "--quick", *arguments, "--json")
    assert code == 0
    found = json.loads(out)
    assert found["title"].startswith("aligned corruption at rate r = 0.25, n SNR^2 = 4")
    assert found["command"].startswith("lngd bridge --n-snr2 4 --rate 0.25 --m 5 --d 1e+09 --corruption aligned")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--rate", 0.2), "--rate belong to one cell; give its --n-snr2 too"),
        (("--n-snr2", 0), "--n-snr2 0 must be a number > 0"),
        (("--n-snr2", 1, "--rate", 0.7), "rate=0.7 must be in [0, 0.5]"),
        (("--n-snr2", 1, "--corruption", "alined"), "unknown corruption 'alined'; did you mean 'aligned'?"),
        (("--n-snr2", 1, "--d", 30), "n=40 must be at most d - 2"),
        (("--seeds", 0), "--seeds 0 must be an integer >= 1"),
        (("--workers", 0), "--workers 0 must be an integer >= 1"),
        (("--docs", "."), "--docs writes what the documentation says"),
    ],
)
def test_bad_input_is_one_sentence(lngd, arguments, message):
    code, _, err = lngd("bridge", "--quick", *arguments)
    assert code == 2
    assert message in " ".join(err.split())


def test_other_folders_are_left_alone(lngd, tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    code, _, err = lngd("bridge", "--quick", "--out", tmp_path)
    assert code == 2
    assert "holds no cells of this command" in " ".join(err.split())
    code, _, err = lngd("bridge", "--docs", tmp_path)
    assert code == 2
    assert "has no conf.py" in err


def test_ctrl_c_keeps_finished_cells(lngd, tmp_path, monkeypatch):
    whole, calls = runs.measure_seed, []

    def interrupted(cell, seed):
        calls.append(seed)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return whole(cell, seed)

    monkeypatch.setattr(runs, "measure_seed", interrupted)
    code, _, err = lngd("bridge", "--quick", "--out", tmp_path / "b")
    assert code == 130
    assert "keeps the finished cells" in " ".join(err.split())
    assert len(list((tmp_path / "b" / "cells").iterdir())) == 1
