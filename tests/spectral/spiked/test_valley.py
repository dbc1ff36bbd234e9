"""Shapes of curves, and what contradicts a statement about one."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.errors import InputError
from lngd_theory.spectral.spiked import SpikedModel, search_counterexample, valley, valley_of
from lngd_theory.spectral.spiked.contrasts import STATEMENTS, Contrast, against, replicate


@pytest.mark.parametrize(("curve", "minima", "convex"), [
    ([3, 1, 2], (1,), True),
    ([3, 1, 2, 1, 5], (1, 3), False),
    ([1, 2, 3], (0,), True),
    ([3, 2, 1], (2,), True),
    ([3, 1, 1, 1, 2], (1,), True),
    ([1, 1, 1], (0,), True),
    ([1, 1, 0, 0, 1, 1, 0, 0], (2, 6), False),
    ([3, 2.9, 1, 2], (2,), False),
    ([2, 1, 3, np.inf], (1,), True),
])  # fmt: skip
def test_closed_cases(curve, minima, convex):
    found = valley_of(curve)
    assert found.minima == minima
    assert found.convex is convex
    assert found.unique is (len(minima) == 1)
    assert curve[found.bottom] == min(curve)


@given(st.lists(st.integers(0, 20), min_size=3, max_size=30))
def test_a_contrast_is_there_exactly_where_a_statement_fails_and_is_positive_there(values):
    shape = valley_of(values)
    truth = {"unique": shape.unique, "at k*": shape.bottom == 1, "convex": shape.convex}
    for statement in STATEMENTS:
        found = against(values, statement, 1)
        assert (not found) is truth[statement]
        for contrast in found:
            assert np.dot(contrast.weights, np.asarray(values)[list(contrast.d)]) > (0 if statement != "at k*" else -1)


@given(st.lists(st.floats(-5, 5), min_size=3, max_size=30), st.floats(0.1, 10), st.floats(-3, 3))
def test_the_shape_does_not_depend_on_units(values, scale, shift):
    values = np.round(values, 3)
    assert valley_of(values).minima == valley_of(scale * values + shift).minima


def test_a_convex_curve_has_one_minimum():
    rng = np.random.default_rng(0)
    for _ in range(50):
        steps = np.sort(rng.standard_normal(rng.integers(2, 30)))
        found = valley_of(np.cumsum(steps))
        assert found.convex
        assert found.unique


def test_replication_counts_seeds():
    curves = xr.DataArray([[0.0, 1.0], [0.0, -1.0], [0.0, 2.0]], dims=("seed", "d"), coords={"d": [0, 1]})
    found = replicate(curves, (Contrast((1, 0), (1.0, -1.0)),))
    assert found.positive == (2,)
    assert found.seeds == 3
    assert found.p_value == pytest.approx(0.5)
    with pytest.raises(InputError, match="there is no contrast to test"):
        replicate(curves, ())


def test_what_is_not_a_curve_or_a_risk_or_a_statement():
    with pytest.raises(InputError, match=r"a curve of shape \(1,\) must be two or more numbers"):
        valley_of([1.0])
    with pytest.raises(InputError, match="risk='squred' is none; did you mean 'squared'"):
        valley(SpikedModel(40, 20, (5.0,)), "squred")
    with pytest.raises(InputError, match="statement='uniq' is none; did you mean 'unique'"):
        against([1, 2, 3], "uniq", 1)


def test_a_search_replays_from_its_seed():
    first, again = (search_counterexample("at k*", 3, most_spikes=1) for _ in range(2))
    assert first == again
    assert first.replication.p_value < 1e-4
    assert search_counterexample("unique", 0, most_spikes=1) is None
