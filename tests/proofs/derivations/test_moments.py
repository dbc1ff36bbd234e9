"""The moments of B.1 and B.2 against quadrature, scipy's distributions and draws."""

import math

import numpy as np
import pytest
import sympy as sp
from scipy import integrate, stats

from proofs_check.derivations import moments
from tests.draws import ALPHA

D, SIGMA_P, SIGMA_0, DRAWS = 6, 0.7, 0.3, 40_000


@pytest.mark.parametrize("power", range(7))
def test_gaussian_moments(power):
    assert float(moments.gaussian_moment(power)) == pytest.approx(stats.norm.moment(power), abs=1e-9)


@pytest.mark.parametrize(("t", "s"), [(0.4, 1.0), (-1.1, 0.6), (0.0, 2.0)])
def test_gaussian_generating_function(t, s):
    claimed = moments.gaussian_generating().subs({moments.t: t, moments.s: s})
    value, _ = integrate.quad(lambda g: math.exp(t * g) * stats.norm.pdf(g, scale=s), -15 * s, 15 * s, epsabs=1e-12)
    assert float(claimed) == pytest.approx(value, rel=1e-8)


@pytest.mark.parametrize("k", [1, 2, 5, 11])
@pytest.mark.parametrize("t", [-1.5, 0.1, 0.3])
def test_chi_square_generating_function(k, t):
    claimed = float(moments.chi_square_generating().subs({moments.k: k, moments.u: 1 - 2 * t}))
    value, _ = integrate.quad(lambda x: math.exp(t * x) * stats.chi2.pdf(x, k), 0, 200, limit=400, epsabs=1e-10)
    assert claimed == pytest.approx(value, rel=1e-5)


@pytest.mark.parametrize("t", [-0.5, 0.2, 0.6])
def test_product_generating_function(t):
    nodes, weights = np.polynomial.hermite_e.hermegauss(120)
    value = (np.exp(t * np.outer(nodes, nodes)) * np.outer(weights, weights)).sum() / (2 * math.pi)
    assert float(moments.product_generating().subs(moments.u, 1 - t**2)) == pytest.approx(value, rel=1e-8)


def test_mean_of_a_polynomial():
    g, h = sp.symbols("g h")
    polynomial = g**2 * h**4 - 2 * g * h + 5
    assert moments.mean(polynomial, (g, h)) == 1 * 3 + 5
    assert moments.mean(sp.Integer(4), (g, h)) == 4


def test_norms_and_inner_products_of_draws():
    """d - 1, not d: six means against their expected values."""
    rng = np.random.default_rng(11)
    mu = rng.standard_normal(D)
    xi, other = (SIGMA_P * rng.standard_normal((DRAWS, D)) for _ in range(2))
    xi, other = (x - np.outer(x @ mu, mu) / (mu @ mu) for x in (xi, other))
    w0 = SIGMA_0 * rng.standard_normal((DRAWS, D))
    square, inner, overlap, signal = (xi**2).sum(1), (xi * other).sum(1), (w0 * xi).sum(1), w0 @ mu
    expected = [
        (square, SIGMA_P**2 * (D - 1)),
        ((square - SIGMA_P**2 * (D - 1)) ** 2, 2 * SIGMA_P**4 * (D - 1)),
        (inner, 0.0),
        (inner**2, SIGMA_P**4 * (D - 1)),
        (overlap**2, SIGMA_0**2 * SIGMA_P**2 * (D - 1)),
        (signal**2, SIGMA_0**2 * (mu @ mu)),
    ]
    limit = stats.norm.isf(ALPHA / (2 * len(expected)))
    for values, value in expected:
        assert abs(values.mean() - value) < limit * values.std() / math.sqrt(DRAWS)
    # the printed d is too large
    assert abs(square.mean() - SIGMA_P**2 * D) > limit * square.std() / math.sqrt(DRAWS)
