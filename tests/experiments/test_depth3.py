"""The row with three layers, small."""

from dataclasses import replace

import numpy as np
import pytest

from lngd_theory import simulate
from lngd_theory.experiments import depth3
from lngd_theory.experiments.runner import reproduce

SMALL = {"n": 20, "d": 200, "m": 3}


def shortened(variant):
    problem = replace(variant.problem, setting=variant.problem.setting.replace(**SMALL), h=4)
    return replace(variant, problem=problem, steps=40)


@pytest.fixture(scope="module")
def report():
    few = depth3.EXPERIMENT.variants[:2]
    return reproduce(replace(depth3.EXPERIMENT, variants=tuple(map(shortened, few))), seeds=3)


def test_the_row_has_the_printed_numbers():
    printed = {"mu": 1.0, "sigma_p": 1.0, "m": 20, "n": 200, "d": 2000, "q": 1.0}
    for variant in depth3.LONG.variants:
        described = variant.problem.to_dict()
        assert {name: described[name] for name in printed} == printed
        assert [noise.label for noise in variant.noises] == ["none", "flip:0.1"]
    assert sum(v.problem.eta == 0.5 and v.steps == depth3.STEPS for v in depth3.EXPERIMENT.variants) == 8


def test_the_full_row_adds_variants_and_changes_none():
    count = len(depth3.EXPERIMENT.variants)
    assert depth3.LONG.variants[:count] == depth3.EXPERIMENT.variants
    assert {variant.steps for variant in depth3.LONG.variants[count:]} == {200_000}
    assert depth3.ROW.sizes.keys() == {"quick", "reduced", "full"}


def test_names_tell_variants_apart_and_say_what_differs():
    names = [variant.name for variant in depth3.LONG.variants]
    assert len(set(names)) == len(names)
    assert depth3.variant(0.01, 0.2, h=40, eta=2.0, steps=50).name == (
        "sigma_0=0.01, sigma_u=0.2, h=40, eta=2, 50 steps"
    )


def test_every_claim_is_judged_or_measured_on_every_variant(report):
    assert report.complete
    assert len(report.findings) == len(depth3.EXPERIMENT.outcomes) * 2
    assert {finding.verdict for finding in report.findings} <= {"holds", "fails", "mixed", "measured"}
    assert all(finding.seeds_with_value == 3 for finding in report.findings)


def test_the_numbers_are_those_of_the_runs(report):
    name, runs = next(iter(report.results.items()))
    found = {finding.quantity: finding.values for finding in report.findings if finding.variant == name}
    gain = runs["flip:0.1"].test_accuracy[:, -1] - runs["none"].test_accuracy[:, -1]
    assert found["final test accuracy, LNGD with p = 0.1 minus GD (0.5 where diverged)"] == pytest.approx(gain.values)
    assert found["final training loss of LNGD"] == pytest.approx(runs["flip:0.1"].train_loss[:, -1].values)


def test_margins_are_told_by_hand(report):
    runs = next(iter(report.results.values()))
    for seed in range(3):
        plain = sorted(runs["none"].margin[seed, -1].values.tolist())
        assert depth3.hardest(runs)[seed] == pytest.approx(plain[0] / ((plain[9] + plain[10]) / 2))
        noisy = sorted(runs["flip:0.1"].margin[seed, -1].values.tolist())
        assert depth3.balance(runs)[seed] == pytest.approx((noisy[9] + noisy[10]) / 2)


def test_the_variants_train_the_same_data_from_weights_of_other_sizes():
    """The ratio of the initial outputs is that of the sizes of both layers: ReLU is homogeneous."""
    first, second = (shortened(depth3.variant(sigma_0, sigma_u)) for sigma_0, sigma_u in ((0.01, 0.2), (0.03, 0.1)))
    a, b = (simulate(variant.problem, steps=0, seeds=2) for variant in (first, second))
    assert np.array_equal(a.label, b.label)
    assert b.margin.values == pytest.approx(1.5 * a.margin.values)
