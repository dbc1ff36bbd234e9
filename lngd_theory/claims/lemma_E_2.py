"""Lemma E.2: Lemma D.3 with an extra factor d^(1/4)."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.terms import ALPHA, CROSS
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import d, sigma_0, sigma_p

_EXTRA = d ** sp.Rational(1, 4)

CLAIMS = (
    Claim(
        id="E.2",
        title="Every sample starts with a filter above the cross terms times d^(1/4)",
        source=Source("Lemma E.2", "Lemma D.2"),
        definitions=ALPHA,
        premises=(sp.Ge(sigma_0, 160 * CROSS * _EXTRA / (sigma_p * sp.sqrt(d))),),
        checks=(Bound("b_bar", observed("b_bar"), ">=", 40 * CROSS * _EXTRA, "draw", Window.DRAW),),
    ),
)
