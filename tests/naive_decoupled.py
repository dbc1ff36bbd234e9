"""Loop-only twin of the decoupled engine: equations (4)-(6) of LNGD when all atoms are orthogonal.

Nothing is imported from the package. Every pre-activation moves by itself: ``z += -j eta/(nm) |v|^2 sum over the
samples that use v of sign * y * slope of the loss * s'(sign z)``, with no other atom's part.
"""

from __future__ import annotations

import math


def logistic(x):
    """1/(1 + exp(-x)) without overflow."""
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


def margins(z_mu, z_xi, signal_signs, labels):
    """y_i f(x_i) from <w, mu> (2m) and <w, xi_i> (2m x n)."""
    m = len(z_mu) // 2
    result = []
    for i in range(len(labels)):
        f = 0.0
        for row in range(2 * m):
            j = 1 if row < m else -1
            f += j / m * (max(signal_signs[i] * z_mu[row], 0.0) ** 2 + max(z_xi[row][i], 0.0) ** 2)
        result.append(labels[i] * f)
    return result


def step(z_mu, z_xi, mu2, xi2, signal_signs, labels, eps, p, eta):
    """New pre-activations after one step; ``mu2``, ``xi2`` are squared norms, ``p`` smoothing masses."""
    n, m = len(labels), len(z_mu) // 2
    now = margins(z_mu, z_xi, signal_signs, labels)
    new_mu, new_xi = list(z_mu), [list(row) for row in z_xi]
    for i in range(n):
        x = eps[i] * now[i]
        slope = -(1 - p[i]) * eps[i] * logistic(-x) + p[i] * eps[i] * logistic(x)
        for row in range(2 * m):
            j = 1 if row < m else -1
            common = -j * eta / (n * m) * labels[i] * slope
            new_mu[row] += common * mu2 * signal_signs[i] * 2 * max(signal_signs[i] * z_mu[row], 0.0)
            new_xi[row][i] += common * xi2[i] * 2 * max(z_xi[row][i], 0.0)
    return new_mu, new_xi
