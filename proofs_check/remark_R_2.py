"""Remark R.2: label smoothing is the mean of flipping, and its dynamics need not agree with it.

The gradient under smoothing is the mean of the gradient over flips. What the mean leaves out is a variance p(1-p) of
every sample's multiplier, at every margin. In the reduced dynamics smoothing stands still at the balance point, and
under flips the state always moves: the pushes of a path under flips add up to ``(a/2) p (1-p)`` a step and more, to
leading order in a, under smoothing to 0. That is the growth of the signal (:mod:`proofs_check.signal_growth`).
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.reduced.proofs import smoothing_push
from lngd_theory.reduced.statement import STATEMENTS, a, iota
from lngd_theory.symbols import p
from proofs_check.argument import Argument
from proofs_check.derivations.smoothing import STEPS as SMOOTHING
from proofs_check.statement import check_of
from proofs_check.step import Confirmed, Identity
from proofs_check.supermartingale.chain import VERSIONS
from proofs_check.supermartingale.pushes import AT_LEAST, PATH, SQUARED

__all__ = ["ARGUMENTS"]

_MEAN = check_of("R.2", "mean gradient")


def _at_balance() -> list[tuple[str, bool]]:
    """``p = 1/(1 + w)`` and ``a = 1/(1 + v)``: all p and a in (0, 1)."""
    odds, v = sp.symbols("w v", positive=True)
    lines = [("the mean push is 0", smoothing_push() == 0)]
    for version in VERSIONS:
        stated = STATEMENTS[version]
        lines.append(
            (
                f"{version}: smoothing stands still",
                sp.simplify((stated.smoothed - iota).subs(iota, stated.balance)) == 0,
            )
        )
        relative = [(outcome / iota - 1).subs(iota, stated.balance) for outcome in stated.outcomes]
        moved = [sp.factor(sp.simplify(r.subs({p: 1 / (1 + odds), a: 1 / (1 + v)}))) for r in relative]
        signs = [moved[0].is_positive, sp.factor(sp.expand(-moved[1])).is_positive]
        lines.append((f"{version}: under flips it moves up or down", all(sign is True for sign in signs)))
    return lines


ARGUMENTS = (
    Argument(
        claim="R.2",
        steps=(
            Identity("the mean of a sample's multiplier", _MEAN.left, _MEAN.right, _MEAN.shown),
            *SMOOTHING,
            Confirmed(
                "at the balance point smoothing stands still, and flips do not",
                r"E[g]=0\ \text{at}\ \iota=\iota^*,\quad \iota'\ne\iota^*\ \text{under flips}",
                _at_balance,
            ),
            SQUARED,
            *PATH,
            *AT_LEAST,
        ),
        shows="statement",
        conclusion="The gradients agree in expectation. The dynamics do not: every multiplier has variance p(1-p) "
        "under flips and none under smoothing; from the balance point the pushes of T steps of the reduced dynamics "
        "add up to 0 under smoothing and to at least T (a/2)(1-a/3) p(1-p) + log(f_T/f_0)/(2a) in expectation under "
        "flips.",
    ),
)
