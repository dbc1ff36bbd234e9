"""Early stopping reads a trajectory at the first record that is small enough."""

import numpy as np
import pytest

from lngd_theory import InputError, simulate
from lngd_theory.stopping import first_at_most, stopped
from tests.draws import SMALL, same_bits


def test_every_seed_is_read_at_its_own_record():
    run = simulate(SMALL, steps=40, seeds=4, record_every=4, n_test=50)
    level = float(run.clean_loss[:, -1].max()) * 1.5
    early = stopped(run, level)
    for k in range(4):
        losses = run.clean_loss.values[k]
        first = next(i for i, loss in enumerate(losses) if loss <= level)
        assert 0 < first < 10
        assert int(early.step[k]) == int(run.data.step[first])
        assert same_bits(early.margin.values[k], run.margin.values[k, first])
        assert same_bits(early.gamma.values[k], run.gamma.values[k, first])


def test_a_level_that_is_never_reached_gives_the_last_record():
    run = simulate(SMALL, steps=8, seeds=2, record_every=4, n_test=0)
    assert list(stopped(run, 0.0).step.values) == [8, 8]
    assert list(stopped(run, 10.0).step.values) == [0, 0]
    assert list(first_at_most(np.array([[3.0, 1.0, 2.0], [3.0, np.nan, np.nan]]), 2.0)) == [1, 2]


@pytest.mark.parametrize("variable", ["gamma", "nothing"])
def test_what_is_no_number_for_each_step_is_refused(variable):
    run = simulate(SMALL, steps=2, seeds=1, n_test=0)
    with pytest.raises(InputError, match=rf"variable='{variable}' must be one of train_loss, clean_loss"):
        stopped(run, 0.1, variable)
