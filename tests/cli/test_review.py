"""``lngd review``: what is printed and written, and that rows are run once and used again."""

import json

import pytest


def test_an_objection_without_rows_is_answered_at_once(lngd, tmp_path):
    code, out, _ = lngd("review", "assumption", "--workers", 1)
    assert code == 0
    assert "Inside Assumption 3.1 with C = 1" in " ".join(out.split())


def test_rows_are_run_and_kept_for_the_next_start(lngd, tmp_path, monkeypatch):
    folder = tmp_path / "runs"
    assert lngd("reproduce", "q3", "--quick", "--workers", 1, "--out", folder / "q3").code == 0
    assert lngd("reproduce", "q4", "--quick", "--workers", 1, "--out", folder / "q4").code == 0
    (folder / "row.json").write_text('{"row": "all"}')
    monkeypatch.setattr("lngd_theory.experiments.runner.simulate", None)
    monkeypatch.setitem(__import__("lngd_theory.objections.ledger", fromlist=["x"]).OBJECTIONS, "activation", powers())
    code, out, _ = lngd("review", "activation", "--quick", "--workers", 1, "--out", folder, "--json")
    assert code == 0
    (found,) = json.loads(out)
    assert found["data"]["rows"] == ["q3", "q4"]
    assert found["sentences"][0].startswith("Quick answer")
    assert (folder / "objection-activation.md").is_file()
    assert json.loads((folder / "objection-activation.json").read_text()) == [found]


def powers():
    from lngd_theory.objections import Bearing, Objection

    return Objection("activation", "Other powers", "Do they?", (Bearing("q3"), Bearing("q4")))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("widht",), "unknown objection 'widht'; did you mean 'width'?"),
        (("width", "--docs", "nowhere"), "--docs nowhere has no conf.py"),
        (("width", "--workers", 0), "--workers 0 must be an integer >= 1"),
        (("width", "--data", "cifar10"), "--data cifar10 must be NAME=PATH"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_2(lngd, arguments, message):
    code, out, err = lngd("review", *arguments)
    assert code == 2
    assert message in " ".join(err.split())
    assert out == ""


def test_the_page_is_of_all_answers(lngd, tmp_path):
    (tmp_path / "conf.py").write_text("")
    code, _, err = lngd("review", "width", "--docs", tmp_path)
    assert code == 2
    assert "give all" in err
