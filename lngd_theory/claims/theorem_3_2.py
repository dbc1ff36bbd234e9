"""Theorem 3.2: GD fits the training data and does not generalise."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.hitting import HITTING
from lngd_theory.claims.order import Order, path_of
from lngd_theory.claims.stages import STAGES
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import d, epsilon

_SOURCE = Source("Theorem 3.2", "Theorem 3.1")
_PROBABILITY = 1 - d ** sp.Rational(-1, 4)

CLAIMS = (
    Claim(
        id="3.2.loss",
        title="GD: the training loss falls below epsilon within the stated order of time",
        source=_SOURCE,
        stage="gd",
        probability=_PROBABILITY,
        checks=(
            Bound("reached", observed("clean_loss"), "<=", epsilon, "gd", Window.SOME),
            Order(
                "time",
                HITTING["tau_loss"].symbol("tau_loss"),
                "O",
                STAGES["gd"][1],
                "gd",
                Window.SOME,
                path_of("eta", decades=0.9),
                towards="infinity",
                logs=False,
                stages=5.0,
            ),
        ),
        reading="The time is an upper bound, its constant taken as 1 in the first part and left free in the second.",
    ),
    Claim(
        id="3.2.test",
        title="GD: the test error is at least 0.24 once the training loss is below epsilon",
        source=_SOURCE,
        stage="gd",
        probability=_PROBABILITY,
        checks=(Bound("error", observed("test_error"), ">=", sp.Rational(24, 100), "gd", Window.TRAINED),),
    ),
)
