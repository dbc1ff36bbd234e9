from dataclasses import replace

import pytest

from lngd_theory.questions import q2
from lngd_theory.questions.q2_measure import Sizes, compute
from lngd_theory.questions.q2_words import corrected, sentences
from tests import naive_reduced as naive
from tests.questions.checks import check_answer, text


@pytest.fixture(scope="module")
def found():
    return compute(Sizes(p=(0.05, 0.1), a=(0.1,), excursion_a=(0.1, 0.05), chains=50), None)


def test_the_quick_answer():
    check_answer(q2.answer(quick=True), "Q2", {"drift", "radius", "excursions"})


def test_regions_are_where_the_drift_is_not_positive(found):
    for row in found.rows:
        drift = [
            naive.drift(lambda i, star=row.balance: (i - star) ** 2, x, row.a, row.p, 2)
            for x in (0.999 * row.region[0].high, row.balance, 1.001 * row.region[1].low)
        ]
        assert drift[0] < 0 < drift[1]
        assert drift[2] < 0
        assert row.at_balance == pytest.approx(drift[1], rel=1e-9)


def test_sentences_follow_the_numbers(found):
    said = text(sentences(found))
    assert "is a supermartingale on no region that contains ι*" in said
    assert "below the balance point" in said
    assert "the square root" in said
    assert "Azuma's inequality with the union bound does not show it" in said
    assert len(corrected(found)) == 2
    useful = tuple(
        replace(one, printed=0.01, found=one.found._replace(bound=0.01, share=one.found.share._replace(low=0, high=1)))
        for one in found.excursions
    )
    other = replace(
        found,
        proved=dict.fromkeys(found.proved, False),
        covers_balance=True,
        exponents=dict.fromkeys(found.exponents, 1.0),
        excursions=useful,
        lost=(),
    )
    said = text(sentences(other))
    assert "could not be proved" in said
    assert "reaches the balance point for some p" in said
    assert "not the square root" in said
    assert "does not become likely" in said
    assert "is below 1 at a = 0.1 (0.01)" in said
    assert "no radius is left" not in said
    assert corrected(other) == []
