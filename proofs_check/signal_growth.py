"""Lemma 4.5 (ii) and (iv): how much the second stage adds to the signal, step by step and in sum.

*Step by step*, as printed. With ``f <= c_2`` an unflipped sample of the class adds at least ``(b/n)/(1 + e^(c_2))``
times the pre-activation, a flipped one takes at most b/n; ``b = 2 eta |mu|^2/m``. Under the premise the counts of B.3
leave the rate ``b (1 - 3p)/(4 (1 + e^(c_2)))``, which is what T_2 is made for, but below the printed b/32 for c_2 >= 2.

*In sum*, by :mod:`proofs_check.supermartingale.pushes`. With ``c_1 <= f <= c_2``, nu the share of the class's samples
and T = T_2 - T_1, the pushes of the reduced dynamics add at most, in expectation,

    ``b nu (log(c_2/c_1)/(2a) + T a/(8(1-a)))``

to the logarithm of the signal. The printed bound wants ``b T/32``: for a up to 1/8 that is more.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.second_stage.statement import LEMMA_4_5_IV, NOISE_GROWTH, PREDICTED, SIGNAL_GROWTH, T2_LEMMA
from lngd_theory.symbols import T_1, c_2, m, mu, n, p, sigma_0, t
from proofs_check.inequality import Inequality
from proofs_check.one_step import signal_move, slope, z
from proofs_check.statement import bound, premises
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import g, in_steps
from proofs_check.supermartingale.pushes import a, b

__all__ = ["ACROSS", "CHAIN", "FALLS_SHORT", "GAIN", "PRINTED_RATE", "UPPER", "chain_rate", "premise_negated"]

Lines = list[tuple[str, bool]]

_R = sp.Rational
_kappa, _delta, _nu, _w, _v, _x = sp.symbols("kappa delta nu w v x", nonnegative=True)

#: ``log(6/(sigma_0 |mu|))`` and the length of the stage.
_LOG = sp.log(6 / (sigma_0 * mu))
ACROSS = T2_LEMMA - T_1


def chain_rate() -> sp.Expr:
    """What the premise leaves of a step's relative gain, over b."""
    return (1 - 3 * p) / (4 * (1 + sp.exp(c_2)))


def _one_step() -> Lines:
    """Samples of the class at the pre-activation z; g is b."""
    kept, flipped = (in_steps(signal_move(sign * slope, z), g) for sign in (1, -1))
    many, few = (bound("B.3", name).rhs / n for name in ("unflipped, below", "flipped, above"))
    (premise,) = premises("4.5.iv")
    left = premise.rhs - premise.lhs
    counted = many / (1 + sp.exp(c_2)) - few
    return [
        ("an unflipped sample adds b |l'| z/n", sp.simplify(kept - g * slope * z / n) == 0),
        ("a flipped one takes b |l'| z/n", sp.simplify(flipped + g * slope * z / n) == 0),
        (
            "counts of B.3 less the rate: half of the premise's slack",
            sp.simplify(counted - chain_rate() - left / 2) == 0,
        ),
        ("b", sp.simplify(SIGNAL_GROWTH - 2 * sp.Symbol("eta", positive=True) * mu**2 / m) == 0),
    ]


def _rates() -> Lines:
    """Over the stage the rate adds up to ``2(1 - 3p) log(6/(sigma_0 |mu|))``; the printed one is b/32."""
    gained = sp.simplify(SIGNAL_GROWTH * chain_rate() * ACROSS)
    printed = sp.simplify(sp.diff(sp.log(bound("4.5.iv", "growth, j = +1").rhs), t))
    return [
        ("over T_2 - T_1", sp.simplify(gained - 2 * (1 - 3 * p) * _LOG) == 0),
        ("the printed rate", sp.simplify(printed - LEMMA_4_5_IV) == 0),
        ("is b/32", sp.simplify(LEMMA_4_5_IV - SIGNAL_GROWTH / 32) == 0),
    ]


#: The printed argument, under its premise.
CHAIN: tuple[Step, ...] = (
    Confirmed(
        "one step of an aligned filter, with the counts of B.3",
        r"z'\ge z\Big(1+b\Big(\frac{2-3p}{4(1+e^{c_2})}-\frac{3p}4\Big)\Big)"
        r"\ge z\Big(1+\frac{b(1-3p)}{4(1+e^{c_2})}\Big)",
        _one_step,
    ),
    Confirmed("over the stage", r"(T_2-T_1)\,\frac{b(1-3p)}{4(1+e^{c_2})}=2(1-3p)\log\frac6{\sigma_0\|\mu\|}", _rates),
    Inequality(
        "that rate is below the printed b/32 for c_2 >= 2, whatever p is",
        sp.Lt(chain_rate(), _R(1, 32)),
        {p: (0, "1/6"), c_2: (2, "oo")},
    ),
    Inequality(
        "and above it for c_2 <= 1 and p up to 1/12",
        sp.Ge(chain_rate(), _R(1, 32)),
        {p: (0, "1/12"), c_2: (0, 1)},
    ),
)


def premise_negated(claim: str) -> Inequality:
    """``3p/2 > 1/(2(1 + e^(c_2)))`` for every c_2 that is at least the balance point; ``p = 1/(1 + w)``."""
    (premise,) = premises(claim)
    at = premise.subs({p: 1 / (1 + _w), c_2: sp.log(_w) + _v})
    return Inequality(
        "the premise holds for no p once f reaches its balance point",
        sp.Gt(at.lhs, at.rhs),
        {_w: (0, "oo"), _v: (0, "oo")},
        latex=r"\tfrac{3p}2>\frac1{2(1+e^{c_2})},\quad p=\tfrac1{1+w},\ c_2=\log\tfrac{1-p}p+v",
    )


_gain_at_most = a / (8 * (1 - a))

#: ``T >= 100 log(c_2/c_1)/a`` makes the ends at most T/200. S is at most nu in size, and ``log(1 + x) >= x - x^2``.
FALLS_SHORT: tuple[Step, ...] = (
    Inequality("log(1 + x) is at most x, growth", sp.Le(sp.log(1 + _x), _x), {_x: (0, "oo")}),
    Inequality("log(1 + x) is at most x, loss", sp.Le(sp.log(1 - _x), -_x), {_x: (0, "9/10")}),
    Inequality("log(1 + x) is at least x - x^2, growth", sp.Ge(sp.log(1 + _x), _x - _x**2), {_x: (0, "oo")}),
    Inequality("log(1 + x) is at least x - x^2, loss", sp.Ge(sp.log(1 - _x), -_x - _x**2), {_x: (0, "1/2")}),
    Inequality(
        "the printed growth with probability 1 - delta needs more than the pushes give",
        sp.Gt((1 - _delta) / 32 - _delta * (_nu / 200 + b * _nu**2), _nu * (_gain_at_most + _R(1, 200))),
        {a: (0, "1/8"), b: (0, "1/5"), _delta: (0, "1/20"), _nu: (0, "3/4")},
        latex=r"(1-\delta)\tfrac1{32}-\delta\big(\tfrac\nu{200}+b\nu^2\big)>\nu\big(\tfrac a{8(1-a)}+\tfrac1{200}\big)",
    ),
)

PRINTED_RATE = Confirmed("the printed rate is b/32", r"\frac{\eta\|\mu\|^2}{16m}=\frac b{32}", lambda: _rates()[1:])


def _gain() -> Lines:
    """The leading rate over the printed length of the stage."""
    (corruption,) = PREDICTED.free_symbols - {m, mu, n, p, *NOISE_GROWTH.free_symbols}
    gained = PREDICTED.subs(corruption, 0) * ACROSS
    claimed = 2 * NOISE_GROWTH * p * (1 - p) * (1 + sp.exp(c_2)) * _LOG
    return [("over T_2 - T_1", sp.simplify(gained - claimed) == 0)]


#: What the signal's logarithm gains over the stage, to leading order; it needs log(6/(sigma_0 |mu|)).
GAIN = Confirmed(
    "what the leading rate adds over the stage",
    r"\frac{\eta^2\|\mu\|^2\sigma_p^2d}{nm^2}p(1-p)\,(T_2-T_1)=2a\,p(1-p)(1+e^{c_2})\log\frac6{\sigma_0\|\mu\|}",
    _gain,
)


def _upper() -> Lines:
    """``b T`` is ``8 (1 + e^(c_2)) log(6/(sigma_0 |mu|))``, and a path with 3pT/2 flips adds so much to ``sum h``."""
    path = _R(1, 8) + _R(3, 2) * p / (2 * (1 - a))
    (flips,) = {bound("B.4", "flipped, above").rhs}
    return [
        ("b (T_2 - T_1)", sp.simplify(SIGNAL_GROWTH * ACROSS - 8 * (1 + sp.exp(c_2)) * _LOG) == 0),
        ("flips of a sample", sp.simplify(flips - 3 * p * t / 2) == 0),
        ("times a: (1 + 6p/(1 - a))", sp.simplify(8 * a * path - a * (1 + 6 * p / (1 - a))) == 0),
    ]


#: (ii): along every path with the flips of B.4, with ``kappa = a (1 + e^(c_2))`` and h at most a^2/8 or a^2/(2(1-a)).
UPPER: tuple[Step, ...] = (
    Inequality(
        "without a flip h(a s) is at most a^2/8", sp.Le(a**2 * _x**2 / 2, a**2 / 8), {a: (0, 1), _x: (0, "1/2")}
    ),
    Confirmed(
        "what a path adds over the stage",
        r"\log\frac{z_T}{z_0}\le\tfrac b{2a}\log\tfrac{c_2}{c_1}"
        r"+a(1+e^{c_2})\Big(1+\frac{6p}{1-a}\Big)\log\frac6{\sigma_0\|\mu\|}",
        _upper,
    ),
    Inequality(
        "at most 4/7 of log(6/(sigma_0 |mu|)) for kappa up to 1/4, p up to 1/6, a up to 1/8",
        sp.Le(_kappa * (1 + 6 * p / (1 - a)), _R(4, 7)),
        {_kappa: (0, "1/4"), p: (0, "1/6"), a: (0, "1/8")},
    ),
)
