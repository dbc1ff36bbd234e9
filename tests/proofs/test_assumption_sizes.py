import math

import pytest
import sympy as sp

from lngd_theory import Setting, check_assumptions
from lngd_theory.symbols import C
from proofs_check.assumption_sizes import LEAST_L, LEAST_N, SIZES, log_ratio
from proofs_check.inequality import Inequality
from tests.proofs.second_route import check_step, named


@pytest.mark.parametrize("step", **named(SIZES))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


@pytest.mark.parametrize(
    ("C_low", "low", "high"),
    [(1, "1.0986", LEAST_L + 3), ("9/10", "1.0986", LEAST_L), (1, "69/100", LEAST_L)],
    ids=["L up to 48", "C = 0.9", "d = 2"],
)
def test_more_is_refuted(C_low, low, high):
    wrong = sp.Gt(C * log_ratio, sp.exp(log_ratio / 12))
    assert Inequality("wrong", wrong, {C: (C_low, "oo"), log_ratio: (low, high)}).run().status == "counterexample"


def smallest(n):
    setting = Setting(n=n, d=10**6, m=10**6, mu=1e-6, sigma_p=1.0, sigma_0=1e-12, eta=1e-30)
    return check_assumptions(setting, p=0.1, delta=0.99, C=1.0).smallest_d()


def test_against_the_solver_of_the_assumption():
    """No d at all at the bound, some d not far above it; there L and n are what the steps say."""
    assert smallest(LEAST_N) is None
    d = smallest(LEAST_N + 5)
    assert d is not None
    assert math.log(d / 0.99) > LEAST_L
