"""What every answer must be."""

import json

from lngd_theory.report.study import markdown


def check_answer(answer, question, figures):
    assert answer.name == question
    assert answer.sentences
    assert all(sentence.endswith(".") and "nan" not in sentence for sentence in answer.sentences)
    assert any(sentence.startswith("Quick answer: ") for sentence in answer.sentences)
    for table in answer.tables:
        assert table.rows
        assert {len(row) for row in table.rows} == {len(table.columns)}
    assert set(answer.figures) == figures
    for figure in answer.figures.values():
        assert all(axes.get_xlabel() for axes in figure.axes)
    json.dumps(answer.to_dict(), allow_nan=False)
    assert markdown(answer).startswith(f"# {question}: ")


def text(sentences):
    return " ".join(sentences)
