import json
from dataclasses import replace

import numpy as np
import pytest

from lngd_theory import InputError, Trajectory
from lngd_theory.experiments import EXPERIMENTS, ROWS, Work, experiment_row, find_row, reproduce
from lngd_theory.experiments.runner import file_name, kept, parts
from lngd_theory.report.study import markdown, plain

STEPS = 30


def shortened(name, **changes):
    full = EXPERIMENTS[name]
    return replace(full, variants=tuple(replace(variant, steps=STEPS) for variant in full.variants), **changes)


def two_parts(name="q3"):
    short = shortened(name)
    return replace(short, variants=short.variants[:1])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_experiment_runs_shortened_and_judges_all_its_claims(name, tmp_path):
    short = shortened(name)
    row = experiment_row(short)
    study = row.run(Work(seeds=2, folder=tmp_path))
    expected = sum(1 if outcome.across else len(outcome.only or short.variants) for outcome in short.outcomes)
    assert len(study.data["findings"]) == expected
    assert study.data["outcome"] != "smoke run"
    assert len(study.tables[0].rows) == expected
    json.dumps(plain(study.data), allow_nan=False)
    page = markdown(study)
    assert all(outcome.quantity for outcome in short.outcomes)
    assert "Left open by the paper" in page
    files = {path.name for path in tmp_path.glob("*.nc")}
    assert files == {part.file_name for part in parts(short, 2)}
    assert all(
        any(name.startswith(file_name(v.name, n.label)) for name in files) for v in short.variants for n in v.noises
    )
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


@pytest.mark.parametrize("name", ROWS)
def test_every_row_says_what_its_sizes_are(name):
    row = ROWS[name]
    assert row.name == name
    assert {"quick", "reduced"} <= row.sizes.keys() <= {"quick", "reduced", "full"}
    assert row.title
    assert row.claim.endswith((".", "?", "answered"))


def test_an_unknown_row_names_the_near_one():
    with pytest.raises(InputError, match=r"unknown experiment 'fig22'; did you mean 'fig2'\?"):
        find_row("fig22")


def test_what_a_folder_keeps_is_not_run_again(tmp_path, monkeypatch):
    short = two_parts()
    before = reproduce(short, seeds=2, out=tmp_path)
    monkeypatch.setattr("lngd_theory.experiments.runner.simulate", None)
    after = reproduce(short, seeds=2, out=tmp_path)
    assert after.findings == before.findings
    for name, runs in before.results.items():
        for label, run in runs.items():
            assert run.data.equals(after.results[name][label].data)


@pytest.mark.parametrize(
    "change",
    [
        lambda short: replace(short, variants=(replace(short.variants[0], steps=STEPS + 1),)),
        lambda short: replace(
            short, variants=(replace(short.variants[0], problem=short.variants[0].problem.replace(eta=0.123)),)
        ),
    ],
)
def test_a_changed_experiment_is_run_anew(change, tmp_path):
    short = two_parts()
    reproduce(short, seeds=1, out=tmp_path)
    assert all(kept(part, tmp_path) is not None for part in parts(short, 1))
    assert all(kept(part, tmp_path) is None for part in parts(change(short), 1))
    assert all(kept(part, tmp_path) is None for part in parts(short, 2))


def test_a_truncated_file_is_run_again(tmp_path):
    short = two_parts()
    before = reproduce(short, seeds=1, out=tmp_path)
    part = next(parts(short, 1))
    path = tmp_path / part.file_name
    path.write_bytes(path.read_bytes()[:1000])
    assert kept(part, tmp_path) is None
    assert reproduce(short, seeds=1, out=tmp_path).findings == before.findings
    assert kept(part, tmp_path) is not None


def test_ctrl_c_keeps_the_finished_parts_and_the_next_start_goes_on(tmp_path):
    short = shortened("fig2")

    def stop(what, done, total):
        if done > 2 * STEPS:  # in the second variant
            raise KeyboardInterrupt

    row = experiment_row(short)
    with pytest.raises(KeyboardInterrupt):
        row.run(Work(seeds=2, folder=tmp_path, progress=stop))
    saved = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.nc")}
    assert len(saved) == 2
    whole = reproduce(short, seeds=2)
    study = row.run(Work(seeds=2, folder=tmp_path))
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in saved} == saved
    assert [f["values"] for f in study.data["findings"]] == [f.to_dict()["values"] for f in whole.findings]


def test_progress_runs_from_nothing_to_everything():
    short = shortened("q3")
    seen = []
    reproduce(short, seeds=2, progress=lambda what, done, total: seen.append((done, total)))
    done = [d for d, _ in seen]
    assert done == sorted(done)
    assert seen[-1] == (6 * STEPS, 6 * STEPS)


@pytest.mark.parametrize("name", ["fig2", "narrow"])
def test_a_quick_run_is_small_and_judges_nothing_in_words(name):
    study = ROWS[name].run(Work("quick"))
    assert study.data["outcome"] == "smoke run"
    assert study.sentences[0].startswith("Quick answer")
    assert all(len(finding["values"]) == 3 for finding in study.data["findings"])
    assert study.command == f"lngd reproduce {name} --quick --out {name}"


def test_the_estimate_counts_what_is_left(tmp_path):
    row = experiment_row(two_parts())
    work = Work(seeds=1, folder=tmp_path)
    assert row.seconds(work) > 0
    row.run(work)
    assert row.seconds(work) == 0


def test_the_estimate_grows_with_the_steps():
    from lngd_theory.experiments.estimate import Cost

    cost = Cost(start=0.5, step=1e-3, record=1e-2)
    assert cost.seconds(0) == pytest.approx(0.51)
    assert cost.seconds(1000) == pytest.approx(0.5 + 1 + 101 * 1e-2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"size": "huge"}, "size='huge' must be one of quick, reduced, full"), ({"seeds": 0}, "seeds=0 must be")],
)
def test_bad_work_is_refused(changes, message):
    with pytest.raises(InputError, match=message):
        Work(**changes)


def test_what_a_row_lacks_names_the_remedy(monkeypatch):
    row = replace(ROWS["fig2"], data=("cifar10",))
    assert row.lacks(Work("quick")) is None
    assert "--data cifar10=PATH" in row.lacks(Work())
    assert row.lacks(Work(paths={"cifar10": "somewhere"})) is None
    monkeypatch.setattr("lngd_theory.experiments.work.find_spec", lambda name: None)
    assert "pip install 'lngd-theory[images]'" in replace(row, extra="images").lacks(Work("quick"))


def test_a_row_without_a_folder_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    study = experiment_row(two_parts()).run(Work(seeds=1))
    assert np.isfinite(study.data["findings"][0]["values"][0])
    assert list(tmp_path.iterdir()) == []
