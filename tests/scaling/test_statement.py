"""The paper's expressions and ours along paths: values, exponents and logarithms by two routes."""

import numpy as np
import pytest
import sympy as sp
from scipy.integrate import quad
from scipy.stats import norm

from lngd_theory import LabelFlip, Setting
from lngd_theory.claims.case import Case
from lngd_theory.claims.ledger import ledger
from lngd_theory.claims.stages import STAGES
from lngd_theory.scaling import QUANTITIES, Path
from lngd_theory.scaling.along import Along, Base, with_target
from lngd_theory.scaling.paths import default_paths
from lngd_theory.scaling.prediction import FIRST_STAGE, FRESH_NOISE, PREDICTIONS
from lngd_theory.scaling.statement import STATEMENTS, constants
from lngd_theory.second_stage.statement import T1_LEMMA, T2_LEMMA, evaluate
from lngd_theory.symbols import C_0, d, eta, m, n, p

S = Setting(n=20, d=10**6, m=16, mu=100.0, sigma_p=1.0, sigma_0=2e-5, eta=2.4e-5)
BASE = Base(S, 0.1, constants(0.1, 0.1))
ALL = {
    **{name: item.expression for name, item in STATEMENTS.items()},
    **{f"our {k}": v for k, v in PREDICTIONS.items()},
}


def test_every_quantity_has_a_statement():
    assert set(STATEMENTS) == set(QUANTITIES)
    assert set(PREDICTIONS) <= set(QUANTITIES)


def test_statements_are_those_of_the_claims():
    case = Case(S, LabelFlip(0.1), (0,))
    assert BASE.value(STATEMENTS["T1-gd"].expression) == pytest.approx(case.value(STAGES["gd"][0]))
    assert BASE.value(STATEMENTS["T2-gd"].expression) == pytest.approx(case.value(STAGES["gd"][1]))
    assert BASE.value(STATEMENTS["T1-lngd"].expression) == pytest.approx(case.value(T1_LEMMA.subs(C_0, 0.5)))
    fixed = {"C_0": 0.5, "c_2": np.log(9)}
    first = evaluate(T1_LEMMA, S, **fixed)
    assert BASE.value(STATEMENTS["T2-lngd"].expression) == pytest.approx(evaluate(T2_LEMMA, S, T_1=first, **fixed))
    assert BASE.value(STATEMENTS["error-lngd"].expression) == pytest.approx(S.d / S.n**2)
    assert BASE.value(STATEMENTS["error-gd"].expression) == pytest.approx(0.24)


def test_errors_are_measured_in_the_form_of_the_theorem():
    """log(2/error) at the theorem's own bound is the statement."""
    (check,) = [check for check in ledger()["3.3.test"].checks if getattr(check, "name", "") == "error"]
    bound = float(BASE.value(check.right.subs(d, n**2)))  # d = n^2, so that it is no tiny number
    assert BASE.value(STATEMENTS["error-lngd"].expression.subs(d, n**2)) == pytest.approx(np.log(2 / bound))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("path", default_paths(), ids=lambda path: path.label)
def test_local_exponents_are_differences_of_logarithms(name, path):
    at = path.values(S, 0.1)[:1]
    start = at[0] * 1.0
    along = Along.of(ALL[name], path, BASE, [start, start * (1 + 1e-6)])
    x = path.x([start, start * (1 + 1e-6)])
    difference = np.diff(np.log(along.values)) / np.diff(np.log(x))
    assert along.local[0] == pytest.approx(difference[0], abs=2e-4)


@pytest.mark.parametrize("name", ALL)
def test_the_exponent_on_a_path_is_a_mean_of_the_local_ones(name):
    for path in default_paths():
        at = path.values(S, 0.1)
        along = Along.of(ALL[name], path, BASE, at)
        mean = along.exponent(path.x(at), np.ones(len(at), dtype=bool))
        assert along.local.min() - 1e-9 <= mean <= along.local.max() + 1e-9


def test_moving_parameters_move_in_the_values():
    path = Path("d", (0.5, 1, 2), keep=("snr",))
    at = path.values(S, 0.1)
    values = Along.of(STATEMENTS["rate"].expression, path, BASE, at).values
    for value, here in zip(values, at, strict=True):
        setting, _ = path.setting_at(here, S, 0.1)
        assert value == pytest.approx(setting.eta * setting.mu**2 / (16 * setting.m))


def test_logarithms_are_told_from_powers():
    path = Path("sigma_0", (0.01, 0.1, 1))
    at = path.values(S, 0.1)
    found = Along.of(STATEMENTS["T1-gd"].expression, path, BASE, at).logarithm
    overlap = np.array(at) * np.sqrt(S.d)
    assert found == pytest.approx(np.log(1 / overlap) / np.log(1 / overlap[-1]))
    assert Along.of(STATEMENTS["T1-gd"].expression, Path("m", (1, 2)), BASE, [16, 32]).logarithm is None
    assert Along.of(STATEMENTS["rate"].expression, path, BASE, at).logarithm is None


def test_an_expression_without_a_value_is_nan():
    path = Path("sigma_0", (1, 100))
    values = Along.of(STATEMENTS["T1-gd"].expression, path, BASE, path.values(S, 0.1)).values
    assert values[0] > 0
    assert np.isnan(values[1])


def test_the_time_to_a_loss_is_the_integral_of_the_flow():
    a, start, end = S.noise_growth, S.initial_noise_overlap**2 / 2, np.log(1 / (np.exp(0.1) - 1))
    time, _ = quad(lambda f: (1 + np.exp(f)) / (2 * a * f), start, end)
    assert BASE.value(PREDICTIONS["T2-gd"]) == pytest.approx(time, rel=1e-3)


def test_the_first_stage_is_a_geometric_growth():
    rate, start = S.noise_growth * 0.4, S.initial_noise_overlap
    assert BASE.value(FIRST_STAGE) == pytest.approx(np.log(1 + 0.1 / start) / rate)


def test_the_best_filter_of_the_last_sample():
    """The quantile in the prediction, against draws."""
    draws = np.random.default_rng(0).standard_normal((20_000, S.n, S.m)).max(axis=2).min(axis=1)
    rate = S.noise_growth / 2
    times = np.log(1 + 1 / (S.initial_noise_overlap * np.maximum(draws, 1e-9))) / rate
    assert BASE.value(PREDICTIONS["T1-gd"]) == pytest.approx(np.median(times), rel=5e-3)


def test_the_start_of_the_two_scale_time_is_the_median_of_the_best_filter():
    start = S.sigma_0 * S.mu * norm.ppf(0.5 ** (1 / S.m))
    rate = BASE.value(PREDICTIONS["rate"])
    assert BASE.value(PREDICTIONS["T2-two-scale"]) == pytest.approx(np.log(1 + 0.1 / start) / rate)


def test_fresh_noise_comes_from_weights_and_samples():
    assert BASE.value(FRESH_NOISE) ** 2 == pytest.approx(S.sigma_0**2 * S.d + S.n * np.log(9) / (2 * S.d))


def test_a_target_makes_numbers_of_special_functions():
    closed = with_target(PREDICTIONS["T2-gd"], 0.1)
    assert not closed.atoms(sp.Ei)
    assert {symbol.name for symbol in closed.free_symbols} == {"n", "m", "d", "eta", "sigma_p", "sigma_0"}
    assert {m, eta, n, p} - closed.free_symbols == {p}
