import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lngd_theory import InputError, check_assumptions
from lngd_theory.assumptions import setting_inside


def least_by_hand(C, delta):
    """Least d and n by plain loops over (i), (ii) and d^(1/4) >= C^2 L^2 n, which is all that (iv) asks of them."""
    for n in range(1, 1000):
        x = math.log(n + 2)
        while x < math.log(1e60):
            L = x - math.log(delta)
            if n < C * L:
                break  # a larger d asks for still more samples
            if x / 4 >= math.log(C**2 * L**2 * n) and x >= math.log(C * n**2 * math.log(n / delta)):
                return math.exp(x), n
            x += 1e-3
    raise AssertionError


@pytest.mark.parametrize(("C", "delta"), [(1, 0.01), (1, 0.1), (0.5, 0.1), (3, 0.001)])
@pytest.mark.parametrize("version", ["arxiv", "iclr"])
def test_d_and_n_are_the_least_that_plain_loops_find(C, delta, version):
    d, n = least_by_hand(C, delta)
    report = setting_inside(C, delta, version=version)
    assert report.holds
    assert d * 0.99 <= report.setting.d <= d * 1.15  # two digits: 1.0 to 1.1 at the most, and the loops' own step
    assert report.setting.n in (n, n + 1)


def test_d_n_and_m_cannot_be_smaller():
    report = setting_inside(p=0.1)
    smaller = report.setting.replace(m=report.setting.m - 1)
    assert not check_assumptions(smaller, p=0.1)["(v) p lower"].holds
    smaller = report.setting.replace(n=report.setting.n - 1)
    assert not check_assumptions(smaller, p=0.1)["(ii) n"].holds
    smaller = check_assumptions(report.setting.replace(d=round(report.setting.d * 0.97)), p=0.1)
    assert smaller.feasible("d", free=("n", "m", "mu", "sigma_p", "sigma_0", "eta", "p")).smallest > smaller.setting.d


WORKING = [
    {},
    {"p": 0.1},
    {"p": 1e-6},
    {"n": 100, "p": 0.5},
    {"m": 60},
    {"mu": 0},
    {"mu": 1.0},
    {"sigma_0": 0.01},
    {"sigma_0": 0.01, "eta": 0.5},
    {"sigma_p": 5, "mu": 2.0},
    {"d": 1e22, "version": "iclr"},
    {"C": 10.0},
    {"C": 0.1},
    {"delta": 0.9, "C": 0.01},
    {"q": 3.0, "corruption": 0.2, "version": "iclr", "p": 0.1},
    {"n": 60, "d": 10**22, "m": 10**4, "mu": 1e-3, "sigma_p": 2.0, "eta": 1e-30, "p": 0.1, "sigma_0": 6e-14},
]


@pytest.mark.parametrize("fixed", WORKING, ids=str)
def test_what_is_fixed_stays_and_every_condition_holds(fixed):
    report = setting_inside(**fixed)
    assert report.holds
    found = report.setting.model_dump() | {"p": report.p, "C": report.C, "delta": report.delta}
    assert {key: value for key, value in (found | {"version": report.version}).items() if key in fixed} == fixed


@given(st.floats(-1.5, 1.0), st.floats(0.001, 0.9), st.sampled_from(["arxiv", "iclr"]), st.floats(0.01, 0.99))
@settings(max_examples=10)
def test_something_is_inside_for_every_constant(log_C, delta, version, share):
    C = 10**log_C
    report = setting_inside(C, delta, min(share / C, 1.0), version)
    assert report.holds
    assert report.setting.n * report.setting.m >= (C * math.log(report.setting.d / delta)) ** 2


@pytest.mark.parametrize(
    ("fixed", "message"),
    [
        (
            {"m": 20},
            r"^nothing is inside Assumption 3.1 with m=20, C=1, delta=0.01: \(ii\) m needs d <= 4.85e\+06 but "
            r"n >= 1 with \(iv\) sigma_0 lower with \(iv\) sigma_0 upper, noise needs d >= 1.23e\+12; "
            r"change or free one of these$",
        ),
        (
            {"d": 10**6, "n": 100},
            r"\(iv\) sigma_0 lower \(sigma_0 >= 0.0583/sigma_p\) and "
            r"\(iv\) sigma_0 upper, noise \(sigma_0 <= 5.43e-5/sigma_p\) cannot hold together; change",
        ),
        ({"n": 5}, r"whatever d is, \(ii\) n fails \(n >= log\(100\*d\), but n = 5\); change"),
        ({"p": 0.9, "C": 2}, r"\(v\) p upper fails \(p < 0.500, but p = 0.9\)"),
        (
            {"d": 10**22, "sigma_p": 1, "sigma_0": 0.01},
            r"upper, noise fails \(sigma_0 <= 1.81e-13, but sigma_0 = 0.01\)",
        ),
        ({"C": 1e6}, r"whatever d is, \(ii\) n \(n >= .*cannot hold together; change or free one of these$"),
        ({"d": 429263078226971000000}, "leaves .*interval too narrow for floating-point numbers"),
        ({"p": 0}, "^p=0 must be > 0 in Assumption 3.1; change p$"),
        ({"p": 1.5}, r"^p=1.5 must be a finite number in \[0, 1\]"),
        ({"nn": 3}, "^unknown parameter 'nn' of Setting; did you mean 'n'"),
        ({"n": 0}, "^n=0 must be an integer >= 1"),
        ({"n": 9, "d": 10}, "^n=9 must be at most d - 2 = 8"),
        ({"C": -1}, "^C=-1 must be a finite number > 0"),
        ({"version": "v2"}, "^version='v2' must be 'arxiv' or 'iclr'$"),
    ],
)
def test_what_cannot_be_is_refused_with_the_conditions_that_conflict(fixed, message):
    with pytest.raises(InputError, match=message):
        setting_inside(**fixed)
