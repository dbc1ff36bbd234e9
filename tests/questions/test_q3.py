import math
from dataclasses import replace

import numpy as np
import pytest

from lngd_theory.questions import q3
from lngd_theory.questions.q3_measure import Sizes, _premise_holds, balance, compute, largest_c2
from lngd_theory.questions.q3_words import corrected, sentences
from tests.questions.checks import check_answer, text


@pytest.fixture(scope="module")
def found():
    return compute(Sizes(p=(0.2,), seeds=3, reduced_a=(0.125, 0.1)), None, None)


def test_the_quick_answer():
    check_answer(q3.answer(quick=True), "Q3", {"premise"})


def test_what_the_premise_allows():
    for p in (0.01, 0.1, 0.2, 0.3):
        c2 = largest_c2(p)
        assert 3 * p / 2 == pytest.approx(1 / (2 * (1 + math.exp(c2))))
        assert balance(p) - c2 > math.log(3)


def _length(c_2):
    return 2 + c_2  # longer for a larger c_2, as T_2 is


def test_the_premise_holds_where_some_c2_bounds_all_margins_up_to_its_time():
    since = np.arange(10.0)
    low = np.full(10, 0.5)
    late = np.where(since > 4, 9.0, 0.5)  # passes the limit after T_2(0.5) = 2.5
    early = np.where(since > 1, 9.0, 0.5)
    rising = 0.5 + 0.2 * since  # at T_2(c_2) = 2 + c_2 it is 0.9 + 0.2 c_2 or less: c_2 = 1.3 works
    holds = [_premise_holds(since, f, 1.4, _length) for f in (low, late, early, rising)]
    assert holds == [True, True, False, True]
    assert not _premise_holds(since, rising, 0.8, _length)


def test_sentences_follow_the_numbers(found):
    said = text(sentences(found))
    assert said.startswith("No, for no p: ")
    assert "negative at p = 0.2" in said
    assert "holds on none of 3 runs" in said
    assert len(corrected(found)) == 1
    (one,) = found.measured
    kept = replace(
        one, holds=np.ones(3, dtype=bool), broken_after=np.full(3, np.inf), above=np.zeros(3), largest_c2=1.0
    )
    other = replace(found, gap_is_negative=False, measured=(kept,), reduced={(0.2, 0.1): 0.1, (0.2, 0.05): 0.05})
    said = text(sentences(other))
    assert "is not decided by sympy" in said
    assert "holds on all 3 runs" in said
    assert "passes the largest" not in said
    assert "not an outlier" not in said
    assert "A smaller step size helps at some p" in said
    assert corrected(other) == []
