"""The time that the argument needs, on runs, for narrow and wide networks."""

import numpy as np
import pytest

from proofs_check.slope_sum import PER_LOSS, START
from tests.proofs.training import train


@pytest.mark.parametrize(("m", "epsilon"), [(4, 0.1), (32, 0.1), (4, 0.03)])
def test_the_loss_is_reached_in_the_time_of_the_argument(m, epsilon):
    s, u = 0.05, 0.08
    largest = 14.0  # more than A gets to, as is looked at below
    time = int(float(PER_LOSS) / (u * epsilon) * np.log(largest / (float(START) * s)))
    run = train(m=m, s=s, u=u, steps=time, seed=m)
    assert run.leading(0.4 * run.b_bar).max() <= largest
    assert run.loss.min() <= epsilon
    reached = int(np.argmax(run.loss <= epsilon))
    assert time / 400 < reached  # what the argument loses, the logarithm for a small loss included, is no power of m
