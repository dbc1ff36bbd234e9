"""A second route to the identities of Lemmas 4.3 and D.5 and of label smoothing: naive steps in numbers."""

from itertools import product

import numpy as np
import pytest

from proofs_check.derivations import INEQUALITIES
from tests import naive

D, M, EPSILON = 3, 2, 0.3


def draw(seed, n=3):
    rng = np.random.default_rng(seed)
    W = (0.6 * rng.standard_normal((2 * M, D))).tolist()
    X = rng.standard_normal((n, 2, D)).tolist()
    return W, X, [1, -1, 1][:n]


def step(W, X, labels, eps, masses, eta, q):
    return np.array(naive.weights_step(W, X, labels, eps, masses, eta, q))


def along(W, X, label, V, q):
    """``y <grad f(W, x), V>``."""
    total = 0.0
    for row in range(2 * M):
        for patch in X:
            j = 1 if row < M else -1
            total += label * j / M * naive.slope(naive.dot(W[row], patch), q) * naive.dot(V[row], patch)
    return total


@pytest.mark.parametrize("seed", range(3))
def test_the_decrease_is_the_sum_of_the_gaps(seed):
    W, X, labels = draw(seed)
    n, eta = len(X), 0.2
    target = np.random.default_rng(seed + 100).standard_normal((2 * M, D))
    after = step(W, X, labels, [1.0] * n, [0.0] * n, eta, 2)
    drop = ((W - target) ** 2).sum() - ((after - target) ** 2).sum()
    z = [y * naive.forward(W, x, 2) for x, y in zip(X, labels, strict=True)]
    alignments = [along(W, x, y, target.tolist(), 2) for x, y in zip(X, labels, strict=True)]
    loss = sum(map(naive.loss, z)) / n
    gaps = 0.0
    for a, b in zip(z, alignments, strict=True):
        tangent = naive.loss(b / 2) - naive.loss(a) - naive.loss_slope(a) * (b / 2 - a)
        assert tangent >= -1e-15
        gaps += (tangent + EPSILON / 2 - naive.loss(b / 2)) / n
    squared = ((after - W) ** 2).sum() / eta**2
    claimed = 3 * eta * loss - 2 * eta * EPSILON + 4 * eta * gaps + eta * (loss - eta * squared)
    assert drop == pytest.approx(claimed, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("q", [1.0, 1.5, 2.0, 3.0])
def test_homogeneity(q):
    W, X, labels = draw(9)
    for x, y in zip(X, labels, strict=True):
        assert along(W, x, y, W, q) == pytest.approx(q * y * naive.forward(W, x, q), rel=1e-12)


@pytest.mark.parametrize("q", [1.0, 2.0])
def test_the_smoothed_step_is_the_mean_over_flips(q):
    W, X, labels = draw(5)
    masses = [0.1, 0.4, 0.25]
    mean = np.zeros((2 * M, D))
    for flips in product((1.0, -1.0), repeat=3):
        chance = np.prod([1 - p if eps > 0 else p for eps, p in zip(flips, masses, strict=True)])
        mean += chance * step(W, X, labels, list(flips), [0.0] * 3, 0.2, q)
    smoothed = step(W, X, labels, [1.0] * 3, masses, 0.2, q)
    assert np.abs(smoothed - W).max() > 1e-3
    assert smoothed == pytest.approx(mean, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("entry", INEQUALITIES, ids=[entry[0] for entry in INEQUALITIES])
def test_the_inequalities_hold_at_points(entry):
    _, left, relation, right, domain = entry
    (symbol,) = domain
    low = float(domain[symbol][0])
    points = np.exp(np.linspace(-6, 6, 41)) + (low if np.isfinite(low) else -30.0)
    for point in points:
        difference = float((right - left).subs(symbol, point).evalf(30))
        assert difference >= 0 if relation == "<=" else difference <= 0
