import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from lngd_theory import Setting, check_assumptions
from lngd_theory.assumptions import CONDITIONS
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from lngd_theory.symbols import C, d, delta, eta, m, mu, n, p, sigma_0, sigma_p
from proofs_check import lemma_B_1 as lemma
from proofs_check.inequality import Inequality
from tests.draws import ALPHA
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = lemma.ARGUMENTS
x = sp.Symbol("x", positive=True)


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


@pytest.mark.parametrize(
    ("relation", "box"),
    [
        (sp.Le(lemma.norms_by_size(n, x), sp.Rational(1, 2)), {n: (5, "oo"), x: ("16/10", "oo")}),
        (sp.Le(lemma.norms_by_size(n, x), sp.Rational(1, 5)), {n: (6, "oo"), x: ("179/100", "oo")}),
        (sp.Le(sp.exp(x * (1 - 21 * lemma.chi_square_rate(lemma.HIGH))), 2), {x: (1, "oo")}),
    ],
    ids=["n = 5", "delta/5", "C = 21"],
)
def test_tighter_constants_are_refuted(relation, box):
    assert Inequality("wrong", relation, box).run().status == "counterexample"


def test_wrong_degrees_are_not_confirmed():
    assert all(ok for _, ok in lemma.confirm_degrees())
    assert not all(ok for _, ok in lemma.confirm_degrees(lambda a, w: lemma.degrees_cost(a, w) - sp.log(2)))


def exact_outside(size):
    law = stats.chi2(size - 1)
    return law.sf(1.5 * size) + law.cdf(0.5 * size)


@pytest.mark.parametrize("size", [3, 4, 10, 50, 400, 3000])
def test_norm_bound_against_the_law(size):
    """Norms leave the window about d with d - 1 degrees of freedom less often than the bound says."""
    bound = float(lemma.norm_failure(n, d).subs({n: 1, d: size}))
    assert exact_outside(size) <= bound
    assert bound <= 30 * math.sqrt(size) * exact_outside(size)  # and it is no empty bound


def test_the_printed_numbers():
    assert (float(lemma.LOW), float(lemma.HIGH)) == (0.5, 1.5)
    numbers = {n: 50, delta: 0.1, sigma_p: 1.7, d: 900}
    exact = 50**2 / 2 * 2 * math.exp(-(2**2) * math.log(4 * 50**2 / 0.1) / 3)
    assert float(lemma.pairs_failure(lemma.CROSS).subs(numbers)) == pytest.approx(exact, rel=1e-12)


@pytest.mark.parametrize(("samples", "failure"), [(6, 0.9), (7, 0.5), (30, 0.01)])
def test_condition_i_is_enough_by_the_law(samples, failure):
    size = math.ceil(samples**2 * math.log(samples / failure))
    assert samples * exact_outside(size) <= failure / 2


def test_where_c_one_is_not_enough():
    """n = 1, d = 2 meets every condition with C = 1, and the window has less than 1 - delta; n = 2 meets (i)."""
    values = {n: 1, d: 2, m: 10, mu: 0.01, sigma_p: 1.0, sigma_0: 0.65, eta: 0.01, p: 0.5, delta: 0.75, C: 1.0}
    for item in CONDITIONS:
        assert sp.Rel(item.left.subs(values), item.right.subs(values), item.relation) == sp.true, item.id
    assert 1 - exact_outside(2) < 0.25 - 0.01
    pair = Setting(n=2, d=23, m=10, mu=0.01, sigma_p=1.0, sigma_0=0.1, eta=0.01)
    report = check_assumptions(pair, p=0.5, delta=0.01, C=1.0)
    assert report["(i) d against n^2"].holds
    assert exact_outside(23) > 0.05


def test_the_law_of_the_norms_is_the_simulators():
    """|xi|^2/sigma_p^2 has d - 1 degrees of freedom: a dense draw, and the test would notice d."""
    setting = Setting(n=4, d=6, m=1, mu=2.0, sigma_p=0.5, sigma_0=0.1, eta=0.1)
    drawn = [draw_instance(setting, streams(seed), "dense", 0) for seed in range(600)]
    squares = np.concatenate([one.norms2[one.noise_atoms] for one in drawn]) / 0.5**2
    assert stats.kstest(squares, stats.chi2(5).cdf).pvalue > ALPHA
    assert stats.kstest(squares, stats.chi2(6).cdf).pvalue < ALPHA


def test_inner_products_given_a_norm():
    rng = np.random.default_rng(3)
    fixed = rng.standard_normal(40)
    products = rng.standard_normal((20_000, 40)) @ fixed
    assert stats.kstest(products / np.linalg.norm(fixed), stats.norm.cdf).pvalue > ALPHA
