"""The bulk in closed form against numerical integration, known totals, and the eigenvalues of a large sample."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from lngd_theory.errors import InputError
from lngd_theory.spectral.spiked.marchenko_pastur import Bulk
from lngd_theory.spectral.spiked.overlaps import overlap

GAMMAS = st.floats(0.02, 20)


def integral(f, theta):
    return quad(f, 0, theta, epsabs=1e-12, limit=200)[0]


@pytest.mark.parametrize("gamma", [0.1, 0.5, 1.0, 4.0])
@pytest.mark.parametrize("theta", [0.4, 1.7, 3.0])
def test_closed_forms_are_the_integrals(gamma, theta):
    bulk, scale = Bulk(gamma), 2 * gamma / np.pi
    assert bulk.share(theta) == pytest.approx(scale * integral(lambda t: np.sin(t) ** 2 / bulk.level(t), theta))
    assert bulk.variance(theta) == pytest.approx(scale * integral(lambda t: np.sin(t) ** 2 / bulk.level(t) ** 2, theta))
    for ell in (-0.9, -gamma if gamma < 1 else -0.3, 0.0, 0.2, np.sqrt(gamma), 7.0):
        kappa = (1 + ell) * (ell + gamma)
        inner = integral(lambda t, e=ell, k=kappa: np.sin(t) ** 2 / bulk.level(t) / (k - e * bulk.level(t)), theta)
        assert bulk.overlap(ell, theta) == pytest.approx(scale * (1 + ell) * inner, rel=1e-7)


@given(GAMMAS)
def test_known_totals(gamma):
    bulk = Bulk(gamma)
    assert float(bulk.share(np.pi)) == pytest.approx(min(1, gamma))
    if abs(gamma - 1) > 0.01:
        assert float(bulk.variance(np.pi)) == pytest.approx(min(1, gamma) / abs(1 - gamma))
    assert float(bulk.overlap(0.0, np.pi)) == pytest.approx(min(1, 1 / gamma))


@given(st.floats(0.02, 0.98), st.floats(-0.95, 50))
def test_bulk_and_own_eigenvector_contain_all_of_a_direction_when_no_space_is_left_out(gamma, ell):
    """For D < N the sample's directions span everything."""
    assert float(Bulk(gamma).overlap(ell, np.pi)) + overlap(ell, gamma) == pytest.approx(1, abs=1e-6)


@given(GAMMAS, st.floats(0.01, 0.99))
def test_the_angle_inverts_the_share(gamma, part):
    bulk = Bulk(gamma)
    assert float(bulk.share(bulk.angle(part * min(1, gamma)))) == pytest.approx(part * min(1, gamma), rel=1e-9)


@pytest.mark.parametrize("gamma", [0.25, 2.0])
def test_quantiles_are_those_of_a_large_sample(gamma):
    n = 600
    x = np.random.default_rng(0).standard_normal((n, int(gamma * n)))
    eigenvalues = np.linalg.svd(x, compute_uv=False) ** 2 / n
    bulk = Bulk(gamma)
    for part in (0.1, 0.5, 0.9):
        expected = bulk.level(bulk.angle(part * min(1, gamma)))
        assert eigenvalues[int(part * eigenvalues.size)] == pytest.approx(float(expected), rel=0.03)


def test_gamma_must_be_positive():
    with pytest.raises(InputError, match="gamma=0 must be a finite number > 0"):
        Bulk(0)
