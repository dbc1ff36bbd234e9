"""Lemma D.4: under GD noise memorisation grows exponentially in the first stage."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import C_1, d, eta, m, n, overlap, sigma_p, t

_GROWTH = sp.exp(eta * C_1 * sigma_p**2 * d * t / (2 * n * m))

CLAIMS = (
    Claim(
        id="D.4",
        title="GD: every sample's largest rho_bar grows exponentially",
        source=Source("Lemma D.4", ""),
        stage="gd",
        checks=(
            Bound(
                "growth",
                observed("rho_bar_least"),
                ">=",
                _GROWTH * overlap / 4 - sp.Rational(3, 5) * observed("b_bar"),
                "gd",
                Window.STAGE_1,
            ),
        ),
        reading="C_1 is the least |l'| measured on the run's own first stage.",
    ),
)
