"""Remarks R.2 to R.5: every step is decided; variants that are false are not confirmed."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp
from hypothesis import given

from lngd_theory.assumptions.conditions import CONDITIONS
from lngd_theory.presets import preset
from lngd_theory.reduced import ReducedDynamics
from lngd_theory.symbols import C, mu
from proofs_check import remark_R_2, remark_R_3, remark_R_4, remark_R_5
from tests.proofs.supermartingale.checks import all_steps, check, named
from tests.reduced.cases import VERSIONS, dynamics

MODULES = (remark_R_2, remark_R_3, remark_R_4, remark_R_5)
STEPS = [step for module in MODULES for argument in module.ARGUMENTS for step in all_steps(argument)]


@pytest.mark.parametrize("step", **named(STEPS))
def test_every_step_is_decided_and_none_is_false(step):
    assert check(step) in ("identity", "certified", "not formalisable")


@pytest.mark.parametrize("module", MODULES[1:], ids=lambda module: module.__name__)
def test_what_is_not_formalisable_is_said(module):
    (argument,) = module.ARGUMENTS
    assert "not formalisable" in [step.run().status for step in argument.steps]
    assert argument.shows == "part"


@given(dynamics(high_p=0.49))
def test_smoothing_stands_still_at_the_balance_point_and_flips_do_not(chain):
    star = chain.balance_point
    assert float(chain.smoothing_step(star)) == pytest.approx(star, rel=1e-12)
    kept, flipped = map(float, chain.outcomes(star))
    assert flipped < star < kept


@pytest.mark.parametrize("version", VERSIONS)
def test_flips_push_on_average_where_smoothing_does_not(version):
    chain = ReducedDynamics(0.1, 0.1, version)
    visited, total = chain.balance_point, 0.0
    flips = np.random.default_rng(8).random(200_000) < 0.1
    for flip in flips:
        f = float(visited if version == "arxiv" else visited**2)
        push = -1 / (1 + np.exp(-f)) if flip else 1 / (1 + np.exp(f))
        total += push
        visited *= (1 + 0.1 * push) ** chain.statement.power
    assert total / flips.size == pytest.approx(0.1 / 2 * 0.1 * 0.9, rel=0.2)


@pytest.mark.parametrize(("q", "power"), [(2, "1/2"), (4, "1/4")])
def test_critical_snr(q, power):
    size = sp.Symbol("n", positive=True)
    assert remark_R_3.critical(size * remark_R_3._snr**q) == size ** -sp.Rational(power)


def test_a_condition_in_a_unit_is_found():
    bad = replace(CONDITIONS[0], id="signal of order one", left=mu, right=1 / C)
    lines = dict(remark_R_4.confirm_conditions((*CONDITIONS, bad)))
    assert lines.pop("signal of order one") is False
    assert all(lines.values())


def test_a_setting_outside_the_assumption_is_not_confirmed():
    assert all(ok for _, ok in remark_R_4.confirm_point("inside"))
    assert not all(ok for _, ok in remark_R_4.confirm_point("fig2"))
    assert preset("inside").mu / preset("inside").sigma_p == pytest.approx(0.0014)
