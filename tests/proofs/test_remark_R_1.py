"""Remark R.1 with numbers: the ratio under the printed condition on m, and under the corrected one."""

import math

import pytest

from lngd_theory.setting import Setting


@pytest.mark.parametrize("epsilon", [0.5, 0.1, 0.01])
def test_the_ratio_of_the_dominating_terms(epsilon):
    s = Setting(n=20, d=10**6, m=8, mu=2.0, sigma_p=0.3, sigma_0=1e-5, eta=1e-3)
    log = math.log(6 / (s.sigma_0 * s.mu))
    n_snr2 = s.n * s.mu**2 / (s.sigma_p**2 * s.d)
    for m2, expected in ((log / epsilon, n_snr2 / epsilon**2), (log * epsilon, n_snr2)):
        gd = m2**1.5 * s.n / (s.eta * epsilon * s.sigma_p**2 * s.d)
        lngd = math.sqrt(m2) * log / (s.eta * s.mu**2)
        assert gd / lngd == pytest.approx(expected, rel=1e-12)
    assert n_snr2 / epsilon**2 != pytest.approx(n_snr2, rel=0.5)
