import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError, Setting, check_assumptions
from lngd_theory.assumptions import CONDITIONS
from lngd_theory.presets import preset


def by_hand(s, p, delta, C):
    """The assumption again, in plain floating point and in the paper's order: (left, right) for each id."""
    log_d, log_n = math.log(s.d / delta), math.log(s.n / delta)
    infinite = math.inf
    return {
        "(i) d against n^2": (s.d, C * log_n * s.n**2),
        "(i) d against n |mu|^2": (s.d, C * log_n * s.n * s.mu**2 / s.sigma_p**2),
        "(i) SNR": (s.n * s.mu**2 / (s.sigma_p**2 * s.d), 1 / (C * log_d)),
        "(ii) m": (s.m, C * log_d),
        "(ii) n": (s.n, C * log_d),
        "(iii) eta": (s.eta, 1 / (C * log_d * s.sigma_p**2 * s.d)),
        "(iv) sigma_0 lower": (s.sigma_0, C * log_d * s.n / s.sigma_p * s.d**-0.75),
        "(iv) sigma_0 upper, signal": (s.sigma_0, s.d**-0.625 / (C * log_d * s.mu) if s.mu else infinite),
        "(iv) sigma_0 upper, noise": (s.sigma_0, s.d**-0.5 / (C * log_d * s.sigma_p)),
        "(v) p lower": (p, C * math.log(s.d) / math.sqrt(s.m * s.n)),
        "(v) p upper": (p, 1 / C),
    }


LOGARITHMIC = st.floats(-3, 3).map(lambda x: 10**x)


@st.composite
def cases(draw):
    n = draw(st.integers(1, 1000))
    d = draw(st.integers(n + 2, 10**9)) if draw(st.booleans()) else draw(st.integers(10**9, 10**30))
    setting = Setting(
        n=n,
        d=d,
        m=draw(st.integers(1, 1000)),
        mu=draw(LOGARITHMIC),
        sigma_p=draw(LOGARITHMIC),
        sigma_0=draw(LOGARITHMIC),
        eta=draw(LOGARITHMIC),
    )
    return setting, draw(st.floats(0.001, 1)), draw(st.floats(0.001, 0.9)), draw(LOGARITHMIC)


@given(cases())
def test_both_sides_and_the_ratio_agree_with_the_formulas_by_hand(case):
    setting, p, delta, C = case
    expected = by_hand(setting, p, delta, C)
    report = check_assumptions(setting, p, delta, C)
    assert [checked.id for checked in report] == list(expected)
    for checked in report:
        left, right = expected[checked.id]
        assert (checked.left, checked.right) == pytest.approx((left, right), rel=1e-11)
        larger = checked.condition.relation in (">=", ">")
        assert checked.ratio == pytest.approx(left / right if larger else right / left, rel=1e-11)
        if abs(left / right - 1) > 1e-9:
            assert checked.holds == ((left > right) == larger)


def test_equality_counts_for_a_weak_and_not_for_a_strict_inequality():
    s = preset("fig2")
    assert not check_assumptions(s, p=0.1, C=10)["(v) p upper"].holds  # p < 1/C, and 0.1 is 1/10 exactly
    assert check_assumptions(s, p=0.0999, C=10)["(v) p upper"].holds
    edge = Setting(n=1, d=4, m=1, mu=0.5, sigma_p=0.5, sigma_0=1, eta=1)
    checked = check_assumptions(edge, p=0.5)["(i) d against n^2"]
    assert checked.holds == (math.log(100) <= 4)


def test_no_signal_meets_the_bounds_that_divide_by_it():
    report = check_assumptions(preset("fig2").replace(mu=0), p=0.1)
    checked = report["(iv) sigma_0 upper, signal"]
    assert checked.holds
    assert checked.right == checked.ratio == math.inf
    text = json.dumps(report.to_dict(), allow_nan=False)
    assert '"right": null' in text


def test_the_iclr_version_has_no_lower_bound_on_p():
    ids = {checked.id for checked in check_assumptions(preset("fig2"), p=0.1, version="iclr")}
    assert ids == {condition.id for condition in CONDITIONS} - {"(v) p lower"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"p": 1.5}, r"p=1.5 must be a finite number in \[0, 1\]; change p"),
        ({"p": math.nan}, "p=nan must be"),
        ({"delta": 0}, r"delta=0 must be a finite number in \(0, 1\)"),
        ({"delta": 1}, "delta=1 must be"),
        ({"C": 0}, "C=0 must be a finite number > 0"),
        ({"C": math.inf}, "C=inf must be"),
        ({"version": "v2"}, "version='v2' must be 'arxiv' or 'iclr'"),
    ],
)
def test_bad_numbers_are_refused(change, message):
    with pytest.raises(InputError, match=message):
        check_assumptions(preset("fig2"), **{"p": 0.1, **change})


def test_a_condition_that_is_not_there_is_a_key_error():
    with pytest.raises(KeyError):
        check_assumptions(preset("fig2"), p=0.1)["(vi)"]
