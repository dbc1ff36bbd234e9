import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from scipy.optimize import brentq

from lngd_theory import InputError, Setting
from lngd_theory.reduced import ReducedDynamics
from tests import naive_reduced as naive
from tests.draws import EPS, ROUNDING, relative_error
from tests.reduced.cases import POWER, VERSIONS, dynamics, states

SMALL = Setting(n=8, d=60, m=3, mu=2.0, sigma_p=0.5, sigma_0=0.05, eta=0.5)


@given(dynamics(), states)
def test_one_step_is_the_papers(chain, iota):
    k = POWER[chain.version]
    kept, flipped = chain.outcomes(iota)
    assert relative_error(kept, naive.kept(iota, chain.a, k)) < ROUNDING
    assert relative_error(flipped, naive.flipped(iota, chain.a, k)) < ROUNDING
    assert 0 < flipped < iota <= kept
    assert relative_error(chain.margin(iota), naive.margin(iota, k)) < ROUNDING


@given(dynamics(), states)
def test_the_two_versions_are_one_chain_in_the_margin(chain, margin):
    arxiv, iclr = (ReducedDynamics(chain.a, chain.p, version) for version in VERSIONS)
    for one, root in zip(arxiv.outcomes(margin), iclr.outcomes(math.sqrt(margin)), strict=True):
        assert relative_error(root**2, one) < ROUNDING


def test_outcomes_keep_the_shape_and_do_not_overflow():
    chain = ReducedDynamics(0.3, 0.2, "iclr")
    iota = np.array([[1e-200, 1.0, 30.0], [1e3, 1e150, 1e200]])
    kept, flipped = chain.outcomes(iota)
    assert kept.shape == flipped.shape == iota.shape
    np.testing.assert_array_equal(kept[1], iota[1])
    np.testing.assert_allclose(flipped[1], 0.7 * iota[1], rtol=4 * EPS)


TESTS = [
    (sp.Symbol("x") ** 2, lambda x: x**2),
    (sp.log(sp.Symbol("x")), math.log),
    (sp.exp(-sp.Symbol("u")), lambda x: math.exp(-x)),
    (np.sqrt, math.sqrt),
]


@pytest.mark.parametrize(("test", "plain"), TESTS)
@given(dynamics(), states)
def test_drift_is_the_sum_over_the_outcomes(test, plain, chain, iota):
    k = POWER[chain.version]
    expected = naive.drift(plain, iota, chain.a, chain.p, k)
    scale = max(abs(plain(x)) for x in (iota, naive.kept(iota, chain.a, k), naive.flipped(iota, chain.a, k)))
    assert abs(float(chain.drift(test, iota)) - expected) <= ROUNDING * scale


def test_drift_of_an_array_and_of_a_constant_slope():
    chain = ReducedDynamics(0.2, 0.1)
    iota = np.linspace(0.5, 4, 6).reshape(2, 3)
    assert chain.drift(np.log, iota).shape == (2, 3)
    np.testing.assert_allclose(chain.drift(np.log, iota), chain.log_drift(iota), rtol=1e-12)


@given(dynamics(high_p=0.4))
def test_the_balance_point_balances_the_push(chain):
    star, p = chain.balance_point, chain.p
    f = naive.margin(star, POWER[chain.version])
    assert math.exp(f) == pytest.approx((1 - p) / p, rel=ROUNDING)
    assert abs((1 - p) / (1 + math.exp(f)) - p / (1 + math.exp(-f))) < 8 * EPS
    assert relative_error(chain.smoothing_step(star), star) < ROUNDING
    assert chain.log_drift(star) < 0


@given(dynamics(high_p=0.3))
def test_the_log_drift_has_one_zero_below_the_balance_point(chain):
    zero, k = chain.log_drift_zero, POWER[chain.version]
    assert 0 < zero < chain.balance_point
    again = brentq(lambda x: naive.drift(math.log, x, chain.a, chain.p, k), 1e-9, 20.0, xtol=1e-13)
    assert zero == pytest.approx(again, rel=1e-8)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_two_points_differ_at_order_a(version):
    gaps = [(chain := ReducedDynamics(a, 0.1, version)).balance_point - chain.log_drift_zero for a in (1e-3, 1e-4)]
    assert gaps[0] / gaps[1] == pytest.approx(10, rel=0.01)


@given(dynamics(), states)
def test_a_smoothing_step_is_the_papers_mean(chain, iota):
    expected = naive.smoothing_step(iota, chain.a, chain.p, POWER[chain.version])
    assert relative_error(chain.smoothing_step(iota), expected) < ROUNDING


@given(dynamics(low_p=0.05, high_p=0.4), states)
def test_label_smoothing_comes_to_rest_at_the_balance_point(chain, iota):
    for _ in range(int(60 / (chain.a * chain.p)) + 200):
        iota = naive.smoothing_step(iota, chain.a, chain.p, POWER[chain.version])
    assert iota == pytest.approx(chain.balance_point, rel=1e-6)


def test_the_reduced_dynamics_of_a_setting():
    chain = ReducedDynamics.of(SMALL, 0.2, "iclr")
    assert chain == ReducedDynamics(SMALL.noise_growth, 0.2, "iclr")
    assert relative_error(chain.a, 2 * 0.5 * 0.25 * 60 / (8 * 3)) < ROUNDING


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((0.0, 0.1), "a=0.0 must be a finite number > 0"),
        (
            (1.0, 0.1),
            r"a=1.0 must be a number with 0 < a < 1, so that the factor 1 - a/\(1 \+ exp\(-f\)\) of a flip stays",
        ),
        ((math.nan, 0.1), "a=nan must be a finite number > 0"),
        (("x", 0.1), "a='x' must be a finite number > 0"),
        ((0.1, 0.0), "p=0.0 must be a finite number > 0"),
        ((0.1, 1.0), "p=1.0 must be a number with 0 < p < 1$"),
        ((0.1, 0.1, "arxive"), "version='arxive' is unknown; did you mean 'arxiv'?"),
    ],
)
def test_bad_parameters_are_refused(values, text):
    with pytest.raises(InputError, match=text):
        ReducedDynamics(*values)


@pytest.mark.parametrize(
    ("setting", "text"),
    [
        (SMALL.replace(q=3), "q=3.0 must be 2: the reduced dynamics is that of the squared activation"),
        (SMALL.replace(eta=50), "lower eta"),
    ],
)
def test_settings_without_a_reduced_dynamics_are_refused(setting, text):
    with pytest.raises(InputError, match=text):
        ReducedDynamics.of(setting, 0.1)


def test_points_that_do_not_exist_are_refused():
    with pytest.raises(InputError, match=r"p=0.5 must be below 1/2: the mean push is zero where exp\(f\) = \(1-p\)/p"):
        _ = ReducedDynamics(0.1, 0.5).balance_point
    for p in (0.499, 0.7):  # at p = 0.499 there is a balance point, and yet iota tends to 0
        with pytest.raises(
            InputError, match=rf"p={p} with a=0.1: .* must be positive, or iota tends to 0; lower p or a"
        ):
            _ = ReducedDynamics(0.1, p).log_drift_zero


@pytest.mark.parametrize("iota", [0.0, -1.0, math.nan, math.inf, [1.0, -2.0]])
def test_bad_states_are_refused(iota):
    bad = np.atleast_1d(iota)[-1]
    with pytest.raises(InputError, match=f"iota holds {float(bad)!r}; it must be finite numbers > 0"):
        ReducedDynamics(0.1, 0.1).outcomes(iota)


def test_a_test_of_two_symbols_is_refused():
    x, y = sp.symbols("x y")
    with pytest.raises(InputError, match=r"test=x\*y must be an expression in one symbol, and has \['x', 'y'\]"):
        ReducedDynamics(0.1, 0.1).drift(x * y, 1.0)
    with pytest.raises(InputError, match="and has none"):
        ReducedDynamics(0.1, 0.1).drift(sp.Integer(1), 1.0)
