"""Readings between records, against runs that are recorded at every step."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.claims.hitting import HITTING
from lngd_theory.claims.hitting import hitting_time as first_record
from lngd_theory.scaling.crossing import crossing_time, hitting_time, value_at_level, value_at_time

STEP = np.arange(0.0, 101.0, 10.0)


@given(rate=st.floats(0.01, 0.2), level=st.floats(1.01, 2.0))
def test_exponential_growth_is_placed_exactly(rate, level):
    time = np.log(level) / rate
    found = crossing_time(STEP, np.exp(rate * STEP)[None], level)
    assert found[0] == (np.inf if time > 100 else pytest.approx(time, rel=1e-9))
    falling = crossing_time(STEP, np.exp(-rate * STEP)[None], 1 / level, falls=True)
    assert falling[0] == found[0] or falling[0] == pytest.approx(found[0])


@given(values=st.lists(st.floats(-2, 2), min_size=11, max_size=11), level=st.floats(-1.5, 1.5))
def test_a_crossing_lies_between_the_records_around_it(values, level):
    found = crossing_time(STEP, np.array([values]), level)[0]
    there = [k for k, value in enumerate(values) if value >= level]
    if not there:
        assert found == np.inf
    else:
        assert STEP[max(there[0] - 1, 0)] <= found <= STEP[there[0]]


def test_series_that_begin_beyond_the_level_or_never_were():
    values = np.array([[3.0] * 11, [0.0] * 11, [np.nan] * 11, [0.0] * 5 + [np.nan] * 6, [0.0, 4.0] + [np.nan] * 9])
    found = crossing_time(STEP, values, 2.0)
    assert found[[0, 1, 3]].tolist() == [0.0, np.inf, np.inf]
    assert np.isnan(found[2])
    assert found[4] == pytest.approx(5.0)


def test_values_at_a_level_and_at_a_time():
    other = np.exp(0.02 * STEP)[None]
    values = 3 * STEP[None]
    assert value_at_level(values, other, np.exp(0.9)) == pytest.approx([135.0])
    assert value_at_level(values, -other, -np.exp(0.9), falls=True)[0] == pytest.approx(135.0, rel=0.01)
    assert value_at_level(values, other, 100.0) == [np.inf]
    assert value_at_level(values, other, 0.5) == [0.0]
    assert value_at_time(STEP, values, 37.0) == pytest.approx([111.0])
    assert value_at_time(STEP, values, 0.0) == [0.0]
    assert value_at_time(STEP, values, 101.0) == [np.inf]
    assert value_at_time(STEP, values, np.nan) == [np.inf]


def test_hitting_times_are_those_of_the_claims_to_one_record():
    rng = np.random.default_rng(0)
    loss = np.exp(-np.cumsum(rng.uniform(0, 0.6, (4, 11)), axis=1))
    data = xr.Dataset({"clean_loss": (("seed", "record"), loss)}, {"step": ("record", STEP)})
    whole = xr.Dataset({"clean_loss": (("seed", "step"), loss)}, {"step": STEP})
    numbers = {"epsilon": 0.2}
    ours = hitting_time(data, "tau_loss", numbers)
    theirs = first_record(whole, "tau_loss", numbers).values
    assert np.isfinite(theirs).any()
    assert ((ours > theirs - 10) & (ours <= theirs) | np.isinf(theirs)).all()
    assert (np.isinf(ours) == np.isinf(theirs)).all()
    assert HITTING["tau_loss"].relation == "<="
