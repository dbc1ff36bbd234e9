"""Lemma D.2: under GD the coefficients of the wrong sign stay small in the first stage."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import d, delta, eta, m, n, overlap, sigma_p, t

CLAIMS = (
    Claim(
        id="D.2",
        title="GD: |rho_low| grows at most linearly in the first stage",
        source=Source("Lemma D.2", ""),
        stage="gd",
        checks=(
            Bound(
                "growth",
                observed("rho_low_abs_max"),
                "<=",
                3 * eta * sigma_p**2 * d * t / (n * m) * sp.sqrt(sp.log(8 * m * n / delta)) * overlap,
                "gd",
                Window.STAGE_1,
            ),
        ),
    ),
)
