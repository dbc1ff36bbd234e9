"""The reduced dynamics (equation after Lemma 4.4): what one step does to an active rho."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed

CLAIMS = (
    Claim(
        id="reduced",
        title="LNGD: in the second stage rho follows the reduced dynamics of its own iota",
        source=Source("equation after Lemma 4.4", "equation after Lemma 4.3"),
        stage="lngd",
        checks=(
            Bound("not below half", observed("reduced_ratio_min"), ">=", sp.Rational(1, 2), "lngd", Window.STAGE_2),
            Bound("not above twice", observed("reduced_ratio_max"), "<=", sp.Integer(2), "lngd", Window.STAGE_2),
        ),
        reading="The relative step of every sample's leading rho_bar over that of the reduced dynamics with a = "
        "2 eta |xi_i|^2/(nm) and the sample's iota; 'approximately' is read as within a factor of 2.",
    ),
)
