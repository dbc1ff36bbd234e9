import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.loss import loss, loss_slope, noisy_loss, noisy_loss_slope
from tests import naive
from tests.draws import EPS, open_unit

pytestmark = pytest.mark.nojit

TINY = 5e-324  # spacing of the subnormal numbers
Z = st.floats(-750, 750, allow_nan=False)
GRID = [float(z) for z in np.linspace(-750, 750, 301)] + [
    5e-324,
    -5e-324,
    1e-17,
    -1e-17,
    36.7,
    37.5,
    -37.5,
    708.3,
    745.1,
]


def exact_loss(z):
    return mpmath.log1p(mpmath.exp(-mpmath.mpf(z)))


def exact_slope(z):
    return -1 / (1 + mpmath.exp(mpmath.mpf(z)))


def assert_accurate(got, exact):
    """1e-15 relative (4.5 eps: exp and log1p to 1 ulp each and two roundings), or two subnormal spacings."""
    assert abs(mpmath.mpf(float(got)) - exact) <= 1e-15 * abs(exact) + 2 * TINY


@given(z=Z)
def test_loss_and_slope_are_accurate_everywhere(z):
    with mpmath.workdps(400):
        assert_accurate(loss(z), exact_loss(z))
        assert_accurate(loss_slope(z), exact_slope(z))


def test_loss_and_slope_are_accurate_on_a_grid():
    with mpmath.workdps(400):
        for z in GRID:
            assert_accurate(loss(z), exact_loss(z))
            assert_accurate(loss_slope(z), exact_slope(z))


@given(margin=Z, eps=st.sampled_from([1.0, -1.0]), p=open_unit())
def test_noisy_loss_and_slope_are_accurate_for_flips_and_smoothing(margin, eps, p):
    """The slope is a difference: its error is relative to the sum of its two terms."""
    with mpmath.workdps(400):
        z, one = mpmath.mpf(eps) * mpmath.mpf(margin), mpmath.mpf(1)
        first, second = (one - p) * exact_loss(z), p * exact_loss(-z)
        assert_accurate(noisy_loss(margin, eps, p), first + second)
        first, second = (one - p) * exact_slope(z), p * exact_slope(-z)
        size = abs(first) + abs(second)
        assert abs(float(noisy_loss_slope(margin, eps, p)) - eps * (first - second)) <= 1e-15 * size + 2 * TINY


@given(margin=st.floats(-30, 30), eps=st.floats(-4, 4), p=open_unit())
def test_the_twins_agree(margin, eps, p):
    """The twins round z = e y f too; both sides are good to a few eps of a sum whose terms are below 130."""
    assert float(noisy_loss(margin, eps, p)) == pytest.approx(naive.noisy_loss(margin, eps, p), rel=1e-14, abs=1e-14)
    expected = naive.noisy_loss_slope(margin, eps, p)
    assert float(noisy_loss_slope(margin, eps, p)) == pytest.approx(expected, rel=1e-14, abs=8 * EPS)


@given(margin=st.floats(-20, 20), eps=st.floats(-3, 3), p=open_unit())
def test_the_slope_is_the_derivative_of_the_loss(margin, eps, p):
    """Central differences with h = 1e-5: eps 60/h = 1.4e-9 from rounding, h^2 e^3 / 6 less than that."""
    h = 1e-5
    difference = (noisy_loss(margin + h, eps, p) - noisy_loss(margin - h, eps, p)) / (2 * h)
    assert float(noisy_loss_slope(margin, eps, p)) == pytest.approx(difference, abs=1e-8)


@given(margin=Z)
def test_a_flip_exchanges_the_two_labels(margin):
    """The losses to rounding, since one is compiled for arrays and the other for numbers."""
    assert float(noisy_loss(margin, -1.0, 0.0)) == pytest.approx(float(loss(-margin)), rel=4 * EPS, abs=TINY)
    assert noisy_loss_slope(margin, -1.0, 0.0) == -loss_slope(-margin)
    assert noisy_loss_slope(margin, 1.0, 1.0) == -loss_slope(-margin)


@given(margin=Z, eps=st.floats(-4, 4))
def test_smoothing_mass_zero_is_no_smoothing_bit_for_bit(margin, eps):
    assert noisy_loss(margin, eps, 0.0) == noisy_loss(eps * margin, 1.0, 0.0)
    assert noisy_loss_slope(margin, eps, 0.0) == eps * loss_slope(eps * margin)


def test_noisy_loss_acts_elementwise():
    margins, eps, p = np.array([-1.0, 0.0, 2.0]), np.array([1.0, -1.0, 0.5]), np.array([0.0, 0.1, 1.0])
    got = noisy_loss(margins, eps, p)
    assert got.tolist() == [float(noisy_loss(*values)) for values in zip(margins, eps, p, strict=True)]


def test_a_nan_margin_gives_a_nan_loss():
    assert np.isnan(loss(np.nan))
    assert np.isnan(loss_slope(np.nan))
