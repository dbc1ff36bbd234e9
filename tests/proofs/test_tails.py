import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from proofs_check import tails
from tests.proofs.second_route import check_step, named

STEPS = (*tails.CHI_SQUARE, *tails.GAUSSIAN, *tails.HOEFFDING, *tails.BINOMIAL, *tails.POISSON)
ALMOST = sp.Rational(101, 100)


@pytest.mark.parametrize("step", **named(STEPS))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


@pytest.mark.parametrize(
    ("confirm", "wrong"),
    [
        (tails.confirm_chi_square, lambda a: ALMOST * tails.chi_square_rate(a)),
        (tails.confirm_gaussian, lambda x: tails.gaussian_tail(x) / 2),
        (tails.confirm_hoeffding, lambda s, n: 2 * sp.exp(-4 * s**2 / n)),
        (tails.confirm_binomial, lambda y, p: ALMOST * tails.divergence(y, p)),
        (tails.confirm_binomial, lambda y, p: tails.divergence(p, y)),
        (tails.confirm_poisson, lambda theta: theta**2 / 2),
    ],
)
def test_wrong_bounds_are_not_confirmed(confirm, wrong):
    assert all(ok for _, ok in confirm())
    assert not all(ok for _, ok in confirm(wrong))


@pytest.mark.parametrize("k", [1, 2, 7, 60, 1000])
@pytest.mark.parametrize("a", [0.2, 0.5, 0.9, 1.1, 1.5, 4.0])
def test_chi_square_against_its_law(k, a):
    exact = stats.chi2.sf(a * k, k) if a > 1 else stats.chi2.cdf(a * k, k)
    assert exact <= math.exp(-k * float(tails.chi_square_rate(sp.Float(a))))


def test_gaussian_against_its_law():
    x = np.linspace(0, 30, 500)
    bound = np.array([float(tails.gaussian_tail(sp.Float(value))) for value in x])
    assert (2 * stats.norm.sf(x) <= bound).all()
    cdf = np.array([float(tails.normal_cdf(sp.Float(value))) for value in x - 15])
    np.testing.assert_allclose(cdf, stats.norm.cdf(x - 15), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.5, 0.85])
@pytest.mark.parametrize("n", [5, 40, 300])
def test_binomial_tails_against_the_law(n, p):
    law = stats.binom(n, p)
    for k in range(n + 1):
        away = abs(k - n * p)
        beyond = law.cdf(np.floor(n * p - away + 1e-9)) + law.sf(np.ceil(n * p + away - 1e-9) - 1)
        assert beyond <= float(tails.hoeffding_tail(sp.Float(away), n)) * (1 + 1e-12)
        if 0 < k < n and away > 0:
            one_sided = law.sf(k - 1) if k > n * p else law.cdf(k)
            y = sp.Rational(k, n)
            assert one_sided <= math.exp(-n * float(tails.divergence(y, sp.Float(p)))) * (1 + 1e-9)
            theta = k / (n * p) - 1
            assert one_sided <= math.exp(-n * p * float(tails.poisson_rate(sp.Float(theta)))) * (1 + 1e-9)


def test_hoeffdings_lemma_on_a_grid():
    p = np.linspace(0, 1, 201)[:, None]
    slope = np.linspace(-12, 12, 401)[None, :]
    cumulant = np.log1p(p * np.expm1(slope)) - slope * p
    assert (cumulant <= slope**2 / 8 + 1e-14).all()
    assert (cumulant > slope**2 / 8.2).any()  # 8 is sharp at p = 1/2
