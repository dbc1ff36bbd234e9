"""Lemma 4.5 (iii): ``iota/2 <= f <= 2 iota`` from what the margin leaves out, with the errors for which it follows.

``f = (1/m) sum_r s(rho_r + h_r) + rest`` (:mod:`proofs_check.derivations.remainder`). With ``|h_r| <= kappa
sqrt(iota)`` for all own filters and ``|rest| <= lambda iota``

    ``1 - 2 kappa - lambda <= f/iota <= (1 + kappa)^2 + lambda``,

filter by filter, by ``2 rho |h| <= kappa rho^2 + h^2/kappa``. So the factor of 2 follows where ``2 kappa + lambda <=
1/2``. Errors relative to each rho_r, ``|h_r| <= kappa rho_r``, may be up to ``1 - 1/sqrt(2)``.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.inequality import Inequality
from proofs_check.statement import bound
from proofs_check.step import Identity, Step

__all__ = ["RATIO_STEPS", "RELATIVE", "lowest", "most", "range_of_error"]

_rho, _h, _kappa, _iota = sp.symbols("rho h kappa iota", positive=True)
_k, _z, _x = sp.symbols("kappa z x", nonnegative=True)

_LEAST, _MOST = (bound("4.5.iii", name).rhs for name in ("below", "above"))


def lowest(kappa: sp.Expr, rest: sp.Expr) -> sp.Expr:
    """Least ``f/iota``."""
    return 1 - 2 * kappa - rest


def most(kappa: sp.Expr, rest: sp.Expr) -> sp.Expr:
    """Largest ``f/iota``."""
    return (1 + kappa) ** 2 + rest


def range_of_error(largest: sp.Expr) -> tuple[Inequality, Inequality]:
    """The claim's two bounds where ``z = 2 kappa + lambda <= largest``."""
    rest = _z - 2 * _k
    box = {_z: (0, largest), _k: (0, largest / 2)}
    words = f"where z = 2 kappa + lambda <= {largest}"
    return (
        Inequality(f"f is at least iota/2 {words}", sp.Ge(sp.expand(lowest(_k, rest)), _LEAST), {_z: (0, largest)}),
        Inequality(f"f is at most 2 iota {words}", sp.Le(sp.expand(most(_k, rest)), _MOST), box),
    )


#: ``(rho + h)_+^2 >= rho^2 - 2 rho |h|`` in units of rho, by the sign of h and of rho + h; ``x = |h|/rho``.
_ACTIVE: tuple[Step, ...] = (
    Inequality("one filter from below, h >= 0", sp.Ge((1 + _x) ** 2, 1 - 2 * _x, evaluate=False), {_x: (0, "oo")}),
    Inequality("one filter from below, -rho <= h <= 0", sp.Ge((1 - _x) ** 2, 1 - 2 * _x), {_x: (0, 1)}),
    Inequality("one filter from below, inactive", sp.Ge(0, 1 - 2 * _x), {_x: (1, "oo")}),
    Inequality(
        "one filter from above, h <= 0",
        sp.Le((1 - _x) ** 2, (1 + _x) ** 2, evaluate=False),
        {_x: (0, 1)},
        latex=r"\max(0,\rho-|h|)^2\le(\rho+|h|)^2",
    ),
)

RATIO_STEPS: tuple[Step, ...] = (
    *_ACTIVE,
    Identity(
        "2 rho |h| at most kappa rho^2 + h^2/kappa",
        _kappa * _rho**2 + _h**2 / _kappa - 2 * _rho * _h,
        (_kappa * _rho - _h) ** 2 / _kappa,
    ),
    Identity(
        "the mean over filters from above",
        _iota + (_kappa * _iota + (_kappa**2 * _iota) / _kappa) + _kappa**2 * _iota,
        most(_kappa, sp.Integer(0)) * _iota,
        r"\tfrac1m\sum_r(\rho_r^2+2\rho_r|h_r|+h_r^2)\le(1+\kappa)^2\iota",
    ),
    Identity(
        "the mean over filters from below",
        _iota - (_kappa * _iota + (_kappa**2 * _iota) / _kappa),
        lowest(_kappa, sp.Integer(0)) * _iota,
        r"\tfrac1m\sum_r(\rho_r^2-2\rho_r|h_r|)\ge(1-2\kappa)\iota",
    ),
    *range_of_error(sp.Rational(1, 2)),
)

#: Errors relative to each rho_r; 29/100 is just below ``1 - 1/sqrt(2)``.
RELATIVE: tuple[Step, ...] = (
    Inequality("relative errors up to 29/100, from below", sp.Ge((1 - _k) ** 2, _LEAST), {_k: (0, "29/100")}),
    Inequality("relative errors up to 29/100, from above", sp.Le((1 + _k) ** 2, _MOST), {_k: (0, "29/100")}),
    Inequality(
        "relative errors from 3/10 on are not enough",
        sp.Lt((1 - _k) ** 2, _LEAST),
        {_k: ("3/10", 1)},
    ),
)
