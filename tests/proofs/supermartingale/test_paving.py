"""The pavings: what is certified agrees with floats, and nothing that was changed is accepted."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from lngd_theory.reduced import ReducedDynamics, martingale_drift
from lngd_theory.reduced.statement import a, iota
from proofs_check.checker import digest
from proofs_check.supermartingale import Paving, repave
from proofs_check.supermartingale.maps import map_in_a, map_in_p
from tests.reduced.cases import VERSIONS

DEPTH = 6
STEP, CHANCE = sp.Rational(1, 10), sp.Rational(1, 10)
RANGE = (sp.Rational(1, 20), sp.Rational(9, 20))


def number(q):
    return int(q.p) / int(q.q)


@pytest.fixture(scope="module")
def paving():
    return map_in_a("arxiv", CHANCE, sp.Rational(1, 4), DEPTH)[1]


def drift_at(kind, version, first, second):
    chain = (
        ReducedDynamics(float(STEP), second, version)
        if kind == "p"
        else ReducedDynamics(second, float(CHANCE), version)
    )
    state = first * chain.balance_point if kind == "p" else first
    return float(martingale_drift(chain, state))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["p", "a"])
def test_signs_agree_with_floats_inside_the_boxes(version, kind):
    pair = map_in_p(version, STEP, RANGE, DEPTH) if kind == "p" else map_in_a(version, CHANCE, sp.Rational(1, 4), DEPTH)
    rng = np.random.default_rng(0)
    for half in pair:
        found = half.repaved
        assert found.ok
        assert found.shares["+"] > 0
        assert found.shares["-"] > 0
        decided = [item for item in found.boxes if item[1] != "?"]
        for k in rng.integers(len(decided), size=80):
            box, sign = decided[k]
            place = [number(low) + rng.uniform(0.01, 0.99) * (number(high) - number(low)) for low, high in box]
            value = drift_at(kind, version, *place)
            assert (value > 0) == (sign == "+"), (place, value, sign)


def test_shares_are_exact_and_open_shrinks():
    coarse, fine = (map_in_a("arxiv", CHANCE, sp.Rational(1, 4), depth)[1].repaved.shares for depth in (5, 7))
    for shares in (coarse, fine):
        assert sum(shares.values()) == 1
    assert number(fine["?"]) < number(coarse["?"]) / 2
    assert fine["+"] >= coarse["+"]
    assert fine["-"] >= coarse["-"]


def test_positive_share_against_a_grid(paving):
    (first, last), (low, high) = ((float(end) for end in paving.box[symbol]) for symbol in (iota, a))
    rng = np.random.default_rng(1)
    states, steps = rng.uniform(first, last, 4000), rng.uniform(low, high, 4000)
    positive = np.mean([drift_at("a", "arxiv", x, y) > 0 for x, y in zip(states, steps, strict=True)])
    shares = {sign: number(share) for sign, share in paving.repaved.shares.items()}
    assert shares["+"] - 0.02 < positive < shares["+"] + shares["?"] + 0.02


def signed(certificate, **changes):
    changed = {**certificate, **changes}
    return changed | {"hash": digest(changed)}


@pytest.mark.parametrize(
    ("turn", "text"),
    [
        (lambda tree: tree.replace("+", "-", 1), "no certain sign"),
        (lambda tree: tree.replace("-", "+", 1), "no certain sign"),
        (lambda tree: tree.replace("?", "+", 1), "no certain sign"),
        (lambda tree: tree.replace("?", "-", 1), "no certain sign"),
        (lambda tree: tree + " +", "more boxes than its cuts make"),
        (lambda tree: tree.rsplit(" ", 1)[0], "ends before the region is covered"),
        (lambda tree: tree.replace("+", "d", 1), "unknown leaf 'd'"),
        (lambda tree: "7 " + tree, "malformed: IndexError"),
    ],
)
def test_a_changed_tree_is_refused(paving, turn, text):
    found = repave(signed(paving.certificate, tree=turn(paving.certificate["tree"])))
    assert not found.ok
    assert text in found.reason


def test_hash_statement_format_and_precision_are_looked_at(paving):
    made = paving.certificate
    other = map_in_a("arxiv", sp.Rational(1, 5), sp.Rational(1, 4), DEPTH)[1]
    assert repave(made, paving.statement).ok
    assert repave({**made, "tree": "?"}).reason.startswith("the hash")
    assert repave(made, other.statement).reason == "it is about another statement"
    assert "is not 'lngd-paving/1'" in repave(signed(made, format="x")).reason
    assert "precision=10" in repave(signed(made, precision=10)).reason
    assert not repave(signed(made, statement={"variables": [], "function": ["number", "1"]})).ok
    assert not repave({}).ok


def test_a_step_says_how_much_is_open(paving):
    assert paving.run().status == "undecided"  # at this depth more than a hundredth is open
    generous = replace(paving, open_share=sp.Rational(1, 10))
    outcome = generous.run()
    assert outcome.status == "certified"
    assert "open" in outcome.note
    assert generous.again(outcome.certificate).status == "certified"
    assert generous.again({**outcome.certificate, "tree": "?"}) is None
    assert "10" in generous.shown


def test_a_function_of_a_user():
    x, y = sp.symbols("x y", real=True)
    half = Paving("half", x - y, {x: (0, 1), y: (0, 1)}, depth=8, open_share=sp.Rational(1, 50))
    assert half.run().status == "certified"
    assert number(half.repaved.shares["+"]) == pytest.approx(0.5, abs=0.01)
