"""Sizes at initialisation in units of ``s = sigma_0 sigma_p sqrt(d)``.

Overlaps are those of B.2, cross terms those of C.1 under D.3's premise, and ``lam = sqrt(log(8mn/delta)) >= 1``. Lemma
B.2 states its last part with a factor j; what D.3 and D.4 use is the same without it, ``max_r <w0_{y_i,r}, xi_i> >=
s/4`` for every i, which has the same law.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.terms import CROSS
from lngd_theory.symbols import delta, m, n, overlap, sigma_0
from proofs_check.inequality import Inequality
from proofs_check.lemma_C_1 import CONSTANT
from proofs_check.statement import bound, check_of, claim_of
from proofs_check.step import Confirmed, Step

__all__ = ["ALIGNED", "CROSS_OVER_B", "CROSS_OVER_S", "OVERLAP", "REACH", "SIZES", "lam"]

lam = sp.Symbol("lam", positive=True)
_x = sp.Symbol("x", real=True)

#: ``|<w0, xi_i>|`` at most, and ``max_r <w0_{y_i,r}, xi_i>`` at least, over s (B.2).
OVERLAP = sp.simplify(bound("B.2", "noise, above").rhs / overlap).subs(sp.log(8 * m * n / delta), lam**2)
ALIGNED = sp.simplify(bound("B.2", "noise, aligned").rhs / overlap)

#: C.1's bound over s under D.3's premise, and over D.3's bound of b_bar.
_LEAST_SIGMA_0 = claim_of("D.3").premises[0].rhs
CROSS_OVER_S = sp.simplify(CONSTANT * CROSS / overlap.subs(sigma_0, _LEAST_SIGMA_0))
CROSS_OVER_B = sp.simplify(CONSTANT * CROSS / check_of("D.3", "b_bar").right)

#: What a pre-activation of the wrong sign is at most, over ``lam s`` (rho_low <= 0).
REACH = OVERLAP / lam + CROSS_OVER_S / lam


def _sizes() -> list[tuple[str, bool]]:
    return [
        ("|<w0, xi_i>| is at most 2 lam s", 2 * lam == OVERLAP),
        ("b_bar is at least s/4", sp.Rational(1, 4) == ALIGNED),
        ("the cross terms are at most s/20, and b_bar/5", (_ratio(20), _ratio(5)) == (CROSS_OVER_S, CROSS_OVER_B)),
    ]


def _ratio(number: int) -> sp.Rational:
    return sp.Rational(1, number)


SIZES: tuple[Step, ...] = (
    Confirmed(
        "sizes at initialisation",
        r"|\langle w^{(0)},\xi_i\rangle|\le2\lambda s,\quad\bar b\ge\tfrac s4,\quad8\sqrt{\log(4n^2/\delta)/d}"
        r"\,n\alpha\le\tfrac s{20},\ \tfrac{\bar b}5\qquad\lambda=\sqrt{\log(8mn/\delta)}",
        _sizes,
    ),
    Inequality(
        "log(8mn/delta) is at least 1",
        sp.Ge(sp.log(8 * _x), 1),
        {_x: (1, "oo")},
        latex=r"\log(8x)\ge1,\quad x=mn/\delta",
    ),
)
