import json

import numpy as np
import pytest

from lngd_theory import LabelFlip, NoLabelNoise, Setting, simulate
from lngd_theory.experiments import measures
from lngd_theory.experiments.experiment import Experiment, Outcome, Variant, at_least, at_most, between
from lngd_theory.experiments.judge import judge

SMALL = Setting(n=10, d=100, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.1)
GD = NoLabelNoise()
RUN = simulate(SMALL, steps=10, seeds=8, n_test=50)


def finding(values, agrees):
    outcome = Outcome("claim", "quantity", lambda runs: np.asarray(values, dtype=float), agrees)
    experiment = Experiment("x", "x", "x", (Variant("v", SMALL, (GD,), 10),), (outcome,))
    (found,) = judge(experiment, {"v": {"none": RUN}})
    return found


@pytest.mark.parametrize(
    ("values", "verdict"),
    [([1] * 8, "holds"), ([0] * 8, "fails"), ([0] * 3 + [1] * 5, "mixed"), ([1] * 7 + [np.nan], "mixed")],
)
def test_the_verdict_follows_the_share_of_seeds(values, verdict):
    assert finding(values, at_least(0.5)).verdict == verdict


def test_a_seed_without_a_value_does_not_agree():
    found = finding([np.nan] * 8, at_most(np.inf))
    assert found.verdict == "fails"
    assert found.seeds_with_value == 0
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["median"]["estimate"] is None


def test_a_number_without_a_claim_is_only_measured():
    found = finding([1.0] * 8, None)
    assert found.verdict == "measured"
    assert found.share is None


@pytest.mark.parametrize(
    ("allowed", "inside", "outside"),
    [(at_least(1), 1, 0.9), (at_least(1, strictly=True), 1.1, 1), (at_most(2), 2, 2.1), (between(0, 1), 0.5, 2)],
)
def test_ranges_contain_what_they_say(allowed, inside, outside):
    assert inside in allowed
    assert outside not in allowed
    assert np.nan not in allowed


def test_ranges_print_as_inequalities():
    texts = map(str, (at_least(1), at_least(0, strictly=True), at_most(2), between(0, 1)))
    assert list(texts) == [">= 1", "> 0", "<= 2", "in [0, 1]"]


def test_only_complete_variants_are_judged():
    noises = (GD, LabelFlip(0.1))
    experiment = Experiment(
        "x", "x", "x", (Variant("v", SMALL, noises, 10),), (Outcome("c", "q", lambda runs: np.ones(8)),)
    )
    assert judge(experiment, {"v": {"none": RUN}}) == []


def test_measures_are_what_their_names_say():
    runs = {"none": RUN}
    loss = RUN.train_loss.values
    np.testing.assert_array_equal(measures.final(GD, "train_loss")(runs), loss[:, -1])
    np.testing.assert_array_equal(measures.rise(GD, "train_loss")(runs), loss[:, -1] - loss[:, 0])
    np.testing.assert_array_equal(measures.growth(GD, "train_loss")(runs), loss[:, -1] / loss[:, 5])
    np.testing.assert_array_equal(measures.late_mean(GD, "train_loss")(runs), loss[:, 5:].mean(axis=1))
    np.testing.assert_array_equal(measures.late_spread(GD, "train_loss")(runs), loss[:, 5:].std(axis=1))
    np.testing.assert_array_equal(measures.final(GD, "largest_signal")(runs), RUN.gamma.values[:, -1].max(axis=(1, 2)))


def test_a_diverged_run_counts_as_chance_in_comparisons():
    noise = LabelFlip(0.5)
    diverged = simulate(SMALL.replace(eta=1e9), noise, steps=10, seeds=8, n_test=50)
    assert set(diverged.status.values) == {"diverged"}
    gain = measures.gain(GD, noise)({"none": RUN, noise.label: diverged})
    np.testing.assert_array_equal(gain, RUN.test_accuracy.values[:, -1] - 0.5)
