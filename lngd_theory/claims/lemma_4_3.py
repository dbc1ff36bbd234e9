"""Lemma 4.3: the second stage of GD."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.order import Order, path_of
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import epsilon, mu, overlap, sigma_0

_SOURCE = Source("Lemma 4.3", "")
_PATH = path_of("sigma_0", decades=2)
_LOG = sp.log(1 / overlap)  # the logarithm of T_1

CLAIMS = (
    Claim(
        id="4.3.bounds",
        title="GD: the bounds of Lemma 4.2 persist on [T_1, T_2]",
        source=_SOURCE,
        stage="gd",
        checks=(
            Bound("memorised", observed("rho_bar_least"), ">=", sp.Integer(1), "gd", Window.STAGE_2),
            Order(
                "rho_low",
                observed("rho_low_abs_max"),
                "O",
                overlap,
                "gd",
                Window.STAGE_2,
                _PATH,
                reduce="max",
                stages=3.0,
                log=_LOG,
            ),
            Order(
                "gamma",
                observed("gamma_abs_max"),
                "O",
                sigma_0 * mu,
                "gd",
                Window.STAGE_2,
                _PATH,
                reduce="max",
                stages=3.0,
                log=_LOG,
            ),
        ),
        reading="The exponents use the part of [T_1, T_2] that the runs cover.",
    ),
    Claim(
        id="4.3.loss",
        title="GD: the training loss falls below epsilon on [T_1, T_2]",
        source=_SOURCE,
        stage="gd",
        checks=(Bound("loss", observed("clean_loss"), "<=", epsilon, "gd", Window.SOME_2),),
    ),
    Claim(
        id="4.3.distance",
        title="GD: every step comes closer to W* as long as the loss exceeds epsilon",
        source=Source("Lemma 4.3, proof", "", "the inequality's direction, printed the other way in the text"),
        stage="gd",
        checks=(Bound("W* as printed", observed("drop_excess"), ">=", sp.Integer(0), "gd", Window.STAGE_2),),
        repairs=(Bound("sum over y_i = j", observed("drop_excess_own"), ">=", sp.Integer(0), "gd", Window.STAGE_2),),
        reading="Both sides divided by eta. W* = w0 + 2m log(2/epsilon) sum_i xi_i/|xi_i|^2 for every filter.",
    ),
)
