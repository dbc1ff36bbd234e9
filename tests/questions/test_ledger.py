import pytest

from lngd_theory import InputError
from lngd_theory.questions.ledger import QUESTIONS, chosen_questions


def test_questions_are_found_by_their_files_and_in_order():
    assert {"Q1", "Q2", "Q3", "Q5", "Q6", "Q8"} <= set(QUESTIONS)
    assert list(QUESTIONS) == sorted(QUESTIONS, key=lambda name: int(name[1:]))
    for question in QUESTIONS.values():
        assert question.TITLE
        assert callable(question.answer)


def test_questions_are_chosen_by_name_whatever_the_case():
    assert list(chosen_questions(["q3", "Q1"])) == ["Q1", "Q3"]
    assert chosen_questions() == chosen_questions([]) == QUESTIONS


@pytest.mark.parametrize(
    ("name", "hint"), [("Q33", "did you mean 'Q3'?"), ("q0", "did you mean 'Q"), ("theorem", "known: Q1, Q2")]
)
def test_an_unknown_question_is_refused_with_the_near_match(name, hint):
    with pytest.raises(InputError) as refused:
        chosen_questions(["Q1", name])
    assert str(refused.value).startswith(f"unknown question {name!r}; ")
    assert hint in str(refused.value)
