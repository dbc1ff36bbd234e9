"""Step sizes beyond reason for three layers; apart, since numpy warns of each overflow where nothing is compiled."""

from dataclasses import replace

import numpy as np
import pytest

from lngd_theory import simulate
from lngd_theory.dynamics import DIVERGENCE_LIMIT
from lngd_theory.dynamics.three_layer import GramThreeLayer
from tests.draws import POWERS
from tests.dynamics.three_layers import PROBLEM, drawn, engines


@pytest.mark.parametrize("q", POWERS)
@pytest.mark.parametrize("eta", [1e50, 1e300])
def test_a_step_size_beyond_reason_diverges_at_the_step_of_the_dense_network(q, eta):
    instance = drawn(PROBLEM, 0)
    taken = [engine.advance(np.ones((5, PROBLEM.n))) for engine in engines(instance, eta, q)]
    assert taken == [1, 1]


@pytest.mark.filterwarnings("ignore:overflow encountered in multiply:RuntimeWarning")
def test_a_step_that_overflows_is_a_divergence_and_never_a_quiet_loss_of_log_2():
    engine = GramThreeLayer(drawn(PROBLEM, 0, "law"), 1e308, 1.0)
    assert engine.advance(np.ones((5, PROBLEM.n))) == 1
    assert not np.abs(engine.margins()).max() <= DIVERGENCE_LIMIT


def test_the_limit_is_on_the_output_before_each_step():
    instance = drawn(PROBLEM, 0, "law")
    engine = GramThreeLayer(replace(instance, second=np.vstack([np.full((3, 5), 1e12), np.zeros((3, 5))])), 0.1, 1.0)
    assert engine.advance(np.ones((5, PROBLEM.n))) == 0
    assert np.all(engine.coefficients == 0)


def test_a_run_that_diverges_says_when_and_why_and_the_others_go_on():
    run = simulate(replace(PROBLEM, setting=PROBLEM.setting.replace(eta=1e30)), steps=20, seeds=2)
    assert run.status.values.tolist() == ["diverged"] * 2
    assert all("eta is too large here; lower eta" in reason for reason in run.reason.values)
    assert np.isfinite(run.train_loss.values[:, 0]).all()
