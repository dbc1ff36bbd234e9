"""The telescoping step of Lemma 4.3 with its true direction, as equalities with every gap named.

For one GD step ``W' = W - eta grad L_S`` and margins z_i, alignments ``A_i = y_i <grad f(W, x_i), W*>``,

    ``|W-W*|^2 - |W'-W*|^2 = 2 eta q (L_S - mean l(A_i/q)) + 2 eta q mean T_i - eta^2 |grad L_S|^2``

where ``T_i = l(A_i/q) - l(z_i) - l'(z_i)(A_i/q - z_i) >= 0``, as l is convex. For q = 2 and ``A_i >= 2 log(2/eps)``
this is at least ``3 eta L_S - 2 eta eps`` once ``eta |grad L_S|^2 <= L_S``, and so at least ``eta L_S - eta eps`` if
besides ``L_S >= eps/2`` (:mod:`proofs_check.derivations.direction`). The inequalities in one variable that this
uses are :data:`INEQUALITIES`, shown in :mod:`proofs_check.derivations.convexity`.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.derivations.convexity import INEQUALITIES, epsilon
from proofs_check.derivations.network import (
    ABSTRACT,
    Loss,
    LossSlope,
    Sample,
    Weights,
    derivative,
    dot,
    eta,
    free_weights,
    margin,
    objective,
    vanishes,
)
from proofs_check.step import Confirmed

__all__ = ["INEQUALITIES", "STEPS", "distance_drop", "mean_inner", "tangent_gap"]

Lines = list[tuple[str, bool]]

q, gradient2 = sp.symbols("q G", positive=True)


def tangent_gap(z: sp.Expr, b: sp.Expr) -> sp.Expr:
    """``l(b) - l(z) - l'(z)(b - z)``, at least 0, for an abstract loss."""
    return Loss(b) - Loss(z) - LossSlope(z) * (b - z)


def distance_drop(inner: sp.Expr, square: sp.Expr) -> sp.Expr:
    """``|W-W*|^2 - |W'-W*|^2`` of a gradient step with ``<grad, W-W*>`` and ``|grad|^2``."""
    return 2 * eta * inner - eta**2 * square


def confirm_distance(formula: Callable[[sp.Expr, sp.Expr], sp.Expr] = distance_drop) -> Lines:
    """In coordinates, with the gradient of a loss at a step of GD."""
    lines = []
    for samples, patches in ((1, 2), (2, 1)):
        W, made = _problem(samples, patches)
        loss, target = objective(W, made), _target(W)
        grad = {which: derivative(loss, w) for which, w in W.items()}
        away = {which: [a - b for a, b in zip(W[which], target[which], strict=True)] for which in W}
        moved = {which: [a - eta * g for a, g in zip(away[which], grad[which], strict=True)] for which in W}
        drop = sum(dot(away[which], away[which]) - dot(moved[which], moved[which]) for which in W)
        inner = sum(dot(grad[which], away[which]) for which in W)
        square = sum(dot(grad[which], grad[which]) for which in W)
        lines.append((f"n = {samples}, {patches} patch(es)", vanishes(drop - formula(inner, square))))
    return lines


def _problem(samples: int, patches: int) -> tuple[Weights, list[Sample]]:
    """Two filters in R^2 and free samples; GD has no label noise."""
    made = []
    for i in range(samples):
        x = tuple(tuple(sp.symbols(f"x_{i}_{k}_:2", real=True)) for k in range(patches))
        made.append(Sample(x, sp.Symbol(f"y_{i}", real=True)))
    return free_weights(1, 2), made


def _target(W: Weights) -> Weights:
    """Any W*."""
    return {which: tuple(sp.Symbol(f"{c}_star", real=True) for c in w) for which, w in W.items()}


def _along(value: sp.Expr, W: Weights, V: Weights) -> sp.Expr:
    """``<grad value, V>`` by sympy's derivative."""
    return sp.Add(*(dot(derivative(value, W[which]), V[which]) for which in W))


def mean_inner(z: list[sp.Expr], alignments: list[sp.Expr]) -> sp.Expr:
    """``<grad L_S, W - W*> = (1/n) sum_i l'(z_i) (q z_i - A_i)``."""
    return sp.Add(*(LossSlope(a) * (q * a - b) for a, b in zip(z, alignments, strict=True))) / len(z)


def confirm_inner(formula: Callable[[list[sp.Expr], list[sp.Expr]], sp.Expr] = mean_inner) -> Lines:
    """From sympy's gradient of the loss, with homogeneity ``u s'(u) = q s(u)`` and nothing else of the activation."""
    lines = []
    for samples, patches in ((1, 2), (2, 2)):
        W, made = _problem(samples, patches)
        target = _target(W)
        loss = objective(W, made)
        margins = [margin(W, sample) for sample in made]
        alignments = [_along(z, W, target) for z in margins]
        difference = _along(loss, W, W) - _along(loss, W, target) - formula(margins, alignments)
        homogeneous = difference.replace(ABSTRACT.s, lambda u: u * ABSTRACT.slope(u) / q)
        lines.append((f"n = {samples}, {patches} patches", vanishes(homogeneous)))
    return lines


def confirm_convex(factor: sp.Expr = q) -> Lines:
    """``l'(z)(q z - A) = q (l(z) - l(A/q)) + q T``: the inner product is at least ``q (L_S - mean l(A_i/q))``."""
    z, alignment = sp.symbols("z A", real=True)
    left = LossSlope(z) * (q * z - alignment)
    right = factor * (Loss(z) - Loss(alignment / q) + tangent_gap(z, alignment / q))
    return [("one sample; the mean over samples follows", vanishes(left - right))]


def confirm_gaps(of_loss: int = 3, of_target: int = 2) -> Lines:
    """For q = 2 the decrease is ``3 eta L_S - 2 eta eps`` plus gaps that are at least 0 under their conditions."""
    lines = []
    for n in (1, 2, 3):
        z, alignments = (sp.symbols(f"{letter}:{n}", real=True) for letter in "zA")
        mean_loss = sp.Add(*map(Loss, z)) / n
        tangents = sp.Add(*(tangent_gap(a, b / 2) for a, b in zip(z, alignments, strict=True))) / n  # l is convex
        targets = sp.Add(*(epsilon / 2 - Loss(b / 2) for b in alignments)) / n  # A_i >= 2 log(2/eps)
        size = mean_loss - eta * gradient2  # the step-size condition
        drop = distance_drop(mean_inner(list(z), list(alignments)).subs(q, 2), gradient2)
        claimed = of_loss * eta * mean_loss - of_target * eta * epsilon + 4 * eta * (tangents + targets) + eta * size
        lines.append((f"n = {n}", vanishes(drop - claimed)))
    return lines


STEPS = (
    Confirmed(
        "the decrease of the distance, exact",
        r"\|W-W^*\|^2-\|W'-W^*\|^2=2\eta\langle\nabla L_S,W-W^*\rangle-\eta^2\|\nabla L_S\|^2",
        confirm_distance,
    ),
    Confirmed(
        "the inner product, exact",
        r"\langle\nabla L_S,W-W^*\rangle=\frac1n\sum_i\ell'(z_i)(qz_i-A_i)",
        confirm_inner,
    ),
    Confirmed(
        "convexity of the loss",
        r"\ell'(z)(qz-A)=q\bigl(\ell(z)-\ell(A/q)\bigr)+q\,T,\quad T\ge0",
        confirm_convex,
    ),
    Confirmed(
        "what is left for q = 2",
        r"\|W-W^*\|^2-\|W'-W^*\|^2=3\eta L_S-2\eta\epsilon+\tfrac{4\eta}n\sum_i\bigl(T_i+\tfrac\epsilon2-\ell(A_i/2)"
        r"\bigr)+\eta\bigl(L_S-\eta\|\nabla L_S\|^2\bigr)",
        confirm_gaps,
    ),
)
