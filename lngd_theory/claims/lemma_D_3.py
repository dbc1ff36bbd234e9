"""Lemma D.3: with a large enough initialisation every sample has a filter well above the cross terms."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.terms import ALPHA, CROSS
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import d, sigma_0, sigma_p

CLAIMS = (
    Claim(
        id="D.3",
        title="Every sample starts with a filter above the cross terms",
        source=Source("Lemma D.3", ""),
        definitions=ALPHA,
        premises=(sp.Ge(sigma_0, 160 * CROSS / (sigma_p * sp.sqrt(d))),),
        checks=(Bound("b_bar", observed("b_bar"), ">=", 40 * CROSS, "draw", Window.DRAW),),
    ),
)
