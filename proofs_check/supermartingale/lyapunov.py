"""A drift condition in place of a supermartingale: ``E[M'] <= (1 - c a) M + K a^2`` about the balance point.

``M = (iota - iota*)^2``, ``c = kappa p f*`` and ``K = K_0 p iota*^2``. It holds at iota* too, where the square is no
supermartingale. As long as the chain stays in the region it follows by iteration that

    ``E[M_t] <= (1 - c a)^t M_0 + K a/c``.

For all a in (0, a_max] at once: the drift is divided by a, and near iota* by ``u^2`` as in
:mod:`proofs_check.supermartingale.ball`.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from lngd_theory.reduced.statement import Version, a
from proofs_check.step import Identity, Step
from proofs_check.supermartingale.ball import per_square
from proofs_check.supermartingale.boxes import Boxed
from proofs_check.supermartingale.chain import (
    away,
    coefficients,
    excess,
    growth,
    iota_star,
    margin,
    omega,
    relative_drift,
)

__all__ = ["ITERATION", "FosterLyapunov"]

_SHOWN = r"E[(\iota'-\iota^*)^2\mid\iota]\le(1-ca)(\iota-\iota^*)^2+Ka^2,\quad u=\iota-\iota^*"


def _times(factor: sp.Rational) -> str:
    return "" if factor == 1 else f"{factor} "


@dataclass(frozen=True)
class FosterLyapunov:
    """The drift condition on a region.

    Parameters
    ----------
    version : {"arxiv", "iclr"}
        Which iota.
    rate, constant : sympy rationals
        kappa and K_0.
    largest_a : sympy rational
        a_max.
    star, span : (low, high) of sympy rationals
        Ranges of the balance point iota*, and of iota/iota*.
    near : sympy rational
        Up to this distance from iota* the leading term and the rest are bounded one by one.
    """

    version: Version
    rate: sp.Rational
    constant: sp.Rational
    largest_a: sp.Rational
    star: tuple[sp.Rational, sp.Rational]
    span: tuple[sp.Rational, sp.Rational]
    near: sp.Rational

    @property
    def words(self) -> str:
        """For the names of steps."""
        (low, high), (first, last) = self.star, self.span
        return (
            f"{self.version}, c = {_times(self.rate)}p f*, K = {_times(self.constant)}p iota*^2, "
            f"a <= {self.largest_a}, iota* from {low} to {high}, iota/iota* from {first} to {last}"
        )

    @property
    def steps(self) -> tuple[Step, ...]:
        """The leading term and the rest near iota*, then all of it above and below."""
        star, box_a = {iota_star: self.star}, {a: (0, self.largest_a)}
        first, last = self.span
        highest = self.star[1]
        iota, returning = iota_star + away, self.rate * margin(self.version, iota_star)
        noise = self.constant * iota_star**2
        near = {away: (-self.near, self.near)}
        values = {growth: sp.exp(excess(self.version)), omega: sp.exp(-margin(self.version, iota_star))}
        leading, *rest = coefficients(self.version)
        pulled = iota * per_square(leading, excess(self.version)) + returning * (growth + omega)
        others = iota * sp.Add(*(c * a**k for k, c in enumerate(rest)))
        whole = {
            high: iota * relative_drift(self.version, high) + returning * away**2 - noise * a for high in (False, True)
        }
        above, below = sp.Le(away, (last - 1) * iota_star), sp.Ge(away, (first - 1) * iota_star)
        return (
            Boxed(
                f"drift condition, leading term: {self.words}",
                sp.Le(pulled.subs(values), 0),
                near | star,
                latex=r"\iota\,c_0\le-\tfrac cp\,u^2,\quad u=\iota-\iota^*",
            ),
            Boxed(
                f"drift condition, the rest: {self.words}",
                sp.Le(others.subs(values), noise),
                near | star | box_a,
                latex=r"\iota\,(c_1+c_2a+\dots)\le\tfrac Kp",
            ),
            Boxed(
                f"drift condition, above: {self.words}",
                sp.Le(whole[True], 0),
                {away: (self.near, (last - 1) * highest), **star, **box_a},
                (above,),
                _SHOWN,
            ),
            Boxed(
                f"drift condition, below: {self.words}",
                sp.Le(whole[False], 0),
                {away: ((first - 1) * highest, -self.near), **star, **box_a},
                (below,),
                _SHOWN,
            ),
        )


_c, _K, _a, _start = sp.symbols("c K a M_0", positive=True)
_t = sp.Symbol("t", integer=True, nonnegative=True)


def _bound(t: sp.Expr) -> sp.Expr:
    kept = (1 - _c * _a) ** t
    return kept * _start + _K * _a / _c * (1 - kept)


#: ``B(t) = (1-ca)^t M_0 + (Ka/c)(1 - (1-ca)^t)`` starts at M_0 and satisfies the condition with equality.
ITERATION: tuple[Step, ...] = (
    Identity("the bound at t = 0", _bound(sp.Integer(0)), _start),
    Identity(
        "the bound from t to t + 1",
        (1 - _c * _a) * _bound(_t) + _K * _a**2,
        _bound(_t + 1),
        r"(1-ca)B(t)+Ka^2=B(t+1),\quad B(t)=(1-ca)^tM_0+\tfrac{Ka}{c}\big(1-(1-ca)^t\big)",
    ),
)
