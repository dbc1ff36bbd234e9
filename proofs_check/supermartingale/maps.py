"""The two pavings: the sign of the drift over (iota/iota*, p) for one step size, and over (iota, a) for one p.

Each comes in two halves that meet at the balance point, where the drift is written in two ways
(:func:`proofs_check.supermartingale.chain.relative_drift`).
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, Version, a, iota, p
from proofs_check.supermartingale.chain import away, iota_star, relative_drift
from proofs_check.supermartingale.paving import Paving

__all__ = ["map_in_a", "map_in_p", "ratio"]

_SHOWN = r"\operatorname{sgn}\big(E[(\iota'-\iota^*)^2]-(\iota-\iota^*)^2\big)"

#: ``iota/iota*``.
ratio = sp.Symbol("x", positive=True)


def map_in_p(
    version: Version, step: sp.Rational, chances: tuple[sp.Rational, sp.Rational], depth: int = 9
) -> tuple[Paving, Paving]:
    """Over ``0 < iota/iota* <= 4`` and a range of p, for one a: below and above the balance point."""
    star = STATEMENTS[version].balance
    values = {away: (ratio - 1) * star, iota_star: star, a: step}
    return tuple(  # type: ignore[return-value]
        Paving(
            f"sign of the drift over iota/iota* and p, {side} iota*: {version}, a = {step}",
            relative_drift(version, high=side == "above").subs(values),
            {ratio: ends, p: chances},
            depth,
            latex=_SHOWN,
        )
        for side, ends in (("below", (0, 1)), ("above", (1, 4)))
    )


def map_in_a(version: Version, chance: sp.Rational, largest: sp.Rational, depth: int = 9) -> tuple[Paving, Paving]:
    """Over ``0 < iota <= 4 iota*`` and ``0 < a <= largest``, for one p; iota* is rounded to a rational number."""
    star = STATEMENTS[version].balance.subs(p, chance)
    near = sp.floor(star.evalf(30) * 10**6) / sp.Integer(10) ** 6
    values = {away: iota - star, iota_star: star}
    return tuple(  # type: ignore[return-value]
        Paving(
            f"sign of the drift over iota and a, {side} iota*: {version}, p = {chance}",
            relative_drift(version, high=side == "above").subs(values),
            {iota: ends, a: (0, largest)},
            depth,
            latex=_SHOWN,
        )
        for side, ends in (("below", (0, near)), ("above", (near, 4 * near)))
    )
