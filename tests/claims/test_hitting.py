import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lngd_theory.claims.hitting import HITTING, hitting_time
from lngd_theory.observables import OBSERVABLES
from tests.claims.made import runs

STEP = [0, 1, 3, 10]


@pytest.mark.parametrize("name", HITTING)
@given(values=arrays(float, (3, 4), elements=st.one_of(st.floats(-2, 2), st.just(np.nan), st.just(np.inf))))
def test_the_first_recorded_step_is_found_by_a_loop(name, values):
    event = HITTING[name]
    level = 0.4 if event.level == "epsilon" else event.level
    found = hitting_time(runs(STEP, **{event.observable: values}), name, {"epsilon": 0.4})
    for row, got in zip(values, found.values, strict=True):
        expected = np.inf  # censored
        for step, value in zip(STEP, row, strict=True):
            if (value <= level) if event.relation == "<=" else (value >= level):
                expected = step
                break
        assert got == expected


def test_events_speak_of_observables_over_steps_and_have_levels_of_the_case():
    for event in HITTING.values():
        assert not OBSERVABLES[event.observable].once
        assert event.level == "epsilon" or event.level > 0
    assert HITTING["tau_loss"].symbol("tau_loss").name == "tau_loss"
