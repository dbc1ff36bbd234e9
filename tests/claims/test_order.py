import math

import numpy as np
import pytest

from lngd_theory.claims import Order, Path, Window
from lngd_theory.claims.order import path_of
from lngd_theory.symbols import sigma_0
from tests.claims.made import SETTING, SOURCE, Evidence, X, case_of, claim, runs


def test_a_path_multiplies_one_parameter():
    found = Path("eta", (1.0, 0.5, 0.1)).settings(SETTING)
    assert [setting.eta for setting in found] == [0.5, 0.25, 0.05]
    assert all(setting.replace(eta=0.5) == SETTING for setting in found)
    assert found[0] == SETTING


def test_whole_numbers_stay_whole_and_settings_that_cannot_be_are_left_out():
    assert [setting.n for setting in Path("n", (1.0, 0.3, 0.01)).settings(SETTING)] == [8, 2, 1]
    assert [setting.n for setting in Path("n", (1.0, 1000.0)).settings(SETTING)] == [8]  # n <= d - 2
    assert [setting.d for setting in Path("d", (1.0, 10.0)).settings(SETTING)] == [100, 1000]


def test_a_path_over_decades_is_evenly_spaced():
    path = path_of("sigma_0", decades=2)
    assert path.factors == pytest.approx([1, 10 ** (-2 / 3), 10 ** (-4 / 3), 0.01], rel=1e-5)
    assert path_of("d", decades=1, points=3, down=False).factors == pytest.approx([1, 10**0.5, 10], rel=1e-5)
    assert r"\sigma_{0}" in path.latex
    assert "0.0464" in path.latex


def order(relation="Theta", exponent=1.0, logs=False, window=Window.WHOLE, reduce="max", towards="zero"):
    return Order(
        "order", X, relation, sigma_0, "gd", window, path_of("sigma_0", decades=2), reduce, towards, logs, exponent
    )


class PathEvidence:
    """x (seed, step) at every setting, from a function of the setting and seed."""

    def __init__(self, values):
        self.values = values

    def of(self, need):
        rows = [[self.values(need.setting, seed) * share for share in (0.25, 1.0, 0.5)] for seed in need.seeds]
        return runs(x=rows).assign_coords(seed=list(need.seeds))


def judge(check, values, seeds=6, **options):
    return check.judge(claim(check), case_of(seeds, path_seeds=5, **options), PathEvidence(values)).part


def power(k, spread=0.0):
    return lambda setting, seed: (
        setting.sigma_0**k * math.exp(spread * math.sin(7 * seed + 40 * math.log(setting.sigma_0)))
    )


@pytest.mark.parametrize(
    ("relation", "k", "verdict"),
    [("Theta", 1.0, "supported"), ("Theta", 2.0, "refuted"), ("Theta", 0.0, "refuted"), ("O", 2.0, "supported"),
     ("O", 0.0, "refuted"), ("Omega", 0.0, "supported"), ("Omega", 2.0, "refuted")],
)  # fmt: skip
def test_exponents_off_by_one_are_refuted_where_they_violate_the_order(relation, k, verdict):
    part = judge(order(relation), power(k, 0.02))
    assert part.verdict == verdict
    assert part.observed == pytest.approx(k, abs=0.1)
    assert (part.evidence, part.seeds, part.claimed) == ("exponent", 5, 1.0)
    assert np.sign(part.margin) == {"supported": 1, "refuted": -1}[verdict] or part.margin == 0
    assert len(part.series.x) == 4


def test_a_constant_is_an_exponent_of_zero():
    assert judge(order("Theta", 0.0), power(0.0, 0.02)).verdict == "supported"
    assert judge(order("Theta", 0.0), power(0.5, 0.02)).verdict == "refuted"


def test_a_tilde_allows_for_one_logarithm_of_the_scale():
    def with_log(setting, seed):
        return setting.sigma_0 * math.log(1 / setting.sigma_0)

    # what the factor does to the exponent on this path is 0.20 (1/mean|log scale| would be 0.19)
    assert judge(order("Theta", logs=True), with_log).verdict == "supported"
    assert judge(order("Theta", logs=False), with_log).verdict == "refuted"


def test_scatter_as_large_as_the_question_leaves_it_open():
    assert judge(order("Theta"), power(1.0, 2.0)).verdict == "undecided"


def test_the_value_is_reduced_over_the_window():
    data = runs(x=[[1.0, 8.0, 2.0]])
    for reduce, expected in (("max", 8.0), ("min", 1.0), ("median", 2.0)):
        check = order(reduce=reduce)
        assert check._values(claim(check), case_of(1), data).tolist() == [expected]


def test_a_stretch_that_is_not_reached_gives_no_exponent():
    part = judge(order(), lambda setting, seed: math.nan)
    assert (part.verdict, part.evidence, part.series) == ("undecided", "none", None)
    assert "settings have no value" in part.note


def test_the_runs_of_a_path_have_few_seeds_and_their_own_horizon():
    check = order()
    needs = check.needs(claim(check), case_of(20, path_seeds=3, steps=None))
    assert [need.setting.sigma_0 for need in needs] == pytest.approx([0.05 * x for x in check.path.factors])
    assert all(need.seeds == (0, 1, 2) for need in needs)
    first = [case_of(setting=need.setting, steps=None).steps_for(1.1) for need in needs]
    assert [need.steps for need in needs] == first
    assert first[1] < first[2] < first[3]  # T_1 moves with log(1/sigma_0)
    assert {need.steps for need in check.needs(claim(check), case_of(2, steps=7))} == {7}
    assert {"x", "f_max"} <= needs[0].observables


def test_words_of_an_order():
    names = {"x": "X"}
    assert order("O", logs=True).statement(names).startswith(r"X = \tilde O\left(\sigma_{0}\right)")
    assert order("Omega").statement(names).startswith(r"X = \Omega\left(\sigma_{0}\right)")
    assert order("Theta", exponent=0.0).statement(names).startswith(r"X = \Theta\left(1\right)")


def test_evidence_of_an_order_is_not_shared_between_settings():
    assert SOURCE.arxiv
    assert Evidence(runs(x=[[1.0]])).of(order().needs(claim(), case_of(1))[0]).x.shape == (1, 1)
