"""Lemma E.3: growth of A = rho_bar + <w0, xi_i> - 0.4 b_bar d^(-1/4) in the first stage of label-noise GD."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import C_0, d, eta, m, n, p, sigma_p, t

_UP = 1 + eta * C_0 * sigma_p**2 * d / (2 * n * m)
_DOWN = 1 - 3 * eta * sigma_p**2 * d / (n * m)

CLAIMS = (
    Claim(
        id="E.3",
        title="LNGD: noise memorisation grows multiplicatively, and a flip costs at most a fixed factor",
        source=Source("Lemma E.3", "Lemma D.3", "the growth per step"),
        stage="lngd",
        premises=(sp.Le(p, C_0 / 24),),
        checks=(
            Bound("a step with a flip", observed("flip_factor_min"), ">=", _DOWN, "lngd", Window.STAGE_1),
            Bound("in the aggregate", observed("log_growth_min"), ">=", t * sp.log(_UP), "lngd", Window.STAGE_1),
        ),
        reading="A of the filter that is largest at the start; in the aggregate for the samples whose rho_bar has not "
        "yet reached 0.1. The proof takes p = C_0/24, read as at most that.",
    ),
)
