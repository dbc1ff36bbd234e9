"""From parts to a verdict: premises, joint decisions, repairs, counterexamples."""

import math

import numpy as np
import pytest
import sympy as sp

from lngd_theory.claims import Computation, Identity, Proof, Window
from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import combine
from lngd_theory.claims.judge import judge_claim, not_judged
from lngd_theory.symbols import T_2, c_2, d, delta, eta, n, p, t
from tests.claims.made import Evidence, Fixed, X, bound, case_of, claim, runs


def judge(found, data=None, seeds=None, **options):
    data = runs(x=[[0.0, 0.5]] * (seeds or 3)) if data is None else data
    return judge_claim(found, case_of(data.sizes["seed"], **options), Evidence(data), inside=True)


def stage_runs(x, f_max=0.0, steps=None):
    """Runs with what stages are solved from; T_1 of GD is 10.6 steps, T_2 is 21.9 at epsilon = 0.9."""
    x = np.asarray(x, dtype=float)
    level = np.zeros_like(x) + np.asarray(f_max, dtype=float)
    step = np.arange(x.shape[1]) * 10 if steps is None else steps
    return runs(step, x=x, f_min=level, f_max=level, f_rising_max=0 * x)


# --- parts to a whole --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["proved", "proved"], "proved"),
        (["proved", "supported"], "supported"),
        (["proved", "refuted", "supported", "undecided", "vacuous"], "refuted"),
        (["supported", "undecided"], "undecided"),
        (["supported", "vacuous"], "supported"),
        (["vacuous", "proved"], "vacuous"),
        ([], "undecided"),
    ],
)
def test_the_part_that_decides_most_against_it_decides(parts, whole):
    assert combine(parts) == whole
    if parts:
        assert judge(claim(*[Fixed(part) for part in parts])).verdict == whole


def test_parts_with_seeds_hold_jointly_at_the_stated_probability():
    """Each part fails for 3 other seeds of 100: each alone is undecided at 0.95, both together hold for 94."""
    one = {seed: seed >= 3 for seed in range(100)}
    two = {seed: not 3 <= seed < 6 for seed in range(100)}
    data = runs(x=np.zeros((100, 2)))
    alone = judge(claim(Fixed("undecided", one)), data)
    assert "held for 97 of 100 seeds" in alone.confidence
    both = judge(claim(Fixed("undecided", one), Fixed("undecided", two)), data)
    assert "held for 94 of 100 seeds" in both.confidence


def test_a_seed_that_is_open_in_one_part_and_fails_in_another_fails():
    found = judge(
        claim(Fixed("supported", {0: None, 1: None, 2: True}), Fixed("supported", {0: False, 1: True, 2: True}))
    )
    assert "held for 1 of 2 seeds" in found.confidence


def test_a_proof_that_fails_cannot_be_made_up_for_by_simulations():
    found = judge(claim(Fixed("supported", dict.fromkeys(range(3), True)), Fixed("refuted"), probability=None))
    assert found.verdict == "refuted"


def test_repairs_are_shown_and_do_not_count():
    good = judge(claim(bound(right=1), probability=None, repairs=(bound(right=0.1, name="weaker"),)))
    assert good.verdict == "supported"
    assert [(part.name, part.verdict) for part in good.repairs] == [("weaker", "refuted")]
    bad = judge(claim(bound(right=0.1), probability=None, repairs=(bound(right=1),)))
    assert bad.verdict == "refuted"
    assert [part.verdict for part in bad.repairs] == ["supported"]


# --- hypotheses --------------------------------------------------------------------------------------------------
def test_a_claim_whose_hypothesis_fails_is_vacuous_and_says_what_its_conclusion_would_get():
    for right, without in ((1, "supported"), (0.1, "refuted")):
        found = judge(claim(bound(right=right), probability=None, premises=(sp.Lt(p, sp.Rational(1, 20)),)))
        assert (found.verdict, found.without_premises) == ("vacuous", without)
        assert "0.1 against 0.05" in found.reason
        assert [(check.left, check.right, check.share) for check in found.premises] == [(0.1, 0.05, 0.0)]
        assert found.counterexample is None


@pytest.mark.parametrize(("relation", "expected"), [(sp.Le, True), (sp.Lt, False), (sp.Ge, True), (sp.Gt, False)])
def test_strict_and_weak_hypotheses_differ_at_equality(relation, expected):
    found = judge(claim(bound(), probability=None, premises=(relation(delta, sp.Float(0.05)),)), delta=0.05)
    assert (found.verdict != "vacuous") == expected
    assert (found.without_premises is None) == expected


def test_all_hypotheses_must_hold_together():
    at_seeds = sp.Symbol("x_at", real=True)
    assert at_seeds
    data = stage_runs([[0, 0, 0, 0]] * 2, f_max=[[0] * 4, [2] * 4])
    c_1 = sp.Symbol("c_1", positive=True, real=True)
    found = judge(
        claim(bound(), probability=None, stage="gd", premises=(sp.Lt(c_2, 1), sp.Gt(c_1, 1))), data, epsilon=0.9
    )
    assert [check.share for check in found.premises] == [0.5, 0.5]
    assert found.verdict == "vacuous"  # one seed satisfies the first, the other the second


def test_definitions_are_put_into_hypotheses_and_sides():
    alpha = sp.Symbol("alpha", positive=True)
    twice = sp.Symbol("twice", positive=True)
    definitions = {twice: 2 * alpha, alpha: 4 * eta}
    made = claim(bound(right=twice), probability=None, definitions=definitions, premises=(sp.Gt(twice, 3),))
    assert made.expand(twice) == 8 * eta
    found = judge(made)
    assert found.verdict == "supported"
    assert found.parts[0].claimed == pytest.approx(4.0)
    assert r"\alpha = 4 \eta" in found.where


def test_a_part_may_have_a_hypothesis_of_its_own():
    given = (sp.Gt(n, 100),)
    found = judge(claim(bound(name="always"), bound(right=0.1, given=given, name="large n"), probability=None))
    assert [part.verdict for part in found.parts] == ["supported", "vacuous"]
    assert found.verdict == "supported"
    assert "8 against 100" in found.parts[1].note
    assert r"\text{if }" in found.statement[1]
    only = judge(claim(bound(right=0.1, given=given), probability=None))
    assert only.verdict == "vacuous"
    assert judge(claim(bound(right=0.1, given=(sp.Gt(n, 7),)), probability=None)).verdict == "refuted"


def test_seeds_where_the_hypothesis_fails_do_not_count_against_the_claim():
    # the conclusion fails exactly where the premise (c_2 < 1) does
    data = stage_runs([[0] * 4] * 20 + [[5] * 4] * 20, f_max=[[0] * 4] * 20 + [[2] * 4] * 20)
    found = judge(claim(bound(), stage="gd", premises=(sp.Lt(c_2, 1),)), data, delta=0.2, epsilon=0.9)
    assert found.premises[0].share == 0.5
    assert found.verdict == "supported"


def test_a_hypothesis_about_a_stage_that_was_not_reached_is_open_not_broken():
    # c_2 is nan where the run ends before T_1; a longer run may satisfy the hypothesis
    data = stage_runs([[0, 0]] * 3, steps=[0, 1])
    found = judge(claim(bound(), stage="gd", probability=None, premises=(sp.Lt(c_2, 1),)), data, steps=1)
    assert found.verdict == "undecided"


# --- statistics of open seeds ------------------------------------------------------------------------------------
def test_seeds_that_are_open_are_not_left_out_of_the_count_where_that_favours_refutation():
    # on a stretch that does not end within the run, failures are known and successes are not: it may well hold for 98
    # of 100, though all that are known are 2 failures of 2
    x = np.zeros((100, 4))
    x[:2, 2] = 5.0
    data = stage_runs(x)  # T_2 lies beyond the run
    found = judge(claim(bound(window=Window.STAGE_2), stage="gd"), data, delta=0.05, epsilon=0.001)
    assert found.parts[0].failures == 2
    assert found.verdict == "undecided"


def test_seeds_that_are_open_are_not_left_out_of_the_count_where_that_favours_support():
    # of "some t <= T_2" successes are known early and failures only at T_2: 60 of 100 have happened, 40 are open
    x = np.full((100, 4), 5.0)
    x[:60, 2] = 0.0
    found = judge(claim(bound(window=Window.SOME), stage="gd"), stage_runs(x), delta=0.05, epsilon=0.001)
    assert found.verdict == "undecided"


def test_a_stretch_that_does_not_end_for_any_seed_is_undecided_and_says_so():
    found = judge(claim(bound(window=Window.STAGE_2), stage="gd"), stage_runs([[0] * 4] * 5), epsilon=0.001)
    assert found.verdict == "undecided"
    assert "5 seeds are open" in found.parts[0].note
    assert found.parts[0].evidence == "none"


# --- records -----------------------------------------------------------------------------------------------------
def test_a_refuted_bound_has_the_worst_point_as_its_counterexample():
    data = runs([0, 5, 9], x=[[0, 0.5, 0.5], [0, 3.0, 0.5], [0, 0.5, 2.0]])
    found = judge(claim(bound(right=t / 5), probability=None), data)
    assert found.verdict == "refuted"
    example = found.counterexample
    assert (example.claim, example.part, example.seed, example.step) == ("mine", "part", 1, 5)
    assert example.values == {"left": 3.0, "right": 1.0}
    assert (found.observed, found.claimed, found.relation) == (3.0, 1.0, "<=")
    assert found.margin == pytest.approx(-2 / 3)
    assert "“part”" in found.reason
    assert found.evidence == "simulation"
    assert (found.parts[0].seeds, found.parts[0].failures) == (3, 2)


def test_parts_that_fail_only_together_still_give_a_counterexample():
    # each part alone is undecided, so no part carries a counterexample
    x = np.zeros((100, 2))
    y = np.zeros((100, 2))
    x[50:57], y[57:64] = 5.0, 5.0
    other = sp.Symbol("f_max", real=True)
    data = runs(x=x, f_max=y)
    found = judge(claim(bound(name="one"), bound(other, name="two")), data, delta=0.08)
    assert {part.verdict for part in found.parts} == {"undecided"}
    assert found.verdict == "refuted"
    assert found.counterexample.seed == 50  # the first that fails jointly, not the first that is run
    assert "--seed 50" in found.counterexample.command


def test_the_constants_that_were_solved_for_are_reported_with_quantiles():
    data = stage_runs([[0] * 40] * 3, f_max=np.array([[1.0], [2.0], [3.0]]))
    found = judge(claim(bound(window=Window.STAGE_2), stage="gd"), data, epsilon=0.9)
    constants = {item.name: item for item in found.constants}
    assert set(constants) == {"C_1", "T_1", "T_2", "c_1", "c_2"}
    assert (constants["c_2"].low, constants["c_2"].median, constants["c_2"].high) == (1.0, 2.0, 2.0)
    assert constants["C_1"].median == pytest.approx(1 / (1 + math.exp(2.0)))


def test_values_at_t1_are_those_of_the_first_record_at_or_after_it():
    at_t1 = sp.Symbol("x_at_T_1", real=True)
    step = np.arange(0, 400, 10)
    x = np.where(step < 20, 100.0, 1.0 + step / 1000)[None, :]
    data = stage_runs(x, steps=step)
    good = judge(claim(bound(X, ">=", at_t1, window=Window.STAGE_2), stage="gd", probability=None), data, epsilon=0.06)
    assert good.verdict == "supported"
    assert good.parts[0].claimed == pytest.approx(1.02)
    bad = judge(claim(bound(X, "<=", at_t1, window=Window.STAGE_2), stage="gd", probability=None), data, epsilon=0.06)
    assert bad.verdict == "refuted"


def test_not_judged_has_the_reason_and_no_numbers():
    found = not_judged(claim(bound()), case_of(), ("vacuous", "it says nothing"), inside=False)
    assert (found.verdict, found.reason, found.evidence, found.parts) == ("vacuous", "it says nothing", "none", ())
    assert math.isnan(found.observed)
    assert found.statement


# --- proofs ------------------------------------------------------------------------------------------------------
Y = sp.Symbol("y", positive=True)


def test_an_identity_is_proved_or_refuted_with_the_factor_it_is_off_by():
    right = judge(claim(Identity("square", (Y + 1) ** 2, Y**2 + 2 * Y + 1), probability=None))
    assert (right.verdict, right.evidence) == ("proved", "identity")
    wrong = judge(claim(Identity("square", 2 * Y**2, Y**2), probability=None))
    assert wrong.verdict == "refuted"
    assert "left / right = 2, not 1" in wrong.parts[0].note


def test_a_proof_with_a_step_that_is_not_confirmed_refutes_nothing():
    def verdict_of(steps):
        return judge(claim(Proof("argument", "y", lambda: steps), probability=None)).verdict

    assert verdict_of([("a", True), ("b", True)]) == "proved"
    assert verdict_of([("a", True), ("b", False)]) == "undecided"
    assert verdict_of([]) == "undecided"


def test_a_computation_says_what_it_finds():
    def compute(check, case, evidence):
        return check.part("supported", "simulation", "looked", observed=case.setting.eta, claimed=1.0, margin=0.5)

    found = judge(claim(Computation("own", "y", compute), probability=None))
    assert (found.verdict, found.observed, found.margin) == ("supported", 0.5, 0.5)


# --- needs of a bound --------------------------------------------------------------------------------------------
def needed(check, **values):
    return check.needs(claim(check, **values), case_of(4, steps=50))[0]


def test_a_bound_of_the_draw_takes_no_step_and_one_of_training_takes_the_horizon():
    norm = sp.Symbol("xi_norm2_min", real=True)
    assert needed(bound(norm, algorithm="draw", window=Window.DRAW)).steps == 0
    assert needed(bound(X)).steps == 50
    assert needed(bound(X, algorithm="draw", window=Window.DRAW)).steps == 50  # x is not of the draw


def test_a_bound_needs_what_its_sides_hypotheses_and_stages_speak_of():
    other, third = (sp.Symbol(name, real=True) for name in ("gamma_abs_max", "rho_bar_max"))
    need = needed(
        bound(X, right=other * d, given=(sp.Gt(third, 0),)), premises=(sp.Gt(sp.Symbol("f_min", real=True), 0),)
    )
    assert need.observables == {"x", "gamma_abs_max", "rho_bar_max", "f_min"}
    assert {"f_min", "f_max", "f_rising_max"} <= needed(bound(X, window=Window.STAGE_1)).observables
    assert "clean_loss" in needed(bound(X, window=Window.TRAINED)).observables
    tau = sp.Symbol("tau_rho_1", positive=True)
    assert "rho_bar_least" in needed(bound(tau, right=T_2)).observables
    assert "gamma_abs_max" in needed(bound(sp.Symbol("gamma_abs_max_at_T_1", real=True))).observables
    assert needed(bound(X, algorithm="gd")).noise.label == "none"
    assert needed(bound(X, algorithm="lngd")).noise.label == "flip:0.1"


def test_a_bound_in_words():
    names = claim(bound()).names
    assert bound().statement(names) == r"x \le 1 \quad (0 \le t \le T^*)"
    assert Bound("b", X, ">=", sp.Integer(2), "draw", Window.DRAW).statement(names) == r"x \ge 2"
    assert Bound("b", X, "=", t, "gd", Window.LAST).statement(names) == r"x = t \quad (t = T^*)"
