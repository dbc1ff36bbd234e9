"""Power laws: exponents against textbook routes, a test of fit with the right level, censoring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lngd_theory import InputError
from lngd_theory.scaling import fit_power
from lngd_theory.scaling.resampling import bootstrap_interval, lack_of_fit

X = np.array([1.0, 2.0, 3.0, 5.0, 8.0])


def data(seed=0, seeds=12, power=1.5, scatter=0.05, bend=0.0, x=X):
    """Each seed has a level and a slope of its own, and noise at every point."""
    rng = np.random.default_rng(seed)
    log_x = np.log(x)
    own = power + rng.normal(0, scatter, (seeds, 1))
    y = rng.normal(0, 0.3, (seeds, 1)) + own * log_x + bend * log_x**2 + rng.normal(0, scatter, (seeds, x.size))
    return np.exp(y)


@given(
    power=st.floats(-4, 4),
    level=st.floats(-20, 20),
    factor=st.floats(0.01, 100),
)
def test_an_exact_power_is_found_and_fits(power, level, factor):
    y = np.exp(level) * X**power * np.exp(np.linspace(-1, 1, 4))[:, None]
    fit = fit_power(X * factor, y)
    assert fit.exponent.estimate == pytest.approx(power, abs=1e-9)
    assert fit.exponent.high - fit.exponent.low < 1e-8
    assert fit.p_value == 1.0
    assert [end.estimate for end in fit.ends] == pytest.approx([power, power], abs=1e-8)
    line = np.exp(fit.intercept) * (X * factor) ** fit.exponent.estimate
    assert line == pytest.approx(np.exp(np.log(y).mean(axis=0)), rel=1e-6)


def test_slopes_and_ends_are_those_of_polynomial_fits():
    y = data(bend=0.2)
    fit = fit_power(X, y)
    log_y = np.log(y).mean(axis=0)
    assert fit.exponent.estimate == pytest.approx(np.polyfit(np.log(X), log_y, 1)[0])
    derivative = np.polyder(np.polyfit(np.log(X), log_y, 2))
    expected = np.polyval(derivative, np.log(X[[0, -1]]))
    assert [end.estimate for end in fit.ends] == pytest.approx(expected)
    assert fit.change.estimate == pytest.approx(expected[1] - expected[0])
    straight = np.polyval(np.polyfit(np.log(X), log_y, 1), np.log(X))
    assert [residual.estimate for residual in fit.residuals] == pytest.approx(log_y - straight)


def test_the_interval_is_about_student_s():
    fit = fit_power(X, data(seeds=40))
    slopes = np.polyfit(np.log(X), np.log(data(seeds=40)).T, 1)[0]
    low, high = stats.t.interval(0.95, 39, slopes.mean(), stats.sem(slopes))
    assert fit.exponent.low == pytest.approx(low, abs=0.2 * (high - low))
    assert fit.exponent.high == pytest.approx(high, abs=0.2 * (high - low))


def test_three_points_are_tested_by_a_t_test_of_the_curvature():
    y = data(x=X[:3], bend=0.05)
    curvature = np.polyfit(np.log(X[:3]), np.log(y).T, 2)[0]
    assert fit_power(X[:3], y).p_value == pytest.approx(stats.ttest_1samp(curvature, 0).pvalue)


def test_lack_of_fit_is_hotelling_s_test():
    """Against the F test of a multivariate regression on nothing: the same statistic from sums of squares."""
    y = np.log(data(seed=3, bend=0.05))
    log_x = np.log(X)
    others = np.eye(5) - np.polynomial.polynomial.polyvander(log_x, 1) @ np.linalg.pinv(
        np.polynomial.polynomial.polyvander(log_x, 1)
    )
    residuals = y @ np.linalg.svd(others)[0][:, :3]  # any basis of the residual space
    mean = residuals.mean(axis=0)
    error = (residuals - mean).T @ (residuals - mean)
    lam = np.linalg.det(error) / np.linalg.det(error + len(y) * np.outer(mean, mean))  # Wilks
    statistic = (1 - lam) / lam * (len(y) - 3) / 3
    assert lack_of_fit(log_x, y) == pytest.approx(stats.f.sf(statistic, 3, len(y) - 3))


def test_p_values_of_power_laws_are_uniform_and_those_of_bends_small():
    p = [fit_power(X, data(seed)).p_value for seed in range(200)]
    assert stats.kstest(p, "uniform").pvalue > 0.01
    bent = [fit_power(X, data(seed, bend=0.2)).p_value for seed in range(20)]
    assert max(bent) < 0.01


@pytest.mark.slow
@pytest.mark.parametrize(("seeds", "least"), [(4, 0.87), (8, 0.94), (16, 0.95)])
def test_intervals_cover_nearly_as_often_as_they_say(seeds, least):
    rng = np.random.default_rng(1)
    intervals = [bootstrap_interval(rng.normal(2.0, 1.0, seeds)) for _ in range(400)]
    covered = np.mean([low <= 2.0 <= high for _, low, high in intervals])
    assert covered >= least - 0.03


def test_censored_values_count_as_larger():
    y = data(seeds=11)
    order = np.argsort(y[:, -1])
    y[order[-2:], -1] = np.inf  # the two largest are only known to be larger
    fit = fit_power(X, y)
    assert fit.censored
    assert len(fit.y) == 11
    assert fit.exponent.estimate == pytest.approx(
        np.polyfit(np.log(X), np.log(np.median(data(seeds=11), axis=0)), 1)[0]
    )
    assert fit.exponent.low < fit.exponent.estimate < fit.exponent.high
    assert 0.01 < fit.p_value <= 1


def test_the_median_s_test_of_fit_sees_a_bend():
    y = data(seeds=16, bend=0.4)
    y[0, -1] = np.inf
    assert fit_power(X, y).p_value < 0.01


def test_points_and_seeds_without_values_are_left_out():
    y = data(seeds=10)
    y[:4, 2] = np.nan  # too few seeds at this point
    y[0, 0] = np.nan  # no value for this seed
    y[1, 4] = -1.0  # nor for this one
    fit = fit_power(X, y)
    assert fit.x.tolist() == [1, 2, 5, 8]
    assert len(fit.y) == 8
    assert (fit.points, fit.seeds) == (5, 10)


def test_nothing_to_fit_is_nan_and_no_warning():
    for y in (np.full((5, 5), np.nan), data()[:2], data()[:, :2], np.full((5, 5), np.inf), np.empty((0, 5))):
        fit = fit_power(X[: y.shape[1]], y)
        assert not fit.usable
        assert np.isnan([*fit.exponent, fit.p_value, *fit.ends[0], *fit.change]).all()


def test_dividing_by_a_power_takes_its_exponent_away():
    fit = fit_power(X, data(power=1.5))
    rest = fit.divided_by(X**1.5, X)
    assert rest.exponent.estimate == pytest.approx(fit.exponent.estimate - 1.5)
    assert rest.p_value == pytest.approx(fit.p_value)


def test_intervals_of_constants_have_no_width():
    assert bootstrap_interval(np.full(5, 2.0)) == (2.0, 2.0, 2.0)
    assert np.isnan(bootstrap_interval(np.array([2.0])).low)


@pytest.mark.parametrize(("x", "y"), [([1, 1, 2], [[1, 1, 1]]), ([0, 1, 2], [[1, 1, 1]]), ([1, 2], [[1, 2, 3]])])
def test_bad_input(x, y):
    with pytest.raises(InputError, match="must ascend, be > 0"):
        fit_power(x, y)
