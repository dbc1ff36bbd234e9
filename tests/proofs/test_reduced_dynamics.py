"""The reduced dynamics: every step, false variants, and the ratio of steps on numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check import reduced_dynamics as module
from tests.proofs.supermartingale.checks import all_steps, check, named

(ARGUMENT,) = module.ARGUMENTS


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_confirmed(step):
    assert check(step) in ("identity", "certified")


@given(st.floats(0.01, 8), st.floats(-0.4, 0.4), st.floats(-0.25, 0.25), st.booleans())
def test_the_ratio_on_numbers(iota, away, share, flip):
    f = iota + away
    pushes = [-1 / (1 + np.exp(-x)) if flip else 1 / (1 + np.exp(x)) for x in (f, iota)]
    assert 0.5 <= (1 + share) * pushes[0] / pushes[1] <= 2


@pytest.mark.parametrize(("kappa", "away"), [("3/10", "2/5"), ("1/4", "1/2")])
def test_larger_errors_are_not_certified(kappa, away):
    assert module.ratio_below(kappa, away).run().status == "counterexample"


def test_three_quarters_upwards_are_not_certified():
    assert module.ratio_above("1/4", "3/4").run().status == "counterexample"


def test_a_factor_of_two_in_the_margin_is_not_enough():
    iota = 2.2
    assert (1 + np.exp(iota)) / (1 + np.exp(2 * iota)) < 0.2
