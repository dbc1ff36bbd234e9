"""The drift of ``M = (iota - iota*)^2`` in coordinates about the balance point, exact and ready for enclosures.

Everything is derived from the reduced dynamics (:mod:`lngd_theory.reduced.statement`). With ``f*`` the margin at
iota*, ``omega = e^(-f*) = p/(1-p)`` and ``E = e^(f - f*)`` the pushes are ``omega/(omega + E)`` and ``-E/(omega + E)``,
so that the drift is ``a p iota`` times a polynomial in a with rational coefficients in omega and E. Its term without a
vanishes at iota = iota*, and no other cancellation is left: that is what intervals need.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, Version, a, centre, iota, mean_over_flips, p
from proofs_check.step import Confirmed

__all__ = [
    "STEPS",
    "VERSIONS",
    "at_balance",
    "away",
    "coefficients",
    "drift",
    "excess",
    "iota_star",
    "moment",
    "relative_drift",
]

Lines = list[tuple[str, bool]]

VERSIONS: tuple[Version, ...] = ("arxiv", "iclr")

#: The balance point, and ``iota - iota*``.
iota_star, away = sp.Symbol("iota_star", positive=True), sp.Symbol("u", real=True)
omega, growth = sp.symbols("omega E", positive=True)
_push, _share = sp.Symbol("g", real=True), sp.Symbol("s", positive=True)


def drift(version: Version, test: sp.Expr) -> sp.Expr:
    """``E[test(iota') | iota] - test(iota)`` for an expression in :data:`lngd_theory.reduced.statement.iota`.

    Examples
    --------
    >>> import sympy as sp
    >>> from lngd_theory.reduced.statement import a, iota, p
    >>> mean = drift("iclr", iota)
    >>> sp.simplify(mean - a * iota * (1 / (1 + sp.exp(iota**2)) - p))
    0
    """
    return STATEMENTS[version].drift(test)


def moment(order: int) -> sp.Expr:
    """``E[g^order]`` in ``s = 1/(1 + e^f)`` and p: the push is s without a flip and s - 1 with one."""
    return sp.expand(mean_over_flips(_share**order, (_share - 1) ** order))


def margin(version: Version, value: sp.Expr) -> sp.Expr:
    """The margin f at a value of iota."""
    return STATEMENTS[version].margin.subs(iota, value)


def excess(version: Version) -> sp.Expr:
    """``f - f*`` in iota* and u."""
    return sp.expand(margin(version, iota_star + away) - margin(version, iota_star))


def at_balance(version: Version, expression: sp.Expr) -> sp.Expr:
    """With the centre at the balance point and ``p = 1/(1 + e^(f*))``."""
    return expression.subs({p: 1 / (1 + sp.exp(margin(version, iota_star))), centre: iota_star})


@cache
def coefficients(version: Version) -> tuple[sp.Expr, ...]:
    """``drift/(a p iota) = c_0 + c_1 a + ...``: the c's in omega, E, iota* and u."""
    power = STATEMENTS[version].power
    relative = sp.expand(((1 + a * _push) ** power - 1) / a)
    part = relative * ((iota_star + away) * a * relative + 2 * away)
    kept, flipped = (part.subs(_push, push / (omega + growth)) for push in (omega, -growth))
    found = sp.Poly(sp.expand(kept / omega + flipped), a)
    return tuple(sp.factor(sp.together(c)) for c in reversed(found.all_coeffs()))


def relative_drift(version: Version, high: bool = False) -> sp.Expr:
    """``drift/(a p iota)`` in iota*, u and a; for u > 0 written with ``e^(f* - f)``, which stays below 1."""
    gap, star = excess(version), margin(version, iota_star)
    terms = coefficients(version)
    if high:
        inverse = sp.Symbol("y", positive=True)
        terms = tuple(sp.factor(c.subs(growth, 1 / inverse)).subs(inverse, sp.exp(-gap)) for c in terms)
    values = {growth: sp.exp(gap), omega: sp.exp(-star)}
    return sp.Add(*(c.subs(values) * a**k for k, c in enumerate(terms)))


def by_moments(version: Version) -> sp.Expr:
    """The drift of the square by hand: ``E[iota'^2] - iota^2 - 2 c (E[iota'] - iota)`` from moments of the push."""
    power = STATEMENTS[version].power
    first, second = (
        sp.Add(*(sp.binomial(k * power, j) * a**j * moment(j) for j in range(1, k * power + 1))) for k in (1, 2)
    )
    value = iota**2 * second - 2 * centre * iota * first
    return value.subs(_share, 1 / (1 + sp.exp(STATEMENTS[version].margin)))


def confirm_drift(formula: Callable[[Version], sp.Expr] = by_moments) -> Lines:
    """Two routes to the drift of the square, and the statement's own form of it."""
    lines = []
    for version in VERSIONS:
        direct = drift(version, (iota - centre) ** 2)
        lines.append((f"{version}: by moments", _vanishes(direct - formula(version), version)))
        lines.append((f"{version}: as stated", _vanishes(direct - STATEMENTS[version].squared_drift, version)))
    return lines


def confirm_coordinates(relative: Callable[..., sp.Expr] = relative_drift) -> Lines:
    """``drift = a p iota relative_drift``, in both ways of writing it, and the pushes in omega and E."""
    lines = []
    for version in VERSIONS:
        f = margin(version, iota_star + away)
        push = 1 / (1 + sp.exp(f)) - omega / (omega + growth)
        letters = {omega: sp.exp(-margin(version, iota_star)), growth: sp.exp(excess(version))}
        lines.append(
            (f"{version}: the push in omega and E", sp.simplify(sp.expand(push.subs(letters), power_exp=True)) == 0)
        )
        stated = at_balance(version, STATEMENTS[version].squared_drift).subs(iota, iota_star + away)
        scale = a * at_balance(version, p) * (iota_star + away)
        for high in (False, True):
            difference = stated - scale * relative(version, high)
            lines.append(
                (f"{version}: {'above' if high else 'below'} the balance point", _rational(difference, version))
            )
    return lines


def _vanishes(difference: sp.Expr, version: Version) -> bool:
    """With ``e^f`` as a symbol the difference is a rational function."""
    letter = sp.Symbol("z", positive=True)
    f = STATEMENTS[version].margin
    return bool(sp.cancel(sp.together(difference.subs({sp.exp(f): letter, sp.exp(-f): 1 / letter}))) == 0)


def _rational(difference: sp.Expr, version: Version) -> bool:
    """With ``e^(f*)`` and ``e^(f - f*)`` as symbols the difference is a rational function."""
    star, gap = margin(version, iota_star), excess(version)

    def letters(argument: sp.Expr) -> sp.Expr:
        whole = sp.Poly(argument, iota_star, away)
        i, j = whole.coeff_monomial(star), whole.coeff_monomial(away ** sp.degree(gap, away))
        known = sp.expand(i * star + j * gap - argument) == 0
        return omega**-i * growth**j if known else sp.exp(argument)

    written = difference.replace(sp.exp, letters)
    return bool(sp.cancel(sp.together(written)) == 0)


STEPS = (
    Confirmed(
        "the drift of the square, two routes",
        r"E[(\iota'-c)^2]-(\iota-c)^2=\iota^2E[r^2]+2\iota(\iota-c)E[r],\quad r=(1+ag)^k-1",
        confirm_drift,
    ),
    Confirmed(
        "the drift about the balance point",
        r"E[M']-M=a\,p\,\iota\,\Big(c_0+c_1a+\dots\Big),\quad "
        r"c_0=-2k(\iota-\iota^*)\frac{e^{f-f^*}-1}{e^{-f^*}+e^{f-f^*}}",
        confirm_coordinates,
    ),
)
