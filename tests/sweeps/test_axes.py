"""Axes: what is given is what they hold, in order, and what makes no axis is refused."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.sweeps.axes import axis_values

reals = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(reals, min_size=1, max_size=20, unique=True))
def test_a_list_stays_as_it_is(values):
    assert axis_values("eta", values) == tuple(values)


@given(st.floats(1e-6, 1e6), st.floats(1e-6, 1e6), st.integers(2, 50), st.sampled_from(["linear", "log"]))
def test_a_range_has_its_ends_its_count_and_equal_spacing(low, high, count, scale):
    if abs(high - low) < 1e-6 * high:
        high = 2 * low
    values = axis_values("eta", {"from": low, "to": high, "count": count, "scale": scale})
    assert (len(values), values[0], values[-1]) == (count, low, high)
    steps = np.diff(np.log(values) if scale == "log" else values)
    assert np.allclose(steps, steps.mean(), rtol=1e-6, atol=1e-9 * max(low, high))


def test_a_range_of_a_count_is_rounded():
    assert axis_values("n", {"from": 20, "to": 200, "count": 4, "scale": "log"}) == (20, 43, 93, 200)
    assert all(isinstance(value, int) for value in axis_values("d", {"from": 10, "to": 11, "count": 2}))
    assert axis_values("d", [1e22, 50.0]) == (10**22, 50)
    assert isinstance(axis_values("d", [1e22])[0], int)


def test_one_value_and_arrays_are_axes():
    assert axis_values("eta", {"from": 3, "to": 9, "count": 1}) == (3,)
    assert axis_values("eta", np.array([0.5, 1.0])) == (0.5, 1.0)
    assert axis_values("m", range(2, 4)) == (2, 3)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "axis n is empty; give a list of numbers such as [20, 50, 100], or {from = 20, to = 200, count = 4"),
        (7, "axis n=7 must hold several values; give a list"),
        ("20, 30", "axis n='20, 30' must hold several values"),
        ([20, "x"], "axis n: 'x' must be a finite number"),
        ([20, True], "axis n: True must be a finite number"),
        ([math.nan], "axis n: nan must be a finite number"),
        ([20, 30, 20.0], "axis n holds 20 twice; give every value once (or a range with a lower count)"),
        ({"from": 20, "to": 22, "count": 5}, "twice; give every value once (or a range with a lower count)"),
        ({"from": 20, "to": 22}, "axis n: count missing; give a list"),
        ({"from": 20, "too": 22, "count": 2}, "axis n: unknown key 'too'; did you mean 'to'?"),
        ({"from": 20, "to": 22, "count": 0}, "axis n: count=0 must be an integer >= 1"),
        ({"from": 20, "to": 22, "count": 2.5}, "axis n: count=2.5 must be an integer >= 1"),
        ({"from": 0, "to": 22, "count": 2, "scale": "log"}, "from=0 and to=22 must be > 0 on a log scale"),
        ({"from": 1, "to": 22, "count": 2, "scale": "cubic"}, "scale='cubic' must be 'linear' or 'log'"),
        ({"from": 1, "to": 22, "count": 10**12}, "count=1000000000000 must be at most 100000; give fewer"),
    ],
)
def test_what_makes_no_axis_is_refused(given, message):
    with pytest.raises(InputError, match=re.escape(message)):
        axis_values("n", given)
