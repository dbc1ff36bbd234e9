from dataclasses import replace

import numpy as np
import pytest

from lngd_theory.questions import q5
from lngd_theory.questions.q5_measure import Sizes, compute
from lngd_theory.questions.q5_words import sentences
from tests.questions.checks import check_answer, text


@pytest.fixture(scope="module")
def found():
    return compute(Sizes(seeds=6, steps=400, p=(0.1, 0.2), growth_seeds=2), None, None)


def test_the_quick_answer():
    check_answer(q5.answer(quick=True), "Q5", {"smoothing"})


def test_sentences_follow_the_numbers(found):
    said = text(sentences(found))
    assert "under flips it keeps moving" in said
    assert "0 to rounding under smoothing" in said
    rest = {
        key: {name: np.zeros_like(values) if "standard" in key else np.ones_like(values) for name, values in by.items()}
        for key, by in found.measures.items()
    }
    other = replace(found, measures=rest, accuracy={key: np.ones(6) for key in found.accuracy})
    said = text(sentences(other))
    assert "max ρ comes to rest" in said
    assert "under flips it rests too" in said
    assert "no longer changes" in said
    assert "does not grow" in said
    assert "Smoothing is below flips in none of 6 seeds, and as good as GD" in said
    assert "Smoothing is below flips in the median at p = none." in said
    restless = {key: {name: 2 + np.arange(6.0) for name in by} for key, by in found.measures.items()}
    said = text(sentences(replace(found, measures=restless)))
    assert "max ρ does not come to rest" in said
    assert "still changes" in said
