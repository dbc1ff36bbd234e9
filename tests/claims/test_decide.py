"""Exact binomial decisions against sums of binomial probabilities, and their error rates by enumeration."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.claims.decide import decide, decide_always, decide_probability, seeds_needed
from tests.claims.made import case_of, claim

RATES = [0.3, 0.05, 0.01]


def at_least(k, n, p):
    """P(Bin(n, p) >= k), summed exactly."""
    p = Fraction(p)
    return float(sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k, n + 1)))


def at_most(k, n, p):
    p = Fraction(p)
    return float(sum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k + 1)))


def verdict_by_tails(k, n, p, rate):
    """Supported if so many successes are rare for any smaller p, refuted if so few are rare for p."""
    if k > 0 and at_least(k, n, p) <= rate:
        return "supported"
    if k < n and at_most(k, n, p) < rate:
        return "refuted"
    return "undecided"


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("n", [1, 2, 7, 20, 45])
@pytest.mark.parametrize("p", [0.05, 0.5, 0.9, 0.95])
def test_bounds_are_the_exact_tails(n, p, rate):
    for k in range(n + 1):
        tails = (at_least(k, n, p), at_most(k, n, p))
        if min(abs(tail - rate) for tail in tails) < 1e-9:
            continue  # equal to the rate: rounding decides
        assert decide_probability(k, n, p, rate).verdict == verdict_by_tails(k, n, p, rate), k


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("n", [1, 5, 20, 60, 120])
@pytest.mark.parametrize("claimed", [0.1, 0.5, 0.8, 0.95])
def test_the_error_rate_is_kept_whatever_the_true_probability(n, claimed, rate):
    verdicts = [decide_probability(k, n, claimed, rate).verdict for k in range(n + 1)]

    def chance(verdict, p):
        p = Fraction(p)
        weights = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
        return float(sum(w for w, found in zip(weights, verdicts, strict=True) if found == verdict))

    for below in (0.999, 0.99, 0.9, 0.5):
        assert chance("supported", claimed * below) <= rate * (1 + 1e-9)
    for share in (0.0, 0.01, 0.1, 0.5, 1.0):
        assert chance("refuted", claimed + share * (1 - claimed)) <= rate * (1 + 1e-9)


@given(failures=st.integers(0, 4), claimed=st.sampled_from([0.3, 0.8, 0.95, 0.99]), rate=st.sampled_from(RATES))
def test_seeds_needed_is_the_least_number_that_supports(failures, claimed, rate):
    needed = seeds_needed(failures, claimed, rate)
    assert needed > failures
    assert decide_probability(needed - failures, needed, claimed, rate).verdict == "supported"
    if needed - 1 > failures:
        assert decide_probability(needed - 1 - failures, needed - 1, claimed, rate).verdict != "supported"


def test_without_failures_the_number_of_seeds_is_the_known_formula():
    for claimed, rate in [(0.95, 0.05), (0.99, 0.01), (0.5, 0.05)]:
        assert seeds_needed(0, claimed, rate) == math.ceil(math.log(rate) / math.log(claimed))


def test_an_undecided_probability_says_how_many_seeds_would_decide():
    found = decide_probability(10, 10, 0.95, 0.05)
    assert found.verdict == "undecided"
    assert "held for 10 of 10 seeds" in found.confidence
    assert "with no further failure 59 seeds would decide" in found.confidence
    one = decide_probability(19, 20, 0.95, 0.05)
    assert f"with no further failure {seeds_needed(1, 0.95, 0.05)} seeds" in one.confidence


def test_no_seed_decides_nothing():
    assert decide_probability(0, 0, 0.9, 0.05).verdict == "undecided"
    assert decide_always(0, 0).verdict == "undecided"


def test_a_statement_for_every_seed_is_refuted_by_one_failure():
    assert decide_always(10, 10).verdict == "supported"
    assert decide_always(9, 10) == ("refuted", "held for 9 of 10 seeds")


def test_the_probability_is_the_claims_own_with_the_numbers_of_the_case():
    outcomes = [True] * 40
    assert decide(claim(), case_of(delta=0.2), outcomes).verdict == "supported"
    assert decide(claim(), case_of(delta=0.01), outcomes).verdict == "undecided"
    assert "claimed >= 0.99" in decide(claim(), case_of(delta=0.01), outcomes).confidence
    assert decide(claim(probability=None), case_of(delta=0.01), outcomes).verdict == "supported"
    assert decide(claim(probability=None), case_of(), [True, False]).verdict == "refuted"


def test_a_probability_that_rounds_to_one_is_never_called_decidable_by_an_absurd_number_of_seeds():
    # 1 - d^(-1/4) is 1.0 in floating point for d > 1e64 ("inside"-like settings may have any d): no number decides
    assert seeds_needed(0, 1.0, 0.05) is None
    found = decide_probability(10, 10, 1.0, 0.05)
    assert found.verdict == "undecided"
    assert found.confidence.endswith("more seeds than can be run would decide")
    assert seeds_needed(0, 1 - 1e-9, 0.05) == pytest.approx(-math.log(0.05) * 1e9, rel=1e-3)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("trials", "open_seeds"), [(1, 0), (5, 3), (20, 4), (12, 30)])
@pytest.mark.parametrize("p", [0.05, 0.5, 0.9])
def test_open_seeds_count_against_either_decision(trials, open_seeds, p, rate):
    """Decided only if it is decided the same way whatever becomes of the open seeds, which the extremes tell."""
    for k in range(trials + 1):
        found = decide_probability(k, trials, p, rate, open_seeds).verdict
        every = [decide_probability(k + j, trials + open_seeds, p, rate).verdict for j in range(open_seeds + 1)]
        assert found == (every[0] if len(set(every)) == 1 else "undecided"), k


def test_an_open_seed_leaves_a_statement_for_every_seed_undecided_unless_another_fails():
    assert decide_always(10, 10, 1) == ("undecided", "held for 10 of 10 seeds, 1 are open")
    assert decide_always(9, 10, 1).verdict == "refuted"
    assert decide(claim(probability=None), case_of(), [True, None]).verdict == "undecided"
    assert decide(claim(probability=None), case_of(), [False, None]).verdict == "refuted"
    assert "1 are open" in decide(claim(), case_of(), [True, None]).confidence
