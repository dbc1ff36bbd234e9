"""Where an inequality held, on hand-made runs."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lngd_theory.claims.held import ROUNDING, Held, quantiles
from lngd_theory.claims.window import Window
from tests.claims.made import runs

NAN, INF = np.nan, np.inf
NUMBERS = st.one_of(st.sampled_from([NAN, INF, -INF, 0.0, 1.0]), st.floats(-3, 3))


def held(left, right, relation="<=", window=Window.WHOLE, values=None, status=None, step=None):
    data = runs(step, status, left=left)
    side = data["left"]
    if isinstance(right, list):
        right = xr.DataArray(np.array(right, dtype=float), dims=side.dims[: np.ndim(right)])
    named = {name: xr.DataArray(np.array(times, dtype=float), dims="seed") for name, times in (values or {}).items()}
    return Held(side, relation, right, window, data, named)


def test_a_bound_for_all_steps_fails_by_one_of_them():
    found = held([[0, 0.5, 1], [0, 0.5, 1.01], [2, 0, 0]], 1.0)
    assert found.by_seed() == {0: True, 1: False, 2: False}
    assert found.open_seeds == 0
    worst = found.worst()
    assert (worst.observed, worst.claimed, worst.seed, worst.step) == (2.0, 1.0, 2, 0)
    assert worst.slack == pytest.approx(-0.5)


@pytest.mark.parametrize(("relation", "expected"), [("<=", [True, True, False]), (">=", [False, True, True])])
def test_both_directions(relation, expected):
    assert list(held([[1.0], [2.0], [3.0]], 2.0, relation).by_seed().values()) == expected


def test_equality_holds_to_rounding_and_no_further():
    found = held([[1.0], [1 + 0.5 * ROUNDING], [1 + 3 * ROUNDING], [2.0]], 1.0, "=")
    assert list(found.by_seed().values()) == [True, True, False, False]
    assert held([[-1.0]], 1.0, "=").worst().slack == -2.0


def test_rounding_is_relative_to_the_larger_side():
    tiny = 1e-300
    assert held([[tiny * (1 + 0.5 * ROUNDING)], [tiny * 1.1]], tiny).by_seed() == {0: True, 1: False}
    assert held([[0.0]], 0.0).by_seed() == {0: True}
    assert held([[1e-200]], 0.0).by_seed() == {0: False}


def test_infinite_sides_count_by_their_sign():
    found = held([[INF], [-INF], [1.0], [1.0]], [1.0, 1.0, INF, -INF])
    assert found.by_seed() == {0: False, 1: True, 2: True, 3: False}
    assert found.slack.values.ravel().tolist() == [-1.0, 1.0, 1.0, -1.0]
    assert held([[INF]], 1.0, ">=").by_seed() == {0: True}
    assert held([[-INF]], 1.0, ">=").by_seed() == {0: False}


def test_nan_says_nothing_and_a_seed_with_nothing_else_is_open():
    found = held([[NAN, 0.5], [NAN, NAN], [NAN, 2.0]], 1.0)
    assert found.by_seed() == {0: True, 1: None, 2: False}
    assert found.open_seeds == 1


def test_a_diverged_run_does_not_satisfy_a_bound_for_all_its_steps():
    left = [[0, 0.5, NAN], [0, 0.5, NAN], [0, 0.5, 0.5]]
    assert held(left, 1.0, status=["diverged", "ok", "ok"]).by_seed() == {0: False, 1: True, 2: True}
    after = {"T_1": [1, 1, 1], "T_2": [2, 2, 2]}
    inside = held(left, 1.0, window=Window.STAGE_1, values=after, status=["diverged", "ok", "ok"])
    assert inside.by_seed() == {0: True, 1: True, 2: True}  # it blew up after the stage


def test_a_stretch_that_does_not_end_is_open_unless_it_has_failed():
    times = {"T_1": [1, 1, 1], "T_2": [3, 9, 9]}
    found = held([[9, 0, 0, 0], [9, 0, 0, 0], [9, 0, 0, 2]], 1.0, window=Window.STAGE_2, values=times)
    assert found.by_seed() == {0: True, 1: None, 2: False}
    assert found.open_seeds == 1


def test_a_stage_without_a_meaning_is_open():
    for window in (Window.STAGE_1, Window.STAGE_2, Window.END_1, Window.SOME, Window.SOME_2):
        assert held([[0.0, 0.0]], 1.0, window=window, values={"T_1": [NAN], "T_2": [NAN]}).by_seed() == {0: None}


def test_some_step_is_enough_where_some_step_is_claimed():
    times = {"T_1": [1, 1, 1, 1], "T_2": [2, 2, 2, 9]}
    left = [[5, 5, 0.5, 5], [5, 5, 5, 0.5], [0.5, 5, 5, 5], [5, 5, 5, 5]]
    assert held(left, 1.0, window=Window.SOME_2, values=times).by_seed() == {0: True, 1: False, 2: False, 3: None}
    assert held(left, 1.0, window=Window.SOME, values=times).by_seed() == {0: True, 1: False, 2: True, 3: None}


def test_a_stretch_without_a_step_says_nothing():
    """T_2 < T_1, which GD's printed times have for large epsilon and small m."""
    times = {"T_1": [2], "T_2": [1]}
    assert held([[5, 5, 5, 5]], 1.0, window=Window.STAGE_2, values=times).by_seed() == {0: None}
    assert held([[5, 5, 5, 5]], 1.0, window=Window.SOME_2, values=times).by_seed() == {0: None}


def test_of_some_step_the_worst_seed_is_the_one_that_comes_least_close():
    times = {"T_1": [0, 0], "T_2": [2, 2]}
    worst = held([[9, 3, 9], [9, 9, 4]], 1.0, window=Window.SOME_2, values=times).worst()
    assert (worst.seed, worst.step, worst.observed) == (1, 2, 4.0)


def test_moments_take_the_first_record_at_or_after():
    times = {"T_1": [2.0], "T_2": [7.0]}
    found = held([[1, 2, 3, 4]], 2.5, window=Window.END_1, values=times, step=[0, 2, 6, 8])
    assert found.by_seed() == {0: True}
    assert found.worst().step == 2
    assert held([[1, 2, 3, 4]], 2.5, window=Window.END_2, values=times, step=[0, 2, 6, 8]).worst().step == 8


def test_the_worst_point_skips_step_0_unless_it_fails_there():
    assert held([[1.0, 0.5, 0.7]], 1.0).worst().step == 2  # tight at the start, because nothing has happened
    assert held([[1.5, 0.5, 0.7]], 1.0).worst().step == 0
    assert held([[1.0]], 1.0).worst().step == 0  # there is no other


def test_there_may_be_no_worst_point():
    worst = held([[NAN, NAN]], 1.0).worst()
    assert (worst.seed, worst.step) == (-1, None)
    assert np.isnan(worst.slack)
    assert held([[NAN, NAN]], 1.0).series("y", "<=").observed[0] == pytest.approx((NAN,) * 3, nan_ok=True)


def test_sides_in_any_order_of_axes_or_without_a_step():
    data = runs(left=[[0, 1, 2], [0, 1, 5]])
    right = xr.DataArray([[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]], dims=("step", "seed"))
    found = Held(data.left, "<=", right, Window.WHOLE, data, {})
    assert found.slack.dims == ("seed", "step")
    assert found.by_seed() == {0: True, 1: False}
    turned = Held(right, ">=", data.left.transpose("step", "seed"), Window.WHOLE, data, {})
    assert turned.by_seed() == found.by_seed()
    assert turned.worst().seed == 1
    per_seed = xr.DataArray([2.0, 4.0], dims="seed")
    assert Held(data.left, "<=", per_seed, Window.WHOLE, data, {}).by_seed() == {0: True, 1: False}


def test_draws_have_no_steps():
    found = held([1.0, 3.0, 2.0], 2.0, window=Window.DRAW, step=[0])
    assert found.by_seed() == {0: True, 1: False, 2: True}
    assert found.worst() == (worst := found.worst())
    assert (worst.seed, worst.step, worst.observed, worst.claimed) == (1, None, 3.0, 2.0)
    series = found.series("y", "<=")
    assert [triple[1] for triple in series.observed] == [1.0, 2.0, 3.0]  # in order of the observed value
    assert series.x == (1.0, 2.0, 3.0)


def test_a_series_over_steps_has_the_quantiles_of_the_window():
    times = {"T_1": [1, 1, 1], "T_2": [2, 2, 2]}
    series = held([[0, 1, 2, 9], [0, 2, 3, 9], [0, 3, 7, 9]], 4.0, window=Window.STAGE_2, values=times).series(
        "y", "<="
    )
    assert series.x == (1.0, 2.0)
    assert series.observed == ((1.0, 2.0, 2.0), (2.0, 3.0, 3.0))
    assert series.claimed == ((4.0, 4.0, 4.0),) * 2
    assert series.log_y


def test_quantiles_leave_nan_out():
    found = quantiles(np.array([[1.0, NAN], [2.0, NAN], [NAN, NAN]]))
    assert found[0] == (1.0, 1.0, 1.0)
    assert np.isnan(found[1]).all()


@given(
    arrays(float, (3, 4), elements=NUMBERS),
    arrays(float, (3, 4), elements=NUMBERS),
    st.sampled_from(["<=", ">=", "="]),
)
def test_outcomes_are_those_of_loops(left, right, relation):
    data = runs(left=left, right=right)
    found = Held(data.left, relation, data.right, Window.WHOLE, data, {}).by_seed()
    for seed in range(3):
        outcomes = []
        for a, b in zip(left[seed].tolist(), right[seed].tolist(), strict=True):
            if not (np.isnan(a) or np.isnan(b) or (np.isinf(a) and a == b)):
                close = np.isfinite(a) and np.isfinite(b) and abs(a - b) <= ROUNDING * max(abs(a), abs(b))
                outcomes.append(close or {"<=": a < b, ">=": a > b, "=": False}[relation])
        assert found[seed] == (all(outcomes) if outcomes else None)
