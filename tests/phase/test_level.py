import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.claims.boundary import LEVEL as ERROR
from lngd_theory.phase.level import LEVEL, Phase, check_level, phase_of

accuracies = st.lists(st.floats(0.4, 1.0), min_size=1, max_size=15)


def test_the_level_is_that_of_theorem_3_2():
    assert pytest.approx(1 - ERROR) == LEVEL


@pytest.mark.parametrize(
    ("values", "phase"),
    [
        ([0.5] * 6, Phase.FAILS), ([0.9] * 6, Phase.SUCCEEDS), ([0.76] * 6, Phase.SUCCEEDS),
        ([0.5] * 5 + [0.9], Phase.LOW), ([0.9] * 5 + [0.5], Phase.HIGH),
        ([0.9] * 5, Phase.HIGH), ([0.5] * 5, Phase.LOW),  # five seeds give no interval
        ([0.5] * 9 + [0.9], Phase.FAILS), ([0.9] * 9 + [0.5], Phase.SUCCEEDS),  # ten forgive one
        ([np.nan] * 8, Phase.UNKNOWN), ([np.nan] * 4 + [0.5] * 6, Phase.FAILS),
    ],
)  # fmt: skip
def test_a_phase_is_decided_by_the_interval(values, phase):
    assert phase_of(values, 0.76) == phase


@given(accuracies, st.floats(0.51, 0.98), st.floats(0, 0.01))
def test_a_higher_level_is_never_easier(values, level, more):
    assert phase_of(values, level + more) <= phase_of(values, level)


@given(st.lists(st.floats(0.4, 1.0), min_size=6, max_size=15), st.floats(0.51, 0.99))
def test_turning_accuracies_about_the_level_turns_the_phase(values, level):
    turned = [2 * level - value for value in values]
    if all(abs(value - level) > 1e-9 for value in values) and abs(np.median(values) - level) > 1e-9:
        assert phase_of(turned, level) == {0: 3, 1: 2, 2: 1, 3: 0}[phase_of(values, level)]


@pytest.mark.parametrize("level", [0.5, 1.0, 0.2, float("nan")])
def test_a_level_that_no_diagram_has_is_refused(level):
    with pytest.raises(InputError, match=r"must be an accuracy above 0\.5, that of chance, and below 1"):
        check_level(level)
