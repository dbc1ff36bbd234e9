import math

import pytest
import sympy as sp

from lngd_theory.symbols import T_star, d, delta, n, sigma_p
from proofs_check import lemma_E_2 as lemma
from proofs_check.assumption_sizes import LEAST_N
from proofs_check.inequality import Inequality
from proofs_check.lemma_D_3 import least_sigma_0
from proofs_check.statement import bound
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = lemma.ARGUMENTS


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


def test_the_hypothesis_in_numbers():
    """Lemma D.3's, times d^(1/4)."""
    numbers = {n: 70, d: 4e7, delta: 0.03, sigma_p: 0.7, T_star: 1e9}
    cross = 70 * math.sqrt(math.log(4 * 70**2 / 0.03) / 4e7) * 4 * math.log(1e9) * 4e7**0.25
    least = 160 * cross / (0.7 * math.sqrt(4e7))
    assert float(least_sigma_0("E.2").subs(numbers)) == pytest.approx(least, rel=1e-12)
    assert float(bound("E.2", "b_bar").rhs.subs(numbers)) == pytest.approx(40 * cross, rel=1e-12)


def test_a_larger_constant_is_refuted():
    wrong = sp.Gt(640 * sp.sqrt(sp.log(4 * n**2)), 2000)
    assert Inequality("wrong", wrong, {n: (LEAST_N, "oo")}).run().status == "counterexample"
