"""What can be said about the reduced dynamics for all a and p at once: derived in sympy, not measured.

Signs are decided by sympy itself. It knows that a symbol is positive, not that it is below 1: a probability is written
``p = 1/(1 + w)`` with odds w > 0, at the balance point ``w = exp(f)``.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, Version, a, centre, iota, mean_over_flips, p

__all__ = [
    "drift_at_centre",
    "largest_c2",
    "leading_loss_slope",
    "leading_push",
    "leading_radius_squared",
    "loss_limit",
    "premise_gap",
    "printed_condition_ceiling",
    "smoothing_push",
]

_odds = sp.Symbol("w", positive=True)
_excess = sp.Symbol("v", nonnegative=True)
_f = sp.Symbol("f", positive=True)


@cache
def drift_at_centre(version: Version = "arxiv") -> sp.Expr:
    """Drift of ``(iota - centre)^2`` at iota = centre, in a, centre and the odds ``w = (1-p)/p``.

    It is ``E[(iota' - centre)^2]``, a sum of two squares, and without a flip iota' exceeds iota: ``is_positive`` is
    True for every a > 0, p in (0, 1) and centre > 0. So ``(iota - centre)^2`` is no supermartingale on any region that
    contains its centre, against the tool of Lemma 4.5.
    """
    squares = (sp.factor(outcome.subs(iota, centre) / centre - 1) ** 2 for outcome in STATEMENTS[version].outcomes)
    kept, flipped = squares
    return centre**2 * (_odds * kept + flipped) / (1 + _odds)


@cache
def leading_radius_squared(version: Version = "arxiv") -> sp.Expr:
    """The square of the radius beyond which the drift is negative, to leading order in a; in a and p.

    The drift is a polynomial in a whose linear coefficient has a double zero at the balance point iota*. At
    ``iota = iota* + sqrt(a) z`` it is therefore ``a^2 (z^2 D1''(iota*)/2 + D2(iota*))`` plus smaller terms, and this is
    its zero, ``a z^2``. It is the stationary second moment about iota* as well: a drift has stationary mean 0.
    """
    stated = STATEMENTS[version]
    drift = stated.squared_drift.subs(centre, stated.balance)
    linear, quadratic = (sp.diff(drift, a, k).subs(a, 0) / k for k in (1, 2))
    at_balance = {iota: stated.balance}
    curvature = sp.diff(linear, iota, 2).subs(at_balance) / 2
    return a * sp.factor(sp.simplify(-quadratic.subs(at_balance) / curvature))


def premise_gap() -> sp.Expr:
    """``1/(2(1 + exp(c2))) - 3p/2`` of Lemma 4.5's premise, with ``exp(c2) = (1 + v)(1-p)/p``; in the odds w and v.

    The lemma has ``f <= c2`` throughout, so c2 is at least the balance point log((1-p)/p) about which f moves, and
    every such c2 is one v >= 0. ``is_negative`` is True: the premise holds for no p (Q3).
    """
    exp_c2 = (1 + _excess) * _odds
    return sp.factor(sp.together((1 / (1 + exp_c2) - 3 / (1 + _odds)) / 2))


def largest_c2() -> sp.Expr:
    """The largest c2 that the premise ``3p/2 <= 1/(2(1 + exp(c2)))`` allows, in p; compare the balance point."""
    (exp_c2,) = sp.solve(sp.Eq(3 * p / 2, 1 / (2 * (1 + _odds))), _odds)
    return sp.log(sp.together(exp_c2))


def printed_condition_ceiling() -> sp.Expr:
    """The f below which the printed condition ``p < 1/(1 + 2 exp(f))`` of the supermartingale holds, in p."""
    (exp_f,) = sp.solve(sp.Eq(p, 1 / (1 + 2 * _odds)), _odds)
    return sp.log(sp.together(exp_f))


def smoothing_push() -> sp.Expr:
    """The mean push at the balance point, where label smoothing comes to rest: 0 for every p."""
    return sp.simplify(STATEMENTS["arxiv"].mean_push.subs(iota, STATEMENTS["arxiv"].balance))


def _loss(f: sp.Expr) -> sp.Expr:
    """``(1-p) l(f) + p l(-f)``: the expected loss of a sample with margin f."""
    return mean_over_flips(sp.log(1 + sp.exp(-f)), sp.log(1 + sp.exp(f)))


@cache
def loss_limit() -> sp.Expr:
    """The stationary loss as a -> 0, in p: the loss at the balance point, to which the law contracts (Q8).

    It is the entropy ``-p log p - (1-p) log(1-p)`` of a flip, the least expected loss of any constant margin.
    """
    balance = sp.log((1 - p) / p)
    kept, flipped = (sp.simplify(sp.exp(sign * balance)) for sign in (-1, 1))
    return mean_over_flips(-sp.log(sp.factor(1 / (1 + kept))), -sp.log(sp.factor(1 / (1 + flipped))))


@cache
def leading_loss_slope() -> sp.Expr:
    """The coefficient of a in the stationary loss, in p.

    The loss is stationary at the balance point, so what remains to first order is half its second derivative times the
    second moment of f about it, ``leading_radius_squared``.
    """
    balance = sp.log((1 - p) / p)
    curvature = sp.diff(_loss(_f), _f, 2).subs(_f, balance)
    return sp.simplify(curvature) * leading_radius_squared("arxiv") / (2 * a)


@cache
def leading_push() -> sp.Expr:
    """E[g] under the stationary law to leading order in a; in a and p.

    ``E[log(1 + a g)]`` is the stationary drift of log rho and so 0; expanded, ``a E[g] = (a^2/2) E[g^2] + O(a^3)``, and
    the law contracts to the balance point, where E[g^2] is evaluated.
    """
    square = mean_over_flips(*(g**2 for g in STATEMENTS["arxiv"].pushes)).subs(iota, STATEMENTS["arxiv"].balance)
    return a / 2 * sp.simplify(square)
