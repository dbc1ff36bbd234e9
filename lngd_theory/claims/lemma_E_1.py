"""Lemma E.1: under label-noise GD the signal grows exponentially in the first stage."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import C_0, T_star, delta, eta, m, mu, n, p, sigma_0, t

CLAIMS = (
    Claim(
        id="E.1",
        title="LNGD: the signal grows at least like exp(C_0 eta |mu|^2 t / (8m)) in the first stage",
        source=Source("Lemma E.1", "Lemma D.1", "the prefactor sigma_0 |mu| / 2"),
        stage="lngd",
        premises=(sp.Lt(p, C_0 / 6), sp.Ge(n, 72 * sp.log(8 * T_star / delta) / C_0**2)),
        checks=(
            Bound(
                "growth",
                observed("signal_best"),
                ">=",
                sp.exp(C_0 * eta * mu**2 * t / (8 * m)) * sigma_0 * mu / 2,
                "lngd",
                Window.STAGE_1,
            ),
        ),
        reading="C_0 is that of Lemma 4.4: the least |l'_i| of a sample until it is memorised to 0.1.",
    ),
)
