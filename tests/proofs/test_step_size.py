"""The letters without dimension, in numbers."""

import math

import pytest

from lngd_theory import Setting, check_assumptions
from lngd_theory.claims.stages import STAGES
from lngd_theory.observables import observed
from lngd_theory.second_stage.statement import evaluate
from lngd_theory.symbols import C_0, C_1, epsilon, m
from proofs_check.statement import bound
from proofs_check.step_size import exponential_below, growth_ratio, in_units, u, y

SETTING = Setting(n=30, d=4000, m=7, mu=1.5, sigma_p=0.8, sigma_0=0.0004, eta=0.002)


def letters(setting):
    noise = setting.eta * setting.sigma_p**2 * setting.d / (setting.n * setting.m)
    return noise, math.log(1 / (setting.sigma_0 * setting.sigma_p * math.sqrt(setting.d)))


@pytest.mark.parametrize("time", [STAGES["gd"][0], STAGES["gd"][1], STAGES["lngd"][0]])
def test_times_in_units(time):
    noise, log = letters(SETTING)
    values = {"epsilon": 0.1, "C_0": 0.4}
    known = {y: log, m: SETTING.m, epsilon: values["epsilon"], C_0: values["C_0"]}
    assert float(in_units(time).subs(known)) / noise == pytest.approx(evaluate(time, SETTING, **values), rel=1e-9)


def test_the_largest_step_of_the_assumption():
    report = check_assumptions(SETTING, p=0.1, delta=0.05, C=2.0)["(iii) eta"]
    noise = SETTING.model_copy(update={"eta": report.right}).eta * SETTING.sigma_p**2 * SETTING.d / (30 * 7)
    assert noise == pytest.approx(1 / (2 * math.log(4000 / 0.05) * 30 * 7), rel=1e-9)


def test_growth_ratio_is_that_of_two_steps():
    ratio = growth_ratio(bound("D.4", "growth").rhs.subs(observed("b_bar"), 0))
    noise, _ = letters(SETTING)
    assert float(ratio.subs({C_1: 0.3, u: noise})) == pytest.approx(math.exp(noise * 0.3 / 2))


@pytest.mark.parametrize(("most", "holds"), [("5/2", True), ("251/100", True), ("63/25", False), ("3", False)])
def test_how_far_half_of_the_exponent_goes(most, holds):
    """The sides meet at x = 2.5128..."""
    assert (exponential_below("half", most).run().status == "certified") is holds
