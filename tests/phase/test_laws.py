"""Laws fitted to boundaries that follow them, and to some that do not."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import chi2

from lngd_theory.phase import boundary_of
from lngd_theory.phase.boundary import Boundary
from lngd_theory.phase.laws import fit_log_law, fit_power, fit_shape, local_exponents
from tests.phase.made import Y, made, power


def exact(x, y=Y, spread=0.02, resamples=400, rng=0):
    """A boundary at given values, uncertain by a known share."""
    x, y = np.array(x, dtype=float), np.array(y, dtype=float)
    noise = spread * np.random.default_rng(rng).standard_normal((y.size, resamples))
    return Boundary("SNR", "n", 0.76, y, x, x[:, None] * np.exp(noise), ("",) * y.size)


@given(st.floats(-1, 1), st.floats(0.01, 10))
def test_a_power_is_found(exponent, constant):
    fit = fit_power(exact([constant * y**exponent for y in Y]))
    assert fit.exponent.estimate == pytest.approx(exponent, abs=1e-9)
    assert fit.exponent.low < exponent < fit.exponent.high
    assert fit.constant.estimate == pytest.approx(constant, rel=1e-9)
    assert fit.predict(np.array([7.0]))[0] == pytest.approx(constant * 7**exponent)
    assert fit.chi2 == pytest.approx(0, abs=1e-9)
    assert (fit.freedom, fit.p_value) == (len(Y) - 2, pytest.approx(1))


def test_a_power_is_the_weighted_least_squares_of_numpy():
    boundary = exact([0.3, 0.2, 0.17, 0.1])
    weights = 1 / boundary.spread()
    slope, start = np.polyfit(np.log(Y), np.log(boundary.critical), 1, w=weights)
    fit = fit_power(boundary)
    assert fit.exponent.estimate == pytest.approx(slope)
    assert np.log(fit.constant.estimate) == pytest.approx(start)
    residual = np.log(boundary.critical) - start - slope * np.log(Y)
    assert fit.chi2 == pytest.approx(np.sum((weights * residual) ** 2))
    assert fit.p_value == pytest.approx(chi2.sf(fit.chi2, 2))
    assert fit.largest == pytest.approx(np.abs(residual).max())


def test_the_interval_of_an_exponent_is_as_wide_as_theory_says():
    spread = 0.03
    fit = fit_power(exact([0.5 * y**-0.4 for y in Y], spread=spread, resamples=4000))
    error = spread / np.sqrt(np.sum((np.log(Y) - np.mean(np.log(Y))) ** 2))
    assert (fit.exponent.high - fit.exponent.low) / (2 * 1.96 * error) == pytest.approx(1, abs=0.1)


def test_a_printed_law_has_one_constant():
    fit = fit_shape(exact([(2.5 / y) ** 0.5 for y in Y]), "n SNR^2", lambda y: y**-0.5, 2)
    assert fit.constant.estimate == pytest.approx(2.5)
    assert fit.constant.low < 2.5 < fit.constant.high
    assert fit.exponent.estimate == pytest.approx(-0.5)
    assert fit.freedom == len(Y) - 1


def test_a_law_that_does_not_hold_does_not_fit():
    boundary = exact([0.3 * y**-0.3 for y in Y])
    fit = fit_shape(boundary, "n SNR^2", lambda y: y**-0.5, 2)
    assert fit.p_value < 1e-6
    assert fit_power(boundary).p_value > 0.9


@pytest.mark.parametrize("power", [2.0, 2.5, 4.0])
def test_a_logarithm_is_found(power):
    """The critical values are found by bisection, not by Lambert's function."""
    c = 0.7

    def solved(y):
        return math.exp(brentq(lambda u: math.log(y) + power * u - math.log(c * -u), -20, -1e-9))

    boundary = exact([solved(y) for y in Y])
    fit = fit_log_law(boundary, "log", lambda y: y, power)
    assert fit.constant.estimate == pytest.approx(c, rel=1e-5)
    assert fit.chi2 < 1e-6
    assert fit.predict(np.array([50.0]))[0] == pytest.approx(solved(50.0))
    assert fit.exponent.estimate > -1 / power  # flatter than without the logarithm


def test_a_logarithm_of_what_is_above_one_is_no_law():
    assert fit_log_law(exact([3.0, 2.0, 1.5, 1.2]), "log", lambda y: y, 2) is None


def test_a_shape_that_is_nowhere_is_no_law():
    assert fit_shape(exact([0.4, 0.3, 0.2, 0.1]), "none", lambda y: np.full(y.size, np.nan)) is None


def test_too_few_rows_give_no_law():
    boundary = boundary_of(made(power(-0.4), y=(20.0, 40.0)))
    assert fit_power(boundary) is None
    assert fit_shape(boundary, "", lambda y: y) is None
    assert fit_log_law(boundary, "", lambda y: y, 2) is None
    assert local_exponents(boundary) is None


def test_local_exponents_see_a_bend():
    y = np.array([10, 20, 40, 80, 160.0])
    bent = np.where(y <= 40, y**-0.2, 40**0.3 * y**-0.5)
    lower, upper = local_exponents(exact(bent, y))
    assert lower.estimate == pytest.approx(-0.2)
    assert upper.estimate == pytest.approx(-0.5)
    four = local_exponents(exact(bent[:4], y[:4]))
    assert four[0].estimate > four[1].estimate


def test_a_diagram_gives_back_the_law_that_made_it():
    found = fit_power(boundary_of(made(power(-0.4), seeds=20)))
    assert found.exponent.low < -0.4 < found.exponent.high
    assert found.p_value > 0.001
