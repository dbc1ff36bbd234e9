"""Extrapolated times."""

import dataclasses
import math

import pytest
from scipy import stats

from lngd_theory import InputError, LabelFlip, Setting
from lngd_theory.second_stage import second_stage_growth, signal_time
from lngd_theory.second_stage.statement import T2_LEMMA, T2_THEOREM, evaluate

S = Setting(n=10, d=10**12, m=12, mu=1.0, sigma_p=1.0, sigma_0=1e-9, eta=1e-12)


@pytest.fixture(scope="module")
def growth():
    return second_stage_growth(S, LabelFlip(0.1), seeds=4, steps=2000)


def test_exponential_growth_from_start_to_level(growth):
    time = signal_time(growth, level=0.1, start=1e-6)
    for steps, rate in zip(time.steps, (growth.rate.estimate, growth.rate.high, growth.rate.low), strict=True):
        assert 1e-6 * (math.exp(rate * steps) - 1) == pytest.approx(0.1)


def test_by_default_it_starts_at_the_median_of_the_largest_overlap(growth):
    start = 1e-9 * stats.norm.ppf(0.5 ** (1 / 12))
    assert signal_time(growth).steps == pytest.approx(signal_time(growth, start=start).steps)
    one = dataclasses.replace(growth, setting=S.replace(m=1))
    assert signal_time(one).steps.estimate > 0


def test_the_papers_times_stand_beside_it(growth):
    time = signal_time(growth)
    assert time.theorem_3_3 == evaluate(T2_THEOREM, S)
    assert time.lemma_4_5 == pytest.approx(evaluate(T2_LEMMA, S, T_1=0.0, c_2=growth.largest_margin))
    assert time.first_stage > 0


def test_a_rate_that_may_be_zero_has_no_upper_limit(growth):
    uncertain = dataclasses.replace(growth, controlled=growth.controlled * [[[1.0]], [[-1.0]], [[1.0]], [[1.0]]])
    assert uncertain.rate.low < 0 < uncertain.rate.estimate
    assert signal_time(uncertain).steps.high == math.inf
    none = dataclasses.replace(growth, setting=S.replace(mu=0.0), controlled=0 * growth.controlled)
    assert signal_time(none).steps.estimate == math.inf


@pytest.mark.parametrize("values", [{"level": 0.0}, {"start": -1.0}])
def test_refusals(growth, values):
    with pytest.raises(InputError, match=f"^{next(iter(values))}=.* must be a finite number > 0"):
        signal_time(growth, **values)
