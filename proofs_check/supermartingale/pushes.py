"""What the pushes of a sample add up to, along every path: the growth of the signal in the second stage.

A step multiplies f by ``(1 + a g)^2``, so that with ``h(x) = x - log(1 + x) >= 0``, along every path,

    ``a sum_t g_t = log(f_T/f_0)/2 + sum_t h(a g_t)``.

The logarithm stays bounded, and h is of second order: the pushes of a sample cancel to first order in a. Given f,
``E h(a g)`` lies between ``(a^2/2)(1 - a/3) p(1-p)`` and ``a^2/(8(1-a))`` (p up to 1/4). An aligned signal
pre-activation is multiplied by ``1 + b S_t``, ``b = 2 eta |mu|^2/m``, ``S_t = (1/n) sum_{y_i = j} g_i``: its
logarithm grows at a rate of order ``a b``, which is ``eta^2``, and not of order b.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, iota
from lngd_theory.reduced.statement import a as _a
from lngd_theory.second_stage.statement import NOISE_GROWTH, PREDICTED, SIGNAL_GROWTH
from lngd_theory.symbols import d, eta, m, mu, n, p, sigma_p
from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Identity, Step

__all__ = ["AT_LEAST", "AT_MOST", "LEADING", "PATH", "SQUARED", "a", "b", "share", "square"]

Lines = list[tuple[str, bool]]

a, b = sp.symbols("a b", positive=True)
#: ``s = 1/(1 + e^f)``, the push without a flip; with one it is s - 1. In (0, 1/2) for f > 0.
share = sp.Symbol("s", positive=True)
_x = sp.Symbol("x", nonnegative=True)
_g = sp.Symbol("g", real=True)


def second_order(x: sp.Expr) -> sp.Expr:
    """``h(x) = x - log(1 + x)``."""
    return x - sp.log(1 + x)


def square() -> sp.Expr:
    """``E g^2`` given f."""
    return (1 - p) * share**2 + p * (1 - share) ** 2


def confirm_path(left_over: Callable[[sp.Expr], sp.Expr] = second_order) -> Lines:
    """In f both versions move by ``2 log(1 + a g)``, and ``a g = log(1 + a g) + h(a g)``."""
    lines = []
    for version, stated in STATEMENTS.items():
        for kind, outcome, push in zip(("kept", "flipped"), stated.outcomes, stated.pushes, strict=True):
            moved = sp.log(stated.margin.subs(iota, outcome) / stated.margin)
            lines.append(
                (f"{version}, {kind}", sp.simplify(sp.expand_log(moved, force=True) - 2 * sp.log(1 + _a * push)) == 0)
            )
    lines.append(("what is left over", sp.expand(a * _g - sp.log(1 + a * _g) - left_over(a * _g)) == 0))
    return lines


def confirm_square(found: Callable[[], sp.Expr] = square) -> Lines:
    """``E g = s - p`` and ``E g^2 = (s - p)^2 + p(1 - p)``: the mean push is 0 where s = p, its square is not."""
    return [
        ("E g", sp.expand((1 - p) * share + p * (share - 1) - (share - p)) == 0),
        ("E g^2", sp.expand(found() - (share - p) ** 2 - p * (1 - p)) == 0),
    ]


SQUARED = Confirmed(
    "mean and mean square of a push", r"E[g]=s-p,\quad E[g^2]=(s-p)^2+p(1-p),\quad s=\tfrac1{1+e^f}", confirm_square
)

PATH: tuple[Step, ...] = (
    Confirmed(
        "the pushes of a path",
        r"a\sum_tg_t=\tfrac12\log\tfrac{f_T}{f_0}+\sum_th(ag_t),\quad h(x)=x-\log(1+x)",
        confirm_path,
    ),
    Inequality("h is nonnegative, no flip", sp.Ge(second_order(_x), 0), {_x: (0, "oo")}),
    Inequality("h is nonnegative, flip", sp.Ge(second_order(-_x), 0), {_x: (0, "9/10")}),
)

#: ``E h(a g) <= a^2 E[g^2]/(2(1-a)) <= a^2/(8(1-a))``.
AT_MOST: tuple[Step, ...] = (
    Inequality("h from above, no flip", sp.Le(second_order(_x), _x**2 / 2), {_x: (0, "oo")}),
    Inequality("h from above, flip", sp.Le((1 - _x) * second_order(-_x), _x**2 / 2), {_x: (0, "9/10")}),
    Inequality(
        "E[g^2] is at most 1/4 for p up to 1/4",
        sp.Le(square(), sp.Rational(1, 4)),
        {p: (0, "1/4"), share: (0, "1/2")},
    ),
)

#: ``E h(a g) >= (a^2/2)(1 - a/3) E[g^2] >= (a^2/2)(1 - a/3) p(1-p)``.
AT_LEAST: tuple[Step, ...] = (
    Inequality("h from below, no flip", sp.Ge(second_order(_x), _x**2 / 2 - _x**3 / 3), {_x: (0, "oo")}),
    Inequality("h from below, flip", sp.Ge(second_order(-_x), _x**2 / 2), {_x: (0, "9/10")}),
    Inequality("s^3 is at most s^2/2 for f > 0", sp.Le(share**3, share**2 / 2), {share: (0, "1/2")}),
    Identity(
        "so that E[h(a g)] is at least (a^2/2)(1 - a/3) E[g^2]",
        a**2 / 2 * square() - a**3 / 3 * (1 - p) * share**3 - a**2 / 2 * (1 - a / 3) * square(),
        a**3 / 3 * ((1 - p) * (share**2 / 2 - share**3) + p * (1 - share) ** 2 / 2),
        r"\tfrac{a^2}2E[g^2]-\tfrac{a^3}3(1-p)s^3=\tfrac{a^2}2(1-\tfrac a3)E[g^2]"
        r"+\tfrac{a^3}3\big((1-p)(\tfrac{s^2}2-s^3)+\tfrac p2(1-s)^2\big)",
    ),
)

#: ``b/2 (a/2) p (1-p)`` with the a and b of a setting: what half of the samples, those of the label, give.
LEADING = Identity(
    "the leading rate",
    SIGNAL_GROWTH / 2 * NOISE_GROWTH / 2 * p * (1 - p),
    eta**2 * mu**2 * sigma_p**2 * d * p * (1 - p) / (n * m**2),
    r"\tfrac b2\cdot\tfrac a2\,p(1-p)=\frac{\eta^2\|\mu\|^2\sigma_p^2d}{nm^2}\,p(1-p)",
)


def confirm_prediction() -> Lines:
    """The package's prediction is that rate, without corrupted labels."""
    (corruption,) = PREDICTED.free_symbols - {eta, mu, sigma_p, d, p, n, m}
    return [("second_stage.statement.PREDICTED", sp.simplify(PREDICTED.subs(corruption, 0) - LEADING.right) == 0)]
