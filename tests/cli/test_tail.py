"""``lngd tail``: what it prints and writes, how it ends, and that it goes on."""

import dataclasses
import json

import numpy as np
import pytest

from lngd_theory.cli import console
from lngd_theory.spectral.deep import asked, runs


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(console, "processors", lambda: 1)

    def tiny(name="digits", path=None):
        design = quick(name, path)
        images = dataclasses.replace(design.images, train=80, test=60, size=4)
        training = dataclasses.replace(design.training, epochs=2)
        return dataclasses.replace(
            design, images=images, networks=design.networks[1:], widths=(3, 4), training=training, records=3, seeds=2
        )  # fmt: skip

    quick = asked._PRESETS["quick"]
    monkeypatch.setitem(asked._PRESETS, "quick", tiny)


@pytest.fixture
def deep():
    return pytest.importorskip("torch", reason="networks need the extra deep")


@pytest.mark.usefixtures("deep")
def test_the_study_writes_its_files_and_goes_on(lngd, tmp_path, monkeypatch):
    code, out, _ = lngd("tail", "--quick", "--out", tmp_path / "t")
    assert code == 0
    assert "The Malignant Tail, tested" in out
    names = {path.name for path in (tmp_path / "t").iterdir()}
    parts = ("valley", "spectrum", "remedies", "width", "corruption")
    assert names == {"cells", "summary.md", "summary.json", *(f"tail-digits-{part}.png" for part in parts)}

    def refuse(cell, seed, check):
        raise AssertionError("nothing is run twice")

    monkeypatch.setattr(runs, "measure_seed", refuse)
    code, again, _ = lngd("tail", "--quick", "--out", tmp_path / "t", "--json")
    assert code == 0
    assert json.loads(again) == json.loads((tmp_path / "t" / "summary.json").read_text())


@pytest.mark.usefixtures("deep")
def test_options_and_path_reach_the_cells(lngd, tmp_path):
    arguments = ("--architecture", "vgg", "--corruption", "random", "--rate", 0.1, "--width", 3, "--optimiser", "sgd")
    code, out, _ = lngd("tail", "--quick", *arguments, "--epochs", 1, "--size", 8, "--json")
    assert code == 0
    cells = json.loads(out)["data"]["cells"]
    assert {cell["place"] for cell in cells} == {
        "digits, vgg, sgd, random:0.1", "digits, vgg, sgd, random:0.1, fresh flips 0.2",
    }  # fmt: skip
    code, _, err = lngd("tail", "--quick", "--data", "cifar10", "--path", tmp_path / "none.npz")
    assert code == 2
    assert "there is no such file or folder" in " ".join(err.split())


@pytest.mark.usefixtures("deep")
def test_full_sizes_are_told_and_not_run(lngd, monkeypatch, tmp_path):
    from lngd_theory.spectral.deep import estimate

    monkeypatch.setattr(estimate, "seconds_per_image", lambda cell: (1.0, 1.0))
    rng, many = np.random.default_rng(0), 40
    arrays = {"images": rng.integers(0, 256, (many, 32, 32, 3), dtype=np.uint8), "labels": np.arange(many) % 10}
    np.savez(tmp_path / "c.npz", **arrays, is_test=np.arange(many) >= many // 2)
    code, out, err = lngd("tail", "--full", "--path", tmp_path / "c.npz")
    assert code == 0
    assert "add --yes and --out to run them" in " ".join(out.split())
    assert "wideresnet, width 160, depth (4, 4, 4)" in " ".join(out.split())
    assert "trainings of" in err


@pytest.mark.usefixtures("deep")
def test_ctrl_c_keeps_finished_cells(lngd, tmp_path, monkeypatch):
    whole, calls = runs.measure_seed, []

    def interrupted(cell, seed, check):
        calls.append(seed)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return whole(cell, seed, check)

    monkeypatch.setattr(runs, "measure_seed", interrupted)
    code, _, err = lngd("tail", "--quick", "--out", tmp_path / "t")
    assert code == 130
    assert "keeps the finished cells" in " ".join(err.split())
    assert len(list((tmp_path / "t" / "cells").iterdir())) == 1


@pytest.mark.usefixtures("deep")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--full",), "--quick and --full exclude each other"),
        (("--docs", "."), "--docs writes what the documentation says"),
        (("--data", "digits", "--data", "mnist", "--path", "x"), "--path belongs to one set of images"),
        (("--architecture", "vitt"), "unknown architecture 'vitt'; did you mean 'vit'?"),
        (("--epochs", 0), "epochs=0 must be an integer >= 1"),
        (("--workers", 0), "--workers 0 must be an integer >= 1"),
        (("--bridge", "/nowhere"), "--bridge /nowhere does not hold all cells of lngd bridge"),
    ],
)
def test_bad_input_is_one_sentence(lngd, arguments, message):
    code, _, err = lngd("tail", "--quick", *arguments)
    assert code == 2
    assert message in " ".join(err.split())


@pytest.mark.usefixtures("deep")
def test_other_folders_are_left_alone(lngd, tmp_path):
    (tmp_path / "mine.txt").write_text("keep")
    code, _, err = lngd("tail", "--quick", "--out", tmp_path)
    assert code == 2
    assert "holds no cells of this command" in " ".join(err.split())


def test_without_torch_there_is_one_sentence(lngd, monkeypatch):
    from lngd_theory.spectral.deep import extra

    def missing(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(extra.importlib, "import_module", missing)
    code, _, err = lngd("tail", "--quick")
    assert code == 2
    assert "pip install 'lngd_theory[deep]'" in " ".join(err.split())
