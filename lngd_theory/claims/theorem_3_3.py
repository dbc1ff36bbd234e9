"""Theorem 3.3: label-noise GD does not fit the training data and generalises."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.growth import reach_check, time_order_check
from lngd_theory.claims.order import Order, path_of
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import C, d, n, sigma_0

_SOURCE = Source("Theorem 3.3", "Theorem 3.2")
_PROBABILITY = 1 - d ** sp.Rational(-1, 4)
_BOUND = 2 * sp.exp(-C * d / n**2)

CLAIMS = (
    Claim(
        id="3.3.loss",
        title="LNGD: the training loss stays of order one",
        source=_SOURCE,
        stage="lngd",
        probability=_PROBABILITY,
        checks=(
            Order(
                "loss",
                observed("clean_loss"),
                "Theta",
                sigma_0,
                "lngd",
                Window.STAGE_2,
                path_of("sigma_0", decades=2),
                reduce="median",
                logs=False,
                exponent=0.0,
                stages=3.0,
            ),
        ),
        reading="The median clean loss over the part of [T_1, T_2] that the runs cover must not change with sigma_0, "
        "which moves both ends.",
    ),
    Claim(
        id="3.3.test",
        title="LNGD: the test error is at most 2 exp(-C d/n^2) after the stated time",
        source=_SOURCE,
        stage="lngd",
        probability=_PROBABILITY,
        checks=(
            Bound(
                "error",
                observed("test_error"),
                "<=",
                _BOUND,
                "lngd",
                Window.END_2,
                (sp.Lt(_BOUND, sp.Rational(1, 2)),),
            ),
            reach_check(),
            time_order_check(),
        ),
        reading="At T_2 of Lemma 4.5, its constants as printed, with C as asked for; a bound of one half or more says "
        "nothing. The time is looked at by the two-scale method: gamma must reach 0.1 within it, and its order in eta "
        "must be the stated.",
    ),
)
