"""Tail bounds that the statistical lemmas share, each derived from a moment generating function.

All of them start from Markov's inequality, ``P(X >= x) <= E[exp(s X)] exp(-s x)`` for s > 0 (s < 0 for lower tails).
What a machine checks is the rest: the expectation, the exponent at the s that is chosen, and the elementary inequality
behind Hoeffding's lemma. Independence turns the expectation of a sum's exponential into a product.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Step

__all__ = [
    "BINOMIAL",
    "CHI_SQUARE",
    "GAUSSIAN",
    "HOEFFDING",
    "MARKOV",
    "POISSON",
    "TANGENT",
    "chi_square_rate",
    "divergence",
    "gaussian_tail",
    "hoeffding_tail",
    "logarithms",
    "normal_cdf",
    "poisson_rate",
]

Lines = list[tuple[str, bool]]

#: What every argument built on this file rests on.
MARKOV = "Markov's inequality, the union bound, and moment generating functions of independent sums being products"

_z, _s = sp.symbols("z s", real=True)
_c, _a, _x, _u, _v = sp.symbols("c a x u v", positive=True)
_density = sp.exp(-(_z**2) / 2) / sp.sqrt(2 * sp.pi)
_odds, _slope, _q = sp.Symbol("w", nonnegative=True), sp.Symbol("lambda", real=True), sp.Symbol("q", nonnegative=True)
_tilted = sp.exp(_slope) / (_odds + sp.exp(_slope))


def chi_square_rate(a: sp.Expr) -> sp.Expr:
    """Exponent for each degree of freedom: ``P(chi2_k >= a k)``, or ``<=`` for a < 1, is at most ``exp(-k rate)``."""
    return (a - 1 - sp.log(a)) / 2


def gaussian_tail(x: sp.Expr) -> sp.Expr:
    """Bound of ``P(|N(0,1)| >= x)``."""
    return 2 * sp.exp(-(x**2) / 2)


def hoeffding_tail(deviation: sp.Expr, count: sp.Expr) -> sp.Expr:
    """Bound of ``P(|X - E X| >= deviation)`` for a sum X of ``count`` independent variables in [0, 1]."""
    return 2 * sp.exp(-2 * deviation**2 / count)


def divergence(y: sp.Expr, p: sp.Expr) -> sp.Expr:
    """Exponent for each trial: ``P(Bin(t, p) >= y t)`` (y > p) or ``<=`` (y < p) is at most ``exp(-t divergence)``."""
    return y * sp.log(y / p) + (1 - y) * sp.log((1 - y) / (1 - p))


def poisson_rate(theta: sp.Expr) -> sp.Expr:
    """Exponent for each expected success: a binomial of mean M passes ``(1 + theta) M`` w.p. ``<= exp(-M rate)``."""
    return (1 + theta) * sp.log(1 + theta) - theta


def normal_cdf(x: sp.Expr) -> sp.Expr:
    """``P(N(0,1) <= x)``."""
    return (1 + sp.erf(x / sp.sqrt(2))) / 2


def logarithms(expression: sp.Expr) -> sp.Expr:
    """Every logarithm of a fraction of positive factors as a sum of logarithms."""
    return expression.replace(sp.log, lambda x: sp.expand_log(sp.log(sp.factor(sp.together(x))), force=False))


def _integral(expression: sp.Expr) -> sp.Expr:
    """Over the line, against the standard normal density."""
    return sp.simplify(sp.integrate(expression * _density, (_z, -sp.oo, sp.oo)))


def confirm_chi_square(rate: Callable[[sp.Expr], sp.Expr] = chi_square_rate) -> Lines:
    """With ``s = (1 - c)/2``, c > 0: ``E exp(s Z^2) = c^(-1/2)``, and at c = 1/a the exponent is the rate."""
    moment = sp.integrate(sp.exp(-_c * _z**2 / 2) / sp.sqrt(2 * sp.pi), (_z, -sp.oo, sp.oo))
    together = sp.exp((1 - _c) / 2 * _z**2) * _density - sp.exp(-_c * _z**2 / 2) / sp.sqrt(2 * sp.pi)
    bound = -sp.log(moment) + (1 - _c) / 2 * _a
    at_best = bound.subs(_c, 1 / _a)
    return [
        ("exp((1-c) Z^2/2) against the density", sp.simplify(together) == 0),
        ("E exp((1-c) Z^2/2) = c^(-1/2)", sp.simplify(moment - 1 / sp.sqrt(_c)) == 0),
        ("at c = 1/a the exponent is (a - 1 - log a)/2", sp.simplify(logarithms(at_best - rate(_a))) == 0),
        ("no other c is better", sp.simplify(sp.diff(bound, _c).subs(_c, 1 / _a)) == 0),
    ]


def confirm_gaussian(bound: Callable[[sp.Expr], sp.Expr] = gaussian_tail) -> Lines:
    """``E exp(s Z) = exp(s^2/2)``, at s = x; both tails."""
    moment = _integral(sp.exp(_s * _z))
    tail = moment.subs(_s, _x) * sp.exp(-(_x**2))
    return [
        ("E exp(s Z) = exp(s^2/2)", sp.simplify(moment - sp.exp(_s**2 / 2)) == 0),
        ("at s = x; twice, for both tails", sp.simplify(2 * tail - bound(_x)) == 0),
    ]


def _centred_cumulant() -> sp.Expr:
    """``log E exp(lambda (X - E X))`` of a Bernoulli variable, P(X = 1) = 1/(1 + w): each p in (0, 1] is one w >= 0."""
    return sp.log(_odds + sp.exp(_slope)) - sp.log(1 + _odds) - _slope / (1 + _odds)


def confirm_cumulant() -> Lines:
    """Value, slope and curvature: by Taylor's formula half the largest curvature times lambda^2 bounds it."""
    cumulant = _centred_cumulant()
    p = 1 / (1 + _odds)
    moment = (1 - p) * sp.exp(-_slope * p) + p * sp.exp(_slope * (1 - p))
    apart = sp.simplify(moment * (1 + _odds) * sp.exp(_slope * p) - (_odds + sp.exp(_slope)))
    slope = sp.diff(cumulant, _slope)
    curvature = sp.diff(slope, _slope)
    return [
        ("it is the cumulant", apart == 0),
        ("0 at lambda = 0", cumulant.subs(_slope, 0) == 0),
        ("slope 0 at lambda = 0", sp.simplify(slope.subs(_slope, 0)) == 0),
        ("curvature q (1 - q)", sp.simplify(curvature - _tilted * (1 - _tilted)) == 0),
        ("0 <= q = e^lambda/(w + e^lambda) <= 1", _within_unit(_tilted)),
    ]


def _within_unit(share: sp.Expr) -> bool:
    return bool(share.is_nonnegative and sp.factor(1 - share).is_nonnegative)


def confirm_hoeffding(bound: Callable[[sp.Expr, sp.Expr], sp.Expr] = hoeffding_tail) -> Lines:
    """``n lambda^2/8 - lambda s`` at lambda = 4 s/n; both tails."""
    n, s = sp.symbols("n s", positive=True)
    exponent = (n * _slope**2 / 8 - _slope * s).subs(_slope, 4 * s / n)
    return [("at lambda = 4 s/n; twice", sp.simplify(2 * sp.exp(exponent) - bound(s, n)) == 0)]


def confirm_binomial(rate: Callable[[sp.Expr, sp.Expr], sp.Expr] = divergence) -> Lines:
    """With p = 1/(1+v), y = 1/(1+u) and ``exp(lambda) = y (1-p)/(p (1-y)) = v/u``."""
    p, y = 1 / (1 + _v), 1 / (1 + _u)
    exponent = y * sp.log(_v / _u) - sp.log(1 - p + p * _v / _u)
    return [("the exponent is the divergence", sp.simplify(logarithms(exponent - rate(y, p))) == 0)]


def confirm_poisson(rate: Callable[[sp.Expr], sp.Expr] = poisson_rate) -> Lines:
    """``M (exp(lambda) - 1) - lambda (1 + theta) M`` at ``exp(lambda) = 1 + theta = x``."""
    exponent = (_x - 1) - sp.log(_x) * _x
    return [("at exp(lambda) = 1 + theta", sp.simplify(exponent + rate(_x - 1)) == 0)]


CHI_SQUARE: tuple[Step, ...] = (
    Confirmed(
        "tail of chi-square",
        r"P(\chi^2_k \gtrless a k) \le \exp\bigl(-\tfrac k2 (a - 1 - \log a)\bigr)",
        confirm_chi_square,
    ),
)
GAUSSIAN: tuple[Step, ...] = (Confirmed("tail of a Gaussian", r"P(|N(0,1)| \ge x) \le 2 e^{-x^2/2}", confirm_gaussian),)
HOEFFDING: tuple[Step, ...] = (
    Confirmed(
        "Hoeffding's lemma: the cumulant of a Bernoulli variable",
        r"\psi(0) = \psi'(0) = 0,\ \psi'' = q(1-q),\quad q = \frac{e^\lambda}{w + e^\lambda},\ p = \frac1{1+w}",
        confirm_cumulant,
    ),
    Inequality(
        "Hoeffding's lemma: the curvature is at most 1/4",
        sp.Le(_q * (1 - _q), sp.Rational(1, 4)),
        {_q: (0, 1)},
    ),
    Confirmed("Hoeffding's inequality", r"P(|X - \mathbb E X| \ge s) \le 2 e^{-2 s^2/n}", confirm_hoeffding),
)
TANGENT = Inequality("1 + x <= exp(x)", sp.Le(1 + _s, sp.exp(_s)), {_s: ("-oo", "oo")})
BINOMIAL: tuple[Step, ...] = (
    Confirmed(
        "tail of a binomial by the divergence",
        r"P(\mathrm{Bin}(t, p) \gtrless y t) \le e^{-t\,D(y\|p)}",
        confirm_binomial,
    ),
)
POISSON: tuple[Step, ...] = (
    TANGENT,  # E exp(lambda X) = 1 + p (e^lambda - 1) <= exp(p (e^lambda - 1))
    Confirmed(
        "tail of a binomial by its mean",
        r"P(X \gtrless (1 + \theta) M) \le e^{-M((1+\theta)\log(1+\theta) - \theta)}",
        confirm_poisson,
    ),
)
