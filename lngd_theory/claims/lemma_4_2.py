"""Lemma 4.2: where GD stands at the end of its first stage."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.order import Order, path_of
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import mu, overlap, sigma_0

_SOURCE = Source("Lemma 4.2", "")
_PATH = path_of("sigma_0", decades=2)
_LOG = sp.log(1 / overlap)  # the logarithm of T_1

CLAIMS = (
    Claim(
        id="4.2.i",
        title="GD: every sample is memorised at T_1",
        source=_SOURCE,
        stage="gd",
        checks=(Bound("memorised", observed("rho_bar_least"), ">=", sp.Integer(1), "gd", Window.END_1),),
        reading="T_1 as printed, its constant taken as 1.",
    ),
    Claim(
        id="4.2.ii",
        title="GD: rho_low is still of the order of the initialisation at T_1",
        source=_SOURCE,
        stage="gd",
        checks=(Order("rho_low", observed("rho_low_abs_max"), "O", overlap, "gd", Window.END_1, _PATH, log=_LOG),),
    ),
    Claim(
        id="4.2.iii",
        title="GD: gamma is still of the order of the initialisation at T_1",
        source=_SOURCE,
        stage="gd",
        checks=(Order("gamma", observed("gamma_abs_max"), "O", sigma_0 * mu, "gd", Window.END_1, _PATH, log=_LOG),),
    ),
)
