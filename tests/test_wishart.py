import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lngd_theory.wishart import bartlett_factor
from tests import naive
from tests.draws import ALPHA, EPS, same_bits, seeds

LARGE = [1e8, 1e14, 1e22]


def squares(seed, size, dof):
    """``L[0, 0]^2`` of that many factors: chi-square with ``dof`` degrees of freedom."""
    rng = np.random.default_rng(seed)
    return np.array([bartlett_factor(rng, 1, int(dof))[0, 0] ** 2 for _ in range(size)])


def standardised(x, dof):
    return (x - dof) / math.sqrt(2 * dof)


def tail_p_value(x, threshold, probability):
    """Exact binomial p-value of the number of ``|x| > threshold``."""
    return stats.binomtest(int((np.abs(x) > threshold).sum()), x.size, probability).pvalue


def variance_p_value(x):
    """Two-sided p-value of the sum of squares of standard normals."""
    p = stats.chi2(x.size).sf(float((x**2).sum()))
    return 2 * min(p, 1 - p)


def moment_p_values(x):
    """Of mean and sum of squares of standard normals."""
    return [2 * stats.norm.sf(abs(x.mean()) * math.sqrt(x.size)), variance_p_value(x)]


@pytest.mark.parametrize("dof", [1.0, 2.0, 5.0, 40.0, 1e3, 1e6])
def test_small_degrees_of_freedom_agree_with_scipy(dof):
    """Kolmogorov-Smirnov against scipy's distribution function, level ALPHA."""
    x = squares(11, 20_000, dof)
    assert stats.kstest(x, stats.chi2(dof).cdf).pvalue > ALPHA


@pytest.mark.parametrize("dof", [1.01e7, 1e8, 1e10])
def test_middling_degrees_of_freedom_agree_with_scipy_where_it_can_be_evaluated(dof):
    """Kolmogorov-Smirnov and tails beyond 2.5 standard deviations, level ALPHA; scipy's cdf is good to 1e-7 here."""
    x = squares(12, 40_000, dof)
    law, sd = stats.chi2(dof), math.sqrt(2 * dof)
    outside = law.cdf(dof - 2.5 * sd) + law.sf(dof + 2.5 * sd)
    assert stats.kstest(x, law.cdf).pvalue > ALPHA / 4
    assert tail_p_value(standardised(x, dof), 2.5, outside) > ALPHA / 4
    assert min(moment_p_values(standardised(x, dof))) > ALPHA / 4


@pytest.mark.parametrize("dof", LARGE)
def test_large_degrees_of_freedom_have_the_gaussian_law_and_its_tails(dof):
    """Of (x - k)/sqrt(2k), k >= 1e8: skewness sqrt(8/k) <= 3e-4 moves the cdf by less than 3e-5, and each tail
    probability beyond 3.5 by less than a factor 1.002, both far below what 60,000 numbers can show. Level ALPHA."""
    x = standardised(squares(13, 60_000, dof), dof)
    checks = [stats.kstest(x, stats.norm.cdf).pvalue]
    checks += [tail_p_value(x, t, 2 * stats.norm.sf(t)) for t in (2.5, 3.0, 3.5, 4.0)]
    checks += [stats.binomtest(int((side * x > 2.5).sum()), x.size, stats.norm.sf(2.5)).pvalue for side in (1, -1)]
    checks += moment_p_values(x)
    assert min(checks) > ALPHA / len(checks)
    assert np.abs(x).max() > 3.5  # the probability that none of 60,000 lies there is 1e-12


def test_the_relative_fluctuation_of_1e22_is_there():
    """Relative standard deviation sqrt(2/k) = 1.41e-11; a chi-square confidence interval at level ALPHA."""
    x = squares(14, 10_000, 1e22) / 1e22 - 1
    statistic = (x.size - 1) * x.var(ddof=1) / 2e-22
    low, high = stats.chi2(x.size - 1).ppf([ALPHA / 2, 1 - ALPHA / 2])
    assert low < statistic < high


@given(seed=seeds, rows=st.integers(1, 7), dof=st.one_of(st.integers(0, 12), st.sampled_from([10**8, 10**22, 2**80])))
def test_the_factor_is_lower_trapezoidal_with_positive_diagonal_and_full_rank(seed, rows, dof):
    L = bartlett_factor(np.random.default_rng(seed), rows, dof)
    assert L.shape == (rows, min(rows, dof))
    assert same_bits(L, np.tril(L))
    assert np.all(np.diagonal(L) > 0)


@pytest.mark.parametrize(("rows", "dof"), [(6, 2), (5, 0), (4, 3), (4, 4), (3, 9)])
def test_the_wishart_matrix_has_rank_of_rows_or_degrees_of_freedom(rows, dof):
    L = bartlett_factor(np.random.default_rng(16), rows, dof)
    gram = L @ L.T
    assert np.linalg.matrix_rank(gram) == min(rows, dof)
    eigenvalues = np.linalg.eigvalsh(gram)
    assert eigenvalues.min() > -rows * EPS * max(np.trace(gram), 1)


@pytest.mark.parametrize(("rows", "dof"), [(3, 5), (4, 4), (4, 2), (5, 1)])
def test_the_factor_has_the_law_of_the_gram_matrix_of_explicit_vectors(rows, dof):
    """Two-sample Kolmogorov-Smirnov of entries, determinant of the first rows, and extreme eigenvalues; level ALPHA."""
    size, rng = 3000, np.random.default_rng(17)
    ours, explicit = [], []
    for _ in range(size):
        L = bartlett_factor(rng, rows, dof)
        ours.append(L @ L.T)
        explicit.append(naive.gram(rng.standard_normal((rows, dof)).tolist()))
    p_values = []
    for statistic in (
        lambda G: G[0, 0],
        lambda G: G[-1, -1],
        lambda G: G[0, -1],
        lambda G: G[-1, -2],
        lambda G: np.linalg.eigvalsh(G)[-1],
        lambda G: np.linalg.det(G[:2, :2]) if dof > 1 else G.sum(),
        np.trace,
    ):
        a, b = ([statistic(np.asarray(G)) for G in matrices] for matrices in (ours, explicit))
        p_values.append(stats.ks_2samp(a, b).pvalue)
    assert min(p_values) > ALPHA / len(p_values)


def test_the_comparison_with_explicit_vectors_has_power():
    """One degree of freedom more is noticed at the same level, with as many matrices."""
    rng = np.random.default_rng(18)
    a = [np.trace(L @ L.T) for L in (bartlett_factor(rng, 4, 5) for _ in range(3000))]
    b = [np.trace(naive.gram(rng.standard_normal((4, 4)).tolist())) for _ in range(3000)]
    assert stats.ks_2samp(a, b).pvalue < ALPHA
