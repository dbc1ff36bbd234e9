import itertools
import math

import numpy as np
import pytest
from scipy.stats import binomtest

from lngd_theory.claims.fit import Slope, between, slope_of, within
from tests.draws import ALPHA

X = np.array([1.0, 2.0, 5.0, 10.0, 40.0])


def test_an_exact_power_is_recovered_with_an_interval_of_no_width():
    y = np.outer([0.5, 3.0, 7.0, 7.5], X**-1.5)
    slope = slope_of(X, y)
    assert (slope.points, slope.seeds, slope.note) == (5, 4, "")
    assert slope.estimate == pytest.approx(-1.5, abs=1e-12)
    assert slope.high - slope.low < 1e-12


def test_the_interval_is_students_over_the_seeds_own_slopes():
    rng = np.random.default_rng(1)
    y = np.exp(rng.normal(0, 0.3, (6, 5))) * X**2
    own = [np.polyfit(np.log(X), np.log(row), 1)[0] for row in y]
    slope = slope_of(X, y)
    half = 2.570582 * np.std(own, ddof=1) / math.sqrt(6)  # Student's 97.5 % point, 5 degrees of freedom
    assert slope.estimate == pytest.approx(np.mean(own))
    assert (slope.low, slope.high) == pytest.approx((np.mean(own) - half, np.mean(own) + half), rel=1e-6)


def test_the_interval_covers_the_true_exponent_as_often_as_it_says():
    rng, hits, trials = np.random.default_rng(2), 0, 2000
    for _ in range(trials):
        level = rng.normal(0, 1, (5, 1))  # seeds differ in level and in slope, the points of a seed share both
        y = np.exp(level + (0.7 + rng.normal(0, 0.2, (5, 1))) * np.log(X) + rng.normal(0, 0.1, (5, 5)))
        slope = slope_of(X, y)
        hits += slope.low <= 0.7 <= slope.high
    assert binomtest(hits, trials, 0.95).pvalue > ALPHA


def test_seeds_without_a_value_are_left_out_and_settings_that_most_lack_too():
    y = np.outer(np.ones(6), X**2)
    y[0, 1] = np.nan
    y[1, 2] = 0.0
    y[2, 3] = np.inf
    y[3, 0] = -1.0
    two_left = slope_of(X, y)
    assert two_left.seeds == 2
    assert math.isnan(two_left.estimate)
    y = np.outer(np.ones(6), X**2)
    y[:4, 4] = np.nan  # most lack the last setting: it goes, the seeds stay
    y[0, 1] = np.nan
    slope = slope_of(X, y)
    assert (slope.points, slope.seeds) == (4, 5)
    assert slope.estimate == pytest.approx(2)
    assert slope.note.startswith("1 settings have no value")


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (X[:2], np.ones((5, 2))),
        (np.array([1.0, 1.0, 2.0]), np.ones((5, 3))),  # two places only
        (X, np.ones((2, 5))),
        (X, np.full((5, 5), np.nan)),
        (np.array([]), np.empty((0, 0))),
        (np.full(5, np.nan), np.ones((5, 5))),
        (-X, np.ones((5, 5))),
    ],
)
def test_too_few_settings_or_seeds_give_no_slope_and_no_verdict(x, y):
    slope = slope_of(x, y)
    assert math.isnan(slope.estimate)
    assert slope.note
    for relation, towards in itertools.product(["O", "Omega", "Theta"], ["zero", "infinity"]):
        assert within(slope, relation, towards, 0.1)[0] == "undecided"


def interval(low, high):
    return Slope((low + high) / 2, low, high, 4, 8)


@pytest.mark.parametrize(
    ("relation", "towards", "below", "above"),
    [  # verdicts for exponents well below and well above the claimed
        ("O", "zero", "refuted", "supported"),  # x^0.5 is not O(x) as x -> 0, x^2 is
        ("O", "infinity", "supported", "refuted"),
        ("Omega", "zero", "supported", "refuted"),
        ("Omega", "infinity", "refuted", "supported"),
        ("Theta", "zero", "refuted", "refuted"),
        ("Theta", "infinity", "refuted", "refuted"),
    ],
)
@pytest.mark.parametrize("exponent", [1.0, 0.0, -2.0])
def test_which_side_violates_an_order(relation, towards, below, above, exponent):
    def of(low, high):
        return within(interval(exponent + low, exponent + high), relation, towards, 0.1, exponent)[0]

    assert of(-0.6, -0.5) == below
    assert of(0.5, 0.6) == above
    assert of(-0.05, 0.05) == "supported"
    if below != above or relation == "Theta":
        wide = of(-0.6, 0.6)
        assert wide == "undecided"


def test_an_order_agrees_with_what_the_ratio_does():
    """x^k = O(x) towards a limit exactly if x^k/x stays bounded on the way there."""
    for k, towards in itertools.product([0.5, 1.0, 1.5], ["zero", "infinity"]):
        x = 1e-9 if towards == "zero" else 1e9
        bounded = x**k / x <= 1
        away = x**k / x >= 1
        slope = interval(k, k)
        assert (within(slope, "O", towards, 0.1)[0] == "supported") == bounded
        assert (within(slope, "Omega", towards, 0.1)[0] == "supported") == away


def test_between_is_inside_outside_or_across():
    assert between(interval(0.0, 1.0), -0.5, 1.5) == ("supported", "[-0.5, 1.5]")
    assert between(interval(0.0, 1.0), 0.5, 1.5)[0] == "undecided"
    assert between(interval(0.0, 1.0), 1.5, 2.5)[0] == "refuted"
    assert between(interval(0.0, 1.0), -2.5, -1.5)[0] == "refuted"
    assert between(interval(0.0, 1.0), -np.inf, 1.0)[0] == "supported"


def test_text_of_a_slope():
    assert interval(0.9, 1.1).text() == "1.000 [0.900, 1.100]"
