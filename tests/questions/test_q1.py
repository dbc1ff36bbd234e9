from dataclasses import replace

import pytest

from lngd_theory.assumptions import check_assumptions, feasible_exponents
from lngd_theory.questions import q1
from lngd_theory.questions.q1_measure import EXAMPLE, compute
from lngd_theory.questions.q1_words import corrected, sentences
from tests.questions.checks import check_answer, text


@pytest.fixture(scope="module")
def found():
    return compute((1.0,), (10**6,), None)


def test_the_quick_answer():
    calls = []
    check_answer(q1.answer(quick=True, progress=lambda *call: calls.append(call)), "Q1", {"region"})
    assert all(0 <= done <= total for _, done, total in calls)


def test_what_is_inside_is_inside_and_the_example_is_not(found):
    for report in found.inside.values():
        assert check_assumptions(report.setting, report.p, report.delta, report.C, report.version).holds
    assert {key: str(value) for key, value in found.violations["arxiv"].items()} == {"(iv) sigma_0 lower": "13/48"}
    assert found.conflict == ("(iv) sigma_0 lower", "(iv) sigma_0 upper, noise")
    # -a - c >= -3/4 beside c = 11/16
    assert str(found.largest_n) == "1/16"
    said = text(sentences(found))
    assert "outside: it breaks (iv) sigma_0 lower, by exactly d^(13/48)" in said
    assert "out of reach: inside, n SNR² is at most d^(-3/4)" in said
    assert corrected(found)


def test_sentences_follow_the_numbers(found):
    wide = feasible_exponents().within({"a": ("0", "1")})
    other = replace(
        found,
        regions={version: replace(wide, halfspaces=wide.halfspaces[-2:]) for version in found.regions},
        violations={version: {} for version in found.violations},
        inside={("arxiv", 1.0): "nothing works", ("iclr", 1.0): "nothing works"},
        conflict=(),
    )
    said = text(sentences(other))
    assert "arXiv: nothing is inside Assumption 3.1 with C = 1: nothing works." in said
    assert f"n = d^({EXAMPLE['a']})" in said
    assert "is inside." in said
    assert "can be reached inside" in said
    assert corrected(other) == []
