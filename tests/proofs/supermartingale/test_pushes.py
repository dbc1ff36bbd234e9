"""The pushes of a path: exact along simulated flips, and their mean between its bounds."""

import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given

from lngd_theory.symbols import p
from proofs_check.inequality import Inequality
from proofs_check.supermartingale import pushes as module
from tests import naive_reduced as naive
from tests.draws import open_unit
from tests.proofs.supermartingale.checks import check
from tests.reduced.cases import POWER, VERSIONS

STEPS = (module.SQUARED, *module.PATH, *module.AT_MOST, *module.AT_LEAST, module.LEADING)


@pytest.mark.parametrize("step", STEPS, ids=[step.name for step in STEPS])
def test_every_step_is_confirmed(step):
    assert check(step) in ("identity", "certified")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_sum_along_a_path(version):
    a, k = 0.3, POWER[version]
    flips = np.random.default_rng(4).random(200) < 0.1
    visited = naive.walk(1.2, flips, a, k)
    f = [naive.margin(x, k) for x in visited]
    pushes = [-1 / (1 + math.exp(-m)) if flip else 1 / (1 + math.exp(m)) for m, flip in zip(f, flips, strict=False)]
    left_over = sum(a * g - math.log1p(a * g) for g in pushes)
    assert a * sum(pushes) == pytest.approx(math.log(f[-1] / f[0]) / 2 + left_over, rel=1e-10)


@given(open_unit(0.001, 0.9), open_unit(0.001, 0.25), open_unit(0.001, 0.499))
def test_the_mean_of_what_is_left_over(a, chance, share):
    def h(x):
        return x - math.log1p(x)

    mean = (1 - chance) * h(a * share) + chance * h(-a * (1 - share))
    # h near 0 loses digits in floats
    assert mean <= a**2 / (8 * (1 - a)) + 1e-15
    assert mean >= a**2 / 2 * (1 - a / 3) * chance * (1 - chance) - 1e-15


def test_for_p_above_a_quarter_the_bound_is_another():
    wrong = Inequality("wrong", module.AT_MOST[-1].relation, {p: (0, "1/2"), module.share: (0, "1/2")}, budget=2000)
    assert wrong.run().status == "counterexample"


@pytest.mark.parametrize(("second", "third"), [("1/2", "1/3"), ("1/4", "1/7")])
def test_tighter_bounds_than_true_are_refuted(second, third):
    x = sp.Symbol("x", nonnegative=True)
    relation = sp.Le(module.second_order(x), sp.Rational(second) * x**2 - sp.Rational(third) * x**3)
    assert Inequality("wrong", relation, {x: (0, 1)}, budget=2000).run().status == "counterexample"


def test_wrong_derivations_are_not_confirmed():
    assert not all(ok for _, ok in module.confirm_path(lambda x: x**2 / 2))
    assert not all(ok for _, ok in module.confirm_square(lambda: module.square() + p**2 / 100))
    assert all(ok for _, ok in module.confirm_prediction())
