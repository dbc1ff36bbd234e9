"""Lemma B.1: norms and inner products of the noise patches."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import d, delta, n, sigma_p

CLAIMS = (
    Claim(
        id="B.1",
        title="Norms and inner products of the noise patches concentrate",
        source=Source("Lemma B.1", "", "the displayed formula (cited from Cao et al. 2022)"),
        any_power=True,
        checks=(
            Bound("norm, below", observed("xi_norm2_min"), ">=", sigma_p**2 * d / 2, "draw", Window.DRAW),
            Bound("norm, above", observed("xi_norm2_max"), "<=", 3 * sigma_p**2 * d / 2, "draw", Window.DRAW),
            Bound(
                "inner products",
                observed("xi_cross_max"),
                "<=",
                2 * sigma_p**2 * sp.sqrt(d * sp.log(4 * n**2 / delta)),
                "draw",
                Window.DRAW,
            ),
        ),
    ),
)
