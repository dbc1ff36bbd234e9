import json
from dataclasses import replace

import pytest

from lngd_theory import InputError, Trajectory
from lngd_theory.experiments import EXPERIMENTS, experiment, reproduce
from lngd_theory.experiments.runner import file_name

STEPS = 30


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_runs_shortened_and_judges_all_its_claims(name, tmp_path):
    full = EXPERIMENTS[name]
    variants = tuple(replace(variant, steps=STEPS) for variant in full.variants)
    report = reproduce(replace(full, variants=variants), seeds=2, out=tmp_path)
    assert report.complete
    expected = sum(1 if outcome.across else len(outcome.only or full.variants) for outcome in full.outcomes)
    assert len(report.findings) == expected
    summary = json.loads((tmp_path / "summary.json").read_text())
    assert len(summary["findings"]) == expected
    page = (tmp_path / "summary.md").read_text()
    assert full.claim in page
    assert all(item in page for item in full.left_open)
    assert (tmp_path / f"{name}.png").stat().st_size > 10_000
    files = {path.name for path in tmp_path.glob("*.nc")}
    assert files == {file_name(v.name, noise.label) + ".nc" for v in variants for noise in v.noises}
    assert all(Trajectory.load(tmp_path / file).data.sizes["step"] == STEPS + 1 for file in sorted(files)[:1])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_is_well_formed(name):
    item = EXPERIMENTS[name]
    names = [variant.name for variant in item.variants]
    assert len(set(names)) == len(names)
    assert item.seeds >= 8
    assert item.left_open
    assert any(variant.shown for variant in item.variants)
    for outcome in item.outcomes:
        assert set(outcome.only) <= set(names)


def test_an_unknown_experiment_names_the_near_one():
    with pytest.raises(InputError, match=r"unknown experiment 'fig22'; did you mean 'fig2'\?"):
        experiment("fig22")


def test_an_interrupted_experiment_keeps_what_was_done(tmp_path):
    full = EXPERIMENTS["fig2"]
    short = replace(full, variants=tuple(replace(variant, steps=STEPS) for variant in full.variants))

    def stop(what, done, total):
        if done >= 2 * STEPS:  # in the second variant
            raise KeyboardInterrupt

    report = reproduce(short, seeds=2, out=tmp_path, progress=stop)
    assert not report.complete
    assert report.findings == []
    assert json.loads((tmp_path / "summary.json").read_text())["complete"] is False
    assert "Interrupted" in (tmp_path / "summary.md").read_text()
    saved = sorted(tmp_path.glob("*.nc"))
    assert len(saved) >= 2
    assert all(Trajectory.load(path).data.sizes["seed"] >= 1 for path in saved)


def test_progress_runs_from_nothing_to_everything(tmp_path):
    full = EXPERIMENTS["q3"]
    short = replace(full, variants=tuple(replace(variant, steps=STEPS) for variant in full.variants))
    seen = []
    reproduce(short, seeds=2, progress=lambda what, done, total: seen.append((done, total)))
    done = [d for d, _ in seen]
    assert done == sorted(done)
    assert seen[-1] == (6 * STEPS, 6 * STEPS)
