"""A study as a page, as files, and as JSON."""

import json
import math

from matplotlib.figure import Figure

from lngd_theory.questions.answer import answered
from lngd_theory.report.study import Table, markdown, write_page, write_study


def drawn():
    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([0, 1])
    return figure


ANSWER = answered(
    question="Q3",
    title="Is (ι - ι*)² <= 1?",
    sentences=("sigma_0 * 2 <= |mu|, at $\\iota^*$.",),
    tables=(Table("a | b", ("x", "y_i"), (("1 * 2", ""), ("a|b", "[0, 1]"))),),
    figures={"one": drawn()},
    data={"value": math.inf, "list": [1.0, math.nan, (2, "a")], "flag": True},
)


def test_nothing_in_an_answer_is_read_as_markdown():
    page = markdown(ANSWER)
    lines = page.splitlines()
    assert lines[0] == r"# Q3: Is (ι - ι\*)² ≤ 1?"
    assert r"* sigma\_0 \* 2 ≤ \|mu\|, at $\iota^\ast$." in lines
    assert r"**a \| b**" in lines
    assert r"| x | y\_i |" in lines
    assert r"| 1 \* 2 |   |" in lines
    assert r"| a\|b | \[0, 1\] |" in lines
    assert "![Q3, one](Q3-one.png)" in lines
    assert lines[2] == "Made by `lngd answer Q3`."


def test_a_page_is_written_with_its_figures(tmp_path):
    write_page(ANSWER, tmp_path)
    assert (tmp_path / "Q3.md").read_text(encoding="utf-8") == markdown(ANSWER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Q3-one.png", "Q3.md"]
    assert (tmp_path / "Q3-one.png").read_bytes().startswith(b"\x89PNG")


def test_json_has_no_number_that_is_not_finite():
    found = ANSWER.to_dict()
    assert json.loads(json.dumps(found, allow_nan=False)) == {
        "study": "Q3",
        "title": "Q3: Is (ι - ι*)² <= 1?",
        "command": "lngd answer Q3",
        "left_open": [],
        "arrays": {},
        "sentences": list(ANSWER.sentences),
        "tables": [{"caption": "a | b", "columns": ["x", "y_i"], "rows": [["1 * 2", ""], ["a|b", "[0, 1]"]]}],
        "figures": {"one": "Q3-one.png"},
        "data": {"value": None, "list": [1.0, None, [2, "a"]], "flag": True},
    }


def test_figures_may_stand_in_a_folder_beside_the_page(tmp_path):
    write_page(ANSWER, tmp_path / "answers", tmp_path / "figures")
    assert "![Q3, one](../figures/Q3-one.png)" in (tmp_path / "answers" / "Q3.md").read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["Q3-one.png"]


def test_a_folder_of_a_study_holds_page_numbers_and_figures(tmp_path):
    write_study(ANSWER, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Q3-one.png", "summary.json", "summary.md"]
    assert json.loads((tmp_path / "summary.json").read_text(encoding="utf-8")) == ANSWER.to_dict()
