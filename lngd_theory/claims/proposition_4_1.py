"""Proposition 4.1: all coefficients stay logarithmic in T*."""

from __future__ import annotations

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.case import Algorithm
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.terms import ALPHA, BETA, CROSS, alpha, beta
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed

_LOW = -beta - 16 * CROSS


def _checks(algorithm: Algorithm, word: str) -> tuple[Bound, ...]:
    whole = Window.WHOLE
    return (
        Bound(f"gamma, {word}", observed("gamma_abs_max"), "<=", alpha, algorithm, whole),
        Bound(f"rho_bar above, {word}", observed("rho_bar_max"), "<=", alpha, algorithm, whole),
        Bound(f"rho_bar below, {word}", observed("rho_bar_min"), ">=", 0 * alpha, algorithm, whole),
        Bound(f"rho_low above, {word}", observed("rho_low_max"), "<=", 0 * alpha, algorithm, whole),
        Bound(f"rho_low below, {word}", observed("rho_low_min"), ">=", _LOW, algorithm, whole),
    )


CLAIMS = (
    Claim(
        id="4.1",
        title="Coefficients stay bounded by alpha = 4 log T* throughout training",
        source=Source("Proposition 4.1", "", "the constant 16"),
        definitions=ALPHA | BETA,
        checks=(
            *_checks("gd", "GD"),
            *_checks("lngd", "label-noise GD"),
            Bound("the lower bound is above -alpha", _LOW, ">=", -alpha, "gd", Window.DRAW),
        ),
        reading="T* is the horizon of the runs: alpha grows with it, so this is the strongest form that they can test.",
    ),
)
