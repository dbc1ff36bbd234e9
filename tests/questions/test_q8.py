from dataclasses import replace

import numpy as np
import pytest

from lngd_theory.questions import q8
from lngd_theory.questions.q8_measure import Sizes, compute, reduced_level
from lngd_theory.questions.q8_words import corrected, sentences
from tests.questions.checks import check_answer, text


@pytest.fixture(scope="module")
def found():
    return compute(Sizes(p=(0.1,), etas=(0.5,), seeds=3, steps=300), None, None)


def test_the_quick_answer():
    check_answer(q8.answer(quick=True), "Q8", {"loss"})


def test_levels_lie_where_the_reduced_dynamics_has_them(found):
    (level,) = found.levels
    assert level.a == pytest.approx(0.125)
    # 200 samples over about 150 correlated steps: a standard error of about half a percent
    np.testing.assert_allclose(level.second_stage, level.reduced, rtol=0.03)
    assert np.isnan(reduced_level(0.499, 0.9))


def test_sentences_follow_the_numbers(found):
    said = text(sentences(found))
    assert "The paper's reading of 0.5 at p = 0.1 does not agree: none of 3 runs are" in said
    assert "No step size gets there" in said
    assert "falls towards the entropy" not in said
    assert len(corrected(found)) == 1
    (level,) = found.levels
    at_half = replace(level, late=np.full(3, 0.5))
    other = replace(found, levels=(at_half,), at_paper_largest=0.6)
    said = text(sentences(other))
    assert "The paper's reading of 0.5 at p = 0.1 agrees: all 3 runs are" in said
    assert "A large step size gets there" in said
    assert corrected(other) == []
    fallen = replace(level, late=np.full(3, level.entropy), second_stage=np.full(3, level.entropy + 0.1))
    said = text(sentences(replace(found, levels=(fallen,))))
    assert "falls towards the entropy: with p = 0.1, η = 0.5 less than half" in said
    mixed = replace(level, late=np.array([0.5, 0.3, 0.3]))
    assert "agrees in part: 1 of 3 runs is within" in text(sentences(replace(found, levels=(mixed,))))
