"""``lngd phase`` and ``lngd reproduce fig3``: what they print and write, how they end, and that they go on."""

import json
import os

import pytest

from lngd_theory.cli import console
from lngd_theory.phase import plane
from lngd_theory.sweeps.store import Store

FILE = """
seeds = 6
steps = 40
observables = ["test_error"]
n_test = 40

[setting]
d = 1000
m = 3
sigma_p = 1.0
sigma_0 = 0.003
eta = 0.002

[axes]
SNR = [0.05, 0.3, 0.9]
n = [8, 16]

[derive]
mu = "SNR*sigma_p*sqrt(d)"
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setattr(console, "processors", lambda: 1)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "plane.toml"
    path.write_text(FILE)
    return path


@pytest.fixture
def tiny(monkeypatch):
    small = plane.QUICK._replace(
        snr=(0.08, 0.24), n=(30, 60, 90), fine=(0.08, 0.16, 0.24), steps=60, n_test=40
    )  # fmt: skip
    monkeypatch.setattr(plane, "QUICK", small)


def test_a_file_becomes_a_diagram(lngd, file, tmp_path):
    code, out, _ = lngd("phase", file, "--out", tmp_path / "p")
    assert code == 0
    assert "Phase diagram over SNR and n" in out
    assert "of 6 cells succeed" in out
    names = {path.name for path in (tmp_path / "p").iterdir()}
    assert names == {"runs.sqlite", "summary.md", "summary.json", "phase.png", "phase-ahead.png", "phase.nc"}
    assert "Made by `lngd phase plane.toml`." in (tmp_path / "p" / "summary.md").read_text()


def test_the_same_folder_is_used_again(lngd, file, tmp_path):
    assert lngd("phase", file, "--out", tmp_path / "p", "--adaptive", "--json").code == 0
    before = (tmp_path / "p" / "runs.sqlite").stat().st_mtime_ns
    code, out, _ = lngd("phase", file, "--out", tmp_path / "p", "--adaptive", "--json")
    assert code == 0
    assert json.loads(out)["data"]["noises"]["none"]["share_of_runs"] <= 1
    with Store(tmp_path / "p", write=False) as store:
        runs = len(store)
    assert lngd("phase", file, "--out", tmp_path / "p", "--level", 0.7, "--x", "SNR").code == 0
    with Store(tmp_path / "p", write=False) as store:
        assert len(store) == 2 * 6 * 6 >= runs
    assert before > 0


def test_without_a_folder_nothing_is_left(lngd, file, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert lngd("phase", file, "--seeds", 6).code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"plane.toml"}


@pytest.mark.usefixtures("tiny")
def test_figure_3_is_reproduced_and_gone_on_with(lngd, tmp_path):
    code, out, err = lngd("reproduce", "fig3", "--quick", "--out", tmp_path / "f")
    assert code == 0
    words = " ".join(out.split())
    assert "Claimed: GD fails below SNR" in words
    assert "tables: --all prints them, summary.md has them" in " ".join(err.split())
    assert "Left open by the paper" in words
    assert (tmp_path / "f" / "fig3.png").stat().st_size > 10_000
    with Store(tmp_path / "f", write=False) as store:
        runs = len(store)
    code, out, _ = lngd("phase", "fig3", "--quick", "--out", tmp_path / "f", "--json")
    assert code == 0
    assert json.loads(out)["data"]["grid"]["runs"] == 0
    with Store(tmp_path / "f", write=False) as store:
        assert len(store) == runs


def test_fresh_moves_the_runs_aside(lngd, file, tmp_path):
    assert lngd("phase", file, "--out", tmp_path / "p", "--adaptive").code == 0
    code, _, err = lngd("phase", file, "--out", tmp_path / "p", "--adaptive", "--fresh")
    assert code == 0
    assert "the earlier store was moved to" in " ".join(err.split())
    assert len(list((tmp_path / "p").glob("*.sqlite*"))) == 2


@pytest.mark.usefixtures("tiny")
def test_ctrl_c_keeps_the_finished_runs(lngd, tmp_path, monkeypatch):
    from lngd_theory.sweeps import task

    done = []
    run_together = task.run_together

    def stop_after_five(jobs, *arguments):
        if len(done) >= 5:
            raise KeyboardInterrupt
        done.extend(job for job in jobs if job[0].steps > 3)  # a warm-up takes three steps
        return run_together(jobs, *arguments)

    monkeypatch.setattr(task, "run_together", stop_after_five)
    code, _, err = lngd("reproduce", "fig3", "--quick", "--out", tmp_path / "f")
    assert code == 130
    assert "keeps the finished runs, the same command goes on" in " ".join(err.split())
    with Store(tmp_path / "f", write=False) as store:
        assert len(store) == len(done) > 0
    assert not (tmp_path / "f" / "summary.json").exists()
    done.clear()
    assert lngd("reproduce", "fig3", "--quick").code == 130


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nosuch",), "'nosuch' is no TOML file and no study; known: ahead, algorithms, fig3, powers"),
        (("power",), "'power' is no TOML file and no study; did you mean 'powers'?"),
        (("missing.toml",), "cannot read the sweep 'missing.toml'"),
        (("powers", "--level", 0.7), "--x, --y, --level and --adaptive belong to a sweep's file; leave them out"),
        (("powers", "--seeds", 5), "seeds=5 must be an integer >= 6"),
        (("fig3", "--seeds", 0), "--seeds 0 must be an integer >= 1"),
        (("plane.toml", "--quick"), "--quick belongs to a study by name"),
        (("plane.toml", "--level", 1.5), "level=1.5 must be an accuracy above 0.5"),
        (("plane.toml", "--x", "q"), "x='q' is no axis of the sweep; choose one of SNR, n"),
        (("plane.toml", "--workers", 0), "--workers 0 must be an integer >= 1"),
        (("plane.toml", "--out", "plane.toml"), "--out plane.toml is a file; give the name of a folder"),
        (("plane.toml", "--out", "."), "--out . is not empty and holds no runs (runs.sqlite); choose another folder"),
        (("plane.toml", "--adaptive", "--seeds", 5), "5 seeds are too few to refine a diagram"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, file, tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = lngd("phase", *arguments)
    assert code == 2
    assert message in " ".join(err.split())
    assert out == ""


def test_a_folder_that_cannot_be_made_is_refused(lngd, file, tmp_path):
    if os.geteuid() == 0:
        (tmp_path / "blocked").write_text("")
        code, _, err = lngd("phase", file, "--out", tmp_path / "blocked" / "x")
    else:
        (tmp_path / "blocked").mkdir(mode=0o500)
        code, _, err = lngd("phase", file, "--out", tmp_path / "blocked" / "x")
    assert code == 2
    assert "cannot make the folder --out" in " ".join(err.split())
