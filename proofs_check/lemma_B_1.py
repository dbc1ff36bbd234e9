"""Lemma B.1: norms and inner products of the noise patches concentrate.

``|xi_i|^2/sigma_p^2`` is chi-square with d - 1 degrees of freedom, as xi_i is orthogonal to mu, while the printed
window is about d: both tails are taken at ``a d/(d-1)`` and cost at most a factor ``a^(-1/2)``. Given xi_k, its norm in
the window, ``<xi_i, xi_k>`` is Gaussian. Half of delta pays for the norms, a quarter for the inner products.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lngd_theory.symbols import C, d, delta, n, sigma_p
from proofs_check.argument import Argument
from proofs_check.assumption_sizes import SIZES, condition
from proofs_check.inequality import Inequality
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.tails import CHI_SQUARE, GAUSSIAN, MARKOV, chi_square_rate, gaussian_tail, logarithms

__all__ = ["ARGUMENTS", "HIGH", "LAWS", "LOW", "NORMS", "norms_by_size", "pairs_failure"]

Lines = list[tuple[str, bool]]

#: The printed window of ``|xi_i|^2`` in units of ``sigma_p^2 d``, and the bound of inner products.
LOW, HIGH = (sp.simplify(bound("B.1", f"norm, {side}").rhs / (sigma_p**2 * d)) for side in ("below", "above"))
CROSS = bound("B.1", "inner products").rhs
#: Least C for which ``d >= C log(4n/delta)`` is enough for the norms, to 0.02 %: 1/rate(HIGH) = 21.156...
ENOUGH = sp.Rational(2116, 100)

_a, _w = sp.symbols("a w", positive=True)
_x = sp.Symbol("x", positive=True)  # log(n/delta) or log(4n/delta)
_y = sp.Symbol("y", positive=True)  # (delta/(4 n^2))^(1/3)


def norm_failure(count: sp.Expr, size: sp.Expr) -> sp.Expr:
    """Bound of the probability that one of ``count`` norms leaves the window in dimension ``size``."""
    return count * sp.Add(*(sp.exp(-size * chi_square_rate(a)) / sp.sqrt(a) for a in (HIGH, LOW)))


def norms_by_size(count: sp.Expr, x: sp.Expr) -> sp.Expr:
    """The same over delta where ``d = n^2 x``, ``x = log(n/delta)``: condition (i) with C = 1 met exactly."""
    rates = ((a, chi_square_rate(a)) for a in (HIGH, LOW))
    return sp.Add(*(sp.exp(x * (1 - rate * count**2)) / sp.sqrt(a) for a, rate in rates))


def pairs_failure(threshold: sp.Expr) -> sp.Expr:
    """Bound for the inner products, given the norms: n^2/2 pairs, variance at most ``HIGH sigma_p^4 d``."""
    return n**2 / 2 * gaussian_tail(threshold / (sigma_p**2 * sp.sqrt(HIGH * d)))


def confirm_law() -> Lines:
    """The covariance ``I - mu mu^T/|mu|^2`` is a projection of rank d - 1."""
    lines = []
    for size in (2, 3, 4):
        v = sp.Matrix(sp.symbols(f"mu_:{size}", positive=True))
        projection = sp.eye(size) - v * v.T / v.dot(v)
        square, along = projection * projection - projection, projection * v
        rank = sp.simplify(projection.trace()) == size - 1
        lines.append((f"d = {size}", rank and all(sp.simplify(entry) == 0 for entry in (*square, *along))))
    return lines


def degrees_cost(a: sp.Expr, w: sp.Expr) -> sp.Expr:
    """What the exponent gains by d - 1 = 1/w degrees of freedom in place of d."""
    return (1 + sp.log(a) - sp.log(1 + w) / w) / 2


def confirm_degrees(cost: Callable[[sp.Expr, sp.Expr], sp.Expr] = degrees_cost) -> Lines:
    """``k rate(a d/k) = d rate(a) + cost`` with k = d - 1 = 1/w."""
    k = 1 / _w
    exact = k * chi_square_rate(_a * (k + 1) / k)
    return [("exponent at k = 1/w", sp.simplify(logarithms(exact - (k + 1) * chi_square_rate(_a) - cost(_a, _w))) == 0)]


def confirm_falls() -> Lines:
    """More dimensions help: the bounds may be taken at the least d."""
    slope = sp.diff(norm_failure(n, d), d)
    return [("the bound falls with d", bool(slope.is_negative))]


LAWS: tuple[Step, ...] = (
    Confirmed(
        "xi_i / sigma_p is standard normal in d - 1 dimensions",
        r"\Sigma = I - \mu\mu^\top/\|\mu\|^2,\ \Sigma^2 = \Sigma,\ \Sigma\mu = 0,\ \operatorname{tr}\Sigma = d - 1",
        confirm_law,
    ),
    *CHI_SQUARE,
    Confirmed(
        "what d - 1 in place of d costs",
        r"(d-1)\,r\bigl(\tfrac{a d}{d-1}\bigr) = d\,r(a) + \tfrac12\bigl(1 + \log a - \tfrac{\log(1+w)}w\bigr),"
        r"\quad w = \tfrac1{d-1},\ r(a) = \tfrac{a - 1 - \log a}2",
        confirm_degrees,
    ),
    Inequality("that is at least (log a)/2", sp.Le(sp.log(1 + _w), _w), {_w: (0, 1)}),
    Confirmed(
        "all norms together",
        r"P(\text{some norm outside}) \le n\sum_{a \in \{1/2, 3/2\}} a^{-1/2} e^{-d\,r(a)}",
        confirm_falls,
    ),
)

NORMS: tuple[Step, ...] = (
    *LAWS,
    Identity(
        "the norms under condition (i) with C = 1",
        norm_failure(n, condition("(i) d against n^2").right.subs(C, 1)).subs(delta, n * sp.exp(-_x))
        / (n * sp.exp(-_x)),
        norms_by_size(n, _x),
    ),
    Inequality(
        "condition (i) with C = 1 pays for the norms with delta/2 from n = 6 on; x = log(n/delta) >= log 6",
        sp.Le(norms_by_size(n, _x), sp.Rational(1, 2)),
        {n: (6, "oo"), _x: ("179/100", "oo")},
    ),
)

_PAIRS: tuple[Step, ...] = (
    *GAUSSIAN,
    Identity(
        "inner products: Gaussian given xi_k, whose norm is at most the window's upper end",
        pairs_failure(CROSS) / delta,
        (delta / (4 * n**2)) ** sp.Rational(1, 3) / 4,
    ),
    Inequality(
        "together at most 3 delta/4; y = (delta/(4 n^2))^(1/3) <= 1",
        sp.Le(sp.Rational(1, 2) + _y / 4, sp.Rational(3, 4)),
        {_y: (0, 1)},
    ),
)


def _even_chi_square(k: int, x: sp.Rational) -> sp.Expr:
    """``P(chi2_k >= x)`` for even k: a sum of Poisson probabilities."""
    return sp.exp(-x / 2) * sp.Add(*((x / 2) ** i / sp.factorial(i) for i in range(k // 2)))


def _outside(size: int) -> sp.Expr:
    """Exact probability that one norm leaves the window, d odd."""
    high, low = (_even_chi_square(size - 1, a * size) for a in (HIGH, LOW))
    return high + 1 - low


_U = chi_square_rate(HIGH)

_REPAIRS: tuple[Step, ...] = (
    Identity(
        "the norms where d = C log(4n/delta)",
        norm_failure(n, C * _x).subs(n, delta * sp.exp(_x) / 4) / delta,
        sp.Add(*(sp.exp(_x * (1 - C * chi_square_rate(a))) / sp.sqrt(a) for a in (HIGH, LOW))) / 4,
    ),
    Inequality(
        "d >= 21.16 log(4n/delta) pays for the norms with delta/2; x = log(4n/delta)",
        sp.Le(
            sp.Add(*(sp.exp(_x * (1 - ENOUGH * chi_square_rate(a))) / sp.sqrt(a) for a in (HIGH, LOW))) / 4,
            sp.Rational(1, 2),
        ),
        {_x: ("138/100", "oo")},
    ),
    Inequality(
        "no C <= 21.15 does for all n: the upper tail's exponent C r(3/2) is below 1",
        sp.Lt(sp.Rational(2115, 100) * _U, 1, evaluate=False),
        {},
    ),
    Inequality(
        "condition (i) alone with C = 1 is not enough: n = 2, delta = 0.01, d = 23 >= 4 log(200)",
        sp.Gt(_outside(23), sp.Rational(1, 100), evaluate=False),
        {},
    ),
    Inequality("where it is met", sp.Ge(23, 4 * sp.log(200), evaluate=False), {}),
    Inequality(
        "d = 2 is not enough: n = 1, delta = 3/4, where all of Assumption 3.1 with C = 1 can be met",
        sp.Lt(sp.erf(sp.sqrt(HIGH)) - sp.erf(sp.sqrt(LOW)), sp.Rational(1, 4), evaluate=False),
        {},
    ),
    Identity(
        "sqrt(3) in place of 2 is enough for the inner products",
        pairs_failure(CROSS * sp.sqrt(3) / 2),
        delta / 4,
    ),
)

ARGUMENTS = (
    Argument(
        claim="B.1",
        steps=(*SIZES, *NORMS, *_PAIRS),
        shows="conditional",
        conclusion="Under Assumption 3.1 (i), (ii), (iv) with C >= 1, for d >= 3 (they force n > 45; n >= 6 will do), "
        "all norms and inner products are within the printed bounds with probability at least 1 - 3 delta/4.",
        rests_on=(
            "Assumption 3.1 (i), (ii), (iv) with C >= 1, and d >= 3",
            MARKOV,
            "given xi_k, <xi_i, xi_k> is Gaussian with variance sigma_p^2 |xi_k|^2",
        ),
        repairs=_REPAIRS,
    ),
)
