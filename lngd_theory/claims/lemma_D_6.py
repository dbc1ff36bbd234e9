"""Lemma D.6: a small shift v makes one of four points misclassified."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import sigma_p

CLAIMS = (
    Claim(
        id="D.6",
        title="GD: a shift of norm 0.02 sigma_p raises g, so that one of four points is misclassified",
        source=Source("Lemma D.6", "", "the right-hand side, a constant times sigma_0^2 |mu|^2"),
        stage="gd",
        checks=(
            Bound("norm of v", observed("v_norm"), "<=", sp.Rational(2, 100) * sigma_p, "draw", Window.DRAW),
            Bound("gain", observed("shift_gain_min"), ">=", sp.Integer(0), "gd", Window.TRAINED),
            Bound("one of four", observed("fooled_share"), ">=", sp.Integer(1), "gd", Window.TRAINED),
        ),
        reading="v = 0.01/sqrt(nd) times the sum of xi_i with y_i = 1. The constant on the right is unknown: the gain "
        "must at least not be negative, and what it is for must follow: for every fresh xi one of the four points is "
        "misclassified with one of the two labels.",
    ),
)
