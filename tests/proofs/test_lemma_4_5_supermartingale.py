"""The printed supermartingale is refuted, by the exact drift and by simulated chains; what replaces it is certified."""

import numpy as np
import pytest
import sympy as sp
from scipy.stats import t as student

from lngd_theory.reduced import ReducedDynamics, simulate_chains
from proofs_check import lemma_4_5_supermartingale as module
from proofs_check.run import status_of
from proofs_check.supermartingale import Paving
from tests import naive_reduced as naive
from tests.proofs.supermartingale.checks import check, named
from tests.reduced.cases import POWER, VERSIONS

(ARGUMENT,) = module.ARGUMENTS
#: Balls, drift conditions and pavings have tests of their own.
ELSEWHERE = {step.name for kind in (*module.BALLS, *module.CONDITIONS) for step in kind.steps}
REPAIRS = [step for step in ARGUMENT.repairs if step.name not in ELSEWHERE and not isinstance(step, Paving)]


@pytest.mark.parametrize("step", **named(ARGUMENT.steps))
def test_steps(step):
    """Everything is confirmed but the printed statement."""
    assert (check(step) == "counterexample") == (step.name in ARGUMENT.itself)


@pytest.mark.parametrize("step", **named([*REPAIRS, *ARGUMENT.premises]))
def test_repairs_and_premises(step):
    assert check(step) in ("identity", "certified")


@pytest.mark.parametrize("step", **named([step for step in ARGUMENT.repairs if isinstance(step, Paving)]))
def test_pavings_leave_less_than_a_hundredth_open(step):
    assert step.run().status == "certified"


def test_the_claim_is_refuted():
    class Record:
        def __init__(self, step):
            self.name, self.status = step.name, step.run().status

    assert status_of(ARGUMENT, [Record(step) for step in ARGUMENT.steps]) == "refuted"


@pytest.mark.parametrize(("version", "step"), list(zip(VERSIONS, module.PRINTED, strict=True)), ids=VERSIONS)
def test_the_counterexample_by_direct_evaluation(version, step):
    found = step.run().values
    values = {name: float(sp.Rational(found[name])) for name in ("iota", "iota_star", "a")}
    star = values["iota_star"]
    chance = 1 / (1 + np.exp(naive.margin(star, POWER[version])))
    assert values["iota"] <= 4 * star
    drift = naive.drift(lambda x: (x - star) ** 2, values["iota"], values["a"], chance, POWER[version])
    assert drift > 0
    assert drift == pytest.approx(float(found["left"]), rel=1e-6)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("a", [0.01, 0.1])
def test_the_counterexample_by_simulation(version, a):
    """The mean increment of M from iota*, p = 0.1, is positive at an error rate of 1e-6."""
    chain = ReducedDynamics(a, 0.1, version)
    run = simulate_chains(chain, chain.balance_point, 1, chains=2000, seed=7)
    moved = (run.iota[:, 1] - chain.balance_point) ** 2
    error = moved.std(ddof=1) / np.sqrt(moved.size)
    assert moved.mean() - student.ppf(1 - 1e-6, moved.size - 1) * error > 0
    expected = float(chain.drift(lambda x: (x - chain.balance_point) ** 2, chain.balance_point))
    assert moved.mean() == pytest.approx(expected, abs=5 * error)


@pytest.mark.parametrize("version", VERSIONS)
def test_beyond_the_radius_the_simulated_mean_falls(version):
    """At twice a certified radius to either side: the mean increment of M is negative by four standard errors."""
    ball = next(ball for ball in module.BALLS if ball.version == version)
    chain = ReducedDynamics(0.1, 0.1, version)
    squared = ball.squared_radius.subs({module.iota_star: chain.balance_point, module.a: 0.1})
    for sign in (-1, 1):
        start = chain.balance_point + sign * 2 * np.sqrt(float(squared))
        run = simulate_chains(chain, start, 1, chains=4000, seed=3)
        moved = (run.iota[:, 1] - chain.balance_point) ** 2 - (start - chain.balance_point) ** 2
        assert moved.mean() + 4 * moved.std(ddof=1) / np.sqrt(moved.size) < 0


def test_where_the_condition_holds_ends_below_the_balance_point():
    """``log((1-p)/(2p))`` for a range of p, and the condition there and beyond."""
    for p in (0.01, 0.1, 0.3):
        ceiling = np.log((1 - p) / (2 * p))
        assert p == pytest.approx(1 / (1 + 2 * np.exp(ceiling)))
        assert ceiling < np.log((1 - p) / p)
        assert p > 1 / (1 + 2 * np.exp(np.log((1 - p) / p)))
