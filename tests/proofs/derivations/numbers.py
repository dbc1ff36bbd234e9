"""Derived expressions as functions of numbers, and random states of the paper's letters to put into them."""

import math
from dataclasses import dataclass

import numpy as np
import sympy as sp

from proofs_check.derivations.network import eta
from tests import naive
from tests.draws import NOISES

ETA = 0.3
LABELS = (1, -1, 1)

#: One multiplier and smoothing mass for each sample, by noise.
STEPS_OF_NOISE = [
    (noise, noise.draw(np.random.default_rng(7), 1, len(LABELS))[0].tolist(), [float(noise.smoothing)] * len(LABELS))
    for noise in NOISES
]


def functions(q):
    """The abstract functions, in the naive twin's formulas."""
    return {
        "Activation": lambda z: naive.activation(z, q),
        "Slope": lambda z: naive.slope(z, q),
        "Loss": naive.loss,
        "LossSlope": naive.loss_slope,
    }


def evaluate(expressions, at, q):
    """A list of expressions at a dictionary of symbols."""
    symbols = list(at)
    compiled = sp.lambdify(symbols, list(expressions), modules=[functions(q), "math"], cse=True)
    return np.array(compiled(*at.values()), dtype=float)


@dataclass
class State:
    """A naive state and the values of the symbols of ``paper_data``, ``free_weights`` and ``symbols_of`` in it."""

    paper: naive.Paper
    at: dict


def random_state(data, W0, coefficients, seed):
    """Coefficients of the size 1 with the signs of the theory; mu along the first axis, as in ``paper_data``."""
    rng = np.random.default_rng(seed)
    at = {data.mu[0]: 1.0 + rng.random(), eta: ETA}
    for vector in (*data.xi, *W0.values()):
        at |= {c: rng.standard_normal() for c in vector if c != 0}
    at |= {c: rng.standard_normal() for c in coefficients.gamma.values()}
    at |= {c: 0.1 + rng.random() for row in coefficients.rho_bar.values() for c in row if c != 0}
    at |= {c: -0.1 - rng.random() for row in coefficients.rho_low.values() for c in row if c != 0}

    def number(c):
        return float(at.get(c, c))

    m, signs = len(W0) // 2, naive.SIGNS
    paper = naive.Paper(
        [number(c) for c in data.mu],
        [[number(c) for c in x] for x in data.xi],
        list(data.true),
        [int(s.label) for s in data.samples],
        [[[number(c) for c in W0[j, r]] for r in range(m)] for j in signs],
        [[number(coefficients.gamma[j, r]) for r in range(m)] for j in signs],
        [[[number(c) for c in coefficients.rho_bar[j, r]] for r in range(m)] for j in signs],
        [[[number(c) for c in coefficients.rho_low[j, r]] for r in range(m)] for j in signs],
    )
    return State(paper, at)


def with_noise(at, data, eps, masses):
    """The multipliers and masses of one step; a sample without a symbol for its mass has none."""
    values = dict(at)
    for sample, e, p in zip(data.samples, eps, masses, strict=True):
        values[sample.eps] = e
        if sample.smoothing != 0:
            values[sample.smoothing] = p
    return values


def push(f, eps):
    """``-eps l'(eps f)``."""
    return eps / (1 + math.exp(eps * f))
