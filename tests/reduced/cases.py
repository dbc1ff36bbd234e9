"""What the tests of the reduced dynamics share."""

from hypothesis import strategies as st

from lngd_theory.reduced import ReducedDynamics
from tests.draws import open_unit

#: iota' = iota (1 + a g)^k of each version.
POWER = {"arxiv": 2, "iclr": 1}
VERSIONS = list(POWER)


def dynamics(low_p=0.01, high_p=0.99, high_a=0.95):
    """Reduced dynamics with a of order one and p in a range."""
    return st.builds(ReducedDynamics, open_unit(0.01, high_a), open_unit(low_p, high_p), st.sampled_from(VERSIONS))


#: A state: margins up to 20 (arxiv) or 400 (iclr).
states = open_unit(1e-3, 20.0)
