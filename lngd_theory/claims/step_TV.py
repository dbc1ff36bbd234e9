"""The total-variation step in the proof of Theorem 3.2."""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.proof import Identity, Proof

_x = sp.Symbol("x", nonnegative=True)  # |v| / s
_GAP = _x / 2 - sp.erf(_x / (2 * sp.sqrt(2)))  # claimed bound minus the exact distance


def _steps() -> list[tuple[str, bool]]:
    slope = sp.diff(_GAP, _x)
    floor = sp.Rational(1, 2) - 1 / sp.sqrt(2 * sp.pi)
    rest = sp.simplify(slope - floor - (1 - sp.exp(-(_x**2) / 8)) / sp.sqrt(2 * sp.pi))
    return [
        ("the bound is exact at |v| = 0", _GAP.subs(_x, 0) == 0),
        ("bound minus distance has slope 1/2 - 1/sqrt(2 pi) + (1 - exp(-x^2/8))/sqrt(2 pi)", rest == 0),
        ("1/2 - 1/sqrt(2 pi) > 0", bool(floor > 0)),
    ]


CLAIMS = (
    Claim(
        id="TV",
        title="Total variation of two shifted Gaussians, and 0.25 becomes 0.24",
        source=Source("proof of Theorem 3.2", "proof of Theorem 3.1"),
        probability=None,
        any_power=True,
        checks=(
            Proof(
                "total variation",
                r"\mathrm{TV}(N(0,s^2I),N(v,s^2I)) = \operatorname{erf}\frac{\|v\|}{2\sqrt2\,s} \le \frac{\|v\|}{2s}",
                _steps,
            ),
            Identity(
                "0.25 becomes 0.24",
                sp.Rational(1, 4) - sp.Rational(2, 100) / 2,
                sp.Rational(24, 100),
                r"\tfrac14 - \tfrac{0.02\,\sigma_p}{2\sigma_p} = 0.24",
            ),
        ),
    ),
)
