"""The repaired statement: outside a ball about iota* the square is a supermartingale.

    ``E[(iota' - iota*)^2 | iota] <= (iota - iota*)^2``  wherever  ``(iota - iota*)^2 >= K r0^2``,

``r0^2 = a iota*`` (arXiv) or ``a/4`` (ICLR) being the leading term of the squared radius. It is shown for all
step sizes ``0 < a <= a_max`` at once, all balance points in a range, and all iota in (0, 4 iota*].

Near iota* both sides are small with a, and no box decides such a claim. There ``u = iota - iota*`` and
``a = t u^2 / (K r0^2/a)`` with t in [0, 1] are put in, and the drift is divided by ``a u^2``. What is left of the
leading term is ``(e^x - 1)/x >= 1 + x/2`` (x is the excess of the margin), and nothing vanishes any more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import sympy as sp

from lngd_theory.reduced.proofs import leading_radius_squared
from lngd_theory.reduced.statement import STATEMENTS, Version, a, p
from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Step
from proofs_check.supermartingale.boxes import Boxed
from proofs_check.supermartingale.chain import (
    at_balance,
    away,
    coefficients,
    excess,
    growth,
    iota_star,
    margin,
    omega,
    relative_drift,
)

__all__ = ["REDUCTION", "SECOND_ORDER", "OutsideBall", "per_square"]

Lines = list[tuple[str, bool]]

_SHOWN = r"E[(\iota'-\iota^*)^2\mid\iota]\le(\iota-\iota^*)^2,\quad u=\iota-\iota^*"
_share = sp.Symbol("t", nonnegative=True)
_x = sp.Symbol("x", nonnegative=True)

#: ``(e^x - 1)/x >= 1 + x/2`` for x on both sides of 0: with x and with -x for x >= 0.
SECOND_ORDER: tuple[Step, ...] = (
    Inequality("e^x to second order, x >= 0", sp.Ge(sp.exp(_x), 1 + _x + _x**2 / 2, evaluate=False), {_x: (0, "oo")}),
    Inequality(
        "e^(-x) to second order, x >= 0", sp.Ge(1 - sp.exp(-_x), _x - _x**2 / 2, evaluate=False), {_x: (0, "oo")}
    ),
)


@dataclass(frozen=True)
class OutsideBall:
    """The statement for one K.

    Parameters
    ----------
    version : {"arxiv", "iclr"}
        Which iota.
    factor : sympy rational
        K > 1: the radius is ``sqrt(K)`` times the leading term.
    largest_a : sympy rational
        a_max.
    star : (low, high) of sympy rationals
        Range of the balance point iota*.
    near : sympy rational
        Up to this distance from iota* the second way of writing is used.
    """

    version: Version
    factor: sp.Rational
    largest_a: sp.Rational
    star: tuple[sp.Rational, sp.Rational]
    near: sp.Rational

    @cached_property
    def squared_radius(self) -> sp.Expr:
        """``r^2`` in a and iota*."""
        leading = sp.simplify(at_balance(self.version, leading_radius_squared(self.version)))
        return sp.expand(self.factor * sp.expand_log(leading, force=True))

    @property
    def words(self) -> str:
        """For the names of steps."""
        low, high = self.star
        return f"{self.version}, r^2 = {self.squared_radius}, a <= {self.largest_a}, iota* from {low} to {high}"

    @cached_property
    def divided(self) -> sp.Expr:
        """Near iota*: the drift over ``a p iota u^2`` times ``(e^x + omega)``, its leading term bounded from above."""
        first, *rest = coefficients(self.version)
        gap = excess(self.version)
        size = _share * away**2 / (self.squared_radius / a)
        bounded = per_square(first, gap)
        share = _share / (self.squared_radius / a)
        others = sp.Add(*(sp.factor(c * (growth + omega)) * size**k for k, c in enumerate(rest)))
        values = {growth: sp.exp(gap), omega: sp.exp(-margin(self.version, iota_star))}
        return (bounded + share * others).subs(values)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Near iota*, above and below."""
        low, high = self.star
        star, top = {iota_star: (low, high)}, 3 * high
        outside = sp.Le(self.squared_radius, away**2)
        small = sp.Le(_share * away**2, self.largest_a * self.squared_radius / a)
        box_a = {a: (0, self.largest_a)}
        return (
            Boxed(
                f"outside the ball, near: {self.words}",
                sp.Le(self.divided, 0),
                {away: (-self.near, self.near), **star, _share: (0, 1)},
                (small,),
                rf"E[M']\le M\text{{ divided by }}a\,p\,\iota\,u^2:\ "
                rf"u=\iota-\iota^*,\ u^2={sp.latex(self.squared_radius)}/t,\ t\le1",
            ),
            Boxed(
                f"outside the ball, above: {self.words}",
                sp.Le(relative_drift(self.version, high=True), 0),
                {away: (self.near, top), **star, **box_a},
                (sp.Le(away, 3 * iota_star), outside),
                _SHOWN,
            ),
            Boxed(
                f"outside the ball, below: {self.words}",
                sp.Le(relative_drift(self.version), 0),
                {away: (-high, -self.near), **star, **box_a},
                (sp.Ge(away, -iota_star), outside),
                _SHOWN,
            ),
        )


def per_square(first: sp.Expr, gap: sp.Expr) -> sp.Expr:
    """``c_0 (e^x + omega)/u^2`` with ``(e^x - 1)/x`` replaced by ``1 + x/2``: at least as large."""
    return _factor(first, gap) * (1 + gap / 2)


def _factor(first: sp.Expr, gap: sp.Expr) -> sp.Expr:
    """What ``(e^x - 1)/x`` is multiplied by in ``c_0 (e^x + omega)/u^2``."""
    return sp.expand(sp.cancel(first * (growth + omega) * gap / ((growth - 1) * away**2)))


def confirm_division(per_square: Callable[[sp.Expr, sp.Expr], sp.Expr] = per_square) -> Lines:
    """``c_0 (e^x + omega) = -2 k u (e^x - 1)``, and the factor of ``(e^x - 1)/x`` is negative."""
    lines = []
    x, kept = sp.symbols("x iota", positive=True)
    for version, stated in STATEMENTS.items():
        first, gap = coefficients(version)[0], excess(version)
        exact = first * (growth + omega) / (growth - 1)
        lines.append((f"{version}: the leading term", sp.cancel(exact + 2 * stated.power * away) == 0))
        factor = _factor(first, gap)
        lines.append((f"{version}: its factor", sp.cancel(exact * gap / away**2 - factor) == 0))
        sign = sp.expand(factor.subs(away, kept - iota_star))  # u = iota - iota*
        lines.append((f"{version}: which is negative", sign.is_negative is True))
        lower = ((x + x**2 / 2) / x).subs(x, gap)  # of (e^x - 1)/x, for x of both signs
        lines.append((f"{version}: at the second order", sp.cancel(factor * lower - per_square(first, gap)) == 0))
    return lines


def confirm_range() -> Lines:
    """The numbers p and iota* determine each other, and iota* falls in p."""
    lines = []
    for version, stated in STATEMENTS.items():
        there = at_balance(version, stated.balance)
        lines.append((f"{version}: the balance point at p = 1/(1 + e^f*)", sp.simplify(there - iota_star) == 0))
        lines.append((f"{version}: p falls in iota*", sp.diff(at_balance(version, p), iota_star).is_negative is True))
    return lines


#: What the inequalities near iota* rest on.
REDUCTION = (
    *SECOND_ORDER,
    Confirmed(
        "dividing by the square",
        r"c_0\,(e^x+e^{-f^*})=-2k\,u\,(e^x-1),\quad u\,(e^x-1)\ge u\,x\,(1+\tfrac x2)",
        confirm_division,
    ),
    Confirmed("the balance point as a parameter", r"p=\frac{1}{1+e^{f^*}}", confirm_range),
)
