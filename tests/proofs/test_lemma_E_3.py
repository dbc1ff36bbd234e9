"""Lemma E.3 on runs: a flip in the first step, and the aggregate with flips at the share that B.4 allows."""

import numpy as np
import pytest

from tests.proofs.training import train


def test_a_flip_in_the_first_step():
    run = train(s=0.02, u=0.01, steps=1, eps=[[-1] * 8, [1] * 8])
    A = run.leading(0.4 * run.b_bar * 10 ** (-9 / 4))
    assert (np.log(A[1] / A[0]) < 0).all()


@pytest.mark.parametrize("every", [36, 37])
@pytest.mark.parametrize("u", [0.005, 0.08])
def test_the_aggregate_with_regular_flips(every, u):
    """All samples are flipped in each ``every``-th step: a share of at most 3p/2 = C_0/16, for C_0 = 4/9."""
    steps = int(6 / u)
    flips = [[-1 if (t + 1) % every == 0 else 1] * 8 for t in range(steps + 1)]
    run = train(s=0.02, u=u, m=12, steps=steps, seed=5, eps=flips)
    A = run.leading(0.4 * run.b_bar * 10 ** (-9 / 4))
    kept = np.array(flips) > 0
    rising = np.logical_and.accumulate(np.where(kept, run.slopes, 0.5) >= 4 / 9, axis=0)
    t = np.arange(steps + 1)[:, None]
    growth = np.log(A / A[0])
    assert rising.sum() > 100
    assert (growth >= t * np.log1p(u * 2 / 9))[rising].all()
    flipped = ~kept[:-1] & rising[:-1]
    assert flipped.any()
    assert ((A[1:] / A[:-1])[flipped] >= 1 - 3 * u).all()


@pytest.mark.parametrize(("u", "holds"), [(0.25, True), (0.3, False)])
def test_how_large_a_step_the_aggregate_allows(u, holds):
    """At C_0 = 1/2 and p = C_0/24, with the printed cost 3u of a flip."""
    share = 0.5 / 16
    growth = (1 - share) * np.log1p(u / 2) + share * np.log1p(-3 * u) - np.log1p(u / 4)
    assert bool(growth >= 0) is holds
