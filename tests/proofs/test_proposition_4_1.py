"""Proposition 4.1 on runs: signs after a flip, the lower bound of both algorithms, the margin of filters together."""

import numpy as np
import pytest

from proofs_check.proposition_4_1 import ARGUMENTS, FIRST_FLIP
from tests.proofs.training import train


@pytest.mark.parametrize("seed", range(4))
def test_signs_after_a_first_flip(seed):
    """Every sample is flipped in the first step; those of the other step sizes and seeds do the same."""
    flips = [[-1] * 8] + [[1] * 8] * 5
    run = train(s=0.05, u=0.01 * (seed + 1), steps=5, seed=seed, eps=flips)
    assert run.own(run.rho)[1].min() < 0 < run.other(run.rho)[1].max()
    kept = train(s=0.05, u=0.01, steps=5, seed=seed)
    assert kept.own(kept.rho).min() >= 0 >= kept.other(kept.rho).max()
    assert (np.diff(kept.gamma, axis=0) >= 0).all()


@pytest.mark.parametrize("p", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("u", [0.02, 0.15, 0.3])
def test_no_coefficient_falls_below_its_reach(p, u):
    """``|<w0, xi>|`` and the cross terms of the run, for u up to 1/3."""
    run = train(s=0.3, u=u, steps=300, p=p, seed=7, d=10**7)
    reach = np.abs(run.z[0]).max() + run.cross
    assert run.rho.min() >= -reach
    assert run.rho.min() < -0.1 * reach


def test_above_a_third_it_can_fall_below():
    """The condition on u is needed: a step of v > 1 overshoots."""
    run = train(s=0.3, u=3.0, steps=1, seed=7)
    assert run.rho.min() < -(np.abs(run.z[0]).max() + run.cross)


@pytest.mark.parametrize("m", [4, 40])
def test_filters_of_a_sample_enter_its_margin_together(m):
    run = train(s=0.02, u=0.05, m=m, steps=600, seed=m)
    start = run.own_start
    theta = (np.maximum(start - run.cross, 0) ** 2).mean(axis=0) / (start.max(axis=0) + run.cross) ** 2
    top = (run.own(run.rho) + start + run.cross).max(axis=1)
    assert (run.margins >= theta * top**2 - 0.5).all()
    assert theta.min() > 1.5 / m or m < 10  # more than one filter alone gives, if there are many
    assert run.margins[-1].min() > 3


def test_how_likely_a_first_flip_is():
    """At ``pn = 1`` and ``delta = 1/3``, the edge of what is claimed."""
    assert all(step.run().status == "certified" for step in FIRST_FLIP)
    rng = np.random.default_rng(5)
    shares = [(rng.random((4000, n)) < 1 / n).any(axis=1).mean() for n in (2, 10, 100)]
    assert min(shares) * (1 - 1 / 3) > 1 / 3


def test_what_refutes_it_is_in_the_steps():
    (argument,) = ARGUMENTS
    found = {step.name: step.run().status for step in argument.steps if step.name in argument.itself}
    assert set(found.values()) == {"counterexample"}
