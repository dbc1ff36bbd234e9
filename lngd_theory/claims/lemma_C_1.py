"""Lemma C.1: the coefficients are the overlaps, up to what the other noise patches add."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.terms import ALPHA, CROSS
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed

_ROUNDING = sp.Integer(10) ** -9


CLAIMS = (
    Claim(
        id="C.1",
        title="Overlaps with the training patches are the coefficients, up to cross terms",
        source=Source("Lemma C.1", "", "the constant 8"),
        definitions=ALPHA,
        checks=(
            Bound("noise, GD", observed("xi_drift_error"), "<=", 8 * CROSS, "gd", Window.WHOLE),
            Bound("noise, label-noise GD", observed("xi_drift_error"), "<=", 8 * CROSS, "lngd", Window.WHOLE),
            Bound("signal, GD", observed("mu_drift_error"), "<=", _ROUNDING, "gd", Window.WHOLE),
            Bound("signal, label-noise GD", observed("mu_drift_error"), "<=", _ROUNDING, "lngd", Window.WHOLE),
        ),
        reading="The signal part is an equality; it is looked for to rounding (1e-9, relative).",
    ),
)
