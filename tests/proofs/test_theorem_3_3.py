"""Theorem 3.3: every step, false variants, and the loss on numbers."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.loss import noisy_loss
from lngd_theory.reduced import leading_loss
from lngd_theory.symbols import p
from proofs_check import gaussian_lipschitz
from proofs_check import theorem_3_3 as module
from proofs_check.inequality import Inequality
from tests.draws import open_unit
from tests.proofs.supermartingale.checks import all_steps, check, named

LOSS, TEST = module.ARGUMENTS
#: The steps of the Gaussian concentration have tests of their own.
OWN = [step for step in (*all_steps(LOSS), *all_steps(TEST)) if step not in gaussian_lipschitz.STEPS]


@pytest.mark.parametrize("step", **named(list({step.name: step for step in OWN}.values())))
def test_every_step_is_decided_and_none_of_ours_is_false(step):
    assert check(step) != "counterexample"


def test_the_printed_concentration_fails():
    assert "counterexample" in [step.run().status for step in TEST.steps]


@given(open_unit(0.001, 0.499), st.floats(-3, 12))
def test_the_noisy_loss_between_its_bounds(chance, f):
    star = np.log((1 - chance) / chance)
    level = float(module.entropy().subs(p, chance))
    loss = float(noisy_loss(np.array(f), 1.0, chance))
    assert level == pytest.approx(leading_loss(chance), rel=1e-12)
    assert level - 1e-12 <= loss <= level + (f - star) ** 2 / 8 + 1e-12
    assert loss - level == pytest.approx(
        float(module.excess_loss().subs({module._star: star, module._u: f - star})), abs=1e-12
    )


def test_a_smaller_curvature_is_refuted():
    wrong = Inequality(
        "wrong", sp.Le(module.excess_loss(), module._u**2 / 12), {module._u: (0, 2), module._star: ("1/10", 1)}
    )
    assert wrong.run().status == "counterexample"


def test_wrong_derivations_are_not_confirmed():
    assert not all(ok for _, ok in module.confirm_cross_entropy(lambda x: x - 1 - sp.log(x) / 2))
    assert not all(ok for _, ok in module.confirm_excess(lambda: module.excess_loss() + module._u**2))


def test_a_larger_lower_bound_of_the_loss_is_refuted():
    s = module._s
    assert Inequality("wrong", sp.Ge(sp.log(1 + s), 3 * s / 4), {s: (0, 1)}).run().status == "counterexample"
