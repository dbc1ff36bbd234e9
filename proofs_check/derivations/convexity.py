"""The inequalities of Lemma 4.3's step, reduced to ``log x <= x - 1``.

Two things are used there: the tangent of the loss lies below it, and ``l(log(2/eps)) <= eps/2``. Both are written here
as sums of ``x - 1 - log x`` with positive weights.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.derivations.network import vanishes
from proofs_check.step import Confirmed

__all__ = ["INEQUALITIES", "STEPS", "epsilon", "logarithm_gap", "logistic"]

Lines = list[tuple[str, bool]]

epsilon = sp.Symbol("epsilon", positive=True)
_x, _z = sp.Symbol("x", positive=True), sp.Symbol("z", real=True)

#: What is left to certify, each in one variable: (name, left, relation, right, {symbol: (low, high)}).
#: The first is all that the step needs, as the steps below reduce its two inequalities to it. Its sides meet at x = 1:
#: certify it by the sign of the difference's derivative (x - 1)/x, as :func:`confirm_logarithm` does. The second is
#: ``l(log(2/eps)) <= eps/2`` with x = eps/2 (sides meet at 0), the third says that l is convex, and the fourth that l
#: falls, which carries ``A >= 2 log(2/eps)`` over to ``l(A/2) <= l(log(2/eps))``.
INEQUALITIES = (
    ("logarithm below its tangent at 1", sp.log(_x), "<=", _x - 1, {_x: (sp.Integer(0), sp.oo)}),
    ("loss at the target", sp.log(1 + _x), "<=", _x, {_x: (sp.Integer(0), sp.oo)}),
    ("the loss is convex", sp.exp(_z) / (1 + sp.exp(_z)) ** 2, ">=", sp.Integer(0), {_z: (-sp.oo, sp.oo)}),
    ("the loss falls", -1 / (1 + sp.exp(_z)), "<=", sp.Integer(0), {_z: (-sp.oo, sp.oo)}),
)


def logistic(z: sp.Expr) -> sp.Expr:
    """``l(z) = log(1 + e^-z)``."""
    return sp.log(1 + sp.exp(-z))


def logarithm_gap(x: sp.Expr) -> sp.Expr:
    """``x - 1 - log x``."""
    return x - 1 - sp.log(x)


def confirm_logarithm(gap: Callable[[sp.Expr], sp.Expr] = logarithm_gap) -> Lines:
    """It is 0 at x = 1, rises after it and falls before it: at least 0 for every x > 0."""
    u = sp.Symbol("u", positive=True)
    slope = sp.diff(gap(_x), _x)
    after, before = (sp.simplify(slope.subs(_x, x)) for x in (1 + u, 1 / (1 + u)))
    return [
        ("0 at x = 1", gap(sp.Integer(1)) == 0),
        ("rises for x = 1 + u > 1", after.is_positive is True),
        ("falls for x = 1/(1 + u) < 1", before.is_negative is True),
    ]


def weighted_gaps(share: sp.Expr, fall: sp.Expr, gap: Callable[[sp.Expr], sp.Expr] = logarithm_gap) -> sp.Expr:
    """``(1-P) gap(1/t) + P gap(e^-h/t)`` with ``t = 1 - P + P e^-h``; ``share`` is P and ``fall`` is e^-h."""
    t = 1 - share + share * fall
    return (1 - share) * gap(1 / t) + share * gap(fall / t)


def confirm_tangent(gaps: Callable[[sp.Expr, sp.Expr], sp.Expr] = weighted_gaps) -> Lines:
    """``l(z + h) - l(z) - l'(z) h`` is the sum of gaps with ``P = -l'(z)`` in (0, 1); it is 0 for h = 0."""
    growth, fall = sp.symbols("e_z e_h", positive=True)
    z, h = sp.log(growth), -sp.log(fall)  # so every logarithm is one of positive factors
    slope = sp.diff(logistic(_z), _z).subs(_z, z)
    share = 1 / (1 + growth)
    difference = logistic(z + h) - logistic(z) - slope * h - gaps(share, fall)
    return [
        ("P = -l'(z)", vanishes(slope + share)),
        ("P > 0 and 1 - P > 0", share.is_positive is True and sp.factor(1 - share).is_positive is True),
        ("the tangent's gap is the sum of gaps", vanishes(_logarithms(difference))),
    ]


def _logarithms(expression: sp.Expr) -> sp.Expr:
    """Every logarithm of a fraction of positive factors as a sum of logarithms of polynomials."""
    return expression.replace(sp.log, lambda x: sp.expand_log(sp.log(sp.factor(sp.together(x)))))


def confirm_target(reach: int = 2) -> Lines:
    """``l(log(2/eps)) = log(1 + eps/2)``, which is ``eps/2`` less the gap at ``1 + eps/2``."""
    found = sp.simplify(logistic(sp.log(reach / epsilon)))
    return [
        ("l(log(2/eps)) = log(1 + eps/2)", sp.simplify(found - sp.log(1 + epsilon / 2)) == 0),
        ("eps/2 - l(log(2/eps)) is a gap", sp.simplify(epsilon / 2 - found - logarithm_gap(1 + epsilon / 2)) == 0),
    ]


def confirm_shape(loss: Callable[[sp.Expr], sp.Expr] = logistic) -> Lines:
    """The loss falls and is convex: the two derivatives that :data:`INEQUALITIES` has, and their signs."""
    convex, falls = (entry[1] for entry in INEQUALITIES[2:])
    return [
        ("l'", sp.simplify(sp.diff(loss(_z), _z) - falls) == 0),
        ("l' < 0", falls.is_negative is True),
        ("l''", sp.simplify(sp.diff(loss(_z), _z, 2) - convex) == 0),
        ("l'' > 0", convex.is_positive is True),
    ]


STEPS = (
    Confirmed("the logarithm lies below its tangent at 1", r"\log x\le x-1", confirm_logarithm),
    Confirmed(
        "the loss lies above its tangents",
        r"\ell(b)-\ell(z)-\ell'(z)(b-z)=(1-P)\,\phi(1/t)+P\,\phi(e^{z-b}/t)\ge0,\quad"
        r"\phi(x)=x-1-\log x,\;P=-\ell'(z),\;t=1-P+Pe^{z-b}",
        confirm_tangent,
    ),
    Confirmed("the loss falls and is convex", r"\ell'<0<\ell''", confirm_shape),
    Confirmed("the loss at the target", r"\ell(\log(2/\epsilon))=\log(1+\epsilon/2)\le\epsilon/2", confirm_target),
)
