from dataclasses import replace

import pytest

from lngd_theory import InputError, check_assumptions
from lngd_theory.assumptions import setting_inside
from lngd_theory.experiments.image_pair import ImagePair
from lngd_theory.questions import q6
from lngd_theory.questions.q6_measure import compute, experiments
from lngd_theory.questions.q6_words import conflict, sentences
from tests.questions.checks import check_answer, text


@pytest.fixture(scope="module")
def found():
    return compute(True, None)


def test_the_quick_answer():
    check_answer(q6.answer(quick=True), "Q6", {"conditions"})


def test_experiments_have_their_numbers_and_say_what_is_left_out(monkeypatch):
    def missing(self):
        raise InputError("no images")

    monkeypatch.setattr(ImagePair, "read", missing)
    cases, without = experiments()
    assert without == ("mnist (no images)",)
    assert {"fig2", "q3", "q4", "narrow-m3", "cifar2"} <= set(cases)
    assert "mnist" not in cases
    assert cases["cifar2"].p == 0.15


def test_sentences_follow_the_numbers(found):
    said = text(sentences(found))
    assert said.startswith("No: of 2 experiments none satisfies")
    assert "For none of them is it enough to change one parameter." in said
    inside = setting_inside(p=0.1, delta=0.01)
    name, one = next(iter(found.judged.items()))
    good = replace(
        one,
        case=replace(one.case, setting=inside.setting),
        arxiv=inside,
        iclr=check_assumptions(inside.setting, inside.p, 0.01, 1.0, "iclr"),
        alone=("d", "sigma_0"),
        inside=inside,
    )
    said = text(sentences(replace(found, judged={name: good}, without=("mnist (x)",))))
    assert said.startswith("Of 1 experiments all 1 satisfy the arXiv version (fig2) and all 1 the ICLR version")
    assert "Changing one parameter alone is enough for fig2 (d, sigma_0)." in said
    assert "is inside from d = " in said
    assert "Left out: mnist (x)." in said
    assert "no σ₀ would" not in said


def test_the_conflict_is_what_remains_of_a_reason():
    assert (
        conflict("nothing is inside Assumption 3.1 with n=1: (i) needs x; change or free one of these") == "(i) needs x"
    )
    assert conflict("whatever d is") == "whatever d is"
