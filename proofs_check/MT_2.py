r"""MT.2: is the rank-risk curve of the spiked model a valley with its bottom at k*? Certificates and counterexamples.

About the limit N, D -> infinity of least squares on the top d principal components with random label noise
(:mod:`lngd_theory.spectral.spiked`); ``g = sqrt(D/N)``, ``alpha = 1 - 2 r``, two classes with means ``-+ sqrt(ell) u``
(k* = 1). The expressions are those of :mod:`lngd_theory.spectral.spiked.conditions`. That the risk has these limits is
not proved here; the formula is held against simulation.

What refutes the statement for every model of this kind are detectable spikes whose risk falls on into the bulk, or all
the way to d = D. Where it does hold stands beside, as repairs.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.tail.vocabulary import K_STAR
from lngd_theory.spectral.spiked.conditions import rate_cost, rate_gain, step_cost, step_gain
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.statement import check_of
from proofs_check.step import Identity, Step

__all__ = ["AGAINST", "ARGUMENTS", "REPAIRS", "edge_balance"]

_ell, _g, _alpha, _N, _D = sp.symbols("ell g alpha N D", positive=True)
_level, _p, _x = sp.symbols("lambda p x", nonnegative=True)
_square = sp.Symbol("beta2", nonnegative=True)

#: Of two classes: ``beta^2``, ``beta m*`` and ``sigma^2``.
_SQUARE = _alpha**2 * _ell / (1 + _ell) ** 2
_PRODUCT = _alpha * _ell / (1 + _ell)
_SIGMA2 = 1 - _alpha**2 * _ell / (1 + _ell)
_OVERLAP = (1 - _g**2 / _ell**2) / (1 + _g**2 / _ell)
_TOP, _BOTTOM = (1 + _g) ** 2, (1 - _g) ** 2


def edge_balance() -> sp.Expr:
    """``cost - gain`` at the upper edge, times the positive ``(ell-g)^2 (1+g)^2 (1+ell)(ell+g^2)``, expanded.

    In ell, g and alpha; the bottom of the valley is at k* = 1 where it is >= 0.
    """
    gain = rate_gain(_PRODUCT, _SQUARE, _ell, _g**2, _TOP, _OVERLAP)
    positive = (_ell - _g) ** 2 * _TOP * (1 + _ell) * (_ell + _g**2)
    return sp.expand(sp.cancel((rate_cost(_SIGMA2, _TOP) - gain) * positive))


def _gain_factor() -> sp.Expr:
    return (1 + _ell) / ((1 + _ell) * (_ell + _g**2) - _ell * _level)


_BRACKET = 2 * (1 + _ell) * _square / _alpha - _square * (1 + 2 * _ell * _p)

#: With every ell >= 0 and random label noise the curve is convex over the bulk: gains fall, costs rise.
_CONVEX: tuple[Step, ...] = (
    Identity(
        "the gain is a factor times a bracket",
        rate_gain((1 + _ell) * _square / _alpha, _square, _ell, _g**2, _level, _p),
        _gain_factor() * _BRACKET,
    ),
    Identity("the factor's denominator at the upper edge", (1 + _ell) * (_ell + _g**2) - _ell * _TOP, (_ell - _g) ** 2),
    Identity(
        "the factor falls with the level",
        sp.diff(_gain_factor(), _level),
        _ell * (1 + _ell) / ((1 + _ell) * (_ell + _g**2) - _ell * _level) ** 2,
    ),
    Inequality(
        "the bracket is positive",
        sp.Ge(2 * (1 + _ell), _alpha * (1 + 2 * _ell * _p), evaluate=False),
        {_ell: (0, "oo"), _alpha: (0, 1), _p: (0, 1)},
    ),
    Identity("the bracket falls as more is retained", sp.diff(_BRACKET, _p), -2 * _ell * _square),
    Identity("the cost rises as the level falls", sp.diff(rate_cost(_SIGMA2, _level), _level), -_SIGMA2 / _level**2),
)


def _at(multiple: sp.Expr | int | None, alpha: int | None = None, inverse: bool = False) -> sp.Expr:
    """The balance for ``ell = multiple g`` and an alpha; ``inverse``: with ``1/g`` for g, times a power of g."""
    balance = edge_balance()
    if multiple is not None:
        balance = sp.expand(balance.subs(_ell, multiple * _g) / _g**2)
    if inverse:
        balance = sp.expand(sp.expand(balance.subs(_g, 1 / _g)) * _g ** sp.degree(balance, _g))
    return sp.expand(balance if alpha is None else balance.subs(_alpha, alpha))


def _small_spikes(name: str, inverse: bool) -> Inequality:
    box = {_x: (1, 3), _g: (0, 1), _alpha: ("1/5", 1)}
    words = "D >= N, with 1/g for g" if inverse else "D <= N"
    return Inequality(f"{name}; {words}", sp.Lt(_at(_x, inverse=inverse), 0), box)


_LARGE: dict[sp.Symbol, tuple[int, int | str]] = {_ell: (14, "oo"), _g: (0, 1)}

#: Where the bottom is not at k*, though the spike is detectable (ell > g).
_BEYOND: tuple[Step, ...] = (
    Inequality(
        "no label noise: up to 8 times the threshold of detection the risk falls on into the bulk",
        sp.Lt(_at(_x, 1), 0),
        {_x: (1, 8), _g: (0, "oo")},
    ),
    *(_small_spikes("label noise up to 2/5: so it does up to 3 times the threshold", side) for side in (False, True)),
)

#: Where it is.
_AT_K_STAR: tuple[Step, ...] = (
    Inequality("ell >= 14, D <= N: concave in alpha", sp.Le(sp.diff(edge_balance(), _alpha, 2), 0), _LARGE),
    Inequality("ell >= 14, D <= N: the bottom is at k* for alpha = 0", sp.Ge(_at(None, 0), 0), _LARGE),
    Inequality("ell >= 14, D <= N: the bottom is at k* for alpha = 1, so for every r", sp.Ge(_at(None, 1), 0), _LARGE),
    Inequality(
        "as the label noise goes to 1/2 every detectable spike has its bottom at k*",
        sp.Ge(_at(None, 0), 0),
        {_ell: (0, "oo"), _g: (0, "oo")},
    ),
)

_FULL = rate_cost(_SIGMA2, _BOTTOM) - rate_gain(_PRODUCT, _SQUARE, _ell, _g**2, _BOTTOM, sp.Integer(1))

_BALANCE = Identity(
    "the balance at the lower edge without label noise",
    sp.cancel(_FULL.subs(_alpha, 1) * (1 + _ell) * (_ell + _g) ** 2 * _BOTTOM),
    (_ell + _g) ** 2 - _ell * (1 - _g) ** 2,
)

#: What the claim calls near k* = 1 ends here.
_NEAR = check_of("MT.2", "valley near k*").high.subs(K_STAR, 1)

#: Without label noise and with D < N the risk may fall all the way to d = D.
_TO_THE_END: tuple[Step, ...] = (
    _BALANCE,
    Inequality(
        "D <= N/100, no label noise, ell from 1/5 to 1/2: the risk falls to d = D",
        sp.Le((_ell + _g) ** 2, _ell * (1 - _g) ** 2),
        {_ell: ("1/5", "1/2"), _g: (0, "1/10")},
    ),
    Inequality("d = D is not near k* = 1", sp.Gt(_D, _NEAR), {_D: (3, "oo")}),
)

#: Where it does not.
_RISES: tuple[Step, ...] = (
    Inequality(
        "D >= N/5, D < N: it rises before d = D for every spike",
        sp.Gt((_ell + _g) ** 2, _ell * (1 - _g) ** 2),
        {_ell: (0, "oo"), _g: ("447/1000", 1)},
    ),
)

_STEP_GAIN = step_gain(_PRODUCT, _SQUARE, _ell, _OVERLAP)
_STEP_COST = step_cost(_SIGMA2, _ell, _g**2, _OVERLAP, _N)
_LEAST_N = sp.cancel(_STEP_COST * _N / _STEP_GAIN)

#: How many samples a detectable spike must have before its own direction lowers the risk.
_SIZE: tuple[Step, ...] = (
    Identity("gain and cost of the step are equal at one N", _STEP_GAIN, _STEP_COST.subs(_N, _LEAST_N)),
    Inequality(
        "r = 0.49, D = N/2, ell from 1 to 4: with 25 samples the step raises the risk",
        sp.Gt(_LEAST_N.subs({_alpha: sp.Rational(1, 50), _g: sp.sqrt(sp.Rational(1, 2))}), 25),
        {_ell: (1, 4)},
    ),
)

#: Steps that show models in which the bottom is not near k*, and steps on where it is.
AGAINST: tuple[Step, ...] = (*_BEYOND, *_TO_THE_END, *_SIZE)
REPAIRS: tuple[Step, ...] = (*_CONVEX, *_AT_K_STAR, *_RISES)

ARGUMENTS = (
    Argument(
        claim="MT.2",
        steps=AGAINST,
        shows="against",
        conclusion="Of the spiked models that the claim speaks of some have their least risk far beyond k*: a spike "
        "can be detectable and the risk fall on into the bulk, or to the last direction; and with few samples and much "
        "label noise the spike's own direction raises it. Beside: over the bulk the curve is convex, and a spike that "
        "is strong enough puts the bottom at k*.",
        rests_on=("the limits of the risk as N and D grow (derived and held against simulation, not proved here)",),
        repairs=REPAIRS,
    ),
)
