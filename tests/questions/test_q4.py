"""Q4: a quick answer from end to end, and sentences that follow the numbers."""

import dataclasses
import json

import numpy as np
import pytest

from lngd_theory import LabelFlip, Setting
from lngd_theory.questions import q4
from lngd_theory.questions.q4_brute import BruteForce, brute_force, fitted_power
from lngd_theory.questions.q4_figures import step_size
from lngd_theory.questions.q4_study import Place
from lngd_theory.questions.q4_words import bound_sentence, exponent_sentences, failures, theta_sentence, time_sentence
from lngd_theory.report.study import markdown
from lngd_theory.second_stage import second_stage_growth, signal_time
from lngd_theory.statistics import Interval

SMALL = Setting(n=10, d=10**12, m=10, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=1e-11)


@pytest.fixture(scope="module")
def quick():
    calls = []
    return q4.answer(quick=True, progress=lambda *call: calls.append(call)), calls


@pytest.fixture(scope="module")
def growth():
    return second_stage_growth(SMALL, LabelFlip(0.1), seeds=3, steps=2000)


def with_rate(growth, factor):
    """The same measurement with a rate that many times the lemma's bound."""
    return dataclasses.replace(growth, controlled=growth.controlled * (factor * growth.lemma_4_5_iv / growth.rate[0]))


def test_a_quick_answer_says_that_it_is_quick(quick):
    answer, calls = quick
    assert answer.name == "Q4"
    assert answer.title == f"Q4: {q4.TITLE}"
    assert answer.sentences[0].startswith("Quick answer: 3 seeds")
    assert all(sentence.endswith(".") and "nan" not in sentence for sentence in answer.sentences)
    assert markdown(answer).startswith("# Q4: ")
    assert set(answer.figures) == {"exponents", "bound", "full"}
    assert {what for what, _, _ in calls} == {"two-scale rates", "times", "full simulations"}
    assert all(0 < done <= total for _, done, total in calls)
    json.dumps(answer.data)


def test_tables_are_rectangular_texts(quick):
    for table in quick[0].tables:
        assert table.rows
        assert all(len(row) == len(table.columns) and all(isinstance(cell, str) for cell in row) for row in table.rows)


def test_quick_exponents_are_those_predicted(quick):
    exponents = {name: slope[0] for name, slope in quick[0].data["exponents"].items()}
    expected = {"eta": 2, "p": 1, "n": -1, "m": -2, "mu (full simulation)": 2}
    assert exponents.keys() == expected.keys()
    assert all(abs(exponents[name] - value) < 0.15 for name, value in expected.items())


def test_exponents_that_are_excluded_are_named():
    sentences = exponent_sentences({"eta": Interval(2.0, 1.9, 2.1), "m": Interval(-1.2, -1.6, -0.8)})
    assert "None is further than 0.8" in sentences[1]
    assert sentences[2].endswith("outside the 95 % intervals for eta, and inside for m.")
    assert "for no parameter, and inside for eta." in exponent_sentences({"eta": Interval(1.0, 0.9, 1.1)})[2]


def test_the_bound_is_met_or_not_as_the_rates_say(growth):
    low, high = with_rate(growth, 0.25), with_rate(growth, 4.0)
    below = bound_sentence([low, low])
    assert "at 2 of 2 settings (down to 0.25 of it), and at none is it certain" in below
    both = bound_sentence([low, high])
    assert "at 1 of 2" in both
    assert "meets it at 1" in both
    assert "at 0 of 1 settings, and meets it at 1" in bound_sentence([high])


def test_time_sentence_follows_the_time(growth):
    slow, fast = (Place("here", g, signal_time(g)) for g in (with_rate(growth, 1e-9), with_rate(growth, 1e9)))
    assert "misses Lemma 4.5's" in time_sentence(slow)
    assert "meets Lemma 4.5's" in time_sentence(fast)


def test_step_size_is_a_p_1_minus_p(growth):
    assert step_size(growth) == pytest.approx(2e-11 * 1e12 / 100 * 0.09)


def test_full_simulation_agrees_with_two_scales():
    setting = Setting(n=10, d=10**6, m=10, mu=50.0, sigma_p=1.0, sigma_0=1e-12, eta=1e-5)
    found = brute_force(setting, LabelFlip(0.1), range(6), 400)
    assert found.growth.shape == found.lost.shape == (6, 2)
    assert abs(found.ratio.estimate - 1) < 0.15
    assert found.rate.estimate > 3 * (found.rate.high - found.rate.low) / 2


def test_samples_that_are_never_memorised_are_kept_apart(growth):
    rate = growth.rate.estimate
    lost = np.array([[0, 2], [0, 0]])
    found = BruteForce(SMALL, np.array([[rate, 5 * rate], [2 * rate, np.nan]]), lost, growth)
    assert found.by_seed == pytest.approx([rate, 2 * rate])
    assert found.pull_of_lost == pytest.approx(2 * rate)
    assert np.isnan(BruteForce(SMALL, found.growth, 0 * lost, growth).pull_of_lost)


def test_fitted_power_recovers_an_exponent(growth):
    rng = np.random.default_rng(0)
    points = [
        BruteForce(SMALL.replace(mu=mu), mu**2 * rng.normal(1, 0.02, (8, 2)), np.zeros((8, 2)), growth)
        for mu in (0.5, 1.0, 2.0, 4.0)
    ]
    slope = fitted_power(points, "mu")
    assert slope.low < 2 < slope.high
    assert slope.high - slope.low < 0.1


def test_one_constant_covers_or_not(growth):
    slow, fast = (Place("inside", g, signal_time(g)) for g in (with_rate(growth, 1e-9), with_rate(growth, 1.0)))
    assert "no constant in its Theta" in theta_sentence([slow, fast])
    assert "a constant in its Theta" in theta_sentence([fast, fast])


def test_only_what_fails_inside_the_assumption_is_corrected(growth):
    slow, fast = (with_rate(growth, factor) for factor in (1e-9, 1e3))
    assert [one.place for one in failures([Place("inside", slow, signal_time(slow))])] == [
        "Lemma 4.5 (iv)",
        "Theorem 3.3",
    ]
    assert failures([Place("inside", fast, signal_time(fast)), Place("figure 2", slow, signal_time(slow))]) == []
