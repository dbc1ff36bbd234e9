"""Theorem 3.2, the test error of GD: 0.24 from Lemma D.6 by counting four points.

By Lemma D.6 one of four events happens for every xi: ``g >= B`` at xi + v or at -xi + v, or ``g <= -B`` at xi or at
-xi, where B bounds the signal's output. The first two are errors of the label -1, the last two of the label +1. As -xi
has the law of xi, and xi + v that of xi up to the total variation, ``2 (P(g >= B) + TV) + 2 P(g <= -B) >= 1``. The test
error is half the sum of the two probabilities: at least ``1/4 - TV/2``.

The signs are needed. Counting ``|g| >= B`` alone gives ``P(|g| >= B) >= 1/4 - TV/2`` and half of that as the error.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.lemma_D_6 import PIGEONHOLE
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.step_TV import SHIFT

__all__ = ["ARGUMENTS"]

Lines = list[tuple[str, bool]]

#: P(g >= B), P(g <= -B), the total variation, and the share of xi without one of the four events.
_above, _below, _tv, _kappa = sp.symbols("P_1 P_2 v kappa", nonnegative=True)

PRINTED = bound("3.2.test", "error").rhs
LARGEST_TV = SHIFT / 2


def four_events(above: sp.Expr, below: sp.Expr, tv: sp.Expr) -> sp.Expr:
    """Bound of the probability that one of the four events happens."""
    return 2 * (above + tv) + 2 * below


def confirm_labels() -> Lines:
    """``y f = A + y g`` with ``A = B - u``: ``g = B + e`` makes y = -1 an error, ``g = -B - e`` makes y = 1 one."""
    level, (gap, extra) = sp.Symbol("B", real=True), sp.symbols("u e", nonnegative=True)
    outcomes = {y: (level - gap) + y * g for y, g in ((-1, level + extra), (1, -level - extra))}
    return [(f"y f <= 0 for y = {y}", bool(sp.expand(value).is_nonpositive)) for y, value in outcomes.items()]


def confirm_symmetry() -> Lines:
    """The density of xi is even, so that -xi has its law."""
    x = sp.symbols("x_:3", real=True)
    density = sp.exp(-sum(c**2 for c in x) / 2)
    return [("density at -x", density.subs({c: -c for c in x}, simultaneous=True) == density)]


_STEPS: tuple[Step, ...] = (
    PIGEONHOLE,
    Confirmed(
        "which label is wrong where",
        r"y f = A_y + y g,\ A_y \le B:\quad g \ge B \Rightarrow f \ge 0 \text{ at } y = -1,"
        r"\quad g \le -B \Rightarrow f \le 0 \text{ at } y = 1",
        confirm_labels,
    ),
    Confirmed("symmetry", r"-\xi \sim \xi", confirm_symmetry),
    Inequality(
        "test error at least the printed 0.24; P_1 = P(g >= B), P_2 = P(g <= -B), v the total variation",
        sp.Ge((_above + _below) / 2, PRINTED),
        {_above: (0, 1), _below: (0, 1), _tv: (0, LARGEST_TV)},
        (sp.Ge(four_events(_above, _below, _tv), 1),),
    ),
)

_REPAIRS: tuple[Step, ...] = (
    Identity(
        "what the count gives: 1/4 - TV/2 = 0.245",
        (sp.solve(four_events(_above, _below, LARGEST_TV) - 1, _above)[0] + _below) / 2,
        sp.Rational(245, 1000),
    ),
    Identity(
        "without the signs: half of P(|g| >= B) >= 1/4 - TV/2",
        sp.solve(four_events(_above, _above, LARGEST_TV) - 1, _above)[0] / 2,  # the same P at all four points
        sp.Rational(1225, 10000),
    ),
    Inequality(
        "the four events may miss 2 % of all xi",
        sp.Ge((1 - _kappa) / 4 - LARGEST_TV / 2, PRINTED),
        {_kappa: (0, "2/100")},
    ),
)

ARGUMENTS = (
    Argument(
        claim="3.2.test",
        steps=_STEPS,
        shows="conditional",
        conclusion="Where Lemma D.6 gives 4 B, B the largest output of the signal, the test error is at least 0.245, "
        "and 0.24 still if 2 % of all xi are exempt. The shifted points count for one label, the others for the other: "
        "without that the count gives 0.1225.",
        rests_on=("D.6 with a gain of at least 4 B", "TV", "4.3.bounds (the signal's output is at most B)"),
        repairs=_REPAIRS,
    ),
)
