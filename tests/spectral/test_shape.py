"""Shapes of curves: closed cases, invariants, and error rates where the answer is planted."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import binom

from lngd_theory.spectral.shape import (
    count_minima,
    dent,
    hump,
    nearest_convex,
    nearest_valley,
    p_deeper,
    shape_of,
)
from tests.draws import ALPHA

K = np.arange(21.0)
VALLEY = np.abs(K - 5) ** 0.5 / 4  # a valley, far from convex
CONVEX = (K - 8) ** 2 / 200
TWICE = 0.3 + 0.2 * np.cos(K / 2)  # descends again

curves = arrays(np.float64, st.integers(2, 12), elements=st.floats(-1, 1))


def test_closed_cases():
    assert hump(VALLEY) == 0
    assert hump(K) == hump(-K) == dent(K) == 0
    assert dent(CONVEX) == pytest.approx(0, abs=1e-12)
    assert hump(np.array([0.0, 1.0, 0.5])) == 0.5
    assert dent(np.array([0.0, 1.0, 0.5])) == 0.75
    assert [count_minima(curve, 0.05) for curve in (VALLEY, CONVEX, K, -K, TWICE)] == [1, 1, 1, 1, 2]
    assert count_minima(TWICE, 1.0) == 1
    assert count_minima(np.zeros(4), 0.0) == 1


@given(curves)
def test_the_hump_is_that_of_the_loops(curve):
    expected = max(
        (min(curve[j] - curve[i], curve[j] - curve[k]) for j in range(curve.size) for i in range(j + 1)
         for k in range(j, curve.size)),
    )  # fmt: skip
    assert hump(curve) == expected


@given(curves)
def test_the_dent_is_that_of_the_loops(curve):
    expected = max(
        curve[j] - (curve[i] * (k - j) + curve[k] * (j - i)) / (k - i)
        for j in range(curve.size) for i in range(j + 1) for k in range(j, curve.size) if k > i
    )  # fmt: skip
    assert dent(curve) == pytest.approx(expected, abs=1e-12)


@given(curves)
def test_nearest_curves_have_their_shape_and_leave_alone_what_has_it(curve):
    valley, convex = nearest_valley(curve), nearest_convex(curve)
    assert hump(valley) < 1e-12
    assert dent(convex) < 1e-9
    assert np.allclose(nearest_valley(valley), valley)
    assert np.allclose(nearest_convex(convex), convex, atol=1e-7)


def seen(mean, noise, seed):
    rng = np.random.default_rng(seed)
    level = noise * rng.standard_normal((16, 1))  # seeds differ as a whole, too
    return mean + level + noise * rng.standard_normal((16, mean.size)) / 2


@pytest.mark.parametrize("mean", [VALLEY, CONVEX, -K / 20, np.zeros(21)])
def test_a_valley_is_rejected_seldom(mean):
    rejected = sum(shape_of(seen(mean, 0.05, seed)).p_valley <= 0.05 for seed in range(40))
    assert rejected <= 8  # of 40, where 2 are expected; a binomial variable passes 8 with probability 2e-4


def test_convexity_is_rejected_seldom_where_it_holds_and_always_where_it_does_not():
    assert sum(shape_of(seen(CONVEX, 0.05, seed)).p_convex <= 0.05 for seed in range(40)) <= 8
    assert all(shape_of(seen(VALLEY, 0.02, seed)).p_convex <= 0.05 for seed in range(10))


def test_a_second_descent_is_found():
    for seed in range(10):
        shape = shape_of(seen(TWICE, 0.05, seed))
        assert shape.p_valley < 0.01
        assert shape.minima == 2
        assert shape.one_minimum < 0.05


def test_the_place_of_the_minimum_has_an_interval():
    shape = shape_of(seen(CONVEX, 0.05, 3))
    assert shape.best.low <= 8 <= shape.best.high
    assert shape_of(np.tile(VALLEY, (6, 1))).best == (5, 5, 5)


def naive_p_deeper(risks, inside):
    """With every choice of signs, by loops."""
    signs = list(itertools.product((1, -1), repeat=len(risks)))
    worst = 0.0
    for outside in (k for k in range(risks.shape[1]) if not inside[k]):
        found = []
        for sign in signs:
            best = -np.inf
            for place in (k for k in range(risks.shape[1]) if inside[k]):
                gaps = [row[outside] - row[place] for row in risks]
                norm = sum(gap**2 for gap in gaps) ** 0.5 or 1.0
                best = max(best, sum(s * gap for s, gap in zip(sign, gaps, strict=True)) / norm)
            found.append(best)
        worst = max(worst, np.mean([one >= found[0] - 1e-12 for one in found]))
    return worst


@pytest.mark.parametrize("seed", range(4))
def test_the_place_of_the_minimum_is_tested_as_by_plain_loops(seed):
    rng = np.random.default_rng(seed)
    risks, inside = rng.normal(0, 1, (5, 6)), np.array([1, 0, 1, 0, 0, 1], dtype=bool)
    assert p_deeper(risks, inside) == pytest.approx(naive_p_deeper(risks, inside))


def test_closed_cases_of_the_place_of_the_minimum():
    inside = np.arange(4) == 1
    assert p_deeper(np.tile([1.0, 0, 1, 1], (6, 1)), inside) == 1 / 64
    assert p_deeper(np.tile([1.0, 0, 1, 1], (16, 1)), inside) == 1 / 2048
    assert p_deeper(np.tile([0.0, 1, 1, 1], (6, 1)), inside) == 1
    assert p_deeper(np.zeros((6, 4)), inside) == 1
    for nothing in (np.zeros(4, dtype=bool), np.ones(4, dtype=bool)):
        assert p_deeper(np.zeros((6, 4)), nothing) == 1


@pytest.mark.parametrize("count", [6, 16])
def test_a_minimum_is_placed_wrongly_in_at_most_one_of_twenty(count):
    """All risks equal: no place is lower than the others."""
    rng, inside = np.random.default_rng(count), np.arange(12) < 4
    wrong = sum(p_deeper(rng.normal(0, 1, (count, 12)), side) <= 0.05 for _ in range(100) for side in (inside, ~inside))
    assert wrong <= binom.ppf(1 - ALPHA, 200, 0.05)


def test_order_of_places_within_a_part_does_not_matter():
    rng, inside = np.random.default_rng(0), np.arange(8) < 3
    risks, order = rng.random((7, 8)), np.array([2, 0, 1, 7, 3, 6, 5, 4])
    assert p_deeper(risks, inside) == pytest.approx(p_deeper(risks[:, order], inside))
