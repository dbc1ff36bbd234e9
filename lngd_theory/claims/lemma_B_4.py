"""Lemma B.4: how often one sample is flipped up to a time t."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import T_star, delta, n, p, t

_DEVIATION = sp.sqrt(t / 2 * sp.log(8 * T_star / delta))
_LONG = (sp.Ge(T_star, 2 * sp.log(4 * n / delta) / p**2),)
_LEAST, _MOST = observed("sample_flips_least"), observed("sample_flips_most")

CLAIMS = (
    Claim(
        id="B.4",
        title="The number of flips of a sample concentrates",
        source=Source("Lemma B.4", ""),
        any_power=True,
        checks=(
            Bound("deviation", observed("sample_flip_deviation"), "<=", _DEVIATION, "lngd", Window.WHOLE),
            Bound("unflipped, below", t - _MOST, ">=", (2 - 3 * p) * t / 2, "lngd", Window.LAST, _LONG),
            Bound("unflipped, above", t - _LEAST, "<=", (2 - p) * t / 2, "lngd", Window.LAST, _LONG),
            Bound("flipped, below", _LEAST, ">=", p * t / 2, "lngd", Window.LAST, _LONG),
            Bound("flipped, above", _MOST, "<=", 3 * p * t / 2, "lngd", Window.LAST, _LONG),
        ),
        reading="The first part for all recorded t <= T*, the others for t = T*.",
    ),
)
