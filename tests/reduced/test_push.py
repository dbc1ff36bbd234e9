import math

import numpy as np
import pytest

from lngd_theory import InputError
from lngd_theory.reduced import ReducedDynamics, leading_mean_push, signal_push, simulate_chains
from tests.draws import ALPHA
from tests.reduced.cases import VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("p", [0.05, 0.3])
def test_flips_push_and_label_smoothing_does_not(version, p):
    chain = ReducedDynamics(0.01, p, version)
    push = signal_push(chain, "flip")
    assert push.value == pytest.approx(leading_mean_push(chain), rel=0.03)
    assert leading_mean_push(chain) == pytest.approx(0.005 * p * (1 - p), rel=1e-12)
    assert signal_push(chain, "smoothing") == (0.0, 0.0)


def test_the_push_is_what_the_logarithm_leaves():
    """A second route: flips that happened, and ``a E[g] = E[a g - log(1 + a g)]`` over them."""
    chain = ReducedDynamics(0.3, 0.1)
    iota = simulate_chains(chain, chain.balance_point, 8000, chains=48, seed=5).iota[:, 1000:]
    factor = np.sqrt(iota[:, 1:] / iota[:, :-1])  # 1 + a g
    left = ((factor - 1 - np.log(factor)) / chain.a).mean(axis=1)
    error = left.std(ddof=1) / math.sqrt(left.size)
    push = signal_push(chain, "flip")
    assert abs(left.mean() - push.value) < 7 * error + push.error  # 7 standard errors of 48 chains: below ALPHA
    assert 7 * error < 0.1 * push.value
    assert ALPHA >= 1e-6


def test_bad_input_is_refused():
    with pytest.raises(InputError, match=r"kind='flips' is unknown; did you mean 'flip'\?"):
        signal_push(ReducedDynamics(0.1, 0.1), "flips")
    with pytest.raises(InputError, match=r"p=0.6 must be below 1/2"):
        signal_push(ReducedDynamics(0.1, 0.6), "smoothing")
