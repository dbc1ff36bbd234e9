"""Loop-only twin of the three-layer network, its gradient written out; see naive.py for the rules.

``f = sum_j j (1/m) sum_r sum over patches x of s(<u_{j,r}, s(W x)>)`` with W (h, d) shared and U of rows j = +1 first.
"""

from __future__ import annotations

from tests.naive import activation, dot, noisy_loss_slope, slope


def hidden(W, x, q):
    """s(W x)."""
    return [activation(dot(w, x), q) for w in W]


def forward(W, U, patches, q):
    """f."""
    m, f = len(U) // 2, 0.0
    for unit in range(2 * m):
        j = 1 if unit < m else -1
        for x in patches:
            f += j * activation(dot(U[unit], hidden(W, x, q)), q) / m
    return f


def step(W, U, X, labels, eps, p, eta, q):
    """One full-batch gradient step on both layers, from the old weights; returns new W and U."""
    n, m, h = len(X), len(U) // 2, len(W)
    new_W, new_U = [list(w) for w in W], [list(u) for u in U]
    for i in range(n):
        lt = noisy_loss_slope(labels[i] * forward(W, U, X[i], q), eps[i], p[i])
        for x in X[i]:
            features = hidden(W, x, q)
            for unit in range(2 * m):
                j = 1 if unit < m else -1
                push = eta / (n * m) * lt * labels[i] * j * slope(dot(U[unit], features), q)
                for r in range(h):
                    new_U[unit][r] -= push * features[r]
                    through = push * U[unit][r] * slope(dot(W[r], x), q)
                    for c in range(len(x)):
                        new_W[r][c] -= through * x[c]
    return new_W, new_U


def accuracy(W, U, X, labels, q):
    """Share of samples with y f > 0."""
    right = 0
    for i in range(len(X)):
        if labels[i] * forward(W, U, X[i], q) > 0:
            right += 1
    return right / len(X)
