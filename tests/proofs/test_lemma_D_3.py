import math

import pytest
import sympy as sp

from lngd_theory.symbols import C, T_star, d, delta, n, sigma_0, sigma_p
from proofs_check import lemma_D_3 as lemma
from proofs_check.assumption_sizes import LEAST_L, condition, log_ratio
from proofs_check.inequality import Inequality
from proofs_check.statement import bound
from proofs_check.step import Identity
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = lemma.ARGUMENTS
NUMBERS = {n: 70, d: 4e7, delta: 0.03, sigma_p: 0.7, T_star: 1e9, C: 1.5}


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


def test_the_hypothesis_in_numbers():
    """By hand from the paper: 160 n sqrt(log(4 n^2/delta)/d) alpha/(sigma_p sqrt d), alpha = 4 log T*."""
    cross = 70 * math.sqrt(math.log(4 * 70**2 / 0.03) / 4e7) * 4 * math.log(1e9)
    least = 160 * cross / (0.7 * math.sqrt(4e7))
    assert float(lemma.least_sigma_0("D.3").subs(NUMBERS)) == pytest.approx(least, rel=1e-12)
    assert least * 0.7 * math.sqrt(4e7) / 4 == pytest.approx(40 * cross, rel=1e-12)
    assert float(bound("D.3", "b_bar").rhs.subs(NUMBERS)) == pytest.approx(40 * cross, rel=1e-12)


@pytest.mark.parametrize("claim", ["D.3", "E.2"])
def test_the_hypothesis_against_the_assumption(claim):
    ratio = lemma.over_assumption(claim).subs(log_ratio, sp.log(d / delta)).subs(NUMBERS)
    direct = lemma.least_sigma_0(claim) / condition("(iv) sigma_0 lower").right
    assert float(ratio) == pytest.approx(float(direct.subs(NUMBERS)), rel=1e-12)


def test_a_smaller_sigma_0_is_not_enough():
    less = lemma.least_sigma_0("D.3") * sp.Rational(159, 160)
    level = bound("B.2", "noise, aligned").rhs.subs(sigma_0, less)
    assert Identity("wrong", level, bound("D.3", "b_bar").rhs).run().status == "counterexample"


def test_a_longer_horizon_is_refuted():
    wrong = sp.Le(640 * sp.sqrt(log_ratio) * 22 * log_ratio / log_ratio**4, 1)
    assert Inequality("wrong", wrong, {log_ratio: (LEAST_L, "oo")}).run().status == "counterexample"


def test_levels_that_do_not_rise_are_not_confirmed():
    assert all(ok for _, ok in lemma.confirm_rises())
    assert not all(ok for _, ok in lemma.confirm_rises(lambda: 1 / sigma_0))
