import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from lngd_theory.symbols import T_star, delta, n, p, t
from proofs_check import lemma_B_4 as lemma
from proofs_check.inequality import Inequality
from proofs_check.tails import divergence
from tests.draws import ALPHA
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = lemma.ARGUMENTS
y = sp.Symbol("y", positive=True)


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    status = check_step(step)
    assert (status == "counterexample") == (step.name == "deviation: n samples of delta/4 each are at most delta")


@pytest.mark.parametrize(
    ("relation", "box"),
    [
        (sp.Ge(divergence(y, lemma.MOST_P), 2 * sp.Rational(14, 10) * (y - lemma.MOST_P) ** 2), {y: ("1/2", "99/100")}),
        (
            sp.Ge(divergence(y, sp.Rational(2, 10)), 2 * lemma.GAIN * (y - sp.Rational(2, 10)) ** 2),
            {y: ("1/2", "99/100")},
        ),
        (sp.Le(n, (8 * n**2) ** (lemma.GAIN - 1)), {n: (1, "oo")}),
    ],
    ids=["gain 1.4", "p = 0.2", "T* = n^2"],
)
def test_less_is_refuted(relation, box):
    assert Inequality("wrong", relation, box).run().status == "counterexample"


def test_other_means_are_not_confirmed():
    assert all(ok for _, ok in lemma.confirm_intervals())
    assert not all(ok for _, ok in lemma.confirm_intervals(lambda: ((1 - p) * t, 2 * p * t)))


@pytest.mark.parametrize("share", [0.001, 0.02, 0.1])
def test_divergence_against_its_square_everywhere(share):
    values = np.linspace(1e-9, 1 - 1e-9, 5001)
    found = values * np.log(values / share) + (1 - values) * np.log((1 - values) / (1 - share))
    assert (found >= 2 * float(lemma.GAIN) * (values - share) ** 2 - 1e-15).all()


def beyond(steps, flip, failure):
    """Sum over t of the exact probability that one sample exceeds the printed deviation."""
    total = 0.0
    for time in range(1, steps + 1):
        away = float(lemma.DEVIATION.subs({t: time, T_star: steps, delta: failure}))
        law = stats.binom(time, flip)
        total += law.cdf(math.ceil(time * flip - away) - 1) + law.sf(math.floor(time * flip + away))
    return total


@pytest.mark.parametrize(("flip", "failure"), [(0.5, 0.1), (0.1, 0.1), (0.05, 0.5)])
def test_one_sample_by_the_law(flip, failure):
    assert beyond(200, flip, failure) <= failure / 4


@pytest.mark.parametrize(("samples", "flip"), [(3, 0.1), (5, 0.05), (6, 0.1)])
def test_all_samples_for_small_p_and_a_long_horizon(samples, flip):
    assert samples * beyond(samples**3, flip, 0.5) <= 0.5 / 4


def test_the_counterexample_in_a_simulation():
    """p = 1/10, T* = 3, delta = 1/2, n = 2000: most runs have a sample beyond the printed deviation."""
    runs = 300
    limits = [float(lemma.DEVIATION.subs({t: time, T_star: 3, delta: 0.5})) for time in range(1, 4)]
    counts = (np.random.default_rng(2).random((runs, 2000, 3)) < 0.1).cumsum(axis=2)
    bad = int((np.abs(counts - 0.1 * np.arange(1, 4)) > limits).any(axis=(1, 2)).sum())
    assert stats.binomtest(bad, runs, 1 - (1 - 0.1**3) ** 2000).pvalue > ALPHA
    assert bad > runs / 2
