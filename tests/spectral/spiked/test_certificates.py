"""Certificates about the valley of the spiked model: confirmed, in agreement with numbers, and false variants not."""

import pytest
import sympy as sp

from lngd_theory.spectral.spiked import SpikedModel, bulk_balance, rank_risk, step_balance, valley_threshold
from proofs_check import MT_2
from proofs_check.inequality import Inequality

STEPS = (*MT_2.AGAINST, *MT_2.REPAIRS)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_every_step_is_confirmed(step):
    assert step.run().status in {"identity", "certified"}


def test_names_do_not_repeat():
    names = [step.name for step in STEPS]
    assert len(set(names)) == len(names)


def balance_at(ell, g, alpha):
    names = {symbol.name: symbol for symbol in MT_2.edge_balance().free_symbols}
    return MT_2.edge_balance().subs({names["ell"]: ell, names["g"]: g, names["alpha"]: alpha})


@pytest.mark.parametrize(("ell", "gamma", "r"), [(9.0, 0.25, 0.1), (2.0, 0.25, 0.3), (5.0, 4.0, 0.0)])
def test_the_polynomial_has_the_sign_of_the_balance_in_numbers(ell, gamma, r):
    model = SpikedModel(4000, int(4000 * gamma), (ell,), r=r, latent="classes")
    exact = balance_at(sp.Rational(ell), sp.sqrt(sp.Rational(gamma)), 1 - 2 * sp.Rational(str(r)))
    assert (exact > 0) == (float(bulk_balance(model)) < 0)


def test_the_threshold_is_a_root_of_the_polynomial():
    ell = valley_threshold(0.25, 0.1)
    below, above = (
        balance_at(sp.Rational(str(factor * ell)), sp.Rational(1, 2), sp.Rational(4, 5)) for factor in (0.999, 1.001)
    )
    assert below < 0 < above


def test_thresholds_that_are_too_bold_are_refuted():
    x, g = sp.symbols("x g", nonnegative=True)
    names = {symbol.name: symbol for symbol in MT_2.edge_balance().free_symbols}
    balance = sp.expand(
        MT_2.edge_balance().subs({names["alpha"]: 1, names["ell"]: x * names["g"]}).subs(names["g"], g) / g**2
    )
    bold = Inequality("10 times", sp.Lt(balance, 0), {x: (1, 10), g: (0, "oo")})
    assert bold.run().status == "counterexample"
    ell = names["ell"]
    early = sp.expand(MT_2.edge_balance().subs({names["alpha"]: 1}).subs(names["g"], g))
    assert Inequality("from 12 on", sp.Ge(early, 0), {ell: (12, "oo"), g: (0, 1)}).run().status == "counterexample"


def test_the_certified_falling_curve_falls():
    curve = rank_risk(SpikedModel(2000, 20, (0.3,), latent="classes")).squared.values
    assert (curve[1:] < curve[:-1]).all()


def test_the_certified_step_raises_the_risk():
    assert step_balance(SpikedModel(25, 12, (2.0,), r=0.49, latent="classes"), 0) < 0
