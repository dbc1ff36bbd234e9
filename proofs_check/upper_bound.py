"""The upper bound ``rho_bar, gamma <= alpha = 4 log T*`` of Proposition 4.1 under GD.

As in the proofs for ReLU^q networks: take the last step with rho_bar <= alpha/2. After it the sample's margin is at
least ``theta z^2 - 1/2``, so ``|l'| <= exp(1/2 - theta z^2)`` and at most T* steps add at most alpha/4 together. One
filter alone has theta = 1/m. The filters of a sample grow by common factors ``1 + v``, so that all of them enter the
margin, which gives a theta that does not fall with m. With x = log T* = alpha/4; h is 3u for rho_bar and g for gamma.
"""

from __future__ import annotations

import sympy as sp

from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Step

__all__ = ["ONE_FILTER", "SHARED", "UPPER_STEPS", "WRONG_SIGN_OUTPUT"]

_f, _a, _b, _h, _x, _w, _Q, _theta, _q, _m, _z = sp.symbols("f a b h x w Q theta q m zeta", real=True)
_HALF, _QUARTER = sp.Rational(1, 2), sp.Rational(1, 4)

#: ``F_{-y} <= 1/2``: its pre-activations are at most beta/2 (signal) and beta/2 + 8 CROSS (noise), squared.
WRONG_SIGN_OUTPUT = Inequality(
    "the wrong sign's output is at most 1/2",
    sp.Le(_a**2 + _b**2, _HALF),
    {_a: (0, "1/2"), _b: (0, "1/2")},
    latex=r"F_{-y_i}\le(\tfrac\beta2)^2+(\tfrac\beta2+8(\ldots))^2\le\tfrac12",
)


def added(exponent: sp.Expr) -> sp.Expr:
    """``T* h z e^(1/2 - theta z^2)`` at z = x over alpha/4 = x; the exponent is ``theta x^2``."""
    return _h * sp.exp(_HALF + _x - exponent)


#: (reconstructed) What every version of the argument uses.
UPPER_STEPS: tuple[Step, ...] = (
    WRONG_SIGN_OUTPUT,
    Inequality(
        "|l'| is at most e^(-f)",
        sp.Le(sp.exp(_f), 1 + sp.exp(_f), evaluate=False),
        {_f: ("-oo", "oo")},
        latex=r"\frac1{1+e^f}\le e^{-f}",
    ),
    Inequality(
        "what a step adds falls with z from alpha/4 on",
        sp.Le(sp.log(_w), _Q * (_w**2 - 1)),
        {_w: (1, "oo"), _Q: (1, "oo")},
        latex=r"w\,e^{-Q(w^2-1)}\le1,\quad w=4z/\alpha,\ Q=\theta\log^2T^*",
    ),
    Inequality(
        "alpha/2, one step, and alpha/4 make at most alpha",
        sp.Le(_HALF + _h * _z + _QUARTER, 1),
        {_h: (0, "1/4"), _z: (0, 1)},
        latex=r"\tfrac12+h\,z/\alpha+\tfrac14\le1",
    ),
)

#: (reconstructed) One filter, theta = 1/m, for any m and T*.
ONE_FILTER = Inequality(
    "T* steps add at most alpha/4, by one filter (reconstructed)",
    sp.Le(added(_x**2 / _m), 1),
    {_h: ("1/100", "1/4"), _x: (1, "oo"), _m: (1, "oo")},
    latex=r"T^*\,h\,e^{1/2-(\log T^*)^2/m}\le1",
)


def _common_factor() -> list[tuple[str, bool]]:
    """``A <= z <= U`` with A, U = rho_bar + <w0, xi> -+ 8 CROSS, and every filter's step is v times its z."""
    A, v, over, under = sp.symbols("A v over under", nonnegative=True)
    upper = A + over + under  # U, with z = A + under
    grown_below = A + v * (A + under) - (1 + v) * A
    grown_above = (1 + v) * upper - (upper + v * (A + under))
    weights = sp.symbols("w_:3", positive=True)
    top, growth, m = sp.symbols("U G m", positive=True)
    # margins: (1/m) sum A_r^2 >= (1/m) sum (A_r(0) G)^2 = theta (G U(0))^2
    margin = sum((w * growth) ** 2 for w in weights) / m
    theta = sum((w / top) ** 2 for w in weights) / m
    return [
        ("A grows by at least 1 + v", sp.expand(grown_below).is_nonnegative is True),
        ("U grows by at most 1 + v", sp.expand(grown_above).is_nonnegative is True),
        ("the margin is at least theta U^2 - 1/2", sp.simplify(margin - theta * (growth * top) ** 2) == 0),
    ]


#: What holds: m <= log T* for one filter, and without a bound on m for the filters together.
SHARED: tuple[Step, ...] = (
    Inequality(
        "T* steps add at most alpha/4 if theta log T* is at least 1; by one filter if m is at most log T*",
        sp.Le(added(_x * _q), 1),
        {_h: (0, "1/4"), _x: (1, "oo"), _q: (1, "oo")},
        latex=r"T^*\,h\,e^{1/2-\theta(\log T^*)^2}\le1,\quad q=\theta\log T^*\ge1",
    ),
    Confirmed(
        "the filters of a sample grow together",
        r"y_if_i\ge\theta U^2-\tfrac12,\quad\theta=\frac1m\sum_r\Bigl(\frac{(\langle w_r^{(0)},"
        r"\xi_i\rangle-8(\ldots))^+}{\max_r\langle w_r^{(0)},\xi_i\rangle+8(\ldots)}\Bigr)^2",
        _common_factor,
    ),
)
