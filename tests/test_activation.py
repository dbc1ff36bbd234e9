import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.activation import add_row, relu_power, relu_power_slope
from tests import naive
from tests.draws import EPS, POWERS

pytestmark = pytest.mark.nojit

REAL_POWERS = [*POWERS, 1.25, 2.5, 4.0, 7.0, float(np.pi)]
# sizes from 1e-30 to 1e12, so that 4th powers neither overflow nor fall among the subnormal numbers
SIZES = st.builds(lambda x, e: x * 10.0**e, st.floats(1, 10), st.integers(-30, 11))
NUMBERS = st.one_of(st.just(0.0), st.just(-0.0), SIZES, SIZES.map(lambda z: -z))


def by_row(z, q):
    value, slope = np.zeros(z.size), np.full((2, z.size), np.nan)
    add_row(np.stack([z + 1.0, z]), 1, q, 1.0, value, slope, z.size)
    assert np.isnan(slope[0]).all()
    return value, slope[1]


def by_array(z, q):
    return relu_power(z, q), relu_power_slope(z, q)


@pytest.mark.parametrize("route", [by_row, by_array])
@pytest.mark.parametrize("q", REAL_POWERS)
@given(z=st.lists(NUMBERS, min_size=1, max_size=20))
def test_value_and_slope_are_those_of_mpmath(route, q, z):
    """Relative error: q roundings of a repeated product, or one pow that is good to 1 ulp, and one factor q."""
    value, slope = route(np.array(z), q)
    with mpmath.workdps(60):
        for got_value, got_slope, x in zip(value, slope, z, strict=True):
            exact = mpmath.mpf(max(x, 0.0)) ** q
            exact_slope = q * mpmath.mpf(x) ** (mpmath.mpf(q) - 1) if x > 0 else mpmath.mpf(0)
            assert abs(got_value - exact) <= (q + 2) * EPS * exact
            assert abs(got_slope - exact_slope) <= (q + 2) * EPS * exact_slope


@pytest.mark.parametrize("q", REAL_POWERS)
@given(z=st.lists(NUMBERS, min_size=1, max_size=20))
def test_the_twin_agrees(q, z):
    value, slope = by_row(np.array(z), q)
    for k, x in enumerate(z):
        assert value[k] == pytest.approx(naive.activation(x, q), rel=8 * (q + 2) * EPS)
        assert slope[k] == pytest.approx(naive.slope(x, q), rel=8 * (q + 2) * EPS)


@pytest.mark.parametrize("route", [by_row, by_array])
@pytest.mark.parametrize("q", REAL_POWERS)
def test_zero_and_negative_numbers_have_value_and_slope_zero(route, q):
    z = np.array([0.0, -0.0, -1e-300, -5e-324, -1.0, -1e150])
    value, slope = route(z, q)
    assert np.all(value == 0)
    assert np.all(slope == 0)


@pytest.mark.parametrize("q", REAL_POWERS)
def test_a_nan_is_passed_on_so_that_no_run_can_hide_it(q):
    value, _ = by_row(np.array([1.0, np.nan, -1.0]), q)
    assert np.isnan(value[1])
    assert np.all(np.isfinite(value[[0, 2]]))
    assert np.isnan(relu_power(np.array([np.nan]), q)).all()


@pytest.mark.parametrize("q", [1.5, 2.0, 2.5, 3.0, 4.0])
def test_the_slope_is_the_derivative(q):
    """Central differences: h^2 times the third derivative, and eps/h from rounding, both below 1e-8 here."""
    z, h = np.linspace(0.5, 3, 40), 1e-5
    difference = (relu_power(z + h, q) - relu_power(z - h, q)) / (2 * h)
    np.testing.assert_allclose(relu_power_slope(z, q), difference, rtol=1e-8)
