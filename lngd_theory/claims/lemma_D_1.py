"""Lemma D.1: under GD the signal grows at most exponentially in the first stage."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import eta, m, mu, t

CLAIMS = (
    Claim(
        id="D.1",
        title="GD: the signal grows at most like exp(2 eta |mu|^2 t / m)",
        source=Source("Lemma D.1", ""),
        stage="gd",
        checks=(
            Bound(
                "growth",
                observed("gamma_factor_max"),
                "<=",
                sp.exp(2 * eta * mu**2 * t / m),
                "gd",
                Window.STAGE_1,
            ),
        ),
    ),
)
