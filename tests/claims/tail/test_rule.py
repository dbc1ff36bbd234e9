"""The decision on planted places: claims that hold, fail and are not told; two routes; error rates under the null."""

import inspect

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from lngd_theory import InputError
from lngd_theory.claims.ledger import ledger
from lngd_theory.claims.tail import QUANTITIES, Paired, Ruling, Valley, quantity, rule, rulings, tail_claims
from tests.draws import ALPHA

K = np.arange(12)
#: A risk whose valley is at d = k* = 2, at 9, and one that descends again.
VALLEY, FAR, TWICE = (np.abs(K - 2) / 20, np.abs(K - 9) / 20, 0.3 + 0.2 * np.cos(K * 0.9))

#: By claim: numbers with which it holds; what to change for its opposite; each part once.
HOLDS = {
    "MT.1": {"seat": 0.4, "memorised": 0.9},
    "MT.2": {"risk": VALLEY, "k_star": 2},
    "MT.3": {"accuracy_full": 0.7, "accuracy_kstar": 0.7},
    "MT.4": {"gain_trained": 0.1, "gain_untrained": 0.02},
    "MT.5": {"rank_narrow": 9.0, "rank_wide": 20.0, "error_narrow": 0.2, "error_wide": 0.3},
    "MT.6": {"regret_epoch": 0.1, "regret_rank": 0.01},
    "MT.7": {"seat": 0.4, "memorised": 0.9, "risk": VALLEY, "k_star": 2, "accuracy_full": 0.7, "accuracy_kstar": 0.7},
    "MT.8": {"seat_random": 0.6, "seat_systematic": -0.5},
}
OPPOSITE = [
    ("MT.1", {"seat": -0.2}),
    ("MT.1", {"memorised": 0.3}),
    ("MT.2", {"risk": FAR}),
    ("MT.2", {"risk": TWICE}),
    ("MT.3", {"accuracy_kstar": 0.6}),
    ("MT.4", {"gain_trained": 0.0}),
    ("MT.5", {"rank_wide": 5.0}),
    ("MT.5", {"error_wide": 0.1}),
    ("MT.6", {"regret_epoch": 0.0, "regret_rank": 0.1}),
    ("MT.7", {"seat": -0.2}),
    ("MT.7", {"risk": FAR}),
    ("MT.7", {"accuracy_kstar": 0.6}),
    ("MT.8", {"seat_random": -0.9}),
]


def place(values, seeds=10, scatter=0.0, seed=0):
    """Every number for so many seeds, with normal noise of a given size."""
    rng = np.random.default_rng(seed)
    found = {}
    for name, value in values.items():
        shape = (seeds, *np.shape(value))
        found[name] = value if name == "k_star" else value + scatter * rng.standard_normal(shape)
    return found


def test_the_claims_are_eight_and_speak_of_every_quantity():
    assert list(tail_claims()) == list(HOLDS) == [f"MT.{number}" for number in range(1, 9)]
    used = {name for values in HOLDS.values() for name in values} - {"k_star"}
    assert used == set(QUANTITIES)
    for name, claim in tail_claims().items():
        assert claim is ledger()[name]
        parts = {q for check in claim.checks for q in (check.quantities)}
        assert parts == set(HOLDS[name]) - {"k_star"}


#: By how much a seed is on the side of each part, transcribed a second time.
SIDES = {
    ("MT.1", "segregation"): lambda seat: seat,
    ("MT.1", "training does not remove the noise"): lambda memorised: memorised - 0.5,
    ("MT.3", "truncation is not behind"): lambda accuracy_kstar, accuracy_full: accuracy_kstar - accuracy_full + 0.01,
    ("MT.4", "more than untrained"): lambda gain_trained, gain_untrained: gain_trained - gain_untrained,
    ("MT.5", "larger tail"): lambda rank_wide, rank_narrow: rank_wide - rank_narrow,
    ("MT.5", "generalises worse"): lambda error_wide, error_narrow: error_wide - error_narrow,
    ("MT.6", "an epoch transfers worse"): lambda regret_epoch, regret_rank: regret_epoch - regret_rank,
    ("MT.8", "random segregates more"): lambda seat_random, seat_systematic: seat_random - seat_systematic,
}


def test_every_relation_by_a_second_route():
    rng, found = np.random.default_rng(0), {}
    for name, claim in tail_claims().items():
        for check in claim.checks:
            if isinstance(check, Paired):
                found[name, check.name.removeprefix("MT.1: ").removeprefix("MT.3: ")] = check
    again = {("MT.7", part): side for (name, part), side in SIDES.items() if name in ("MT.1", "MT.3")}
    assert set(found) == set(SIDES) | set(again)
    for key, side in (SIDES | again).items():
        names = inspect.signature(side).parameters
        values = {one: rng.random(5) for one in names}
        assert found[key].quantities == set(names)
        assert found[key].differences(values) == pytest.approx(side(**values))
        assert found[key].differences({}) is None


@pytest.mark.parametrize("name", HOLDS)
def test_what_holds_everywhere_is_supported(name):
    found = rule(name, {"one": place(HOLDS[name], scatter=1e-4), "two": place(HOLDS[name], seeds=16)})
    assert found.verdict == "supported"
    assert found.signs == {"one": 1, "two": 1}
    assert found.seeds == {"one": 10, "two": 16}
    assert found.counterexample is None
    assert all(part.verdict == "supported" for part in found.parts)


@pytest.mark.parametrize(("name", "change"), OPPOSITE)
def test_the_opposite_at_one_place_refutes(name, change):
    """Wrong on purpose, one part at a time."""
    bad = place(HOLDS[name] | change, scatter=1e-4)
    found = rule(name, {"good": place(HOLDS[name]), "bad": bad})
    assert found.verdict == "refuted"
    assert found.signs == {"good": 1, "bad": -1}
    assert found.counterexample == "bad"
    assert sum(part.verdict == "refuted" for part in found.parts) == 1


@pytest.mark.parametrize("name", HOLDS)
def test_few_seeds_tell_nothing(name):
    for change in ({}, *(change for claim, change in OPPOSITE if claim == name)):
        assert rule(name, {"here": place(HOLDS[name] | change, seeds=5)}).signs == {"here": 0}


def test_seeds_that_contradict_each_other_are_not_told():
    up = np.array([0.1, -0.1] * 6)
    found = rule("MT.8", {"here": {"seat_random": up, "seat_systematic": np.zeros(12)}})
    assert (found.verdict, found.signs, found.p) == ("undecided", {"here": 0}, {"here": 1.0})


def test_the_margin_of_mt_3_is_a_hundredth():
    full = np.full(10, 0.8)
    signs = {
        behind: rule("MT.3", {0: {"accuracy_full": full, "accuracy_kstar": full - behind}}).signs[0]
        for behind in (-0.1, 0.0, 0.004, 0.009, 0.012, 0.016, 0.1)
    }
    assert signs == {-0.1: 1, 0.0: 1, 0.004: 1, 0.009: 0, 0.012: 0, 0.016: -1, 0.1: -1}


@pytest.mark.parametrize(
    ("k_star", "best", "sign"), [(1, 1, 1), (1, 2, 1), (1, 3, -1), (4, 2, 1), (4, 8, 1), (4, 1, -1), (4, 9, -1)]
)
def test_near_is_from_half_to_twice_k_star(k_star, best, sign):
    risk = place({"risk": np.abs(K - best) / 20, "k_star": k_star}, scatter=1e-5)
    assert rule("MT.2", {0: risk}).signs == {0: sign}


def test_a_minimum_elsewhere_that_is_no_deeper_than_a_tie_is_not_told():
    flat = place({"risk": np.abs(K - 9) / 2000, "k_star": 2}, scatter=1e-6)
    assert rule("MT.2", {0: flat}).signs == {0: 0}


def test_p_values_are_adjusted_for_the_number_of_places():
    """One place of twenty is on the other side of 8:0 by luck; alone it would refute."""
    against = {"regret_epoch": np.zeros(6), "regret_rank": np.full(6, 0.1)}
    even = {"regret_epoch": np.zeros(6), "regret_rank": np.zeros(6)}
    assert rule("MT.6", {0: against}).verdict == "refuted"
    many = rule("MT.6", {0: against} | dict.fromkeys(range(1, 20), even))
    assert many.verdict == "undecided"
    assert many.p[0] == pytest.approx(20 * 2 * 0.5**6)


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=1, max_size=14))
def test_the_decision_by_plain_counting(pairs):
    """A second route: wins, losses and the binomial law written out."""
    values = {"seat_random": [a for a, _ in pairs], "seat_systematic": [b for _, b in pairs]}
    wins, losses = (sum(sign * (a - b) > 0.005 for a, b in pairs) for sign in (1, -1))
    decided = wins + losses
    p = min(1.0, 2 * sum(binom.pmf(i, decided, 0.5) for i in range(min(wins, losses) + 1))) if decided else 1.0
    found = rule("MT.8", {0: values})
    assert found.p[0] == pytest.approx(p)
    assert found.signs[0] == (0 if p > 0.05 else 1 if wins > losses else -1)


@given(st.integers(0, 2**32 - 1))
def test_order_of_seeds_and_of_places_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    here, there = ({"regret_epoch": rng.random(8), "regret_rank": rng.random(8)} for _ in range(2))
    order = rng.permutation(8)
    one = rule("MT.6", {"here": here, "there": there})
    other = rule("MT.6", {"there": there, "here": {name: values[order] for name, values in here.items()}})
    assert one.signs == other.signs
    assert one.p == pytest.approx(other.p)


def test_diverged_seeds_are_left_out_and_what_cannot_be_asked_is_told():
    values = place(HOLDS["MT.4"], seeds=12)
    values["gain_trained"][:3] = np.nan
    nothing = {"gain_trained": np.full(4, np.nan), "gain_untrained": np.zeros(4)}
    found = rule("MT.4", {"here": values, "diverged": nothing, "without": {"seat": np.ones(4)}})
    assert found.seeds == {"here": 9}
    assert found.unasked == ("diverged", "without")
    assert rule("MT.4", {}).verdict == rule("MT.4", {"without": {}}).verdict == "vacuous"
    half = rule("MT.1", {"here": {"seat": np.ones(8)}})
    assert (half.verdict, half.unasked) == ("vacuous", ("here",))
    risk = place(HOLDS["MT.2"], seeds=9)
    risk["risk"][0] = np.nan
    assert rule("MT.2", {"here": risk}).seeds == {"here": 8}


def test_all_claims_at_once_come_in_the_order_of_the_ledger():
    found = rulings({name: {"here": place(HOLDS[name])} for name in reversed(HOLDS)})
    assert list(found) == list(HOLDS)
    assert all(isinstance(one, Ruling) and one.verdict == "supported" for one in found.values())


@pytest.mark.parametrize(
    ("claim", "values", "message"),
    [
        ("MT.9", {}, "unknown claim 'MT.9'; did you mean 'MT.8'"),
        ("D.1", {}, "unknown claim 'D.1'"),
        (
            "MT.8",
            {"seat_random": [1, 2], "seat_systematic": [1, 2, 3]},
            "numbers of seeds differ: .*give the same seeds",
        ),
        (
            "MT.8",
            {"seat_random": 1.0, "seat_systematic": [1.0]},
            r"seat_random has the shape \(\); it must be \(seeds,\)",
        ),
        ("MT.2", {"risk": np.zeros(4), "k_star": 1}, r"it must be \(seeds, K\)"),
        ("MT.2", {"risk": np.zeros((8, 4))}, "must have 'k_star'"),
        ("MT.2", {"risk": np.zeros((8, 4)), "k_star": 4}, r"k_star=4 must be in \[1, 3\]"),
    ],
)
def test_bad_places_are_refused(claim, values, message):
    with pytest.raises(InputError, match=message):
        rule(claim, {"here": values})


def test_bad_claims_are_refused():
    with pytest.raises(InputError, match=r"unknown claim 'MT\.0'"):
        rulings({"MT.0": {}})
    with pytest.raises(InputError, match="unknown quantity 'seats'; did you mean 'seat'"):
        quantity("seats")
    with pytest.raises(InputError, match="must be one of >, >=, < and <="):
        Paired("nothing", relation=quantity("seat"))


# --- error rates ---------------------------------------------------------------------------------------------------
def wrong_at_most(wrong, trials, rate=0.05):
    """Whether so many wrong decisions agree with an error rate, at a chance of :data:`ALPHA` to say no by mistake."""
    return wrong <= binom.ppf(1 - ALPHA, trials, rate)


@pytest.mark.parametrize("places", [1, 6])
def test_under_the_null_the_sign_tests_are_wrong_in_at_most_one_of_twenty(places):
    """Differences that are symmetric about zero: neither side is true anywhere."""
    rng, trials = np.random.default_rng(0), 600
    wrong = 0
    for _ in range(trials):
        drawn = rng.normal(0, 0.1, (places, 2, 16))
        found = rule(
            "MT.8",
            {key: dict(zip(("seat_random", "seat_systematic"), drawn[key], strict=True)) for key in range(places)},
        )
        wrong += any(found.signs.values())
    assert wrong_at_most(wrong, trials)


def test_a_true_valley_near_k_star_is_refuted_in_at_most_one_of_twenty():
    """The hardest case: flat beyond k*, where noise makes second descents and moves the minimum."""
    rng, trials = np.random.default_rng(1), 150
    risk = np.where(K < 2, 0.4 - 0.1 * K, 0.2)
    refuted = sum(
        rule("MT.2", {0: {"risk": risk + rng.normal(0, 0.02, (10, K.size)), "k_star": 2}}).verdict == "refuted"
        for _ in range(trials)
    )
    assert wrong_at_most(refuted, trials)


def test_a_valley_just_beyond_is_supported_in_at_most_one_of_twenty():
    """Minimum at 3 = 3k*, hardly deeper than at 2k*: the noise decides where the mean is lowest."""
    rng, trials = np.random.default_rng(2), 150
    risk = np.abs(K - 3) / 500 + 0.2
    supported = sum(
        rule("MT.2", {0: {"risk": risk + rng.normal(0, 0.02, (10, K.size)), "k_star": 1}}).verdict == "supported"
        for _ in range(trials)
    )
    assert wrong_at_most(supported, trials)


def test_the_bounds_of_a_valley_are_the_claims_own():
    (check,) = tail_claims()["MT.2"].checks
    assert isinstance(check, Valley)
    assert "k^*" in check.statement({})
