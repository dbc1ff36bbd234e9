"""Lemma 4.5: every step, false variants, and what simulated chains say of it."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.presets import preset
from lngd_theory.reduced import ReducedDynamics, simulate_chains
from lngd_theory.second_stage.statement import T2_LEMMA, evaluate
from lngd_theory.symbols import c_2, p
from proofs_check import lemma_4_5 as module
from proofs_check import margin_ratio, signal_growth
from proofs_check.inequality import Inequality
from proofs_check.statement import premises
from tests.draws import open_unit
from tests.proofs.supermartingale.checks import all_steps, check, named

STEPS = list({step.name: step for argument in module.ARGUMENTS for step in all_steps(argument)}.values())


@pytest.mark.parametrize("step", **named(STEPS))
def test_every_step_is_confirmed(step):
    assert check(step) in ("identity", "certified")


def test_all_four_parts_have_an_argument_and_no_step_twice():
    assert [argument.claim for argument in module.ARGUMENTS] == ["4.5.i", "4.5.ii", "4.5.iii", "4.5.iv"]
    for argument in module.ARGUMENTS:
        names = [step.name for step in all_steps(argument)]
        assert len(names) == len(set(names))


# --- the premise ---------------------------------------------------------------------------------------------------
@given(open_unit(0.001, 0.999), st.floats(0, 10))
def test_the_premise_at_the_balance_point_and_beyond(chance, further):
    (premise,) = premises("4.5.i")
    at = premise.subs({p: chance, c_2: float(np.log((1 - chance) / chance)) + further})
    assert bool(at) is False


def test_the_premise_below_the_balance_point_is_no_contradiction():
    """With c_2 a little smaller than f* - log 3 it can hold, so that the statement says something there."""
    w, v = signal_growth._w, signal_growth._v
    (premise,) = premises("4.5.i")
    at = premise.subs({p: 1 / (1 + w), c_2: sp.log(w) - v})
    wrong = Inequality("wrong", sp.Gt(at.lhs, at.rhs), {w: (10, 100), v: (0, 2)}, budget=2000)
    assert wrong.run().status == "counterexample"


@pytest.mark.parametrize("name", ["4.5.i", "4.5.ii", "4.5.iii", "4.5.iv"])
def test_every_part_has_the_same_premise(name):
    assert signal_growth.premise_negated(name).statement == signal_growth.premise_negated("4.5.i").statement


# --- (iii) ---------------------------------------------------------------------------------------------------------
@given(
    st.lists(st.floats(0, 3), min_size=1, max_size=6),
    st.floats(0, 0.25),
    st.lists(st.floats(-1, 1), min_size=6, max_size=6),
)
def test_margin_ratio_on_numbers(rho, kappa, shares):
    rho = np.array(rho)
    iota = np.mean(rho**2)
    if iota > 1e-6:
        moved = kappa * np.sqrt(iota) * np.array(shares[: rho.size])
        f = np.mean(np.maximum(rho + moved, 0) ** 2)
        assert float(margin_ratio.lowest(kappa, 0)) - 1e-9 <= f / iota <= float(margin_ratio.most(kappa, 0)) + 1e-9
        assert 0.5 - 1e-9 <= f / iota <= 2 + 1e-9


def test_larger_errors_than_a_quarter_are_not_enough():
    """One filter with all of iota and one with none: f/iota = (1 - sqrt(2) kappa/...)^2 comes near 1 - 2 kappa."""
    statuses = [step.run().status for step in margin_ratio.range_of_error(sp.Rational(3, 5))]
    assert "counterexample" in statuses
    rho, kappa = np.ones(4), 0.3
    assert np.mean(np.maximum(rho - kappa, 0) ** 2) < 0.5


# --- (ii), (iv) ----------------------------------------------------------------------------------------------------
def test_growth_of_the_signal_in_simulated_chains():
    """Sums of pushes over T steps of the reduced chain, against both bounds and the printed rate."""
    a, chance, steps = 0.1, 0.1, 4000
    chain = ReducedDynamics(a, chance)
    run = simulate_chains(chain, chain.balance_point, steps, chains=200, seed=1)
    s = 1 / (1 + np.exp(run.iota[:, :-1]))
    kept = run.iota[:, 1:] > run.iota[:, :-1]
    pushes = np.where(kept, s, s - 1).sum(axis=1)
    ends = np.log(run.highest.max() / run.lowest.min()) / (2 * a)
    mean, error = pushes.mean(), pushes.std(ddof=1) / np.sqrt(pushes.size)
    assert mean - 4 * error < ends + steps * a / (8 * (1 - a))
    assert mean + 4 * error > steps * a / 2 * (1 - a / 3) * chance * (1 - chance) - ends
    # the printed b/32 a step would be 1/32 of b, at a share of the class of one half
    assert (mean + 4 * error) / 2 < steps / 32


@pytest.mark.parametrize(
    ("box", "status"),
    [({"a": (0, "1/8")}, "certified"), ({"a": (0, "2/5")}, "counterexample")],
)
def test_large_steps_may_grow_as_printed(box, status):
    """The comparison is for a up to 1/8; at a = 0.4 it fails."""
    step = signal_growth.FALLS_SHORT[-1]
    ends = {symbol: box.get(symbol.name, pair) for symbol, pair in step.box.items()}
    assert Inequality("varied", step.relation, ends, budget=2000).run().status == status


def test_the_printed_rate_is_not_what_the_chain_gives():
    """``b (1-3p)/(4(1 + e^c_2))`` is below b/32 where c_2 >= 2, and not everywhere."""
    below = signal_growth.CHAIN[2]
    everywhere = Inequality("wrong", below.relation, {p: (0, "1/6"), c_2: (0, 3)}, budget=2000)
    assert everywhere.run().status == "counterexample"


@pytest.mark.parametrize("name", ["fig2", "inside"])
def test_the_stage_is_long_enough_for_the_refutation(name):
    """``T_2 - T_1 >= 100 log(c_2/c_1)/a`` with c_2 = 2 f* and margins down to f*/2, p = 0.1."""
    setting, f = preset(name), np.log(9)
    assert evaluate(T2_LEMMA, setting, T_1=0.0, c_2=2 * f) > 100 * np.log(4) / setting.noise_growth
