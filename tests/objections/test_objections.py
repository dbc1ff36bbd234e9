"""The reviewers' corner: every bearing is about something, and answers say what the findings say."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from lngd_theory import InputError
from lngd_theory.experiments import EXPERIMENTS, ROWS, Work, experiment_row
from lngd_theory.experiments.judge import borne_out
from lngd_theory.objections import OBJECTIONS, Bearing, Objection, answer, find_objection, reviewers_page
from lngd_theory.objections.objection import chosen
from lngd_theory.report.study import StudyResult

DOCS = Path(__file__).parents[2] / "docs"
BEARINGS = [(name, bearing) for name, item in OBJECTIONS.items() for bearing in item.bearings]


def finding(claim, variant, verdict, whose=None):
    whose = f"the {claim.split(':')[0]}" if whose is None else whose
    return {"claim": claim, "variant": variant, "verdict": verdict, "whose": whose}


def result(*findings, sentences=()):
    return StudyResult("row", "a row", "lngd reproduce row", tuple(sentences), data={"findings": list(findings)})


@pytest.mark.parametrize(("name", "bearing"), BEARINGS)
def test_every_bearing_is_about_a_claim_that_there_is(name, bearing):
    assert bearing.row in ROWS, f"{name} names the row {bearing.row}"
    if bearing.row in EXPERIMENTS:
        item = EXPERIMENTS[bearing.row]
        claims = {outcome.claim for outcome in item.outcomes if outcome.agrees and outcome.whose}
        variants = [variant.name for variant in item.variants]
        assert not bearing.by or any(bearing.group(variant) != "all" for variant in variants)
    else:
        record = json.loads((DOCS / "gallery" / f"{bearing.row}.json").read_text())
        claims = {claim for claim, whose in record["claims"] if whose}
    assert any(re.search(bearing.claims, claim) for claim in claims)


@pytest.mark.parametrize(("row", "pattern"), [pair for item in OBJECTIONS.values() for pair in item.sentences_of])
def test_every_sentence_that_is_asked_for_is_there(row, pattern):
    assert re.search(pattern, (DOCS / "gallery" / f"{row}.md").read_text())


@pytest.mark.parametrize("name", OBJECTIONS)
def test_every_objection_is_asked_and_answered_by_something(name):
    item = OBJECTIONS[name]
    assert item.name == name
    assert item.objection.endswith((".", "?"))
    assert item.bearings or item.sentences_of or name == "assumption"
    assert set(item.rows) <= ROWS.keys()


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["holds"] * 3, "yes"),
        (["fails"], "no"),
        (["holds", "fails"], "in part"),
        (["holds", "mixed"], "in part"),
        (["mixed"], "not told"),
        (["mixed", "fails"], "nowhere"),
        ([], "not told"),
        (["measured"], "not told"),
    ],
)
def test_a_side_is_borne_out_by_its_claims_alone(verdicts, said):
    assert borne_out(verdicts) == said


def test_the_answer_counts_sides_and_groups():
    objection = Objection(
        "x", "X", "Is it?",
        (Bearing("row", "^reviewer", by="m=[0-9]+"), Bearing("row", "^rebuttal")),
        (("row", "steps"),),
    )  # fmt: skip
    found = answer(
        objection,
        {
            "row": result(
                finding("reviewer: GD wins", "m=3, eta=1", "holds"),
                finding("reviewer: GD wins", "m=3, eta=2", "holds"),
                finding("reviewer: GD wins", "m=5, eta=1", "fails"),
                finding("rebuttal: no", "m=3, eta=1", "mixed"),
                finding("reviewer: a number", "m=3, eta=1", "measured"),
                finding("reviewer: a premise of ours", "m=3, eta=1", "fails", whose=""),
                sentences=("at equal steps 3", "another"),
            )
        },
        {"far": "no images"},
        "reduced",
    )
    assert found.data["sides"] == {
        "the reviewer": {"borne_out": "in part", "holds": 2, "fails": 1},
        "the rebuttal": {"borne_out": "not told", "mixed": 1},
    }
    assert found.tables[0].rows == (
        ("row", "reviewer: GD wins (the reviewer)", "m=3", "2", "0", "0"),
        ("row", "reviewer: GD wins (the reviewer)", "m=5", "0", "1", "0"),
        ("row", "rebuttal: no (the rebuttal)", "all", "0", "0", "1"),
    )
    assert "at equal steps 3" in found.sentences
    assert "another" not in found.sentences
    assert not any("far" in sentence for sentence in found.sentences)
    assert "Of 3 checks it holds in 2, fails in 1, and 0 are not told" in " ".join(found.sentences)
    page = reviewers_page([found])
    assert "> Is it?" in page
    assert "`lngd review x --out runs`" in page


def test_a_row_that_could_not_run_is_named():
    found = answer(OBJECTIONS["depth"], {}, {OBJECTIONS["depth"].rows[0]: "no way"}, "reduced")
    assert "no way" in " ".join(found.sentences)


def test_a_row_without_a_claim_about_it_says_so():
    found = answer(Objection("x", "X", "Is it?", (Bearing("row", "^none"),)), {"row": result()}, {}, "full")
    assert found.sentences == ("No claim of the row row bears on it.",)


def test_a_real_row_answers_with_its_own_verdicts():
    full = EXPERIMENTS["q3"]
    short = replace(full, variants=tuple(replace(variant, steps=10) for variant in full.variants))
    study = experiment_row(short).run(Work(seeds=6))
    objection = Objection("x", "X", "Is it?", (Bearing("q3"),))
    verdicts = Counter(one["verdict"] for one in chosen(objection.bearings[0], study.data["findings"]))
    assert sum(verdicts.values()) == len(short.variants)
    found = answer(objection, {"q3": study}, {}, "reduced")
    assert found.data["sides"]["the paper"] == {"borne_out": borne_out(verdicts), **verdicts}


def test_the_assumption_is_checked_for_every_experiment_with_gaussian_data():
    from lngd_theory import Setting
    from lngd_theory.assumptions import check_assumptions

    found = answer(OBJECTIONS["assumption"], {}, {}, "reduced")
    names = {row[0] for row in found.tables[0].rows}
    assert names == {
        name for name, item in EXPERIMENTS.items() if any(isinstance(v.problem, Setting) for v in item.variants)
    }
    q4 = [row for row in found.tables[0].rows if row[:2] == ("q4", "iclr")]
    variants = EXPERIMENTS["q4"].variants
    fewest = min(
        sum(not one.holds for one in check_assumptions(v.problem, p=0.1, delta=0.05, version="iclr")) for v in variants
    )
    assert q4[0][3].startswith(f"{fewest} of ")


def test_an_unknown_objection_names_the_near_one():
    with pytest.raises(InputError, match="unknown objection 'widht'; did you mean 'width'"):
        find_objection("widht")
