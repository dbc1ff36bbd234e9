"""Gaussian concentration in the proof of Theorem 3.3: which function is Lipschitz, and what follows.

An error of the label y is ``h(xi) >= S + h'(xi)`` with ``h(xi) = sum_r s(<w_{-y,r}, xi>)``, h' the same of the other
class, and S what the signal adds up to. For q = 2 no h is Lipschitz, but ``sqrt(h) = |max(0, W xi)|`` is, with the
operator norm of W (the ramp and a norm move points no further apart). With the mean
``E sqrt(h) <= sigma_p |W|_F/sqrt(2)`` this gives, for ``S >= 2 sigma_p^2 |W|_F^2``,

    ``P(error) <= exp(-S/(8 sigma_p^2 |W|_op^2))``.

Up to constants no more is true: one filter alone, with tau the standard deviation of what of ``<w_{-y,1}, xi>`` is
independent of the other filters, makes it at least ``exp(-(S + 2 sigma_p^2 |W_y|_F^2)/tau^2)/(8 sqrt(2))``.

The printed ``2 exp(-C d/n^2)`` needs ``sigma_p |W|_op`` of the order n/sqrt(d). Condition (iv) makes the initial
weights alone longer, by C L d^(1/4), so that the exponent is at most of the order ``S sqrt(d)/n^2``.

``STEPS`` are the printed proof's, ``REPAIRS`` what holds in its place, ``LOWER`` shows that the printed exponent fails.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.symbols import C, d, delta, n, sigma_p
from proofs_check.assumption_sizes import LEAST_L, condition, log_ratio
from proofs_check.inequality import Inequality
from proofs_check.lemma_D_6 import activation
from proofs_check.step import Confirmed, Identity, NotFormalisable, Step

__all__ = ["LOWER", "LOWER_RESTS_ON", "REPAIRS", "RESTS_ON", "STEPS", "exponent", "lower_bound"]

Lines = list[tuple[str, bool]]

RESTS_ON = (
    "Gaussian concentration of Lipschitz functions (Tsirelson, Ibragimov, Sudakov)",
    "S = sum_r s(<w_{y,r}, y mu>) - sum_r s(<w_{-y,r}, y mu>) is at least 2 sigma_p^2 |W_{-y}|_F^2",
)

#: What LOWER uses and does not show.
LOWER_RESTS_ON = (
    "tau^2 >= sigma_p^2 sigma_0^2 d/2, as in B.1 with the d - 1 - n - 2m dimensions that data and other filters leave",
    "P(h' <= 4 E h') >= 3/4 (Markov), and the part of <w, xi> that depends on other filters is >= 0 w.p. 1/2",
    "S is at most C^3 L^2 sqrt(d)/8 at the end of training",
)

_real = sp.Symbol("x", real=True)
_u, _v, _x, _tau, _Q = sp.symbols("u v x tau Q", positive=True)
_S, _op = sp.symbols("S W_op", positive=True)
_K, _D = sp.symbols("K D", positive=True)
_SHARE = 1 / (2 * sp.sqrt(2))


def exponent(signal: sp.Expr, operator: sp.Expr) -> sp.Expr:
    """Of the repaired bound: ``S/(8 sigma_p^2 |W|_op^2)``."""
    return signal / (8 * sigma_p**2 * operator**2)


def lower_bound(signal: sp.Expr, own: sp.Expr, tau: sp.Expr) -> sp.Expr:
    """Of the error, with ``own = sigma_p |W_y|_F``: (1/2 - 1/4) from the other filters, then one Gaussian tail."""
    return sp.Rational(1, 4) * _SHARE * sp.exp(-(signal + 2 * own**2) / tau**2)


def confirm_margin() -> Lines:
    """``m y f = S + h' - h``."""
    own, other, h_own, h_other = sp.symbols("a b h_1 h_2", real=True)
    lines = []
    for y in (1, -1):
        plus, minus = (own + h_own, other + h_other) if y > 0 else (other + h_other, own + h_own)
        lines.append((f"y = {y}", sp.expand(y * (plus - minus) - ((own - other) + h_own - h_other)) == 0))
    return lines


def confirm_ramp() -> Lines:
    """``max(0, b) - max(0, a)`` lies between 0 and b - a for a <= b, in each of three orders of a, 0, b."""
    lines = []
    for order, low, high in (("0 <= a <= b", _u, _u + _v), ("a <= 0 <= b", -_u, _v), ("a <= b <= 0", -_u - _v, -_u)):
        moved = sp.Max(0, high) - sp.Max(0, low)
        lines.append((order, bool(moved.is_nonnegative and sp.expand(high - low - moved).is_nonnegative)))
    return lines


def confirm_norm() -> Lines:
    """``(|a| - |b|)^2 <= |a - b|^2`` in any dimension: with A = |a|^2, B = |b|^2, P = <a, b> by ``P^2 <= A B``."""
    (A, B), P = sp.symbols("A B", positive=True), sp.Symbol("P", real=True)
    gap = (A - 2 * P + B) - (sp.sqrt(A) - sp.sqrt(B)) ** 2
    square = (A * _real**2 - 2 * P * _real + B).subs(_real, P / A)  # |x a - b|^2 >= 0
    return [
        ("the gap is 2 (sqrt(A B) - P)", sp.expand(gap - 2 * (sp.sqrt(A * B) - P)) == 0),
        ("|x a - b|^2 at x = P/A is B - P^2/A", sp.simplify(square - (B - P**2 / A)) == 0),
    ]


def confirm_mean() -> Lines:
    """``E max(0, tau Z)^2 = tau^2/2``; over the filters ``E h = sigma_p^2 |W|_F^2/2``, and by Jensen's inequality."""
    density = sp.exp(-(_u**2) / 2) / sp.sqrt(2 * sp.pi)
    return [("E s(tau Z)", sp.simplify(sp.integrate((_tau * _u) ** 2 * density, (_u, 0, sp.oo)) - _tau**2 / 2) == 0)]


def confirm_single(share: sp.Expr = _SHARE) -> Lines:
    """``P(Z >= x) >= share e^(-x^2)``: the density at x + u, with ``x u <= (x^2 + u^2)/2``."""
    root = sp.sqrt(2 * sp.pi)
    exponents = -((_x + _u) ** 2) / 2, -(_x**2) - _u**2
    integral = sp.integrate(sp.exp(exponents[1]) / root, (_u, 0, sp.oo))
    return [
        ("the exponents differ by (x - u)^2/2", sp.expand(exponents[0] - exponents[1] - (_x - _u) ** 2 / 2) == 0),
        ("integral over u >= 0", sp.simplify(integral - share * sp.exp(-(_x**2))) == 0),
    ]


#: ``sigma_p^2 sigma_0^2 d/2`` at the least sigma_0: what of an initial filter neither data nor other filters touch.
_LEFT = sigma_p**2 * condition("(iv) sigma_0 lower").right.subs(sp.log(d / delta), log_ratio) ** 2 * d / 2

STEPS: tuple[Step, ...] = (
    Confirmed("an error of the label y", r"y f \le 0 \iff h(\xi) \ge S + h'(\xi)", confirm_margin),
    Inequality(
        "s is Lipschitz with a constant K <= 1000",
        sp.Le(activation(_u), _K * _u),
        {_u: (0, "oo"), _K: (1, 1000)},
    ),
    Inequality(
        "(reconstructed) sigma_p^2 |w|^2 <= K n^2/d, for the initial weights under condition (iv), C >= 1; D = log d",
        sp.Le(sp.simplify(_LEFT * d / n**2).subs(d, sp.exp(_D)), _K),
        {C: (1, 10), log_ratio: (LEAST_L, 1000), _D: (LEAST_L, 1000), _K: (1, 1000)},
        (sp.Le(_D, log_ratio), sp.Ge(_D, 12 * sp.log(C * log_ratio))),
    ),
)

REPAIRS: tuple[Step, ...] = (
    Confirmed("the ramp max(0, z) is 1-Lipschitz", r"0 \le \max(0, b) - \max(0, a) \le b - a,\ a \le b", confirm_ramp),
    Confirmed("the norm is 1-Lipschitz", r"\bigl|\|a\| - \|b\|\bigr| \le \|a - b\|", confirm_norm),
    Confirmed("mean of h", r"\mathbb E\,s(\tau Z) = \tau^2/2", confirm_mean),
    NotFormalisable(
        "Gaussian concentration",
        r"P(F \ge \mathbb E F + t) \le e^{-t^2/(2\sigma_p^2 \mathrm{Lip}(F)^2)}",
        "a statement on every Lipschitz function of R^d, no inequality between finitely many numbers; it is cited",
    ),
    Inequality(
        "sqrt(S) - E sqrt(h) >= sqrt(S)/2 for S >= 2 sigma_p^2 |W|_F^2; x = sigma_p |W|_F/sqrt(2 S) <= 1/2",
        sp.Ge(1 - _x, sp.Rational(1, 2)),
        {_x: (0, "1/2")},
    ),
    Identity(
        "test error at most exp(-S/(8 sigma_p^2 |W|_op^2))",
        (sp.sqrt(_S) / 2) ** 2 / (2 * sigma_p**2 * _op**2),
        exponent(_S, _op),
    ),
    Identity(
        "the printed exponent is that one for |W|_op = sqrt(S/(8 C)) n/(sigma_p sqrt(d)), no larger",
        exponent(_S, sp.sqrt(_S / (8 * C)) * n / (sigma_p * sp.sqrt(d))),
        C * d / n**2,
    ),
)

LOWER: tuple[Step, ...] = (
    Confirmed("one Gaussian", r"P(Z \ge x) \ge \tfrac1{2\sqrt2} e^{-x^2}", confirm_single),
    Identity(
        "the signal's share of the exponent, at the least sigma_0",
        _S / _LEFT,
        2 * _S / (C * log_ratio) ** 2 * sp.sqrt(d) / n**2,
    ),
    # Q = C d/n^2, the printed exponent
    Inequality(
        "the printed bound fails for S <= C^3 L^2 sqrt(d)/8, sigma_p^2 |W_y|_F^2 <= Q tau^2/8 and Q = C d/n^2 >= 7",
        sp.Lt(sp.log(2) - _Q, sp.expand_log(sp.log(lower_bound(_Q / 4, sp.sqrt(_Q / 8), sp.Integer(1))), force=True)),
        {_Q: (7, "oo")},
        latex=r"2 e^{-Q} < \tfrac1{8\sqrt2} e^{-Q/4 - 2Q/8}",
    ),
)
