"""Lemma B.2: overlaps of the initial weights with the signal and the noise patches."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import delta, m, mu, n, overlap, sigma_0

CLAIMS = (
    Claim(
        id="B.2",
        title="Initial overlaps are of the order of their standard deviation",
        source=Source("Lemma B.2", "", "the displayed formula (cited from Cao et al. 2022)"),
        any_power=True,
        checks=(
            Bound(
                "signal, above",
                observed("mu_overlap_max"),
                "<=",
                sp.sqrt(2 * sp.log(8 * m / delta)) * sigma_0 * mu,
                "draw",
                Window.DRAW,
            ),
            Bound(
                "noise, above",
                observed("xi_overlap_max"),
                "<=",
                2 * sp.sqrt(sp.log(8 * m * n / delta)) * overlap,
                "draw",
                Window.DRAW,
            ),
            Bound("signal, aligned", observed("mu_aligned_min"), ">=", sigma_0 * mu / 2, "draw", Window.DRAW),
            Bound("noise, aligned", observed("xi_aligned_min"), ">=", overlap / 4, "draw", Window.DRAW),
        ),
    ),
)
