"""Intervals and autocorrelation times against known values."""

import numpy as np
import pytest
from scipy import stats

from lngd_theory.second_stage.series import integrated_time, mean_interval


def test_the_interval_is_that_of_the_t_test():
    x = np.random.default_rng(0).standard_normal(9)
    limits = stats.ttest_1samp(x, 0).confidence_interval(0.95)
    assert mean_interval(x) == pytest.approx((x.mean(), limits.low, limits.high))
    assert np.isnan(mean_interval([1.0])[1:]).all()


@pytest.mark.parametrize("phi", [-0.5, 0.0, 0.5, 0.9])
def test_the_autocorrelation_time_of_an_autoregression(phi):
    """(1 + phi)/(1 - phi); 100 series of 2048, whose estimate is good to a few percent."""
    rng = np.random.default_rng(1)
    x = np.empty((100, 2048))
    x[:, 0] = rng.standard_normal(100) / np.sqrt(1 - phi**2)
    for k in range(1, 2048):
        x[:, k] = phi * x[:, k - 1] + rng.standard_normal(100)
    expected = (1 + phi) / (1 - phi)
    assert integrated_time(x) == pytest.approx(expected, rel=0.2)


def test_series_that_do_not_vary_have_time_one():
    assert integrated_time(np.ones((2, 64))) == 1.0
