"""A second route to the remainder of the reduced dynamics: the naive step of the full network."""

import math

import numpy as np
import pytest
import sympy as sp

from proofs_check.derivations.decomposition import paper_data
from proofs_check.derivations.limit import push_difference
from proofs_check.derivations.network import eta
from proofs_check.derivations.remainder import Full, LeftOut, excess, remainder
from tests import naive, naive_reduced
from tests.proofs.derivations.numbers import ETA, evaluate, push, random_state

LABELS, M = (1, -1, 1), 3
MULTIPLIERS = [1.0, -1.0, 0.4, -1.7]


def of_sample(paper, i):
    """Of sample i, by loops: rho and h of its own filters, the outputs on its signal patch and of the other sign."""
    own = naive.SIGNS.index(paper.y[i])
    rho, moved, signal, other = [], [], 0.0, 0.0
    mu = [paper.y[i] * c for c in paper.mu]
    for J in range(2):
        for r in range(M):
            w = naive.paper_weight(paper, J, r)
            z, on_signal = naive.dot(w, paper.xi[i]), naive.activation(naive.dot(w, mu), 2)
            if own == J:
                rho.append(paper.rho_bar[J][r][i])
                moved.append(z - paper.rho_bar[J][r][i])
                signal += on_signal / M
            else:
                other += (on_signal + naive.activation(z, 2)) / M
    return rho, moved, signal, other


def formula(of_rho):
    """``1 + a g(iota) + R_r`` as an expression, and the symbols of what it is in."""
    rho, moved = sp.symbols(f"rho_:{M}", positive=True), sp.symbols(f"h_:{M}", real=True)
    signal, other, a = sp.symbols("signal other a", real=True)
    at_f, at_iota = sp.symbols("g_f g_iota", real=True)
    left = excess(rho, LeftOut(moved, signal, other))
    step = 1 + a * at_iota + remainder(a, rho[of_rho], moved[of_rho], at_f, at_iota)
    return left, step, (*rho, *moved, signal, other), (a, at_f, at_iota)


@pytest.mark.parametrize("eps", MULTIPLIERS)
@pytest.mark.parametrize("seed", range(4))
def test_an_active_rho_moves_by_the_reduced_step_and_the_remainder(eps, seed):
    full = Full.of(paper_data(LABELS), M)
    paper = random_state(full.data, full.W0, full.old, seed).paper
    after = naive.paper_step(paper, [eps] * len(LABELS), [0.0] * len(LABELS), ETA, 2)
    seen = 0
    for i, y in enumerate(LABELS):
        rho, moved, signal, other = of_sample(paper, i)
        a = 2 * ETA * naive.dot(paper.xi[i], paper.xi[i]) / (len(LABELS) * M)
        iota = sum(value**2 for value in rho) / M
        J = naive.SIGNS.index(y)
        for r in range(M):
            if rho[r] + moved[r] <= 0:
                continue
            left, step, of_left, of_step = formula(r)
            numbers = dict(zip(of_left, (*rho, *moved, signal, other), strict=True))
            (f,) = iota + evaluate([left], numbers, 2)
            assert f == pytest.approx(y * naive.paper_output(paper, i, 2), rel=1e-12, abs=1e-12)
            numbers |= dict(zip(of_step, (a, push(f, eps), push(iota, eps)), strict=True))
            (factor,) = evaluate([step], numbers, 2)
            assert after.rho_bar[J][r][i] / rho[r] == pytest.approx(factor, rel=1e-12)
            seen += 1
    assert seen >= 3


@pytest.mark.parametrize("flip", [False, True])
def test_without_what_is_left_out_the_full_step_is_the_reduced_one(flip):
    """Orthogonal noise, no initial weights, gamma = 0 and no output of the other sign; rho of different sizes."""
    d, n = 4, len(LABELS)
    xi = [[0.0] * d for _ in range(n)]
    for i in range(n):
        xi[i][i + 1] = 1.0 + 0.3 * i
    w0 = [[[0.0] * d for _ in range(M)] for _ in range(2)]
    paper = naive.paper_start([2.0, 0.0, 0.0, 0.0], xi, list(LABELS), list(LABELS), w0)
    rng = np.random.default_rng(8)
    for i, y in enumerate(LABELS):
        for r in range(M):
            paper.rho_bar[naive.SIGNS.index(y)][r][i] = 0.2 + rng.random()
            paper.rho_low[naive.SIGNS.index(-y)][r][i] = -0.2 - rng.random()
    after = naive.paper_step(paper, [-1.0 if flip else 1.0] * n, [0.0] * n, ETA, 2)
    for i, y in enumerate(LABELS):
        J = naive.SIGNS.index(y)
        a = 2 * ETA * naive.dot(xi[i], xi[i]) / (n * M)
        before, moved = ([s.rho_bar[J][r][i] for r in range(M)] for s in (paper, after))
        iota, reached = (sum(value**2 for value in values) / M for values in (before, moved))
        expected = (naive_reduced.flipped if flip else naive_reduced.kept)(iota, a, 2)
        assert reached == pytest.approx(expected, rel=1e-12)
        # in ICLR's letter the same step is another, as these neurons differ
        mean, reached_mean = sum(before) / M, sum(moved) / M
        other = (naive_reduced.flipped if flip else naive_reduced.kept)(mean, a, 1)
        assert abs(reached_mean / other - 1) > 1e-4


def test_the_reduced_step_of_equal_neurons_is_the_same_in_both_letters():
    for flip in (False, True):
        step = naive_reduced.flipped if flip else naive_reduced.kept
        assert step(0.8**2, 0.1, 2) == pytest.approx(step(0.8, 0.1, 1) ** 2, rel=1e-14)


@pytest.mark.parametrize(("f", "iota"), [(0.3, 1.2), (2.0, 0.1), (-0.4, 0.7)])
def test_the_difference_of_pushes(f, iota):
    expected = float(push_difference(sp.Float(f), sp.Float(iota)))
    for eps in (1.0, -1.0):
        assert push(f, eps) - push(iota, eps) == pytest.approx(expected, rel=1e-12)
    assert abs(expected) <= abs(f - iota) / 4
    assert math.copysign(1, expected) == math.copysign(1, iota - f)


def test_the_learning_rate_is_in_a():
    full = Full.of(paper_data((1, -1)), 1)
    assert full.a.has(eta)
