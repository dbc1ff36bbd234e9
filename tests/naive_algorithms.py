"""Loop-only twins of the algorithms, from their papers' formulas; weights are explicit lists of rows, j = +1 first."""

import math

from tests.naive import activation, dot, noisy_loss_slope, slope


def gradient(W, X, labels, eps, p, q, batch, keep):
    """Gradient of ``(1/|B|) sum over B`` of the noisy losses of a network whose filters count ``keep`` each."""
    m = len(W) // 2
    g = [[0.0] * len(w) for w in W]
    for i in batch:
        f = 0.0
        for row in range(2 * m):
            j = 1 if row < m else -1
            for patch in X[i]:
                f += j * keep[row] * activation(dot(W[row], patch), q) / m
        lt = noisy_loss_slope(labels[i] * f, eps[i], p[i])
        for row in range(2 * m):
            j = 1 if row < m else -1
            for patch in X[i]:
                for c in range(len(patch)):
                    g[row][c] += (
                        lt * labels[i] * j * keep[row] * slope(dot(W[row], patch), q) * patch[c] / (len(batch) * m)
                    )
    return g


def norm(g):
    """Frobenius."""
    total = 0.0
    for row in g:
        for value in row:
            total += value * value
    return math.sqrt(total)


def sam_point(W, g, radius):
    """``W + radius g/|g|``."""
    length = norm(g)
    return [
        [w + (radius * a / length if length > 0 else 0.0) for w, a in zip(row, along, strict=True)]
        for row, along in zip(W, g, strict=True)
    ]


def sgd_step(W, U, g, eta, beta, nesterov, decay):
    """``g += decay W; U = beta U + g; W -= eta (g + beta U) or eta U``; returns (W, U)."""
    new_W, new_U = [list(row) for row in W], [list(row) for row in U]
    for r in range(len(W)):
        for c in range(len(W[r])):
            total = g[r][c] + decay * W[r][c]
            new_U[r][c] = beta * U[r][c] + total
            new_W[r][c] -= eta * (total + beta * new_U[r][c]) if nesterov else eta * new_U[r][c]
    return new_W, new_U


def adam_step(W, M, V, g, t, eta, beta1, beta2, epsilon, decay, decoupled):
    """Adam's algorithm 1 with step number t = 1, 2, ...; returns (W, M, V)."""
    new_W, new_M, new_V = ([list(row) for row in A] for A in (W, M, V))
    for r in range(len(W)):
        for c in range(len(W[r])):
            a = g[r][c]
            if decoupled:
                new_W[r][c] -= eta * decay * W[r][c]
            else:
                a += decay * W[r][c]
            new_M[r][c] = beta1 * M[r][c] + (1 - beta1) * a
            new_V[r][c] = beta2 * V[r][c] + (1 - beta2) * a * a
            root = math.sqrt(new_V[r][c] / (1 - beta2**t)) + epsilon
            if root > 0:
                new_W[r][c] -= eta * new_M[r][c] / (1 - beta1**t) / root
    return new_W, new_M, new_V


def smallest(numbers, count):
    """Places of the ``count`` smallest of different numbers: the batch of a step."""
    return sorted(range(len(numbers)), key=lambda i: numbers[i])[:count]
