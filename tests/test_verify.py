"""The public `verify`: what it takes, what it refuses, what it says."""

import inspect
import json

import numpy as np
import pytest
import sympy as sp

from lngd_theory import (
    GaussianLabelNoise,
    LabelFlip,
    LabelSmoothing,
    NoLabelNoise,
    PatchData,
    Setting,
    UniformLabelNoise,
    verify,
)
from lngd_theory.claims import Bound, Claim, Computation, Order, Source, Verdict, Window
from lngd_theory.claims.ledger import ORDER
from lngd_theory.claims.order import path_of
from lngd_theory.errors import InputError
from lngd_theory.observables import Observable, observed
from lngd_theory.symbols import eta, sigma_0
from lngd_theory.verification import case_of, verify_case
from lngd_theory.workers import WorkerPool

SETTING = Setting(n=6, d=60, m=2, mu=1.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)
QUICK = {"setting": SETTING, "seeds": 4, "steps": 20, "path_seeds": 2}


# --- claims of a user, with observables of this module -----------------------------------------------------------
def largest_weight_change(at):
    return float(np.abs(at.R).max())


def broken(at):
    raise ZeroDivisionError("no such thing")


def broken_late(at):
    if at.step > 5:
        raise ZeroDivisionError("too late")
    return 0.0


def broken_on_large(at):
    if at.labels.size > 4:
        raise ZeroDivisionError("too many samples")
    return 0.0


def not_a_number(at):
    return "many"


def two_numbers(at):
    return np.array([1.0, 2.0])


CHANGE = Observable("change", r"\max|R|", "largest coefficient", largest_weight_change)


def own(compute=largest_weight_change, name="change", id="mine", right=1000, **values):
    item = Observable(name, r"\max|R|", "largest coefficient", compute)
    check = Bound("part", item.symbol, "<=", sp.sympify(right), "lngd", Window.WHOLE)
    return Claim(
        id, "a claim of mine", Source("mine", ""), (check,), **{"probability": None, "observables": (item,)} | values
    )


def words(verdicts):
    return {verdict.claim: verdict.verdict for verdict in verdicts}


# --- what it takes -----------------------------------------------------------------------------------------------
def test_ids_families_and_objects_in_the_order_asked_for():
    mine = own()
    found = verify(["4.1", "B", mine, "TV"], **QUICK)
    assert [verdict.claim for verdict in found] == ["4.1", "B.1", "B.2", "B.3", "B.4", "mine", "TV"]
    assert all(isinstance(verdict, Verdict) for verdict in found)
    assert [verdict.claim for verdict in verify("4.2", **QUICK)] == ["4.2.i", "4.2.ii", "4.2.iii"]
    assert [verdict.claim for verdict in verify(mine, **QUICK)] == ["mine"]


def test_a_verdict_carries_what_it_was_judged_on():
    found = verify("D.1", setting=SETTING, noise=LabelFlip(0.2), seeds=[3, 5], steps=20)[0]
    assert found.setting == SETTING.model_dump()
    assert found.noise == "flip:0.2"
    assert found.parts[0].seeds <= 2
    assert found.source["arxiv"] == "Lemma D.1"
    assert found.inside is False
    assert json.loads(found.to_json())["claim"] == "D.1"


def test_flips_of_one_tenth_are_the_noise_by_default():
    assert verify("B.4", **QUICK)[0].noise == "flip:0.1"


def test_the_same_call_gives_the_same_verdicts_to_the_last_digit():
    names = ["B.1", "4.1", "E.3", "4.2.iii", "3.2.test"]
    one, other = (verify(names, **QUICK) for _ in range(2))
    assert [v.to_json() for v in one] == [v.to_json() for v in other]


def test_verdicts_are_told_one_by_one_in_order():
    told = []
    found = verify(["B.1", "D.1", "TV"], **QUICK, on_verdict=told.append)
    assert told == found


def test_progress_tells_of_runs_and_then_of_judging():
    seen = []
    verify(["B.1", "D.1"], **QUICK, progress=lambda *told: seen.append(told))
    what = [name for name, _, _ in seen]
    assert list(dict.fromkeys(what)) == ["1/2 none", "2/2 none", "judging B.1", "judging D.1"]
    assert what.count("judging B.1") == what.count("judging D.1") == 1
    for name, steps in (("1/2 none", 1), ("2/2 none", 20)):  # the draw alone, and training
        assert [told[1:] for told in seen if told[0] == name][-1] == (4 * steps, 4 * steps)


def test_a_folder_is_made_and_used_again(tmp_path):
    folder = tmp_path / "a" / "b"
    one = verify("D.1", **QUICK, folder=folder)
    files = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert files
    assert verify("D.1", **QUICK, folder=str(folder))[0].to_json() == one[0].to_json()
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == files


def test_a_folder_that_cannot_be_one_is_refused_in_words(tmp_path):
    path = tmp_path / "file"
    path.write_text("x")
    for folder in (path, path / "below"):
        with pytest.raises(InputError, match=rf"cannot make the folder '{folder}': .*; give another"):
            verify("B.1", **QUICK, folder=folder)
    assert path.read_text() == "x"


def test_every_claim_gets_a_verdict_with_reason_and_numbers():
    """The whole ledger on a tiny setting, the slow two-scale and boundary parts as they come out."""
    names = [name for name in ORDER if name not in ("R.1", "R.2", "R.3", "R.5", "4.5.iv", "3.3.test")]
    found = verify(names, **QUICK)
    assert [verdict.claim for verdict in found] == names
    for verdict in found:
        assert verdict.reason
        assert verdict.statement
        assert verdict.parts
        assert not any("raised" in part.note for part in (*verdict.parts, *verdict.repairs)), verdict.claim
        assert (verdict.counterexample is not None) == (verdict.verdict == "refuted")
        json.loads(verdict.to_json())


# --- what it refuses ---------------------------------------------------------------------------------------------
DATA = PatchData(np.ones((3, 2, 4)), np.array([1.0, -1.0, 1.0]), m=2, eta=0.1, sigma_0=0.1)


@pytest.mark.parametrize(
    ("claims", "changed", "message"),
    [
        ("D.7", {}, r"unknown claim 'D.7'; did you mean 'D.\d'\?"),
        ([], {}, "no claim to verify: give ids such as D.1"),
        (3, {}, "claims=3 must be ids"),
        ("D.1", {"setting": DATA}, "setting is a PatchData; it must be a Setting: claims are about Definition 2.1"),
        ("D.1", {"setting": None}, "setting is a NoneType; it must be a Setting: claims are about Definition 2.1"),
        ("D.1", {"noise": "flip:0.1"}, "noise='flip:0.1' must be a label noise such as LabelFlip"),
        ("D.1", {"delta": 0}, "delta=0 must be a finite number > 0"),
        ("D.1", {"delta": 1.0}, "delta=1.0 must lie strictly between 0 and 1"),
        ("D.1", {"delta": float("nan")}, "delta=nan must be a finite number > 0"),
        ("D.1", {"delta": "small"}, "delta='small' must be a finite number > 0"),
        ("D.1", {"epsilon": -1}, "epsilon=-1 must be a finite number > 0"),
        ("D.1", {"epsilon": 2}, "epsilon=2 must lie strictly between 0 and 1"),
        ("D.1", {"error_rate": 0.0}, "error_rate=0.0 must be a finite number > 0"),
        ("D.1", {"error_rate": 1}, "error_rate=1 must lie strictly between 0 and 1"),
        ("D.1", {"C": 0}, "C=0 must be a finite number > 0"),
        ("D.1", {"C": float("inf")}, "C=inf must be a finite number > 0"),
        ("D.1", {"seeds": 0}, "seeds=0 must be a number of seeds >= 1"),
        ("D.1", {"seeds": [1, 1]}, r"seeds=\[1, 1\] must be a number of seeds >= 1, or different integers"),
        ("D.1", {"seeds": [-1]}, r"seeds=\[-1\] must be"),
        ("D.1", {"seeds": 2.5}, "seeds=2.5 must be"),
        ("D.1", {"steps": 0}, "steps=0 must be an integer >= 1"),
        ("D.1", {"steps": 1.5}, "steps=1.5 must be an integer >= 1"),
        ("D.1", {"path_seeds": 0}, "path_seeds=0 must be an integer >= 1"),
        ("D.1", {"noise": LabelFlip((0.1, 0.2))}, "2"),
    ],
)
def test_bad_input_is_one_sentence_before_any_work(claims, changed, message):
    def work(*_):
        raise AssertionError("work has begun")

    with pytest.raises(InputError, match=message) as caught:
        verify(claims, **QUICK | changed, progress=work)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["f_max", "xi_norm2_min"])
def test_an_observable_with_the_name_of_another_is_refused(name):
    with pytest.raises(InputError, match=rf"claim 'mine': the observable '{name}' exists already; rename it"):
        verify(own(name=name), **QUICK)
    with pytest.raises(InputError, match="claim 'b': the observable 'change' exists already"):
        verify([own(id="a"), own(not_a_number, id="b")], **QUICK)


@pytest.mark.parametrize("name", ["eta", "T_1", "tau_loss", "status", "step", "seed", "label"])
def test_an_observable_with_the_name_of_a_symbol_or_coordinate_is_refused(name):
    # in a result it would replace what has that name already, or be replaced by it
    with pytest.raises(InputError, match=f"'{name}'"):
        verify(own(name=name), **QUICK)


def test_two_claims_may_share_an_observable():
    assert words(verify([own(id="a"), own(id="b", right=0)], **QUICK)) == {"a": "supported", "b": "refuted"}


# --- what has no meaning -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "noise",
    [NoLabelNoise(), GaussianLabelNoise(1.0, 1.0), UniformLabelNoise(-1.0, 2.0), LabelSmoothing(0.1), LabelFlip(0.0)],
)
def test_statements_on_flips_say_nothing_of_other_noises(noise):
    found = verify(["E.1", "D.1"], noise=noise, **QUICK)
    assert found[0].verdict == "vacuous"
    assert (
        found[0].reason
        == f"the statement is about label flips with one probability p in (0, 1), not about {noise.label}"
    )
    assert found[0].parts == ()
    assert found[1].verdict != "vacuous"


@pytest.mark.parametrize("noise", [NoLabelNoise(), GaussianLabelNoise(1.0, 1.0)])
@pytest.mark.parametrize("name", ["4.5.supermartingale", "R.1", "R.2", "3.3.test", "4.5.iv"])
def test_no_claim_on_flips_ends_in_an_error_for_another_noise(noise, name):
    found = verify([name], noise=noise, **QUICK | {"setting": SETTING.replace(eta=0.1)})
    assert found[0].verdict in ("vacuous", "undecided", "refuted")
    assert not any("raised" in part.note for part in found[0].parts)


@pytest.mark.parametrize("noise", [NoLabelNoise(), GaussianLabelNoise(1.0, 1.0), LabelSmoothing(0.1)])
def test_the_supermartingale_says_nothing_of_other_noises(noise):
    # its check is a computation without an `algorithm`: the claim's stage tells that it is about flips
    found = verify("4.5.supermartingale", noise=noise, **QUICK | {"setting": SETTING.replace(eta=0.1)})
    assert found[0].verdict == "vacuous"
    assert found[0].reason.startswith("the statement is about label flips with one probability p in (0, 1)")


def test_statements_on_one_flip_probability_say_nothing_of_one_for_each_sample():
    # at the mean p, B.4, about each sample's flips, would be refuted by samples with another p
    noise = LabelFlip((0.02,) * 3 + (0.48,) * 3)
    found = verify("B.4", **QUICK | {"noise": noise, "seeds": 60, "steps": 400})[0]
    assert found.verdict == "vacuous"
    assert found.reason.endswith("about label flips with one probability p in (0, 1), not about flip:per-sample")


def test_statements_on_q_2_say_nothing_of_other_powers():
    found = verify(["D.1", "B.1", "TV", "B.3"], **QUICK | {"setting": SETTING.replace(q=3)})
    assert words(found)["D.1"] == "vacuous"
    assert found[0].reason == "the statement is about q = 2, this setting has q = 3"
    assert "vacuous" not in {words(found)["B.1"], words(found)["TV"]}


def test_statements_on_the_signal_say_nothing_without_one():
    found = verify(["D.1", "4.5.ii", "B.1", "TV"], **QUICK | {"setting": SETTING.replace(mu=0.0), "steps": None})
    assert [verdict.verdict for verdict in found[:2]] == ["vacuous", "vacuous"]
    assert found[0].reason == "there is no signal: |mu| = 0"
    assert "vacuous" not in {found[2].verdict, found[3].verdict}


def test_every_claim_says_something_without_a_signal_and_with_other_powers():
    for changes in ({"mu": 0.0}, {"q": 3.0}):
        names = [name for name in ORDER if name not in ("R.3", "R.5")]
        found = verify(names, **QUICK | {"setting": SETTING.replace(**changes)})
        assert len(found) == len(names)


def test_a_noise_stage_that_does_not_exist_leaves_claims_open():
    """sigma_0 sigma_p sqrt(d) > 1: log(1/overlap) < 0."""
    found = verify(["D.1", "4.2", "4.3.loss", "D.4"], **QUICK | {"setting": SETTING.replace(sigma_0=1.0, eta=0.01)})
    assert set(words(found).values()) <= {"undecided", "vacuous"}


def test_a_diverging_setting_gets_verdicts_and_flips_are_still_flips():
    # a run that diverges has no last record, which says nothing against B.3 and B.4: they speak of multipliers alone
    setting = SETTING.replace(eta=1e4)
    found = words(verify(["4.1", "B.1", "B.3", "B.4"], **QUICK | {"setting": setting, "seeds": 60}))
    assert found["4.1"] == "refuted"
    assert found["B.3"] != "refuted"
    assert found["B.4"] != "refuted"


# --- too few seeds -----------------------------------------------------------------------------------------------
def test_too_few_seeds_are_undecided_with_the_number_needed():
    found = verify("B.1", **QUICK | {"setting": SETTING.replace(d=5000)})[0]
    assert found.verdict == "undecided"
    assert "with no further failure 59 seeds would decide" in found.confidence
    enough = verify("B.1", **QUICK | {"setting": SETTING.replace(d=5000), "seeds": 59})[0]
    assert enough.verdict == "supported"
    few = verify("B.1", **QUICK | {"setting": SETTING.replace(d=5000), "seeds": 58})[0]
    assert few.verdict == "undecided"


# --- a user's claim that raises ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("compute", "reason"),
    [
        (broken, "the observable 'change' raised ZeroDivisionError: no such thing"),
        (not_a_number, "the observable 'change' raised ValueError"),
        (two_numbers, "the observable 'change' raised ValueError"),
    ],
)
def test_a_claim_whose_observable_raises_is_undecided_and_the_others_are_judged(compute, reason):
    found = verify([own(compute), "D.1", own(name="good", id="good")], **QUICK)
    assert words(found)["mine"] == "undecided"
    assert found[0].reason.startswith(reason)
    assert words(found)["good"] == "supported"
    assert found[1].parts


@pytest.mark.parametrize("compute", [broken_late, broken_on_large])
def test_an_observable_that_raises_only_in_the_real_run_spoils_only_its_claim(compute):
    # BUG: broken_late has no value from step 6 on, where the bound is claimed too; the seeds count as successes, and
    # the claim is "supported". They are open (Bound.judge).
    found = verify([own(compute), own(name="good", id="good")], **QUICK)
    assert words(found) == {"mine": "undecided", "good": "supported"}
    assert "the observable 'change' raised ZeroDivisionError" in found[0].parts[0].note


@pytest.mark.parametrize("compute", [broken_late, broken_on_large])
def test_an_observable_that_raises_leaves_no_trace_on_claims_that_do_not_use_it(compute):
    # BUG: runs are shared; their note on the observable that raised is told of every claim that is judged on them.
    names = ["D.1", own(name="good", id="good")]
    alone = verify(names, **QUICK)
    beside = verify([own(compute), *names], **QUICK)[1:]
    assert [v.to_json() for v in beside] == [v.to_json() for v in alone]


def test_of_two_observables_that_raise_each_is_told_of_its_claim():
    # BUG: a run keeps the note of the one that raised last.
    found = verify([own(broken_late, id="a"), own(broken_on_large, name="other", id="b")], **QUICK)
    assert "the observable 'change' raised ZeroDivisionError: too late" in found[0].parts[0].note
    assert "the observable 'other' raised ZeroDivisionError: too many samples" in found[1].parts[0].note


def test_an_own_claim_is_judged_where_training_diverges_at_once():
    # BUG: the trial draw diverges within its one step, and the claim is undecided for that (verification._raises),
    # though its observable raises nothing.
    found = verify(own(), **QUICK | {"setting": SETTING.replace(eta=1e8)})[0]
    assert found.verdict == "refuted"
    assert found.parts


def raising_check():
    def compute(check, case, evidence):
        raise ZeroDivisionError("in the check")

    return Claim("mine", "raises", Source("mine", ""), (Computation("part", "x", compute),))


def test_a_claim_that_raises_when_it_is_judged_spoils_only_itself():
    found = verify([raising_check(), own(name="good", id="good")], **QUICK)
    assert words(found) == {"mine": "undecided", "good": "supported"}
    assert found[0].parts[0].note == "raised ZeroDivisionError: in the check"


# --- a user's claim that cannot be read ----------------------------------------------------------------------------
def refused_before_any_work(one, message):
    def work(*_):
        raise AssertionError("work has begun")

    with pytest.raises(InputError, match=message):
        verify(["D.1", one, own(name="good", id="good")], **QUICK, progress=work, on_verdict=work)


MISSPELT = sp.Symbol("gamma_abs_maximum", real=True)


@pytest.mark.parametrize(
    "check",
    [
        Bound("part", MISSPELT, "<=", sp.Integer(1), "gd", Window.WHOLE),
        Bound("part", sp.Integer(1), ">=", MISSPELT + eta, "gd", Window.WHOLE),
        Bound("part", CHANGE.symbol, "<=", sp.Integer(1), "gd", Window.WHOLE, (sp.Gt(MISSPELT, eta),)),
        Order("part", MISSPELT, "O", sigma_0, "gd", Window.WHOLE, path_of("sigma_0", decades=2)),
        Order("part", CHANGE.symbol, "O", MISSPELT, "gd", Window.WHOLE, path_of("sigma_0", decades=2)),
    ],
)
@pytest.mark.parametrize("place", ["checks", "repairs"])
def test_an_unknown_symbol_is_refused_with_the_nearest(check, place):
    parts = {"checks": own().checks, "repairs": ()} | {place: (check,)}
    one = Claim("mine", "misspelt", Source("mine", ""), **parts, observables=(CHANGE,))
    refused_before_any_work(one, "claim 'mine': unknown symbol 'gamma_abs_maximum'; did you mean 'gamma_abs_max'")


@pytest.mark.parametrize(
    ("premise", "message"),
    [
        (sp.Lt(sp.Symbol("pp"), 1), "unknown symbol 'pp'; did you mean 'p'"),
        (sp.Eq(eta, sp.Float(0.5)), r"the hypothesis Eq\(eta, 0.5\) must be an inequality \(<, <=, >, >=\)"),
        (
            sp.Lt(sp.Integer(1), 2),
            r"the hypothesis True must be an inequality \(<, <=, >, >=\) that depends on symbols",
        ),
    ],
)
def test_a_hypothesis_that_cannot_be_read_is_refused(premise, message):
    refused_before_any_work(own(premises=(premise,)), f"claim 'mine': {message}")
    check = Bound("part", CHANGE.symbol, "<=", sp.Integer(1000), "gd", Window.WHOLE, (premise,))
    one = Claim("mine", "x", Source("mine", ""), (check,), observables=(CHANGE,))
    refused_before_any_work(one, f"claim 'mine': {message}")


# --- a user's own claims -----------------------------------------------------------------------------------------
def test_own_claims_with_own_observables_are_judged_as_the_ledgers():
    right, wrong = own(id="right"), own(id="wrong", right=eta / 10**6)
    by_order = Claim(
        "order", "linear in sigma_0", Source("mine", ""),
        (Order("part", CHANGE.symbol, "O", sigma_0, "gd", Window.WHOLE, path_of("sigma_0", decades=2)),),
        observables=(CHANGE,),
    )  # fmt: skip
    options = QUICK | {"path_seeds": 4, "setting": SETTING.replace(sigma_0=1e-3), "steps": 5}
    found = verify([right, wrong, by_order, "D.1"], **options)
    assert words(found)["right"] == "supported"
    assert words(found)["wrong"] == "refuted"
    assert found[1].counterexample.seed in range(4)
    assert found[1].counterexample.command.startswith("lngd verify wrong ")
    assert found[2].evidence == "exponent"
    assert found[2].observed == pytest.approx(1.0, abs=0.1)
    assert r"\max|R|" in found[0].statement[0]


def test_an_exponent_does_not_depend_on_what_else_is_judged():
    # the runs of its path are 1.1 first stages long, at the setting itself too, however long others want theirs
    def order():
        part = Order("part", CHANGE.symbol, "O", sigma_0, "gd", Window.WHOLE, path_of("sigma_0", decades=1))
        return Claim("order", "x", Source("mine", ""), (part,), observables=(CHANGE,))

    options = QUICK | {"path_seeds": 4, "steps": 1000}
    alone = verify(order(), **options)[0]
    beside = verify([order(), "4.3.loss"], **options)[0]
    assert beside.observed == alone.observed


def test_own_claims_are_judged_by_worker_processes_to_the_same_digit():
    claims = [own(), "B.1", "E.3", "D.6"]
    alone = verify(claims, **QUICK)
    with WorkerPool(2) as pool:
        assert [v.to_json() for v in verify(claims, **QUICK, executor=pool)] == [v.to_json() for v in alone]


def test_a_claim_may_replace_that_of_the_ledger():
    found = verify(["D.1", own(id="D.1")], **QUICK)
    assert [(verdict.claim, verdict.title) for verdict in found] == [("D.1", "a claim of mine")]


def test_thresholds_stand_beside_the_verdicts_where_they_are_asked_for():
    case = case_of(SETTING, LabelFlip(0.1), seeds=3, steps=20)
    with_times = verify_case(case, [own()], thresholds=True)
    assert len(with_times.thresholds) == 7
    assert verify_case(case, [own()]).thresholds == ()
    silent = case_of(SETTING.replace(mu=0.0), seeds=3, steps=20)
    assert verify_case(silent, [own(any_power=True)], thresholds=True).thresholds == ()


def test_the_public_signature_is_the_documented_one():
    parameters = inspect.signature(verify).parameters
    assert next(iter(parameters)) == "claims"
    assert all(item.kind is item.KEYWORD_ONLY for name, item in parameters.items() if name != "claims")
    assert (parameters["seeds"].default, parameters["delta"].default, parameters["error_rate"].default) == (
        100,
        0.05,
        0.05,
    )
    assert observed("f_max").name == "f_max"
