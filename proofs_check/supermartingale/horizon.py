"""For how many steps the bounds say something: iota up to 4 iota* by a power of f, and Azuma's inequality beside it.

With ``f_1 = 3 f*``, ``f_2 = 4 f*`` and ``y = 3p/(4 s_1)`` the bound of
:mod:`proofs_check.supermartingale.excursions` is

    ``P(f_t > 4 f* for some t <= T) <= (1 + T e^(3p/4)) (3/4)^(3 (p^3 + (1-p)^3)/(8 a p^2))``

for all a in (0, 1), p in (0, 3/8] and starts below 3 f*. Azuma's inequality, with the increments that
``M = (iota - iota*)^2`` has, says nothing from T = 3 and ``1/(32 a^2)`` on, even if M were a supermartingale.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.presets import preset
from lngd_theory.second_stage.statement import NOISE_GROWTH
from lngd_theory.setting import Setting
from lngd_theory.symbols import SETTING_SYMBOLS, d, eta, m, n, sigma_p
from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.supermartingale.excursions import T, a, f_star, log_factor, p

__all__ = ["AZUMA", "BELOW_CEILING", "FOUR_STAR", "exact_growth", "four_star_bound", "says_something"]

Lines = list[tuple[str, bool]]

_HALF_EXPONENT = sp.Rational(3, 8) * (p**3 + (1 - p) ** 3) / p**2


def four_star_bound() -> sp.Expr:
    """The probability that f exceeds 4 f* within T steps, from a start at most 3 f*."""
    return (1 + T * sp.exp(3 * p / 4)) * sp.Rational(3, 4) ** (_HALF_EXPONENT / a)


def confirm_four_star(half_exponent: sp.Expr = _HALF_EXPONENT) -> Lines:
    """``y = 3p/(4 s_1)`` in p, and ``log E[e^(y g)] <= 3p/4 - p(1 - e^-y) <= 0`` once ``e^-y <= 1/4``."""
    odds = sp.Symbol("w", positive=True)
    share, chance = 1 / (1 + odds**3), 1 / (1 + odds)
    size, z = 2 * half_exponent, sp.Symbol("z", positive=True)
    spare = sp.Rational(3, 4) * p - p * (1 - z)
    return [
        ("y s_1 = 3p/4", sp.simplify((size * p**3 / (p**3 + (1 - p) ** 3)) - 3 * p / 4) == 0),
        ("s_1 at f_1 = 3 f*", sp.simplify((p**3 / (p**3 + (1 - p) ** 3)).subs(p, chance) - share) == 0),
        (
            "log(1 + x) at x = -p(1 - e^-y)",
            sp.expand(log_factor(size, sp.Integer(0), p) - sp.log(1 - p * (1 - sp.exp(-size)))) == 0,
        ),
        ("what is left vanishes at e^-y = 1/4", sp.expand(spare.subs(z, sp.Rational(1, 4))) == 0),
        ("and grows with e^-y", sp.diff(spare, z) == p),
    ]


FOUR_STAR: tuple[Step, ...] = (
    Confirmed("from 3 f* to 4 f*: the exponent", r"y=\frac{3p}{4s_1}=\frac{3(p^3+(1-p)^3)}{4p^2}", confirm_four_star),
    Inequality(
        "from 3 f* to 4 f*: e^(-y) is at most 1/4",
        sp.Ge(sp.Rational(3, 4) * (p**3 + (1 - p) ** 3), 2 * sp.log(2) * p**2),
        {p: (0, "3/8")},
    ),
)


def exact_growth(setting: Setting) -> sp.Rational:
    """``a = 2 eta sigma_p^2 d/(nm)`` of a setting, its decimal numbers taken as typed."""
    values = {symbol: sp.Rational(str(getattr(setting, symbol.name))) for symbol in SETTING_SYMBOLS}
    return sp.nsimplify(NOISE_GROWTH.subs(values))


def says_something(name: str, decades: int, delta: sp.Rational) -> Inequality:
    """That all n samples of a preset stay below 4 f* for ``10^decades`` steps with probability 1 - delta, at p = 1/10.

    ``|xi_i|^2`` may be anywhere between half and 3/2 of its mean (Lemma B.1), and a with it.
    """
    setting = preset(name)
    growth = exact_growth(setting)
    bound = four_star_bound().subs({p: sp.Rational(1, 10), T: sp.Integer(10) ** decades})
    logarithm = sp.expand_log(sp.log(setting.n) + sp.log(bound), force=True)
    return Inequality(
        f"{name}, p = 1/10: all samples have iota <= 4 iota* for 10^{decades} steps, delta = {delta}",
        sp.Le(logarithm, sp.log(delta)),
        {a: (growth / 2, growth * sp.Rational(3, 2))},
        latex=rf"n\,(1+Te^{{3p/4}})(\tfrac34)^{{3(p^3+(1-p)^3)/(8ap^2)}}\le{sp.latex(delta)}\quad(T=10^{{{decades}}})",
    )


# --- Azuma ---------------------------------------------------------------------------------------------------------
_flip = 1 - 1 / (1 + sp.exp(4 * f_star))  # the size of a flip's push at f = 4 f*
_squares = sp.Symbol("z", positive=True)  # a^2 T
_moved = 4 * _flip * (2 - a * _flip)  # a flip moves 4 iota* down by a iota* times this (arXiv)

AZUMA: tuple[Step, ...] = (
    Identity(
        "the printed eta C_2: the increments are of order a, so that C_2 has sigma_p^2 d/(nm) in it",
        NOISE_GROWTH / eta,
        2 * sigma_p**2 * d / (n * m),
    ),
    Confirmed(
        "the largest increment of M is at least that of a flip at 4 iota*",
        r"M-M'=(\iota-\iota')(\iota+\iota'-2\iota^*),\quad \iota=4\iota^*,\ \iota'=4\iota^*(1-a(1-s))^2",
        lambda: confirm_increment(),
    ),
    Inequality(
        "it is at least 36 a iota*^2",
        sp.Ge(_moved * (6 - a * _moved), 36),
        {f_star: ("4/5", "oo"), a: (0, "1/8")},
        latex=r"|M'-M|\ge36\,a\,\iota^{*2}",
    ),
    # with D = 36 a iota*^2 and M_0 + lambda = (3 iota*)^2 the bound T exp(-lambda^2/(2 T D^2)) is at least T/e
    Inequality(
        "Azuma's exponent is at most 1 from T = 1/(32 a^2) on",
        sp.Le(sp.Rational(9**2, 2 * 36**2) / _squares, 1),
        {_squares: ("1/32", "oo")},
        latex=r"\frac{\lambda^2}{2TD^2}=\frac{9^2}{2\cdot36^2\,a^2T}\le1\quad(\lambda=9\iota^{*2},\ D=36a\iota^{*2})",
    ),
)


def confirm_increment(moved: sp.Expr = _moved) -> Lines:
    """In iota = 4 iota*, iota* = f* (arXiv)."""
    flipped = 4 * f_star * (1 - a * _flip) ** 2
    square = (4 * f_star - f_star) ** 2 - (flipped - f_star) ** 2
    return [
        ("the move", sp.simplify(4 * f_star - flipped - a * f_star * moved) == 0),
        ("the increment", sp.simplify(square - a * f_star**2 * moved * (6 - a * moved)) == 0),
    ]


# --- the premise of Lemma 4.5 -------------------------------------------------------------------------------------
_A, _B = 3 * p / (1 + 3 * a * p), (1 - 3 * p) / (1 - a * (1 - 3 * p))
_y = sp.Rational(3, 4)

#: ``P(f_t <= c_2 for all t <= T) <= (1 - 4p/5)^T (c_2/f_0)^(3/(8a))`` for the largest c_2 of the premise, where s = 3p.
BELOW_CEILING: tuple[Step, ...] = (
    Inequality(
        "below the largest c_2 of the premise V = f^(-3/(8a)) falls by 4p/5 a step",
        sp.Le((1 - p) * sp.exp(-_y * _A) + p * sp.exp(_y * _B), 1 - sp.Rational(4, 5) * p),
        {p: (0, "1/3"), a: (0, "1/8")},
    ),
)
