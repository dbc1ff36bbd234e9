import numpy as np
import pytest
import sympy as sp
from scipy.optimize import linprog

from proofs_check import theorem_3_2 as theorem
from proofs_check.inequality import Inequality
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = theorem.ARGUMENTS
P1, P2, v = sp.symbols("P_1 P_2 v", nonnegative=True)
BOX = {P1: (0, 1), P2: (0, 1)}


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


@pytest.mark.parametrize(("tv", "error"), [("1/100", "1/4"), ("1/50", "242/1000")], ids=["0.25", "twice the shift"])
def test_more_is_not_certified(tv, error):
    wrong = Inequality(
        "wrong",
        sp.Ge((P1 + P2) / 2, sp.Rational(error)),
        {**BOX, v: (0, tv)},
        (sp.Ge(theorem.four_events(P1, P2, v), 1),),
    )
    assert wrong.run().status != "certified"


def test_least_error_by_linear_programming():
    """Variables: probabilities of the four events; shifted ones differ from unshifted ones by the distance at most."""
    tv = 0.01
    cost = [0.25, 0.25, 0, 0]  # P(g >= B), P(g <= -B) for the two labels; P(g >= B) at xi + v and -xi + v
    constraints = [[0, -2, -1, -1], [-1, 0, 1, 0], [-1, 0, 0, 1]]
    found = linprog(2 * np.array(cost), A_ub=constraints, b_ub=[-1, tv, tv], bounds=[(0, 1)] * 4)
    assert found.fun == pytest.approx(0.245, abs=1e-12)
    assert found.fun >= float(theorem.PRINTED)


def test_four_points_of_a_random_function():
    """Whatever g is: a gain of 4 B puts one of the four points beyond B on its own side, one of 3.9 B need not."""
    rng = np.random.default_rng(1)
    shifted, plain = rng.standard_normal((2, 50_000, 2))
    gain = shifted.sum(axis=1) - plain.sum(axis=1)
    found = (shifted >= 0.8).any(axis=1) | (plain <= -0.8).any(axis=1)
    assert (gain >= 3.2).sum() > 1000
    assert found[gain >= 3.2].all()
    assert not found[gain >= 2.0].all()
    equal = np.full(2, 0.78)
    assert equal.sum() + equal.sum() < 3.2
    assert not (equal >= 0.8).any()
