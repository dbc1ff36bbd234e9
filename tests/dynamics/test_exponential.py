"""The exponential of the decoupled engine: numpy's to two units in the last place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory.dynamics.exponential import LARGEST, exp_minus

pytestmark = pytest.mark.nojit


def ulps(u):
    """Distance to numpy's exponential in units in its last place."""
    expected = np.exp(-u)
    return abs(exp_minus(u) - expected) / np.spacing(expected)


@given(u=st.floats(0, LARGEST, exclude_max=True))
def test_it_is_numpys_exponential(u):
    assert ulps(np.float64(u)) <= 2


def test_at_many_arguments_and_at_the_edges_of_the_reduction():
    rng = np.random.default_rng(3)
    edges = (np.arange(1020) + 0.5) * np.log(2)
    arguments = np.concatenate([rng.uniform(0, LARGEST, 3000), 10.0 ** rng.uniform(-320, 2, 1000), edges])
    assert max(ulps(u) for u in arguments) <= 2


def test_at_zero_it_is_one_and_far_away_zero():
    assert exp_minus(np.float64(0.0)) == 1.0
    assert exp_minus(np.nextafter(LARGEST, 0)) > 0
    assert [exp_minus(np.float64(u)) for u in (LARGEST, 1e8, np.inf, np.nan)] == [0.0] * 4
