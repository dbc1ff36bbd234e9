import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from lngd_theory import Setting, check_assumptions
from lngd_theory.symbols import m
from proofs_check import lemma_B_2 as lemma
from proofs_check.inequality import Inequality
from tests.draws import ALPHA
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = lemma.ARGUMENTS
D, l = sp.symbols("D l", nonnegative=True)  # noqa: E741 - the file's letters


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


@pytest.mark.parametrize(
    "relation",
    [
        sp.Ge(sp.Rational(26, 10) * lemma.SIGNAL_RATE * (D + l), sp.log(32) + l),
        sp.Ge(sp.Rational(22, 10) * lemma.NOISE_RATE * (D + l), sp.log(32) + D / 2 + l),
    ],
    ids=["signal, C = 2.6", "noise, C = 2.2"],
)
def test_smaller_constants_of_ii_are_refuted(relation):
    assert Inequality("wrong", relation, {D: (5, "oo"), l: (0, "oo")}).run().status == "counterexample"


def test_wrong_cdf_is_not_confirmed():
    assert all(ok for _, ok in lemma.confirm_cdf())
    assert not all(ok for _, ok in lemma.confirm_cdf(lambda x: (1 + sp.erf(x)) / 2))


def test_thresholds_and_rates():
    assert pytest.approx(0.5) == float(lemma.SIGNAL_ALIGNED)
    assert pytest.approx(0.25 * math.sqrt(2)) == float(lemma.NOISE_ALIGNED)
    assert float(lemma.SIGNAL_RATE) == pytest.approx(-stats.norm.logcdf(0.5), rel=1e-12)
    assert float(lemma.NOISE_RATE) == pytest.approx(-stats.norm.logcdf(0.25 * math.sqrt(2)), rel=1e-12)


@pytest.mark.parametrize(("failure", "size"), [(0.5, 1e6), (0.01, 1e20), (1e-8, 1e12)])
def test_aligned_filters_by_the_law(failure, size):
    """With m at the constant that is enough, both classes' and all samples' failures take delta/8 at most."""
    filters = math.ceil(float(lemma.ENOUGH) * math.log(size / failure))
    samples = math.floor(math.sqrt(size))
    worst = 2 * stats.norm.cdf(0.5) ** filters + 2 * samples * stats.norm.cdf(0.25 * math.sqrt(2)) ** filters
    assert worst <= failure / 8


def test_the_counterexample_meets_the_assumption():
    setting = Setting(n=783, d=10**40, m=783, mu=1e-9, sigma_p=1.0, sigma_0=5e-24, eta=1e-44)
    report = check_assumptions(setting, p=0.15, delta=1e-300, C=1.0)
    assert report.holds, [c.id for c in report if not c.holds]
    assert 783 * stats.norm.logcdf(0.5) > math.log(1e-300)
    assert not check_assumptions(setting, p=0.15, delta=1e-300, C=2.75)["(ii) m"].holds


def test_largest_of_m_gaussians():
    filters, trials = 3, 40_000
    below = np.random.default_rng(0).standard_normal((trials, filters)).max(axis=1) <= 0.5
    share = float(sp.exp(-m * lemma.SIGNAL_RATE).subs(m, filters))
    assert stats.binomtest(int(below.sum()), trials, share).pvalue > ALPHA
