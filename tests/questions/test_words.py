import pytest

from lngd_theory.questions.words import Correction, Parts, corrections
from lngd_theory.report.sentences import count_of, listed, quick_note, shown, verb
from lngd_theory.statistics import Interval


def test_counts_and_lists_in_words():
    assert [count_of(k, 3) for k in (0, 1, 3)] == ["none of 3", "1 of 3", "all 3"]
    assert [listed(items) for items in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert listed([]) == ""
    assert (verb(1, "is", "are"), verb(0, "is", "are")) == ("is", "are")
    assert quick_note(False, "x") == ()
    assert quick_note(True, "x") == ("Quick answer: x; the full one takes more.",)
    assert shown(Interval(1.0, 0.5, 2.0)) == "1 [0.5, 2]"
    assert shown(Interval(float("nan"), 0.0, 1.0)) == "–"


def test_corrections_are_a_table_only_if_something_fails():
    assert corrections([]) == ()
    (table,) = corrections([Correction("here", "x", "y", "z")])
    assert table.rows == (("here", "x", "y", "z"),)
    assert len(table.columns) == 4


def test_progress_of_parts_is_that_of_the_whole():
    calls = []
    parts = Parts(lambda *call: calls.append(call), 4)
    parts.part("a", 1)
    second = parts.part("b", 3)
    second(0, 10)
    second(10, 10)
    assert calls == [("a", 0, 4), ("b", 1, 4), ("b", 1, 4), ("b", 4, 4)]
    assert Parts(None, 4).part("a") is None
    with pytest.raises(TypeError):
        Parts(None)
