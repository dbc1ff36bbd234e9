"""Lemma 4.4: where label-noise GD stands at the end of its first stage."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.order import Order, path_of
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import mu, overlap, sigma_0

_SOURCE = Source("Lemma 4.4", "Lemma 4.3")
_PATH = path_of("sigma_0", decades=2)
_LOG = sp.log(1 / overlap)  # the logarithm of T_1
_READING = "C_0 is the least |l'_i| of a sample until it is memorised to 0.1, as the proof uses it; T_1 holds C_0."

CLAIMS = (
    Claim(
        id="4.4.i",
        title="LNGD: every sample is memorised to 0.1 at T_1",
        source=_SOURCE,
        stage="lngd",
        checks=(Bound("memorised", observed("rho_bar_least"), ">=", sp.Rational(1, 10), "lngd", Window.END_1),),
        reading=_READING,
    ),
    Claim(
        id="4.4.ii",
        title="LNGD: rho_low is still of the order of the initialisation at T_1",
        source=_SOURCE,
        stage="lngd",
        checks=(Order("rho_low", observed("rho_low_abs_max"), "O", overlap, "lngd", Window.END_1, _PATH, log=_LOG),),
        reading=_READING,
    ),
    Claim(
        id="4.4.iii",
        title="LNGD: the signal is at least of the order of the initialisation at T_1",
        source=_SOURCE,
        stage="lngd",
        checks=(
            Order("signal", observed("signal_best"), "Omega", sigma_0 * mu, "lngd", Window.END_1, _PATH, logs=False),
        ),
        reading=_READING,
    ),
)
