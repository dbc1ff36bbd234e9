"""The row beyond: its families, how its numbers are read, and that every sentence follows the numbers."""

import numpy as np
import pytest
import xarray as xr

from lngd_theory import simulate
from lngd_theory.experiments import beyond
from lngd_theory.experiments.beyond.families import BASE, FAMILIES, GD, LNGD, Family, families_of, variants_of
from lngd_theory.experiments.beyond.figure import strength_figure
from lngd_theory.experiments.beyond.outcomes import OUTCOMES, family_findings
from lngd_theory.experiments.beyond.reading import (
    SETTLED,
    accuracy_table,
    at_equal_margin,
    curves,
    family_sentence,
    final_accuracy,
    share_learnt,
    signs,
)
from lngd_theory.experiments.work import SIZES, Work
from lngd_theory.presets import preset

SEEDS = 8


def made(gd, lngd, mus=(2.0, 4.0), ceiling=1.0, loss=0.0):
    """One family's dataset from accuracies by strength, the same for every seed up to 0.0001."""
    jitter = 1e-4 * np.arange(SEEDS) / SEEDS
    shape = (1, len(mus), SEEDS)
    arrays = {
        "gd": np.reshape(np.add.outer(gd, jitter), shape),
        "lngd": np.reshape(np.add.outer(lngd, jitter), shape),
        "gd_at_equal_margin": np.full(shape, 0.6),
        "gd_loss": np.full(shape, loss),
    }
    return xr.Dataset(
        {name: (("family", "strength", "seed"), values) for name, values in arrays.items()}
        | {"mu": (("family", "strength"), [mus]), "ceiling": ("family", [ceiling]), "asked": ("family", [ceiling])},
        {"family": ["some"], "seed": np.arange(SEEDS)},
    )


SOME = (Family("some", BASE, (2.0, 4.0)),)


def verdicts(data):
    found = family_findings(beyond.EXPERIMENT, SOME, data)
    assert [finding.variant for finding in found] == ["some"] * len(OUTCOMES)
    return [finding.verdict for finding in found]


def test_families_are_figure_2_with_the_named_changes():
    fig2 = preset("fig2").model_dump()
    for family in FAMILIES:
        kept = {name: value for name, value in family.model.to_dict().items() if name in fig2 and name != "sigma_p"}
        assert kept == {name: value for name, value in fig2.items() if name != "sigma_p"}
        total = family.model.noise_patches * family.model.sigma_p**2
        assert ("total held" in family.name) == (family.model.noise_patches > 1 and total == pytest.approx(0.25))
        assert 2.0 in family.mus
    assert len({family.name for family in FAMILIES}) == len(FAMILIES) == 16
    assert {family.model.noise_patches for family in FAMILIES} == {1, 2, 4, 8}
    assert {(family.model.target, family.model.layout) for family in FAMILIES} >= {
        ("xor", "joint"), ("xor", "added"), ("xor", "apart"), ("parity", "joint"), ("parity", "apart"),
        ("staircase", "joint"), ("staircase", "apart"),
    }  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_every_size_has_every_family_and_one_variant_for_each_strength(size):
    families = families_of(size)
    assert [family.name for family in families] == [family.name for family in FAMILIES]
    variants = variants_of(families, 10)
    assert len({variant.name for variant in variants}) == len(variants) == sum(len(f.mus) for f in families)
    assert all(variant.noises == (GD, LNGD) for variant in variants)
    assert all(set(family.mus) <= set(whole.mus) for family, whole in zip(families, FAMILIES, strict=True))
    assert beyond.experiment_of(size).left_open


@pytest.mark.parametrize(
    ("gd", "lngd", "loss", "expected"),
    [
        ([0.6, 0.7], [0.8, 0.99], 0.0, ["holds", "fails", "holds", "holds"]),
        ([0.8, 0.99], [0.6, 0.7], 0.0, ["fails", "holds", "fails", "holds"]),
        ([0.5, 0.5], [0.5, 0.5], 0.3, ["fails", "fails", "fails", "fails"]),
        ([1.0, 1.0], [1.0, 1.0], 0.0, ["fails", "holds", "holds", "holds"]),  # a tie is no gain
    ],
)
def test_claims_follow_the_numbers(gd, lngd, loss, expected):
    assert verdicts(made(gd, lngd, loss=loss)) == expected


def test_what_can_be_learnt_is_measured_against_the_ceiling():
    data = made([0.74, 0.6], [0.5, 0.5], ceiling=0.75)
    assert float(share_learnt(data, "gd").isel(seed=0)[0, 0]) == pytest.approx(0.96)
    assert verdicts(data)[1:3] == ["holds", "fails"]


def test_a_seed_that_diverged_has_no_training_loss():
    data = made([0.6, 0.7], [0.8, 0.9])
    data.gd_loss[0, 1, 3] = np.nan
    finding = family_findings(beyond.EXPERIMENT, SOME, data)[-1]
    assert finding.seeds_with_value == SEEDS - 1


def test_who_is_better_is_told_by_a_paired_test_and_a_tie_is_none():
    data = made([0.6, 0.7, 0.9], [0.8, 0.5, 0.902], mus=(1.0, 2.0, 4.0))
    told = signs(data)
    assert told == {"some": {1.0: 1, 2.0: -1, 4.0: 0}}
    sentence = family_sentence(data, "some", told["some"])
    assert "LNGD is better at mu = 1; GD is better at mu = 2." in sentence
    assert "learnt by GD at none, by LNGD at none" in sentence
    assert "passes 2.2: 0.1 [0.0999, 0.1] of 0.2 [0.2, 0.2] at mu = 2." in sentence
    assert [row[-1] for row in accuracy_table(data).rows] == ["LNGD", "GD", "not told"]
    data.gd_at_equal_margin[:] = np.nan
    assert "passes 2.2: what no record tells of 0.2" in family_sentence(data, "some", told["some"])
    assert {row[6] for row in accuracy_table(data).rows} == {"no value"}


def test_the_sentence_changes_with_the_numbers():
    data = made([0.5, 0.99], [0.5, 0.96])
    sentence = family_sentence(data, "some", {2.0: 0, 4.0: 0})
    assert "at no mu is either told to be better" in sentence
    assert "90% of what can be learnt (ceiling 1) is learnt by GD at mu = 4, by LNGD at mu = 4." in sentence


def test_accuracy_at_equal_margin_is_read_between_the_records():
    """A run whose margin is 0, 2, 4 at accuracies 0.5, 0.6, 0.8: linear at log 9 = 2.197."""
    run = simulate(BASE.replace(n=6, d=40, m=2), steps=2, seeds=2, record_every=1)
    run.data["margin"][:] = np.array([0.0, 2.0, 4.0])[None, :, None]
    run.data["test_accuracy"][:] = np.array([0.5, 0.6, 0.8])
    run.data["margin"][1] = 0.5  # never reaches it
    found = at_equal_margin({GD.label: run})
    assert found[0] == pytest.approx(0.6 + 0.2 * (np.log(9) - 2) / 2)
    assert np.isnan(found[1])
    assert pytest.approx(np.log(0.9 / 0.1)) == SETTLED
    run.data["margin"][0, 1] = 1.0  # too far below it to read between
    assert np.isnan(at_equal_margin({GD.label: run})).all()
    run.data["status"] = ("seed", ["diverged", "ok"])
    assert final_accuracy({GD.label: run}, GD).tolist() == [0.5, 0.8]


def test_curves_are_those_of_the_runs_and_grids_may_differ():
    families = (
        Family("one", BASE.replace(n=6, d=40, m=2), (2.0, 4.0, 8.0)),
        Family("two", BASE.replace(n=6, d=40, m=2, k=2, target="xor"), (4.0,)),
    )
    results = {
        variant.name: {
            noise.label: simulate(variant.problem, noise, steps=20, seeds=2, n_test=50) for noise in variant.noises
        }
        for variant in variants_of(families, 20)
    }
    data = curves(families, results)
    assert data.sizes == {"family": 2, "strength": 3, "seed": 2}
    assert np.isnan(data.gd.values[1, 1:]).all()
    assert data.lngd.values[0, 1].tolist() == results["one, mu=4"][LNGD.label].test_accuracy.values[:, -1].tolist()
    assert data.ceiling.values.tolist() == [1.0, 0.75]
    assert data.asked.values.tolist() == [1.0, 0.5]
    assert {family: list(told) for family, told in signs(data).items()} == {"one": [2.0, 4.0, 8.0], "two": [4.0]}
    figure = strength_figure(data, "title")
    panels = [axes for axes in figure.axes if axes.get_title(loc="left")]
    assert [axes.get_title(loc="left") for axes in panels] == ["one", "two"]


def test_a_quick_run_answers_and_a_second_start_takes_what_is_kept(tmp_path, monkeypatch):
    few = tuple(family for family in FAMILIES if family.name in ("figure 2", "XOR clusters", "staircase of 3, apart"))
    monkeypatch.setattr("lngd_theory.experiments.beyond.families.FAMILIES", few)
    told = []
    work = Work(size="quick", folder=tmp_path, progress=lambda what, done, total: told.append((done, total)))
    assert beyond.ROW.seconds(work) > 0
    first = beyond.ROW.run(work)
    assert told[-1] == (12 * 60, 12 * 60)
    assert first.data["size"] == "quick"
    assert {finding["variant"] for finding in first.data["findings"]} == {family.name for family in few}
    assert len(first.data["findings"]) == len(few) * len(OUTCOMES)
    kept = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.nc")}
    assert len(kept) == 12
    again = beyond.ROW.run(work)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.nc")} == kept
    assert again.sentences == first.sentences
    assert list(first.figures) == [""]
