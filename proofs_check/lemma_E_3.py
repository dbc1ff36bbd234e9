"""Lemma E.3: noise memorisation of label-noise GD, step by step and in the aggregate.

Of the filter that is largest at the start, ``A = rho_bar + <w0, xi_i> - 0.4 b`` with ``b = b_bar d^(-1/4)``. The cross
terms are at most b/5 (E.2), so that ``A <= z <= A + 0.6 b``. An unflipped step multiplies A by at least 1 + u C_0, a
flip by at least ``1 - 3u (1 + 0.6 b/A)``. In the first steps flips may outnumber the rest: there the aggregate bound
fails, and A keeps nine tenths, because ``u t`` is small up to the time t_0 from which B.4 counts flips. From then on
their share is at most 3p/2, and the logarithms add up to the printed rate.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.terms import CROSS
from lngd_theory.symbols import C_0, C, d, delta, n, p, t
from proofs_check.argument import Argument
from proofs_check.assumption_sizes import condition
from proofs_check.inequality import Inequality
from proofs_check.lemma_C_1 import CONSTANT
from proofs_check.lemma_D_4 import SHIFT
from proofs_check.one_step import NO_FLIP_IS_MONOTONE, NORMS, ONE_NOISE_STEP
from proofs_check.proposition_4_1 import FIRST_FLIP
from proofs_check.statement import bound, check_of, premises
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import NOISE_STEP, SMALL_STEPS, in_steps, u

__all__ = ["ARGUMENTS", "EARLY", "PER_STEP", "SHARE"]

_u, _C, _c, _l, _x, _theta, _D, _a, _w, _large, _n, _d, _inverse = sp.symbols(
    "u C_0 c l x theta D a w C n d Delta", real=True
)
_AGGREGATE, _FIRST = "in the aggregate for every t: a flip in the first step", "a step with a flip, for |l'| up to 1"

_DOWN = bound("E.3", "a step with a flip").rhs
#: The printed factors of a step, by u; and what flips are at most, of t steps (B.4).
PER_STEP = sp.exp(in_steps(bound("E.3", "in the aggregate").rhs / t))
SHARE = sp.simplify(check_of("B.4", "flipped, above").right / t)
_LOSS = sp.simplify((1 - in_steps(_DOWN)) / u)  # 3
_WORST = sp.Rational(16, 5)  # 3 (1 + 1/15)
_NARROW = sp.Rational(32, 5)  # with b = b_bar, A >= 0.9 (1 - 0.4) b_bar
_NARROW_RATIO = sp.Rational(3, 5) / (sp.Rational(9, 10) * (1 - SHIFT))
#: t_0 of B.4.
_COUNTED = check_of("B.4", "flipped, above").given[0].rhs


def _shift() -> list[tuple[str, bool]]:
    cross = CONSTANT * CROSS / (check_of("E.2", "b_bar").right * d ** -sp.Rational(1, 4))
    return [
        ("cross terms over b: 1/5", sp.simplify(cross) == sp.Rational(1, 5)),
        ("z is at least A", bool(sp.Rational(1, 5) <= SHIFT)),
        ("z is at most A + 0.6 b", SHIFT + sp.Rational(1, 5) == sp.Rational(3, 5)),
        ("a flip costs 3u, with c = 3/2", 2 * max(NORMS) == _LOSS == 3),
        ("the printed factor is 1 + u C_0/2", sp.simplify(PER_STEP - 1 - u * C_0 / 2) == 0),
    ]


def _flip(name: str, loss: sp.Expr, slope: str) -> Inequality:
    """``2 c |l'| (1 + x) <= loss`` with ``x = 0.6 b/A <= 1/15``, for the largest c."""
    shown = rf"2c|\ell'|(1+x)\le{sp.latex(loss)},\quad x=\tfrac{{3b}}{{5A}},\ c=\tfrac32"
    relation = sp.Le(2 * max(NORMS) * _l * (1 + _x), loss)
    return Inequality(name, relation, {_l: (0, slope), _x: (0, "1/15")}, latex=shown)


def _early() -> list[tuple[str, bool]]:
    """``u t_0`` at the largest eta of (iii) and the least p of (v)."""
    largest = NOISE_STEP.subs(condition("(iii) eta").left, condition("(iii) eta").right)
    product = (largest * _COUNTED).subs(p, condition("(v) p lower").right)
    expected = 2 * sp.log(4 * n / delta) / (C**3 * sp.log(d / delta) * sp.log(d) ** 2)
    return [("u t_0 is at most 2 log(4n/delta)/(C^3 log(d/delta) log(d)^2)", sp.simplify(product - expected) == 0)]


#: Up to t_0: A keeps nine tenths of its start, and is at least 9b for d >= 11^4.
EARLY: tuple[Step, ...] = (
    Confirmed(
        "steps before flips can be counted", r"u\,t_0\le\frac{2\log(4n/\delta)}{C^3\log(d/\delta)\log^2d}", _early
    ),
    Inequality(
        "log(4n/delta) is at most 4 log(d/delta), for n up to d, d at least 2",
        sp.Le(sp.log(4) + sp.log(_d) + sp.log(_inverse), 4 * (sp.log(_d) + sp.log(_inverse))),
        {_d: (2, "oo"), _inverse: (1, "oo")},
    ),
    Inequality(
        "so 3.2 u t_0 is at most 1/13, for C at least 7, log d at least 1",
        sp.Le(_WORST * 8 / (_large**3 * _D**2), sp.Rational(1, 13)),
        {_large: (7, "oo"), _D: (1, "oo")},
    ),
    Inequality(
        "log(1 - a) is at least -(15/11) a, for a = 3.2 u up to 4/15",
        sp.Ge(sp.log(1 - _a), -sp.Rational(15, 11) * _a),
        {_a: (0, "4/15")},
    ),
    Inequality(
        "flips in all of the first t_0 steps leave nine tenths of A",
        sp.Ge(sp.exp(-sp.Rational(15, 11) * _w), sp.Rational(9, 10)),
        {_w: (0, "1/13")},
        latex=r"(1-\tfrac{16}5u)^{t_0}\ge e^{-\frac{15}{11}w}\ge\tfrac9{10},\quad w=\tfrac{16}5ut_0",
    ),
    Inequality(
        "which is at least 9b, for d at least 11^4",
        sp.Ge(sp.Rational(9, 10) * (1 - SHIFT * _D), 9 * _D),
        {_D: (0, "1/11")},
        latex=r"\tfrac9{10}(1-\tfrac25D)\ge9D,\quad D=d^{-1/4},\ A_0\ge\bar b(1-\tfrac25D)",
    ),
)


def aggregate(name: str, loss: sp.Expr, most: str) -> Inequality:
    """``(1 - 3p/2) log(1 + u C_0) + (3p/2) log(1 - loss u) >= log(1 + u C_0/2)`` with ``p = theta C_0/24``."""
    share = SHARE.subs(p, _theta * premises("E.3")[0].rhs).subs(C_0, _C)
    printed = sp.log(sp.expand(PER_STEP)).subs({u: _u, C_0: _C})
    left = (1 - share) * sp.log(1 + _u * _C) + share * sp.log(1 - loss * _u)
    return Inequality(name, sp.Ge(left, printed), {_u: (0, most), _C: (0, "1/2"), _theta: (0, 1)})


def linear_aggregate(name: str, loss: sp.Expr, most: str) -> Inequality:
    """The same at p = C_0/24 with ``log(1 + x) >= x/(1 + x)`` and ``log(1 + x) <= x``, divided by C_0."""
    share = SHARE.subs(p, premises("E.3")[0].rhs).subs(C_0, _C)
    printed = (PER_STEP - 1).subs({u: _u, C_0: _C})
    left = (1 - share) * _u / (1 + _u * _C) + share / _C * sp.log(1 - loss * _u) - printed / _C
    return Inequality(name, sp.Ge(sp.simplify(left), 0), {_u: (0, most), _C: (0, "1/2")})


_FIRST_STEP = Inequality(
    _AGGREGATE,
    sp.Ge(sp.log(1 - 2 * _c * _u * _l), sp.log(sp.expand(PER_STEP)).subs({u: _u, C_0: _C})),
    {_c: NORMS, _u: ("1/1000", "1/12"), _l: ("1/4", "3/4"), _C: (0, "1/2")},
    latex=r"\log\frac{A_1}{A_0}\ge\log(1+\tfrac12uC_0),\quad A_1\le(1-2cu|\ell'|)A_0",
)

ARGUMENTS = (
    Argument(
        claim="E.3",
        steps=(
            NO_FLIP_IS_MONOTONE,
            ONE_NOISE_STEP,
            *SMALL_STEPS,
            Confirmed(
                "one step of A (the shift 0.4 covers twice the cross terms)",
                r"A\le z\le A+\tfrac35b,\quad b=\bar b\,d^{-1/4}",
                _shift,
            ),
            _flip(_FIRST, _LOSS, "1"),
            *EARLY,
            aggregate("in the aggregate from t_0 on, flips costing 3.2 u each, u up to 1/12", _WORST, "1/12"),
            _FIRST_STEP,
            *FIRST_FLIP,
        ),
        shows="conditional",
        conclusion="For every t, as the ledger reads it, the aggregate bound fails: a flip in the first step lowers "
        "A, with probability above delta for pn >= 1. From t_0 = 2 log(4n/delta)/p^2 on it holds for p <= C_0/24 with "
        "log A growing by log(1 + u C_0/2) a step (printed rate, reconstructed), and before t_0 A keeps nine tenths "
        "of its start. A flip costs at most 1 - 3.2u; the printed 1 - 3u needs |l'| <= 15/16, that is y_i f_i <= log "
        "15. The factor d^(-1/4) is not needed: with D.3 in place of E.2 a flip costs 6.4u, and the aggregate bound "
        "holds for u <= 1/40.",
        rests_on=(
            "B.1",
            "C.1",
            "E.2",
            "B.4 (share of flips at most 3p/2 from t_0 on)",
            "|l'_i| >= C_0 in unflipped steps, C_0 <= 1/2",
            "(iii), (v) with C >= 7, n <= d, d >= 11^4",
        ),
        repairs=(
            _flip("a step with a flip costs at most 3.2 u", _WORST, "1"),
            _flip("a step with a flip costs at most 3u, for |l'| up to 15/16", _LOSS, "15/16"),
            aggregate("in the aggregate with the printed cost 3u, for u up to 1/4", _LOSS, "1/4"),
            Inequality(
                "with D.3 in place of E.2 (b = b_bar) a flip costs at most 6.4 u",
                sp.Le(2 * max(NORMS) * (1 + _x), _NARROW),
                {_x: (0, _NARROW_RATIO)},
                latex=r"3(1+x)\le\tfrac{32}5,\quad x=\tfrac{3\bar b}{5A},\ A\ge\tfrac9{10}\cdot\tfrac35\bar b",
            ),
            Inequality("log(1 + x) is at least x/(1 + x)", sp.Ge(sp.log(1 + _x), _x / (1 + _x)), {_x: (0, "oo")}),
            linear_aggregate("in the aggregate with flips costing 6.4 u, for u up to 1/40", _NARROW, "1/40"),
        ),
        itself=(_AGGREGATE,),
    ),
)
