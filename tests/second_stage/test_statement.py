"""The formulas of the second stage: derived again, and evaluated by hand."""

import math

import numpy as np
import pytest
import sympy as sp

from lngd_theory import Setting
from lngd_theory.second_stage import statement
from lngd_theory.second_stage.statement import evaluate, local_exponent

S = Setting(n=20, d=500, m=8, mu=2.0, sigma_p=0.5, sigma_0=0.01, eta=0.1)


def pulls(f, p):
    """(probability, pull) of a step without and with a flip at margin f."""
    return ((1 - p, 1 / (1 + sp.exp(f))), (p, -1 / (1 + sp.exp(-f))))


def test_the_prediction_follows_from_stationarity_of_the_logarithm():
    """Expand E log(1 + a g) = 0 about the balance point in a and put its solution into E g."""
    a, p = sp.symbols("a p", positive=True)
    shift = sp.Symbol("shift", real=True)
    balance = sp.log((1 - p) / p)
    drift = sum(weight * sp.log(1 + a * g) for weight, g in pulls(balance + a * shift, p))
    second = sp.simplify(sp.series(drift, a, 0, 3).removeO().coeff(a, 2))
    (solved,) = sp.solve(second, shift)
    mean = sum(weight * g for weight, g in pulls(balance + a * solved, p))
    leading = sp.simplify(sp.series(mean, a, 0, 2).removeO().coeff(a, 1))
    assert sp.simplify(leading - p * (1 - p) / 2) == 0
    b = statement.SIGNAL_GROWTH
    ours = b / 2 * leading.subs(p, statement.p) * statement.NOISE_GROWTH
    assert sp.simplify(ours - statement.PREDICTED.subs(statement.corruption, 0)) == 0


def test_the_relaxation_rate_is_the_slope_of_the_mean_step_of_the_margin():
    """One step multiplies f by (1 + a g)^2."""
    a, p, f = sp.symbols("a p f", positive=True)
    step = sum(weight * f * ((1 + a * g) ** 2 - 1) for weight, g in pulls(f, p))
    slope = sp.diff(step, f).subs(f, sp.log((1 - p) / p))
    first_order = sp.simplify(sp.series(sp.simplify(slope), a, 0, 2).removeO().coeff(a, 1))
    expected = -(statement.RELAXATION / statement.NOISE_GROWTH).subs(statement.p, p)
    assert sp.simplify(first_order - expected) == 0


def test_values_by_hand():
    log = math.log
    noise = 20 * 8 / (0.1 * 0.25 * 500)
    wait = 8 / (0.1 * 4)
    overlap = 0.01 * 0.5 * math.sqrt(500)
    assert evaluate(statement.LEMMA_4_5_IV, S) == pytest.approx(0.1 * 4 / (16 * 8))
    assert evaluate(statement.PREDICTED, S, p=0.1) == pytest.approx(0.01 * 4 * 0.25 * 500 * 0.09 / (20 * 64))
    half = S.replace(corruption=0.25)
    assert evaluate(statement.PREDICTED, half, p=0.1) == pytest.approx(evaluate(statement.PREDICTED, S, p=0.1) / 2)
    assert evaluate(statement.T1_LEMMA, S, C_0=0.5) == pytest.approx(8 * noise * log(20 / overlap))
    second = 4 * wait * (1 + math.exp(2)) * log(6 / 0.02)
    assert evaluate(statement.T2_LEMMA, S, T_1=7.0, c_2=2.0) == pytest.approx(7 + second)
    assert evaluate(statement.T2_THEOREM, S) == pytest.approx(noise * log(1 / overlap) + wait * log(6 / 0.02))
    assert evaluate(statement.T2_THEOREM, S.replace(mu=0.0)) == math.inf
    assert evaluate(statement.LEMMA_4_5_IV, S.replace(eta=1e-200)) == pytest.approx(0.4e-199 / 128)


@pytest.mark.parametrize("expression", [statement.PREDICTED, statement.LEMMA_4_5_IV])
@pytest.mark.parametrize("parameter", ["eta", "n", "m", "d", "mu", "sigma_p", "p"])
def test_local_exponents_are_those_of_evaluated_values(expression, parameter):
    if parameter == "p":
        values = [evaluate(expression, S, p=p) for p in (0.1, 0.2)]
        step = np.log(0.2 * 0.8 / (0.1 * 0.9))
    else:
        doubled = S.replace(**{parameter: 2 * getattr(S, parameter)})
        values = [evaluate(expression, setting, p=0.1) for setting in (S, doubled)]
        step = np.log(2)
    assert local_exponent(expression, parameter) == pytest.approx(np.log(values[1] / values[0]) / step)
