"""Lemma 4.5 (E.4): the second stage of label-noise GD."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.growth import growth_check
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.second_stage.statement import BALANCE, LEMMA_4_5_IV
from lngd_theory.symbols import T_1, c_2, p, t

_SOURCE = Source("Lemma 4.5 (Lemma E.4)", "Lemma 4.4 (Lemma D.4)")
_PREMISES = (sp.Le(3 * p / 2, 1 / (2 * (1 + sp.exp(c_2)))),)
_STAGE = Window.STAGE_2
_FARTHEST = sp.Max(observed("iota_max") - BALANCE, BALANCE - observed("iota_min"))
_READING = "c_2 is the largest y_i f_i measured on [T_1, T_2]."

CLAIMS = (
    Claim(
        id="4.5.i",
        title="LNGD: iota stays about its balance point iota*",
        source=_SOURCE,
        stage="lngd",
        premises=_PREMISES,
        checks=(Bound("iota", _FARTHEST, "<=", 3 * BALANCE, "lngd", _STAGE),),
        reading="C_iota is not given; the proof needs iota <= 4 iota*, so C_iota = 3 iota* is looked at, with "
        "iota* = log((1-p)/p). " + _READING,
    ),
    Claim(
        id="4.5.ii",
        title="LNGD: the signal stays small before T_2",
        source=_SOURCE,
        stage="lngd",
        premises=_PREMISES,
        checks=(Bound("gamma", observed("gamma_abs_max"), "<=", sp.Rational(1, 10), "lngd", _STAGE),),
        reading=_READING,
    ),
    Claim(
        id="4.5.iii",
        title="LNGD: f_i is iota_i up to a factor of 2",
        source=_SOURCE,
        stage="lngd",
        premises=_PREMISES,
        checks=(
            Bound("below", observed("f_over_iota_min"), ">=", sp.Rational(1, 2), "lngd", _STAGE),
            Bound("above", observed("f_over_iota_max"), "<=", sp.Integer(2), "lngd", _STAGE),
        ),
        reading=_READING,
    ),
    Claim(
        id="4.5.iv",
        title="LNGD: the signal grows at least like exp(eta |mu|^2 (t - T_1) / (16m))",
        source=_SOURCE,
        stage="lngd",
        premises=_PREMISES,
        checks=(
            *(
                Bound(
                    f"growth, j = {sign}",
                    observed(name),
                    ">=",
                    sp.exp(LEMMA_4_5_IV * (t - T_1)) * sp.Symbol(f"{name}_at_T_1", real=True),
                    "lngd",
                    _STAGE,
                )
                for sign, name in (("+1", "signal_reach_plus"), ("-1", "signal_reach_minus"))
            ),
            growth_check(LEMMA_4_5_IV),
        ),
        reading="The rate is measured twice: on the run, and by the two-scale method, where the signal is too small to "
        "act back on the noise. " + _READING,
    ),
)
