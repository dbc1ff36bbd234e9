"""Step sizes beyond reason; not part of the selection without compilation, where numpy warns of each overflow."""

import dataclasses

import numpy as np
import pytest

from lngd_theory.dynamics import DIVERGENCE_LIMIT, DenseEngine, GramEngine
from lngd_theory.instances import draw_instance
from lngd_theory.streams import streams
from tests.draws import POWERS, SMALL


def law(setting, seed):
    return draw_instance(setting, streams(seed), "law", 0)


@pytest.mark.parametrize("q", [*POWERS, 2.5])
@pytest.mark.parametrize("eta", [1e100, 1e300])
def test_a_step_size_beyond_reason_diverges_at_the_step_of_the_dense_network(q, eta):
    setting = SMALL.replace(sigma_p=5.0, q=q)
    instance = draw_instance(setting, streams(0), "dense", 0)
    taken = [kind(instance, eta, q).advance(np.ones((5, SMALL.n))) for kind in (GramEngine, DenseEngine)]
    assert taken == [1, 1]


@pytest.mark.parametrize("q", [*POWERS, 2.5])
@pytest.mark.filterwarnings("ignore:overflow encountered in multiply:RuntimeWarning")
def test_a_step_that_overflows_is_a_divergence_and_never_a_quiet_loss_of_log_2(q):
    """eta |xi|^2 is inf: every coefficient becomes nan or infinite, and the run must stop."""
    setting = SMALL.replace(sigma_p=5.0, q=q)
    instance = law(setting, 0)
    engine = GramEngine(instance, 1e307, q)
    assert engine.advance(np.ones((5, SMALL.n))) == 1
    assert not np.abs(engine.margins()).max() <= DIVERGENCE_LIMIT


def test_building_an_engine_with_a_huge_step_size_warns_of_nothing():
    """A warning is for developers: the status of the run tells the user."""
    GramEngine(law(SMALL.replace(sigma_p=5.0), 0), 1e307, 2.0)


def test_the_limit_is_on_the_output_before_each_step():
    """With overlaps beyond the limit no step is taken, and the coefficients stay zero."""
    large = np.vstack([np.full((3, 9), 1e5), np.zeros((3, 9))])
    instance = dataclasses.replace(law(SMALL, 0), overlaps=large)
    engine = GramEngine(instance, 0.1, 2.0)
    assert engine.advance(np.ones((5, SMALL.n))) == 0
    assert np.all(engine.coefficients == 0)
