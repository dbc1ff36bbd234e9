"""Remark R.2: the gradient under label smoothing is the mean of the gradient over flips; what the mean leaves out.

Flips are independent with probability p_i each. The mean is taken over all 2^n patterns of flips, coordinate by
coordinate of the whole gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, Version, a, iota, p
from proofs_check.derivations.convexity import logistic
from proofs_check.derivations.network import Sample, derivative, free_weights, objective, vanishes
from proofs_check.step import Confirmed

__all__ = ["STEPS", "flip_patterns"]

Lines = list[tuple[str, bool]]
Patterns = Callable[[list[Sample]], Iterator[tuple[sp.Expr, list[Sample]]]]


def flip_patterns(samples: list[Sample]) -> Iterator[tuple[sp.Expr, list[Sample]]]:
    """Every pattern of flips with its probability: ``eps_i = -1`` with the probability that smoothing has as mass."""
    for flips in product((False, True), repeat=len(samples)):
        chance = sp.Mul(*(s.smoothing if flip else 1 - s.smoothing for flip, s in zip(flips, samples, strict=True)))
        turned = [
            replace(s, eps=-s.eps if flip else s.eps, smoothing=sp.Integer(0))
            for flip, s in zip(flips, samples, strict=True)
        ]
        yield chance, turned


def confirm_gradient(patterns: Patterns = flip_patterns) -> Lines:
    """Every coordinate of the gradient, and the loss itself."""
    lines = []
    for n, m, patches in ((1, 1, 2), (2, 1, 2), (3, 1, 1)):
        W, samples = free_weights(m, 2), []
        for i in range(n):
            x = tuple(tuple(sp.symbols(f"x_{i}_{k}_:2", real=True)) for k in range(patches))
            y, mass = sp.symbols(f"y_{i} p_{i}", real=True)
            samples.append(Sample(x, y, sp.Integer(1), mass))
        smoothed, flipped = objective(W, samples), list(patterns(samples))
        means = {which: [sp.Integer(0), sp.Integer(0)] for which in W}
        for chance, turned in flipped:
            for which, w in W.items():
                parts = derivative(objective(W, turned), w)
                means[which] = [old + chance * g for old, g in zip(means[which], parts, strict=True)]
        agrees = all(
            vanishes(g - mean)
            for which, w in W.items()
            for g, mean in zip(derivative(smoothed, w), means[which], strict=True)
        )
        lines.append((f"gradient, n = {n}, m = {m}, {patches} patch(es)", agrees))
        mean_loss = sp.Add(*(chance * objective(W, turned) for chance, turned in flipped))
        lines.append((f"loss, n = {n}", vanishes(smoothed - mean_loss)))
    return lines


def confirm_variance(variance: sp.Expr = p * (1 - p)) -> Lines:
    """One sample's push ``-eps l'(eps z)`` has variance p (1 - p) under flips, at every margin z; 0 under smoothing."""
    z = sp.Symbol("z", real=True)
    slope = sp.diff(logistic(z), z)
    kept, flipped = -slope, slope.subs(z, -z)
    mean = (1 - p) * kept + p * flipped
    found = (1 - p) * (kept - mean) ** 2 + p * (flipped - mean) ** 2
    return [
        ("the push of a flip is that without, less 1", sp.simplify(kept - flipped - 1) == 0),
        ("variance p (1 - p)", sp.simplify(found - variance) == 0),
    ]


def mean_excess(version: Version) -> sp.Expr:
    """What the mean of iota' over flips exceeds the smoothed iota' by: iota moves with ``rho^power``."""
    return iota * a**2 * p * (1 - p) if STATEMENTS[version].power == 2 else sp.Integer(0)


def confirm_reduced(excess: Callable[[Version], sp.Expr] = mean_excess) -> Lines:
    """The reduced dynamics after one step: ``E[iota']`` over flips against iota' under smoothing."""
    lines = []
    for version, stated in STATEMENTS.items():
        found = stated.drift(iota) - (stated.smoothed - iota)
        lines.append((f"version {version}", sp.simplify(found - excess(version)) == 0))
    return lines


STEPS = (
    Confirmed(
        "smoothing is the mean over flips",
        r"\nabla L_S^{\text{smooth}}=E_\epsilon[\nabla L_S^\epsilon]",
        confirm_gradient,
    ),
    Confirmed(
        "the variance that smoothing leaves out",
        r"\operatorname{Var}[\epsilon_i\ell'(\epsilon_iz)]=p(1-p)",
        confirm_variance,
    ),
    Confirmed(
        "one step of the reduced dynamics",
        r"E[\iota']-\iota'_{\text{smooth}}=\iota a^2p(1-p)\quad(\iota=\tfrac1m\sum\rho^2)",
        confirm_reduced,
    ),
)
