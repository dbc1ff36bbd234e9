"""Lemma D.6: a small shift v makes one of four points misclassified.

With ``s(z) = max(0, z)^2`` and one filter's ``z = <w, xi>``, ``a = <w, v>``, the pair xi, -xi gains

    ``s(z+a) + s(-z+a) - s(z) - s(-z) = 2 a |z| + a^2`` for ``|z| >= |a|``, else ``z^2 + 2 a^2`` or ``-z^2`` (a < 0).

So it has the sign of a, and for a >= 0 it is at least 2 a^2, its value at z = 0. If every filter of the class of v has
a >= 0 and every other one a <= 0, the gain is at least ``(2/m) sum_r a_{+,r}^2 = 2 g(v)`` for every xi, with equality
at xi = 0. If one sign is wrong, the gain has no lower bound over xi: for q = 2 the other class is no Lipschitz term.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lngd_theory.symbols import C, d, delta, m, mu, n, sigma_p
from proofs_check.argument import Argument
from proofs_check.assumption_sizes import LEAST_L, LEAST_N, condition, log_ratio
from proofs_check.inequality import Inequality
from proofs_check.lemma_B_1 import CROSS, HIGH
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Identity, NotFormalisable, Step

__all__ = ["ARGUMENTS", "PIGEONHOLE", "activation", "pair"]

Lines = list[tuple[str, bool]]

#: ``v = LAMBDA sum_{y_i = 1} xi_i``, as printed.
LAMBDA = sp.Rational(1, 100) / sp.sqrt(n * d)
_NORM = bound("D.6", "norm of v").rhs

_z, _x = sp.symbols("z x", real=True)
_a, _u, _k = sp.symbols("a u k", positive=True)
_rho, _K, _S1, _S2 = sp.symbols("rho K S_1 S_2", positive=True)


def activation(z: sp.Expr) -> sp.Expr:
    """``s(z) = max(0, z)^2``."""
    return sp.Max(0, z) ** 2


def pair(z: sp.Expr, a: sp.Expr) -> sp.Expr:
    """What a filter with ``<w, xi> = z`` and ``<w, v> = a`` adds to ``sum_s [g(s xi + v) - g(s xi)]``, up to j/m."""
    return activation(z + a) + activation(-z + a) - activation(z) - activation(-z)


def pieces(z: sp.Expr, a: sp.Expr) -> dict[str, sp.Expr]:
    """The same without the maximum, for z >= 0 (it is even in z)."""
    return {"z >= |a|": 2 * a * z + a**2, "z <= a": z**2 + 2 * a**2, "z <= -a": -(z**2)}


#: (piece, z, a): every 0 <= z and a with positive symbols.
_CASES = (
    ("z >= |a|", _a + _u, _a),
    ("z <= a", _u, _a + _u),
    ("z >= |a|", _a + _u, -_a),
    ("z <= -a", _u, -_a - _u),
)


def confirm_pieces(formula: Callable[[sp.Expr, sp.Expr], dict[str, sp.Expr]] = pieces) -> Lines:
    """Against the maximum, case by case."""
    lines = [(f"{name}, a = {a}", sp.expand(pair(z, a) - formula(z, a)[name]) == 0) for name, z, a in _CASES]
    return [("even in z", sp.simplify(pair(-_z, _a) - pair(_z, _a)) == 0), *lines]


def confirm_bounds(least: Callable[[sp.Expr], sp.Expr] = lambda a: 2 * a**2) -> Lines:
    """At least 2 a^2 for a >= 0, at most 0 for a <= 0."""
    lines = []
    for name, z, a in _CASES:
        value = pieces(z, a)[name]
        slack = sp.expand(-value if a.is_negative else value - least(a))
        lines.append((f"{name}, a {'<=' if a.is_negative else '>='} 0", bool(slack.is_nonnegative)))
    return [*lines, ("2 a^2 at z = 0", sp.simplify(pair(sp.Integer(0), _a) - least(_a)) == 0)]


def confirm_square() -> Lines:
    """``sum_r (a_r - x)^2 = S_2 - 2 x S_1 + m x^2`` at x = S_1/m."""
    spread = (_S2 - 2 * _x * _S1 + m * _x**2).subs(_x, _S1 / m)
    return [("S_2 - S_1^2/m is a sum of squares", sp.simplify(spread - (_S2 - _S1**2 / m)) == 0)]


def confirm_pigeonhole() -> Lines:
    """``4 B - (gain)`` is the sum of what each of four inequalities that fail leaves."""
    level, plus_v, minus_v, plus, minus = sp.symbols("B g_1 g_2 g_3 g_4", real=True)
    left = (level - plus_v) + (level - minus_v) + (level + plus) + (level + minus)
    return [("the four add up", sp.expand(4 * level - (plus_v + minus_v - plus - minus) - left) == 0)]


def confirm_unbounded() -> Lines:
    """With a wrong sign the gain falls without bound along xi that only this filter sees."""
    lost = -pieces(_u, _a)["z >= |a|"], pieces(_u, -_a)["z >= |a|"]
    return [
        (which, sp.limit(value, _u, sp.oo) == -sp.oo) for which, value in zip(("j = -1", "j = 1"), lost, strict=True)
    ]


def memorised() -> sp.Expr:
    """Least ``2 (sum_r a_r)^2/m^2`` if n/4 samples at least have y_i = 1 and ``sum_r <w_{+,r}, xi_i> >= rho`` each."""
    return 2 * (LAMBDA * n / 4 * _rho) ** 2 / m**2


def enough() -> sp.Expr:
    """Four times the signal's output, ``(K sigma_0 |mu|)^2``, at the largest sigma_0 of condition (iv)."""
    largest = condition("(iv) sigma_0 upper, signal").right.subs(sp.log(d / delta), log_ratio)
    return 4 * (_K * largest * mu) ** 2


PIGEONHOLE = Confirmed(
    "a gain of 4 B: one of xi + v, -xi + v has g >= B, or one of xi, -xi has g <= -B",
    r"4B - \textstyle\sum_{s=\pm}[g(s\xi+v) - g(s\xi)] = \sum_{s=\pm}[(B - g(s\xi+v)) + (B + g(s\xi))]",
    confirm_pigeonhole,
)

_STEPS: tuple[Step, ...] = (
    Identity(
        "norm of v by Lemma B.1; k = n sqrt(log(4 n^2/delta)/d)",
        LAMBDA**2 * (n * HIGH * sigma_p**2 * d + n**2 * CROSS).subs(sp.log(4 * n**2 / delta), d * _k**2 / n**2),
        sigma_p**2 * (HIGH + 2 * _k) / 10**4,
    ),
    Inequality(
        "it is at most 0.02 sigma_p for k <= 5/4",
        sp.Le((HIGH + 2 * _k) / 10**4, (_NORM / sigma_p) ** 2),
        {_k: (0, "5/4")},
    ),
    # d^(1/4) >= n L^2 by (iv), and so d >= 4 n^2 and log(4 n^2/delta) <= L
    Inequality(
        "k <= 5/4 by condition (iv) with C = 1: k^2 <= n^2 L/(n L^2)^4",
        sp.Le(n**2 * log_ratio / (n * log_ratio**2) ** 4, sp.Rational(5, 4) ** 2),
        {n: (LEAST_N, "oo"), log_ratio: (LEAST_L, "oo")},
    ),
    Confirmed(
        "one filter, exactly",
        r"s(z+a) + s(-z+a) - s(z) - s(-z) = 2a|z| + a^2\ (|z| \ge |a|),\ z^2 + 2a^2\ (|z| \le a),\ -z^2\ (|z| \le -a)",
        confirm_pieces,
    ),
    Confirmed("its least value", r"\ge 2a^2 \text{ for } a \ge 0,\quad \le 0 \text{ for } a \le 0", confirm_bounds),
    PIGEONHOLE,
)

_REPAIRS: tuple[Step, ...] = (
    NotFormalisable(
        "(reconstructed) right-hand side",
        r"\textstyle\sum_{s=\pm}[g(s\xi+v) - g(s\xi)] \ge c\,\sigma_0^2\|\mu\|^2",
        "the constant c is not printed; the largest right-hand side that holds for every xi is 2 g(v), as at xi = 0",
    ),
    Confirmed(
        "with a wrong sign there is no lower bound over xi",
        r"\lim_{z\to\infty} -(2az + a^2) = \lim_{z\to\infty}(-2az + a^2) = -\infty,\quad a > 0",
        confirm_unbounded,
    ),
    Confirmed("mean square against mean", r"\tfrac1m\sum_r a_r^2 \ge \bigl(\tfrac1m\sum_r a_r\bigr)^2", confirm_square),
    Identity(
        "2 g(v) against four times the signal's output: an upper bound of m, which Assumption 3.1 does not have",
        memorised() / enough(),
        (_rho * C * log_ratio * sp.sqrt(n) * d ** sp.Rational(1, 8) / (400 * sp.sqrt(2) * _K * m)) ** 2,
    ),
)

ARGUMENTS = (
    Argument(
        claim="D.6",
        steps=_STEPS,
        shows="conditional",
        conclusion="If every filter with j = 1 has <w, v> >= 0 and every one with j = -1 has <w, v> <= 0, the gain is "
        "at least 2 g(v) for every xi; a gain of 4 B, B the signal's output, makes one of four points misclassified. "
        "2 g(v) >= 4 B needs m <= rho C L sqrt(n) d^(1/8)/(566 K) or so, an upper bound on m that is nowhere printed.",
        rests_on=(
            "B.1, and Assumption 3.1 (ii), (iv) with C >= 1, d >= 3",
            "<w_{+,r}, v> >= 0 >= <w_{-,r}, v> for every r: not shown, and necessary if the filters are independent",
            "2 g(v) >= 4 max_r (gamma + |<w0, mu>|)^2",
            "4.3.bounds",
        ),
        repairs=_REPAIRS,
    ),
)
