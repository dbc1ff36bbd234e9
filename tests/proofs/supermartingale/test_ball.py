"""Outside a ball the square is a supermartingale: certified, against floats, and with a radius that is too small."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from lngd_theory.reduced import ReducedDynamics, repaired_radius
from proofs_check.lemma_4_5_supermartingale import BALLS
from proofs_check.supermartingale import ball as module
from proofs_check.supermartingale.boxes import Boxed
from tests.proofs.supermartingale.checks import check, statuses

IDS = [ball.words for ball in BALLS]


@pytest.mark.parametrize("step", module.REDUCTION, ids=[step.name for step in module.REDUCTION])
def test_the_reduction_is_confirmed(step):
    assert check(step) in ("identity", "certified")


@pytest.mark.parametrize("ball", BALLS, ids=IDS)
def test_every_ball_is_certified(ball):
    assert [check(step) for step in ball.steps] == ["certified"] * 3


@pytest.mark.parametrize("ball", BALLS, ids=IDS)
def test_a_radius_smaller_by_a_tenth_is_not_certified(ball):
    smaller = replace(ball, factor=ball.factor * sp.Rational(81, 100))
    assert "counterexample" in statuses(smaller.steps)


@pytest.mark.parametrize("ball", BALLS, ids=IDS)
def test_the_float_route_finds_a_smaller_radius(ball):
    """And one not much smaller: at the largest a the radius is less than a third too large."""
    low, high = (float(end) for end in ball.star)
    closest = np.inf
    for star in np.linspace(low, high, 7)[1:-1]:
        f = star if ball.version == "arxiv" else star**2
        for share in (1.0, 0.5, 0.01):
            size = share * float(ball.largest_a)
            chain = ReducedDynamics(size, 1 / (1 + np.exp(f)), ball.version)
            certified = float(ball.squared_radius.subs({module.a: size, module.iota_star: star})) ** 0.5
            found = repaired_radius(chain).radius
            assert found <= certified
            closest = min(closest, certified / found)
    assert closest < 1.33


def test_a_wrong_lower_bound_of_the_exponential_is_refuted():
    x = module._x
    wrong = Boxed("wrong", sp.Ge(sp.exp(x), 1 + x + x**2 / 2 + x**3 / 5), {x: (0, 1)})
    assert wrong.run().status == "counterexample"


def test_a_wrong_division_is_not_confirmed():
    def wrong(first, gap):
        return module._factor(first, gap) * (1 + gap)

    assert not all(ok for _, ok in module.confirm_division(wrong))


def test_the_leading_radius_is_not_enough():
    """K = 1: the drift is positive at it for every a > 0."""
    exact = replace(BALLS[0], factor=sp.Integer(1))
    assert "counterexample" in statuses(exact.steps)
