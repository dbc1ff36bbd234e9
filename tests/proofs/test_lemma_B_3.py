import math

import numpy as np
import pytest
import sympy as sp
from scipy import stats

from lngd_theory.symbols import T_star, delta, n, p
from proofs_check import lemma_B_3 as lemma
from proofs_check.inequality import Inequality
from tests.draws import ALPHA
from tests.proofs.second_route import all_steps, check_step, named

(ARGUMENT,) = lemma.ARGUMENTS
x, v = sp.symbols("x v", positive=True)


@pytest.mark.parametrize("step", **named(all_steps(ARGUMENT)))
def test_every_step_is_decided(step):
    assert check_step(step) in ("identity", "certified")


@pytest.mark.parametrize(
    "box", [{v: (2, "oo"), x: (2, "oo")}, {v: (3, "oo"), x: ("1/2", "oo")}], ids=["p <= 1/2", "log 8 missing"]
)
def test_wider_regions_are_refuted(box):
    assert Inequality("wrong", sp.Le(lemma.by_mean(x, v), 1), box).run().status == "counterexample"


def test_other_means_are_not_confirmed():
    """Not with classes of |S_j| = n/3, or flips that are no share p/2 of all samples."""
    assert all(ok for _, ok in lemma.confirm_intervals())
    assert not all(
        ok for _, ok in lemma.confirm_intervals(lambda: {"unflipped": (1 - p) * n / 3, "flipped": p * n / 3})
    )


def outside(samples, share, low, high):
    law = stats.binom(samples, share)
    return law.cdf(math.ceil(low) - 1) + law.sf(math.floor(high))


@pytest.mark.parametrize(
    ("flip", "steps", "failure"), [(1 / 3, 1, 1.0), (1 / 3, 50, 0.1), (0.1, 1000, 0.05), (0.2, 3, 0.9)]
)
def test_all_events_by_the_law(flip, steps, failure):
    """Exact binomial probabilities at the least n: one event of all samples, four of the classes, T* steps."""
    numbers = {p: flip, T_star: steps, delta: failure}
    samples = math.ceil(float(lemma.LEAST_N.subs(numbers)))
    away = float(lemma.DEVIATION.subs(numbers | {n: samples}))
    total = outside(samples, flip, samples * flip - away, samples * flip + away)
    total += 2 * outside(samples, (1 - flip) / 2, (2 - 3 * flip) * samples / 4, (2 - flip) * samples / 4)
    total += 2 * outside(samples, flip / 2, flip * samples / 4, 3 * flip * samples / 4)
    assert 0 < steps * total <= failure


def test_a_class_and_a_flip_together():
    """|S_- and S_j| is Bin(n, p/2) when labels are drawn too."""
    rng = np.random.default_rng(1)
    labels, flips = rng.random((30_000, 40)) < 0.5, rng.random((30_000, 40)) < 0.3
    counts = np.bincount((labels & flips).sum(axis=1), minlength=41)
    expected = 30_000 * stats.binom(40, 0.15).pmf(np.arange(41))
    many = expected > 5
    many[-1] = False
    observed = np.append(counts[many], counts[~many].sum())
    assert stats.chisquare(observed, np.append(expected[many], expected[~many].sum())).pvalue > ALPHA
