"""Lemma 4.2: the bounds of D.1, D.2 and D.4 at ``T_1 = 4 y/u`` with ``y = log(1/s)``.

(i) D.4's factor there is ``e^(2 C_1 y)``, so that its bound is ``e^((2 C_1 - 1) y)/4 - 0.6 b_bar``: at most 1/4 for
every C_1 <= 1/2, and |l'| <= 1/2 wherever y_i f_i >= 0. With C_1 in the denominator of T_1 it exceeds 1; with T_1 as
printed it does so once the norms are known better than B.1 has them. (ii), (iii) are substitutions, with logarithms
named.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.stages import STAGES
from lngd_theory.observables import observed
from lngd_theory.symbols import C_1, d, delta, m, mu, n, sigma_p, t
from proofs_check.argument import Argument
from proofs_check.coefficient_bounds import HALF, LOW_STEPS
from proofs_check.inequality import Inequality
from proofs_check.initial_size import CROSS_OVER_S, OVERLAP, SIZES, lam
from proofs_check.lemma_D_2 import BOUND as LINEAR
from proofs_check.lemma_D_4 import BOUND as EXPONENTIAL
from proofs_check.one_step import NO_FLIP_IS_MONOTONE, ONE_NOISE_STEP
from proofs_check.slope_sum import FROM_ASSUMPTION, SIGNAL_TOTAL, START, SUM_STEPS
from proofs_check.statement import bound
from proofs_check.step import Confirmed
from proofs_check.step_size import SMALL_STEPS, exponential_below, in_logarithm, y

__all__ = ["ARGUMENTS", "LOW_AT_ANY_TIME", "memorised"]

_T1 = STAGES["gd"][0]
_C, _b, _f, _a, _c, _w, _large, _y = sp.symbols("C_1 b f a c w C y", real=True)
_B = observed("b_bar")
_QUARTER, _HALF = sp.Rational(1, 4), sp.Rational(1, 2)

#: D.4 at T_1, by C_1, y and b_bar; and the exponent there when C_1 is put into T_1.
_AT_T1 = in_logarithm(EXPONENTIAL.subs(t, _T1))
_EXPONENT = 2 * C_1 * y
_SHARPER = _EXPONENT.subs(C_1, _QUARTER) * 2 * 2 * sp.Rational(9, 10) ** 2


def _substituted() -> list[tuple[str, bool]]:
    kept = -sp.Rational(3, 5) * _B
    least = _HALF + sp.log(4 * (1 - kept)) / (2 * y)
    return [
        ("D.4 at T_1", sp.simplify(_AT_T1 - sp.exp(_EXPONENT - y) / 4 - kept) == 0),
        ("it rises with C_1", sp.diff(_AT_T1, C_1).is_positive is True),
        ("and is 1 at C_1 = 1/2 + log(4 + 2.4 b_bar)/(2y)", sp.simplify(_AT_T1.subs(C_1, least) - 1) == 0),
    ]


def memorised(exponent: sp.Expr, least: str, name: str) -> Inequality:
    """``0.6 b_bar (e^X - 1) >= 1`` with b_bar >= s/4, for y from ``least`` on."""
    grown = START * (sp.exp((exponent - y).subs(y, _y)) - sp.exp(-_y))
    return Inequality(name, sp.Ge(grown, 1), {_y: (least, "oo")})


_I = Argument(
    claim="4.2.i",
    steps=(
        Confirmed(
            "the bound of D.4 at T_1",
            r"\tfrac14e^{(2C_1-1)y}-\tfrac35\bar b,\quad y=\log\frac1{\sigma_0\sigma_p\sqrt d}",
            _substituted,
        ),
        Inequality("C_1 is at most 1/2 where f >= 0", sp.Le(1 / (1 + sp.exp(_f)), _HALF), {_f: (0, "oo")}),
        Inequality(
            "D.4's bound is at least 1 at T_1 as printed",
            sp.Ge(_AT_T1.subs({C_1: _C, y: _y, _B: _b}), 1),
            {_C: (0, "1/2"), _y: (0, "oo"), _b: (0, "oo")},
        ),
        Inequality(
            "it is less than 1 for every C_1 up to 1/2, whatever sigma_0",
            sp.Lt(_AT_T1.subs({C_1: _C, y: _y, _B: _b}), 1),
            {_C: (0, "1/2"), _y: (0, "oo"), _b: (0, "oo")},
        ),
    ),
    shows="conditional",
    conclusion="D.4 never gives rho_bar >= 1 at T_1 as printed: it would need C_1 > 1/2. It does at T_1/C_1, for s <= "
    "e^-2. At T_1 as printed rho_bar >= 1 follows for s <= e^-3.2 if |xi_i|^2 >= 0.9 sigma_p^2 d, with |l'_i| >= 1/4 "
    "until sample i is memorised (gamma + |<w0, mu>| <= 1/5, cross terms and overlaps <= 1/50); rho_bar never falls "
    "afterwards.",
    rests_on=("D.4 with the prefactor 3s/20", "C.1", "gamma + |<w0, mu>| <= 1/5 on [0, T_1] (4.2.iii)"),
    repairs=(
        memorised(_EXPONENT / C_1, "2", "with T_1/C_1, for s at most e^-2"),
        Inequality(
            "|l'_i| is at least 1/4 until sample i is memorised to 1",
            sp.Ge(1 / (1 + sp.exp(_a**2 + (1 + _c) ** 2)), _QUARTER),
            {_a: (0, "1/5"), _c: (0, "1/50")},
            latex=r"f_i\le a^2+(1+c)^2,\quad a=\gamma+|\langle w^{(0)},\mu\rangle|,\ c=|\langle w^{(0)},"
            r"\xi_i\rangle|+8(\ldots)",
        ),
        exponential_below("1 + x is at least e^(0.9x), for x = 2 * 0.9 u |l'| up to 1/5", "1/5", sp.Rational(9, 10)),
        memorised(_SHARPER, "16/5", "with T_1 as printed, c >= 0.9 and |l'| >= 1/4, for s at most e^-3.2"),
        NO_FLIP_IS_MONOTONE,
    ),
)


def _linear() -> list[tuple[str, bool]]:
    root = sp.sqrt(sp.log(8 * m * n / delta))
    return [
        ("D.2 at T_1: 12 y lam s", sp.simplify(in_logarithm(LINEAR.subs(t, _T1)) - 12 * y * root * sp.exp(-y)) == 0)
    ]


LOW_AT_ANY_TIME = Inequality(
    "|<w0, xi_i>| + 8 CROSS, which takes the place of D/2, is at most 2.05 lam s",
    sp.Le(OVERLAP + CROSS_OVER_S, sp.Rational(41, 20) * lam, evaluate=False),
    {lam: (1, "oo")},
    latex=r"2\lambda s+\tfrac s{20}\le\tfrac{41}{20}\lambda s",
)

_II = Argument(
    claim="4.2.ii",
    steps=(ONE_NOISE_STEP, *SMALL_STEPS, *LOW_STEPS[:3], HALF, *SIZES, LOW_AT_ANY_TIME),
    shows="conditional",
    conclusion="|rho_low| <= 2.05 sqrt(log(8mn/delta)) s at every t <= T*: of the order of the initialisation with "
    "the one logarithm of B.2. The printed way, D.2 at T_1, gives 12 log(1/s) sqrt(log(8mn/delta)) s, 24.6 with D.2's "
    "constant.",
    rests_on=("B.1", "B.2", "C.1 (with |rho| <= alpha, 4.1)", "the premise of D.3", "(iii) with C log(d/delta) >= 12"),
    repairs=(Confirmed("the printed way", r"3uT_1\lambda s=12\,y\,\lambda s", _linear),),
)


def _exponential() -> list[tuple[str, bool]]:
    at = in_logarithm(sp.log(bound("D.1", "growth").rhs).subs(t, _T1))
    return [("D.1 at T_1: exp(8 n SNR^2 y)", sp.simplify(at - 8 * n * mu**2 / (sigma_p**2 * d) * y) == 0)]


_III = Argument(
    claim="4.2.iii",
    steps=(
        Confirmed(
            "D.1 at T_1",
            r"\gamma+|\langle w^{(0)},\mu\rangle|\le e^{8n\mathrm{SNR}^2y}|\langle w^{(0)},\mu\rangle|",
            _exponential,
        ),
        FROM_ASSUMPTION,
        Inequality(
            "the factor is at most e^(2/C)",
            sp.Le(8 * (_a / _large) * (_w / 4), 2 / _large),
            {_a: (0, 1), _w: (0, 1), _large: (1, "oo")},
            latex=r"8\,n\mathrm{SNR}^2\,y\le\tfrac2C,\quad n\mathrm{SNR}^2=\frac a{C\ell},\ y=\frac{w\ell}4",
        ),
    ),
    shows="conditional",
    conclusion="gamma <= (e^(2/C) - 1)|<w0, mu>| <= (e^(2/C) - 1) sqrt(2 log(8m/delta)) sigma_0 |mu| at T_1, from (i) "
    "as n SNR^2 <= 1/(C log(d/delta)) and (iv). With n SNR^2 <= 1 alone the factor is s^(-8), no constant.",
    rests_on=("D.1", "B.2", "(i) SNR", "(iv) lower"),
    repairs=(SUM_STEPS[-1], SIGNAL_TOTAL),
)

ARGUMENTS = (_I, _II, _III)
