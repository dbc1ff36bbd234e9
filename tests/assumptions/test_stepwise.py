import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, Setting, check_assumptions
from lngd_theory.assumptions.conditions import conditions_of
from lngd_theory.assumptions.elimination import ORDER
from lngd_theory.assumptions.stepwise import chosen_stepwise, rounded

CONSTANTS = {"C": 1.0, "delta": 0.01}


@pytest.mark.parametrize("version", ["arxiv", "iclr"])
@given(st.data())
def test_whatever_is_chosen_inside_an_interval_leaves_one_for_the_next(version, data):
    def choose(name, interval):
        low, high = interval
        assert low <= high, name
        if name in ("d", "n", "m"):
            return data.draw(st.integers(max(math.ceil(low), 3), int(min(high, max(10 * low, 1e22)))))
        low, high = math.log(max(low, 1e-30)), math.log(min(high, 1e30))
        return math.exp(low + (high - low) * data.draw(st.floats(0.05, 0.95)))

    conditions = conditions_of(version)
    values = chosen_stepwise(conditions, CONSTANTS | {"p": 0.5, "sigma_p": 1.0, "d": 10**22}, ORDER, choose)
    setting = Setting(**{name: value for name, value in values.items() if name in Setting.model_fields})
    assert check_assumptions(setting, 0.5, version=version).holds


@given(st.floats(1e-30, 1e30), st.floats(1e-8, 1.0))
def test_rounding_stays_inside_and_takes_few_digits(low, width):
    high = low * (1 + width)
    value = rounded(low * (1 + width / 2), (low, high))
    assert low <= value <= high
    assert float(f"{value:.{max(1, math.ceil(1 - math.log10(width)))}e}") == value


def test_whole_numbers_stay_whole():
    assert rounded(5.13, (4.7, 6.5), whole=True) == 5
    assert rounded(4.71, (4.7, 6.5), whole=True) == 5
    assert rounded(6.5, (4.7, 6.5), whole=True) == 6
    assert rounded(2.113e20, (2.1131e20, math.inf), whole=True) == 22 * 10**19
    assert isinstance(rounded(2.2e20, (2.1e20, 3e20), whole=True), int)


def test_too_narrow_an_interval_is_refused():
    with pytest.raises(InputError, match="too narrow for floating-point numbers, at 1"):
        rounded(1.0, (1.0 + 1e-18, 1.0 - 1e-12))
