"""Loop-only twins of the reduced dynamics, straight from the equation after Lemma 4.4; see :mod:`tests.naive`.

``k`` is 2 for the arXiv version (iota the mean of rho^2, margin iota) and 1 for the ICLR version (iota the mean of rho,
margin iota^2).
"""

from __future__ import annotations

import math


def margin(iota, k):
    """f = iota (k = 2) or iota^2 (k = 1)."""
    return iota if k == 2 else iota * iota


def kept(iota, a, k):
    """iota' without a flip."""
    return iota * (1 + a / (1 + math.exp(margin(iota, k)))) ** k


def flipped(iota, a, k):
    """iota' after a flip."""
    return iota * (1 - a / (1 + math.exp(-margin(iota, k)))) ** k


def drift(test, iota, a, p, k):
    """E[test(iota')] - test(iota), the sum over the two outcomes."""
    return (1 - p) * test(kept(iota, a, k)) + p * test(flipped(iota, a, k)) - test(iota)


def smoothing_step(iota, a, p, k):
    """iota' with the mean of the two pushes."""
    f = margin(iota, k)
    return iota * (1 + a * ((1 - p) / (1 + math.exp(f)) - p / (1 + math.exp(-f)))) ** k


def walk(iota, flips, a, k):
    """Every iota of a chain; ``flips`` are booleans."""
    visited = [iota]
    for flip in flips:
        iota = flipped(iota, a, k) if flip else kept(iota, a, k)
        visited.append(iota)
    return visited


def rho_walk(rho, flips, a, k):
    """Every iota of a sample whose m active rho are moved one by one, as the equation has them."""
    m, visited = len(rho), []
    for step in range(len(flips) + 1):
        mean = 0.0
        for value in rho:
            mean += value**k / m
        visited.append(mean)
        if step < len(flips):
            f = margin(mean, k)
            factor = 1 - a / (1 + math.exp(-f)) if flips[step] else 1 + a / (1 + math.exp(f))
            rho = [value * factor for value in rho]
    return visited


def loss(f, p):
    """(1-p) l(f) + p l(-f)."""
    return (1 - p) * math.log(1 + math.exp(-f)) + p * math.log(1 + math.exp(f))


def azuma(excess, steps, increment):
    """steps exp(-excess^2/(2 steps increment^2)), at most 1."""
    return min(1.0, steps * math.exp(-(excess**2) / (2 * steps * increment**2)))
