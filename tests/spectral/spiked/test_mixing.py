"""Mixing of two eigenvectors against a simulation, and its classical limit."""

import numpy as np
import pytest

from lngd_theory.spectral.spiked.mixing import mixing


@pytest.mark.parametrize(("ell", "n", "dim"), [((40.0, 8.0), 200, 100), ((10.0, 4.0), 150, 300)])
def test_second_moments_of_the_components(ell, n, dim):
    rng = np.random.default_rng(0)
    found = []
    for _ in range(150):
        x = rng.standard_normal((n, dim))
        x[:, :2] *= np.sqrt(1 + np.array(ell))
        v = np.linalg.svd(x, full_matrices=False)[2][:2, :2]
        found.append([v[0, 1] ** 2, v[1, 0] ** 2, (v[0, 0] * v[0, 1]) ** 2, (v[0] @ np.diag([1, 0]) @ v[1]) ** 2])
    mean, error = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(150)
    formula = mixing(np.array(ell), dim / n, n, 2)
    expected = [formula.lost[1, 1], formula.lost[0, 2] - formula.lost[0, 1], formula.crossed[0, 1, 1]]
    assert (np.abs(mean[:3] - expected) < 4 * error[:3] + 0.1 * np.array(expected)).all()


def test_for_many_samples_it_is_the_classical_covariance_of_principal_components():
    tau = np.array([7.0, 3.0])
    found = mixing(tau - 1, 1e-9, 10**6, 2)
    assert found.lost[1, 1] == pytest.approx(21 / (10**6 * 16))
    assert found.crossed[0, 1, 2] == pytest.approx(0, abs=1e-12)  # both directions span the plane


def test_what_one_spike_loses_the_other_gets():
    found = mixing(np.array([9.0, 5.0, 2.0]), 0.5, 100, 5)
    np.testing.assert_allclose(found.lost.sum(axis=0), 0, atol=1e-12)
    assert (mixing(np.array([5.0, 5.0]), 0.5, 100, 3).lost == 0).all()
