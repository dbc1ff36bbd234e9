"""Lemma B.3: how many labels one step flips."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import T_star, delta, n, p

_DEVIATION = sp.sqrt(n / 2 * sp.log(8 * T_star / delta))
_MANY = (sp.Ge(n, 8 * sp.log(8 * T_star / delta) / p**2),)

CLAIMS = (
    Claim(
        id="B.3",
        title="The number of flips in a step concentrates",
        source=Source("Lemma B.3", ""),
        any_power=True,
        checks=(
            Bound("deviation", observed("step_flip_deviation"), "<=", _DEVIATION, "lngd", Window.LAST),
            Bound("unflipped, below", observed("kept_least"), ">=", (2 - 3 * p) * n / 4, "lngd", Window.LAST, _MANY),
            Bound("unflipped, above", observed("kept_most"), "<=", (2 - p) * n / 4, "lngd", Window.LAST, _MANY),
            Bound("flipped, below", observed("flipped_least"), ">=", p * n / 4, "lngd", Window.LAST, _MANY),
            Bound("flipped, above", observed("flipped_most"), "<=", 3 * p * n / 4, "lngd", Window.LAST, _MANY),
        ),
        reading="The observables are extremes over all steps up to T*, so that the last record speaks for all t <= T*.",
    ),
)
