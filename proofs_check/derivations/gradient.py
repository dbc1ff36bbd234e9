"""The gradient of the training loss with respect to one filter (Section 4.1, before equations 4-6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product

import sympy as sp
from sympy.core.relational import Relational

from proofs_check.derivations.network import (
    ABSTRACT,
    Filter,
    Functions,
    Sample,
    Vector,
    Weights,
    derivative,
    dot,
    free_weights,
    margin,
    objective,
    power,
    vanishes,
)
from proofs_check.step import Confirmed

__all__ = ["STEPS", "multiplier", "paper_gradient"]

Lines = list[tuple[str, bool]]
GradientFormula = Callable[[Weights, Filter, Sequence[Sample], Functions], Vector]


def multiplier(z: sp.Expr, eps: sp.Expr, smoothing: sp.Expr, functions: Functions = ABSTRACT) -> sp.Expr:
    """Derivative of a sample's loss in its margin z: ``eps l'(eps z)``, under label smoothing its mean over flips."""
    kept, flipped = (sign * eps * functions.loss_slope(sign * eps * z) for sign in (1, -1))
    return (1 - smoothing) * kept + smoothing * flipped


def paper_gradient(W: Weights, which: Filter, samples: Sequence[Sample], functions: Functions = ABSTRACT) -> Vector:
    """``(1/(nm)) sum_i j y_i eps_i l'(eps_i y_i f_i) sum over patches x of s'(<w_{j,r}, x>) x``."""
    j, n, m = which[0], len(samples), sp.Rational(len(W), 2)
    total = [sp.Integer(0)] * len(W[which])
    for sample in samples:
        lt = multiplier(margin(W, sample, functions), sample.eps, sample.smoothing, functions)
        for patch in sample.patches:
            push = j * sample.label * lt * functions.slope(dot(W[which], patch)) / (n * m)
            total = [old + push * x for old, x in zip(total, patch, strict=True)]
    return tuple(total)


def sample_derivative(lt: sp.Expr, j: sp.Expr, y: sp.Expr, slopes: list[sp.Expr], moves: list[sp.Expr]) -> sp.Expr:
    """One sample's share of ``n m <grad, v>``: lt j y times the sum of ``s'(<w, x>) <v, x>``."""
    return lt * j * y * dot(slopes, moves)


def confirm_any_size(formula: Callable[..., sp.Expr] = sample_derivative) -> Lines:
    """One sample's share of the derivative along v, without coordinates: n, m, d and all other filters stay symbols."""
    n, m, t = sp.symbols("n m t", positive=True)
    j, y, eps, p, others = sp.symbols("j y epsilon p others", real=True)
    lines = []
    for patches in (1, 2, 3):
        z, v = (sp.symbols(f"{letter}:{patches}", real=True) for letter in "zv")
        moved = others + j / m * sp.Add(*(ABSTRACT.s(zk + t * vk) for zk, vk in zip(z, v, strict=True)))
        argument = eps * y * moved
        term = ((1 - p) * ABSTRACT.loss(argument) + p * ABSTRACT.loss(-argument)) / n
        found = sp.diff(term, t).subs(t, 0)
        lt = multiplier((y * moved).subs(t, 0), eps, p)
        claimed = formula(lt, j, y, [ABSTRACT.slope(zk) for zk in z], list(v)) / (n * m)
        lines.append((f"{patches} patch(es), any n and m", vanishes(found - claimed)))
    return lines


def _free_samples(n: int, patches: int, d: int) -> list[Sample]:
    """Samples of symbols only; the labels stay symbols too."""
    made = []
    for i in range(n):
        vectors = tuple(tuple(sp.symbols(f"x_{i}_{k}_:{d}", real=True)) for k in range(patches))
        made.append(Sample(vectors, *sp.symbols(f"y_{i} epsilon_{i} p_{i}", real=True)))
    return made


def confirm_coordinates(formula: GradientFormula = paper_gradient) -> Lines:
    """Every coordinate of every filter's gradient, for small sizes."""
    lines = []
    for n, m, patches, d in ((1, 1, 1, 1), (2, 1, 2, 2), (2, 2, 2, 3), (3, 1, 3, 2)):
        W, samples = free_weights(m, d), _free_samples(n, patches, d)
        loss = objective(W, samples)
        holds = all(
            vanishes(found - claimed)
            for which in W
            for found, claimed in zip(derivative(loss, W[which]), formula(W, which, samples, ABSTRACT), strict=True)
        )
        lines.append((f"n = {n}, m = {m}, {patches} patch(es), d = {d}", holds))
    return lines


def patterns(expression: sp.Expr) -> list[sp.Expr]:
    """The expression for every choice of which of its pre-activations are positive."""
    conditions = sorted(expression.atoms(Relational), key=str)
    truths = product((sp.true, sp.false), repeat=len(conditions))
    return [expression.xreplace(dict(zip(conditions, choice, strict=True))) for choice in truths]


def confirm_power(formula: GradientFormula = paper_gradient) -> Lines:
    """The gradient with ``s(z) = max(0, z)^q``, for every pattern of active units."""
    W, samples = free_weights(1, 2), _free_samples(1, 2, 2)
    which, lines = (-1, 0), []
    for q in (sp.Symbol("q", positive=True), sp.Integer(1), sp.Rational(3, 2), sp.Integer(2), sp.Integer(3)):
        functions = power(q)
        found = derivative(objective(W, samples, functions), W[which])
        claimed = formula(W, which, samples, functions)
        cases = [case for a, b in zip(found, claimed, strict=True) for case in patterns(a - b)]
        lines.append((f"q = {q}: {len(cases) // 2} patterns", all(vanishes(case) for case in cases)))
    return lines


def confirm_activation(slope: Callable[[sp.Expr, sp.Expr], sp.Expr] = lambda z, q: q * z ** (q - 1)) -> Lines:
    """The derivative of ``max(0, z)^q`` on both sides of 0 and at 0, where q = 1 has a kink."""
    z, h, above = sp.symbols("z h b", positive=True)
    q = 1 + above
    s = power(q).s
    right, left = s(h) / h, s(-h) / (-h)  # difference quotients at 0, s(0) = 0
    return [
        ("z > 0", sp.simplify(sp.diff(s(z), z) - slope(z, q)) == 0),
        ("z < 0", sp.diff(s(-z), z) == 0),
        ("z = 0, q > 1: both difference quotients tend to 0", sp.limit(right, h, 0, "+") == 0 and left == 0),
        ("z = 0, q = 1: they are 1 and 0, the slope 0 is a convention", right.subs(above, 0) == 1 and left == 0),
    ]


def confirm_loss(slope: Callable[[sp.Expr], sp.Expr] = lambda z: -1 / (1 + sp.exp(z))) -> Lines:
    """``l'`` of the logistic loss, its sign, and what a flip changes it by."""
    z = sp.Symbol("z", real=True)
    found = sp.diff(sp.log(1 + sp.exp(-z)), z)
    return [
        ("l'(z) = -1/(1 + e^z)", sp.simplify(found - slope(z)) == 0),
        ("l' < 0", slope(z).is_negative is True),
        ("l'(z) + l'(-z) = -1", sp.simplify(slope(z) + slope(-z) + 1) == 0),
    ]


_SHOWN = (
    r"\nabla_{w_{j,r}}L_S=\frac1{nm}\sum_i j\,y_i\,\epsilon_i\ell'(\epsilon_iy_if_i)"
    r"\sum_{x}s'(\langle w_{j,r},x\rangle)\,x"
)

STEPS = (
    Confirmed("gradient, any n, m and d", _SHOWN, confirm_any_size),
    Confirmed("gradient, every coordinate", _SHOWN, confirm_coordinates),
    Confirmed("gradient, s(z) = max(0, z)^q", _SHOWN, confirm_power),
    Confirmed("slope of the activation", r"s'(z)=q\max(0,z)^{q-1}", confirm_activation),
    Confirmed("slope of the loss", r"\ell'(z)=-\frac1{1+e^z}", confirm_loss),
)
