import json

import pytest

from lngd_theory.cli import console
from lngd_theory.questions import q1, q3
from lngd_theory.questions.answer import answered
from lngd_theory.report.study import Table


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr(console, "processors", lambda: 1)


def _answer(name, made=None, error=None):
    def answer(quick=False, executor=None, progress=None):
        if error:
            raise error
        progress("part", 1, 2)
        return answered(
            name, "Is it [so]?", ("It is <= 1 [0, 2].",), (Table("t [x]", ("a",), (("[b]",),)),), {}, {"q": quick}
        )

    return answer


def test_sentences_and_tables_are_printed_as_they_are(lngd, monkeypatch):
    monkeypatch.setattr(q1, "answer", _answer("Q1"))
    code, out, _ = lngd("answer", "q1", "--quick")
    assert code == 0
    assert "Q1: Is it [so]?" in out
    assert "It is <= 1 [0, 2]." in out
    assert "t [x]" in out
    assert "[b]" in out


def test_json_of_several_questions(lngd, monkeypatch):
    monkeypatch.setattr(q1, "answer", _answer("Q1"))
    monkeypatch.setattr(q3, "answer", _answer("Q3"))
    code, out, _ = lngd("answer", "Q3", "Q1", "--json")
    assert code == 0
    found = json.loads(out)["answers"]
    assert [one["study"] for one in found] == ["Q1", "Q3"]
    assert [one["data"] for one in found] == [{"q": False}] * 2


def test_a_folder_holds_pages_figures_and_json(lngd, tmp_path):
    code, _, _ = lngd("answer", "Q6", "--quick", "--out", tmp_path / "a")
    assert code == 0
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["Q6-conditions.png", "Q6.md", "answer.json"]
    assert json.loads((tmp_path / "a" / "answer.json").read_text())["answers"][0]["study"] == "Q6"


def test_the_documentation_gets_its_pages(lngd, monkeypatch, tmp_path):
    monkeypatch.setattr(q1, "answer", _answer("Q1"))
    (tmp_path / "conf.py").touch()
    for _ in range(2):  # made again over itself
        code, _, _ = lngd("answer", "Q1", "--docs", tmp_path)
        assert code == 0
    assert (tmp_path / "answers" / "Q1.md").read_text().startswith("# Q1: ")


def test_what_was_answered_before_an_interruption_is_kept(lngd, monkeypatch, tmp_path):
    monkeypatch.setattr(q1, "answer", _answer("Q1"))
    monkeypatch.setattr(q3, "answer", _answer("Q3", error=KeyboardInterrupt()))
    code, _, err = lngd("answer", "Q1", "Q3", "--out", tmp_path / "a")
    assert code == 130
    assert "interrupted: the questions answered so far are kept" in err
    found = json.loads((tmp_path / "a" / "answer.json").read_text())
    assert [one["study"] for one in found["answers"]] == ["Q1"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Q33",), "unknown question 'Q33'; did you mean 'Q3'?"),
        (("Q1", "--workers", "0"), "--workers 0 must be an integer >= 1"),
        (
            ("Q1", "--docs", "here", "--quick"),
            "--docs writes what the documentation says, at full size; leave out --quick",
        ),
        (("Q1", "--docs", "nowhere"), "--docs nowhere has no conf.py; give the folder of the documentation"),
    ],
)
def test_bad_input_is_refused_with_one_sentence(lngd, arguments, message):
    code, _, err = lngd("answer", *arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_a_folder_that_is_not_empty_is_refused(lngd, tmp_path):
    (tmp_path / "x").touch()
    code, _, err = lngd("answer", "Q1", "--out", tmp_path)
    assert code == 2
    assert "already exists and is not empty" in err
