"""``lngd reproduce``: one row or all, what is printed and written, how it ends, and that it goes on."""

import json
from dataclasses import replace

import pytest

from lngd_theory.experiments import EXPERIMENTS, ROWS, experiment_row


@pytest.fixture
def short(monkeypatch):
    """fig2 with few steps under its own name."""
    full = EXPERIMENTS["fig2"]
    variants = tuple(replace(variant, steps=20) for variant in full.variants)
    monkeypatch.setitem(ROWS, "fig2", experiment_row(replace(full, variants=variants)))


@pytest.fixture
def two(monkeypatch):
    """A table of two rows, and one that lacks images."""
    chosen = {name: ROWS[name] for name in ("q3", "q4")} | {"far": replace(ROWS["fig2"], name="far", data=("cifar10",))}
    monkeypatch.setattr("lngd_theory.cli.reproduce.ROWS", chosen)
    monkeypatch.setattr("lngd_theory.cli.chosen.ROWS", chosen)
    return chosen


@pytest.mark.usefixtures("short")
def test_reproduce_prints_the_claim_beside_the_measurement(lngd, tmp_path):
    code, out, err = lngd("reproduce", "fig2", "--workers", 1, "--out", tmp_path / "f")
    assert code == 0
    text = " ".join(out.split())
    assert "Claimed: GD reaches zero training loss" in text
    assert "Left open by the paper" in text
    assert "tables: --all prints them, summary.md has them" in " ".join(err.split())
    names = {path.name for path in (tmp_path / "f").iterdir()}
    assert {"row.json", "summary.json", "summary.md", "fig2.png", "fig2-accuracy.png"} <= names
    assert len(names) == 5 + 12


@pytest.mark.usefixtures("short")
def test_reproduce_as_json(lngd):
    code, out, _ = lngd("reproduce", "fig2", "--seeds", 2, "--workers", 1, "--json")
    assert code == 0
    study = json.loads(out)
    assert study["study"] == "fig2"
    assert {finding["verdict"] for finding in study["data"]["findings"]} <= {"holds", "fails", "mixed", "measured"}


@pytest.mark.usefixtures("short")
def test_tables_are_printed_on_request(lngd):
    _, out, err = lngd("reproduce", "fig2", "--seeds", 2, "--workers", 1, "--all")
    assert "verdict" in out
    assert "--all prints them" not in err


@pytest.mark.usefixtures("short")
def test_a_second_start_goes_on_and_overwrite_moves_aside(lngd, tmp_path, monkeypatch):
    folder = tmp_path / "f"
    assert lngd("reproduce", "fig2", "--seeds", 1, "--workers", 1, "--out", folder).code == 0
    with monkeypatch.context() as without:
        without.setattr("lngd_theory.experiments.runner.simulate", None)
        assert lngd("reproduce", "fig2", "--seeds", 1, "--workers", 1, "--out", folder).code == 0
    code, _, err = lngd("reproduce", "fig2", "--seeds", 1, "--workers", 1, "--out", folder, "--overwrite")
    assert code == 0
    assert "the earlier folder was moved to" in " ".join(err.split())
    assert (tmp_path / "f.before-1" / "fig2.png").is_file()


@pytest.mark.usefixtures("short")
def test_ctrl_c_says_what_is_kept(lngd, tmp_path, monkeypatch):
    from lngd_theory.simulate import Interrupted, simulate

    calls = []

    def stopped(*arguments, **options):
        calls.append(arguments)
        if len(calls) > 2:
            raise Interrupted(None)
        return simulate(*arguments, **options)

    monkeypatch.setattr("lngd_theory.experiments.runner.simulate", stopped)
    code, _, err = lngd("reproduce", "fig2", "--seeds", 1, "--workers", 1, "--out", tmp_path / "f")
    assert code == 130
    assert "keeps the finished runs, the same command goes on" in " ".join(err.split())
    assert len(list((tmp_path / "f").glob("*.nc"))) == 2


def test_all_rows_run_one_after_the_other_and_what_is_lacking_is_named(lngd, tmp_path, two):
    code, out, err = lngd("reproduce", "all", "--quick", "--workers", 1, "--out", tmp_path / "all")
    assert code == 0
    assert "q3: smoke run" in err
    assert "3 of 3 rows ran" in " ".join(out.split())  # a quick run takes what is installed in place of the images
    summary = json.loads((tmp_path / "all" / "summary.json").read_text())
    assert [one["name"] for one in summary["rows"]] == list(two)
    assert (tmp_path / "all" / "q3" / "summary.md").is_file()
    assert lngd("reproduce", "all", "--quick", "--workers", 1, "--out", tmp_path / "all").code == 0


@pytest.mark.usefixtures("two")
def test_full_says_how_long_and_runs_nothing(lngd, monkeypatch):
    monkeypatch.setattr("lngd_theory.experiments.row_of_experiment.reproduce", None)
    code, out, _ = lngd("reproduce", "all", "--full", "--workers", 1)
    assert code == 0
    text = " ".join(out.split())
    assert "left out: it needs --data cifar10=PATH" in text
    assert "add --yes and --out to run" in text
    code, out, _ = lngd("reproduce", "q3", "--full", "--workers", 1)
    assert code == 0
    assert "in all about" in out
    code, out, _ = lngd("reproduce", "all", "--full", "--workers", 1, "--json")
    assert code == 0
    found = json.loads(out)
    assert [("seconds" in one, "left_out" in one) for one in found["rows"]] == [(True, False)] * 2 + [(False, True)]
    assert found["seconds"] == pytest.approx(sum(one["seconds"] for one in found["rows"][:2]))


@pytest.mark.usefixtures("two")
def test_all_rows_as_json(lngd):
    code, out, _ = lngd("reproduce", "all", "--quick", "--workers", 1, "--json")
    assert code == 0
    assert [one["outcome"] for one in json.loads(out)["rows"]] == ["smoke run"] * 3


@pytest.mark.usefixtures("short")
def test_the_gallery_gets_the_page(lngd, tmp_path):
    docs = tmp_path / "docs"
    (docs / "figures").mkdir(parents=True)
    (docs / "conf.py").write_text("")
    assert lngd("reproduce", "fig2", "--seeds", 1, "--workers", 1, "--docs", docs).code == 0
    assert "fig2" in (docs / "gallery.md").read_text()
    assert (docs / "gallery" / "fig2.md").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("fig22",), "unknown experiment 'fig22'; did you mean 'fig2'?"),
        (("fig2", "--seeds", "0"), "--seeds 0 must be an integer >= 1"),
        (("fig2", "--workers", "0"), "--workers 0 must be an integer >= 1"),
        (("fig2", "--quick", "--full"), "--quick and --full exclude each other"),
        (("fig2", "--data", "cifar10"), "--data cifar10 must be NAME=PATH"),
        (("fig2", "--data", "cifar=x"), "unknown image set 'cifar'; did you mean 'cifar10'?"),
        (("fig2", "--data", "cifar10=nowhere"), "no file or folder 'nowhere'"),
        (("fig2", "--docs", "nowhere"), "--docs nowhere has no conf.py"),
        (("fig2", "--docs", "nowhere", "--quick"), "a smoke run finds nothing: leave out --quick"),
        (("all", "--quick", "--data", "cifar10=other/x.txt"), "cannot be read"),
        (("all", "--quick", "--out", "other"), "--out other holds 'q3', not 'all'"),
        (("all", "--seeds", "3"), "--seeds belongs to one row"),
        (("fig2", "--out", "full"), "--out full is not empty and holds no runs of lngd reproduce (row.json)"),
        (("fig2", "--out", "other"), "--out other holds 'q3', not 'fig2'"),
        (("fig2", "--out", "broken"), "row.json cannot be read"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, tmp_path, monkeypatch, arguments, message):
    for name, text in (("full", None), ("other", '{"row": "q3"}'), ("broken", "{")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.txt").write_text("")
        if text is not None:
            (tmp_path / name / "row.json").write_text(text)
    monkeypatch.chdir(tmp_path)
    code, out, err = lngd("reproduce", *arguments)
    assert code == 2
    assert message in " ".join(err.split())
    assert out == ""


@pytest.mark.usefixtures("short")
def test_a_quick_run_in_the_folder_of_another_size_loses_nothing(lngd, tmp_path, monkeypatch):
    folder = tmp_path / "f"
    assert lngd("reproduce", "fig2", "--seeds", 2, "--workers", 1, "--out", folder).code == 0
    before = {path.name: path.read_bytes() for path in folder.glob("*.nc")}
    assert lngd("reproduce", "fig2", "--quick", "--workers", 1, "--out", folder).code == 0
    assert lngd("reproduce", "fig2", "--seeds", 1, "--workers", 1, "--out", folder).code == 0
    assert {name: (folder / name).read_bytes() for name in before} == before
    monkeypatch.setattr("lngd_theory.experiments.runner.simulate", None)
    assert lngd("reproduce", "fig2", "--seeds", 2, "--workers", 1, "--out", folder).code == 0
    assert json.loads((folder / "summary.json").read_text())["command"] == "lngd reproduce fig2 --seeds 2 --out fig2"


def test_a_folder_that_cannot_be_written_is_one_sentence(lngd, tmp_path, monkeypatch):
    from pathlib import Path

    def refused(self, *arguments, **options):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "write_text", refused)
    code, out, err = lngd("reproduce", "fig2", "--quick", "--out", tmp_path / "f")
    assert code == 2
    assert "Permission denied; choose another folder" in " ".join(err.split())
    assert out == ""


def test_a_row_without_its_images_is_bad_input(lngd, monkeypatch):
    monkeypatch.setitem(ROWS, "far", replace(ROWS["fig2"], name="far", data=("cifar10",)))
    code, _, err = lngd("reproduce", "far")
    assert code == 2
    assert "far: it needs --data cifar10=PATH" in " ".join(err.split())
