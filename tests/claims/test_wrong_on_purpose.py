"""Claims that are wrong on purpose must be refuted or called vacuous, their true counterparts supported, and how often
the machinery errs must stay below its stated error rate."""

import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from lngd_theory import LabelFlip, Setting, verify
from lngd_theory.claims import Bound, Case, Identity, Order, Window
from lngd_theory.claims.decide import decide_probability
from lngd_theory.claims.growth import growth_check
from lngd_theory.claims.judge import judge_claim
from lngd_theory.claims.order import path_of
from lngd_theory.observables import OBSERVABLES, ObservableRecording, observed
from lngd_theory.run import RunPlan, run_seed
from lngd_theory.second_stage.statement import LEMMA_4_5_IV, PREDICTED
from lngd_theory.symbols import C_1, T_star, d, delta, epsilon, eta, m, mu, n, p, sigma_0, sigma_p, t
from tests.claims.made import Evidence, bound, case_of, claim, runs
from tests.draws import ALPHA

SETTING = Setting(n=8, d=300, m=4, mu=1.0, sigma_p=0.5, sigma_0=0.02, eta=0.3)
DRAW, WHOLE = Window.DRAW, Window.WHOLE
CORRUPTION = sp.Symbol("corruption", nonnegative=True)


def verdict_of(one, setting=SETTING, **options):
    values = {"seeds": 60, "steps": 120, "noise": LabelFlip(0.1)} | options
    return verify(one, setting=setting, **values)[0]


def at_most(left, right, algorithm="gd", window=WHOLE):
    return claim(Bound("part", left, "<=", sp.sympify(right), algorithm, window))


def at_least(left, right, algorithm="gd", window=WHOLE, **values):
    return claim(Bound("part", left, ">=", sp.sympify(right), algorithm, window), **values)


# --- wrong constants ---------------------------------------------------------------------------------------------
NORM, FACTOR = observed("xi_norm2_max"), observed("gamma_factor_max")
PAIRS = {  # name: (wrong, true), both with probability 1 - delta
    "norm of a noise patch": (
        at_most(NORM, sp.Rational(9, 10) * sigma_p**2 * d, "draw", DRAW),
        at_most(NORM, sp.Rational(3, 2) * sigma_p**2 * d, "draw", DRAW),
    ),
    "growth of the signal, D.1": (
        at_most(FACTOR, sp.exp(sp.Rational(1, 5) * eta * mu**2 * t / m)),
        at_most(FACTOR, sp.exp(2 * eta * mu**2 * t / m)),
    ),
    "growth of the signal under flips": (
        at_most(FACTOR, sp.exp(sp.Rational(1, 5) * eta * mu**2 * t / m), "lngd"),
        at_most(FACTOR, sp.exp(2 * eta * mu**2 * t / m), "lngd"),
    ),
    "largest initial overlap": (
        at_most(observed("mu_overlap_max"), sigma_0 * mu / 2, "draw", DRAW),
        at_most(observed("mu_overlap_max"), sp.sqrt(2 * sp.log(8 * m / delta)) * sigma_0 * mu, "draw", DRAW),
    ),
    "flips of a step": (
        at_most(observed("step_flip_deviation"), sp.sqrt(n / 2) / 2, "lngd", Window.LAST),
        at_most(observed("step_flip_deviation"), sp.sqrt(n / 2 * sp.log(8 * T_star / delta)), "lngd", Window.LAST),
    ),
    "sign of rho_low": (at_least(observed("rho_low_min"), 0), at_most(observed("rho_low_max"), 0)),
    "the loss is reached at some step": (
        at_most(observed("clean_loss"), epsilon / 10**6, "gd", Window.SOME),
        at_most(observed("clean_loss"), epsilon, "gd", Window.SOME),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_wrong_constant_is_refuted_and_the_true_bound_supported(name):
    wrong, true = (verdict_of(one, epsilon=0.5, steps=400 if "some" in name else 120) for one in PAIRS[name])
    assert wrong.verdict == "refuted"
    assert wrong.margin < 0
    assert wrong.counterexample.values["left"] == wrong.observed
    assert true.verdict == "supported"
    assert true.margin >= 0
    assert true.counterexample is None


def test_the_counterexample_fails_again_when_its_seed_is_judged_alone():
    wrong = claim(*PAIRS["growth of the signal, D.1"][0].checks, probability=None)
    found = verdict_of(wrong)
    again = verdict_of(wrong, seeds=[found.counterexample.seed])
    assert again.verdict == "refuted"
    assert again.counterexample.values == found.counterexample.values
    assert again.counterexample.step == found.counterexample.step


# --- equalities --------------------------------------------------------------------------------------------------
X = sp.Symbol("x", real=True)


@pytest.mark.parametrize(("factor", "verdict"), [(1, "supported"), (1 + 1e-6, "refuted"), (2, "refuted")])
def test_an_equality_off_by_a_factor_is_refuted(factor, verdict):
    step = np.arange(8)
    data = runs(step, x=np.tile(0.5 * step, (5, 1)))  # x = eta t
    made = claim(bound(X, "=", sp.Float(factor) * eta * t), probability=None)
    assert judge_claim(made, case_of(5), Evidence(data), True).verdict == verdict


@pytest.mark.parametrize(("factor", "verdict"), [(1, "proved"), (2, "refuted")])
def test_an_identity_off_by_a_factor_is_refuted(factor, verdict):
    one = claim(Identity("snr", factor * n * mu**2 / (sigma_p**2 * d), n * (mu / (sigma_p * sp.sqrt(d))) ** 2))
    assert verdict_of(claim(*one.checks, probability=None)).verdict == verdict


# --- rates off by one power --------------------------------------------------------------------------------------
def order(quantity, scale, relation="Theta", exponent=1.0, algorithm="draw", window=DRAW, parameter="sigma_0"):
    path = path_of(parameter, decades=1, down=parameter != "d")
    return claim(Order("part", quantity, relation, scale, algorithm, window, path, logs=False, exponent=exponent))


@pytest.mark.parametrize(
    ("quantity", "scale", "parameter", "window", "algorithm", "exponent"),
    [
        (observed("gamma_abs_max"), sigma_0, "sigma_0", WHOLE, "gd", 1),  # gamma is linear in sigma_0 while it is small
        (observed("gamma_abs_max"), eta, "eta", WHOLE, "lngd", 1),
    ],
)
def test_an_order_off_by_one_power_is_refuted(quantity, scale, parameter, window, algorithm, exponent):
    setting = SETTING.replace(sigma_0=1e-4, mu=0.3, eta=0.02)
    for claimed, relation, verdict in [
        (exponent, "Theta", "supported"), (exponent + 1, "Theta", "refuted"), (exponent - 1, "Theta", "refuted"),
        (exponent + 1, "O", "refuted"), (exponent - 1, "Omega", "refuted"), (exponent - 1, "O", "supported"),
    ]:  # fmt: skip
        one = order(quantity, scale, relation, claimed, algorithm, window, parameter)
        found = verdict_of(one, setting, seeds=6, path_seeds=6, steps=10)
        assert found.verdict == verdict, (claimed, relation)
        assert found.evidence == "exponent"
        assert found.observed == pytest.approx(exponent, abs=0.1)


def test_a_growth_rate_off_by_one_power_of_eta_is_refuted():
    """The true rate is of order eta^2: the bound of order eta is refuted, half the predicted rate supported."""
    far = Setting(n=6, d=10**17, m=6, mu=1e-3, sigma_p=1.0, sigma_0=1e-12, eta=4e-17)
    half = (PREDICTED / 2).subs(CORRUPTION, 0)
    for bound_, expected in ((LEMMA_4_5_IV, "refuted"), (half, "supported"), (4 * half, "refuted")):
        one = claim(growth_check(bound_), probability=None)
        assert verdict_of(one, far, seeds=6, path_seeds=6, steps=5).verdict == expected


# --- premises that cannot hold -----------------------------------------------------------------------------------
def test_a_claim_whose_premise_cannot_hold_is_vacuous_whatever_its_conclusion():
    for right in (100, 0):
        base = Bound("part", observed("f_abs_max"), "<=", sp.sympify(right), "lngd", WHOLE)
        impossible = claim(base, premises=(sp.Gt(p, 1),))
        contradictory = claim(base, premises=(sp.Gt(p, sp.Rational(1, 2)), sp.Lt(p, sp.Rational(1, 2))))
        possible = claim(base, premises=(sp.Lt(p, 1),))
        expected = "supported" if right else "refuted"
        assert verdict_of(impossible).verdict == "vacuous"
        assert verdict_of(impossible).without_premises == expected
        assert verdict_of(contradictory).verdict == "vacuous"
        assert verdict_of(possible).verdict == expected


def test_a_premise_on_a_measured_constant_can_fail():
    base = Bound("part", observed("f_abs_max"), "<=", sp.Integer(100), "gd", Window.STAGE_1)
    for premise, expected in ((sp.Lt(C_1, sp.Rational(1, 2)), "supported"), (sp.Gt(C_1, sp.Rational(1, 2)), "vacuous")):
        assert verdict_of(claim(base, stage="gd", premises=(premise,)), steps=400).verdict == expected


# --- probabilities -----------------------------------------------------------------------------------------------
def quantile(share, setting):
    """Bound on max |xi_i|^2 / (sigma_p^2) that holds with probability ``share``: chi-square, d - 1 degrees."""
    return float(stats.chi2.ppf(share ** (1 / setting.n), setting.d - 1))


def bound_at(share, setting=SETTING, **values):
    one = at_most(NORM, sp.Float(quantile(share, setting)) * sigma_p**2, "draw", DRAW)
    return claim(*one.checks, **values)


def test_a_probability_that_is_too_high_is_refuted_with_enough_seeds():
    options = {"delta": 0.1, "seeds": 600}
    assert verdict_of(bound_at(1 - 3 * 0.1), **options).verdict == "refuted"
    assert verdict_of(bound_at(1 - 0.1 / 3), **options).verdict == "supported"
    few = verdict_of(bound_at(1 - 1e-9), delta=0.001, seeds=30)
    assert few.verdict == "undecided"
    assert "seeds would decide" in few.confidence


TINY = SETTING.replace(n=4, m=1)
SIZE, REPETITIONS = 25, 120


@pytest.fixture(scope="module")
def norms():
    """max |xi|^2/sigma_p^2 of real draws, (repetition, seed)."""
    recording = ObservableRecording((OBSERVABLES["xi_norm2_max"],), {})
    plan = RunPlan(TINY, LabelFlip(0.1), (0,), "gram", "law", 0, recording)
    found = [float(run_seed(plan, seed).arrays["xi_norm2_max"]) for seed in range(SIZE * REPETITIONS)]
    return np.array(found).reshape(REPETITIONS, SIZE) / TINY.sigma_p**2


@pytest.mark.parametrize("error_rate", [0.05, 0.2])
def test_calibration_on_real_draws(norms, error_rate):
    """Repetitions of 25 seeds each: a claim that is true with exactly its probability is refuted at most at the error
    rate, one that is false by next to nothing supported at most at it; and each by the exact number of failures."""
    setting, size, repetitions = TINY, SIZE, REPETITIONS
    case = Case(setting, LabelFlip(0.1), tuple(range(size)), error_rate=error_rate, steps=1)
    counts = {}
    for share, claimed in ((0.8, 0.8), (0.8, 0.801)):
        one = bound_at(share, setting, probability=sp.Float(claimed))
        by_count = {}  # one judgement for each number of seeds that hold: the verdict depends on nothing else
        for row in norms:
            held = int((row <= quantile(0.8, setting)).sum())
            if held not in by_count:
                data = runs(xi_norm2_max=row * setting.sigma_p**2, step=[0])
                by_count[held] = judge_claim(one, case, Evidence(data), False).verdict
        verdicts = [by_count[int((row <= quantile(0.8, setting)).sum())] for row in norms]
        counts[claimed] = {name: verdicts.count(name) for name in ("supported", "refuted", "undecided")}
    assert stats.binomtest(counts[0.8]["refuted"], repetitions, error_rate, alternative="greater").pvalue > ALPHA
    assert stats.binomtest(counts[0.801]["supported"], repetitions, error_rate, alternative="greater").pvalue > ALPHA
    held = (norms <= quantile(0.8, setting)).sum()
    assert stats.binomtest(int(held), norms.size, 0.8).pvalue > ALPHA


@pytest.mark.parametrize("error_rate", [0.01, 0.05, 0.2])
@pytest.mark.parametrize(("claimed", "seeds"), [(0.95, 100), (0.5, 37), (0.9, 60)])
def test_calibration_on_simulated_counts(error_rate, claimed, seeds):
    rng, repetitions = np.random.default_rng(7), 2000
    for true, wrong in (
        (claimed, "refuted"),
        (claimed + (1 - claimed) / 4, "refuted"),
        (claimed * (1 - 1e-9), "supported"),
    ):
        counts = rng.binomial(seeds, true, repetitions)
        table = [decide_probability(k, seeds, claimed, error_rate).verdict for k in range(seeds + 1)]
        errors = sum(table[k] == wrong for k in counts)
        assert stats.binomtest(errors, repetitions, error_rate, alternative="greater").pvalue > ALPHA


def test_calibration_of_exponents():
    """An exponent at the very edge of what is allowed is refuted or supported wrongly at most at half of 5 %."""
    rng, repetitions = np.random.default_rng(8), 150
    check = Order("part", X, "Theta", sigma_0, "gd", WHOLE, path_of("sigma_0", decades=2), logs=False)
    one, case = claim(check), case_of(6, path_seeds=6)
    scales = [0.05 * factor for factor in check.path.factors]

    class Drawn:
        def __init__(self):
            slopes = rng.normal(1.1, 0.05, 6)  # 1.1 is the edge
            self.values = np.array([[scale**k for scale in scales] for k in slopes])

        def of(self, need):
            column = int(np.argmin(np.abs(np.array(scales) - need.setting.sigma_0)))
            return runs(x=self.values[:, [column]])

    verdicts = [check.judge(one, case, Drawn()).part.verdict for _ in range(repetitions)]
    for wrong in ("refuted", "supported"):
        assert stats.binomtest(verdicts.count(wrong), repetitions, 0.025, alternative="greater").pvalue > ALPHA


def test_parts_are_judged_jointly_so_that_many_true_parts_do_not_add_up_to_a_false_whole():
    """Ten bounds that each hold with probability 0.98 do not make a claim that holds with probability 0.95."""
    rng = np.random.default_rng(9)
    data = runs(**{name: rng.random((400, 1)) for name in ["x", "f_min", "f_max", "rho_bar_max", "rho_bar_min"]})
    parts = [bound(sp.Symbol(name, real=True), right=0.98, name=name) for name in data.data_vars if name != "status"]
    found = judge_claim(claim(*parts), case_of(400, delta=0.05), Evidence(data), True)
    assert found.verdict == "refuted"
    assert math.isclose(float(sp.sympify(found.parts[0].claimed)), 0.98)
