"""Lemma D.1: induction on t with factor ``1 + g`` per step, ``g = 2 eta |mu|^2/m``.

Every sample adds at most ``(eta/(nm)) 2 (gamma + |<w0, mu>|) |mu|^2``, so ``gamma + |<w0, mu>|`` grows by at most the
factor 1 + g, and ``1 + g <= e^g``. No event and no assumption is used: the bound holds for every draw and every t.
"""

from __future__ import annotations

import itertools

import sympy as sp

from lngd_theory.symbols import t
from proofs_check.argument import Argument
from proofs_check.derivations.decomposition import STEPS as RECURSION
from proofs_check.derivations.inner_products import STEPS as INNER
from proofs_check.inequality import Inequality
from proofs_check.one_step import NO_FLIP_IS_MONOTONE, chosen, signal_move, signal_step_factor, slope, z
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Identity
from proofs_check.step_size import SLOPE_AT_MOST_1, g, growth_ratio

__all__ = ["ARGUMENTS"]

_BOUND = bound("D.1", "growth").rhs
_l, _share = sp.symbols("l theta", real=True)


def _pre_activation() -> list[tuple[str, bool]]:
    """``<w, y mu> = y (<w0, mu> + j gamma)`` for all signs of the three."""
    gamma, b = sp.symbols("gamma b", nonnegative=True)
    return [
        (f"{sign:+d}|<w0,mu>| {jy:+d} gamma", (gamma + b - (sign * b + jy * gamma)).is_nonnegative)
        for sign, jy in itertools.product((1, -1), repeat=2)  # the signs of y <w0, mu> and of j y
    ]


def _one_step() -> list[tuple[str, bool]]:
    move = signal_move(slope, z)
    return [
        ("one sample adds more with larger |l'| and z", all(sp.diff(move, x).is_positive for x in (slope, z))),
        ("n samples with |l'| = 1 add g z", signal_step_factor() == g),
    ]


STEPS = (
    *chosen(RECURSION, "equations (4)-(6), any n, m and d"),
    *chosen(INNER, "signal, exact"),
    SLOPE_AT_MOST_1,
    NO_FLIP_IS_MONOTONE,
    Confirmed(
        "pre-activation of the signal",
        r"\langle w,y_i\mu\rangle\le\gamma+|\langle w^{(0)},\mu\rangle|",
        _pre_activation,
    ),
    Confirmed(
        "one step of gamma",
        r"\gamma'-\gamma\le g\,(\gamma+|\langle w^{(0)},\mu\rangle|),\quad g=2\eta\|\mu\|^2/m",
        _one_step,
    ),
    Inequality(
        "an active unit with slope and pre-activation below their bounds",
        sp.Le(_l * _share, 1),
        {_l: (0, 1), _share: (0, 1)},
        latex=r"|\ell'_i|\,z\le\gamma+|\langle w^{(0)},\mu\rangle|",
    ),
    Identity("base: gamma = 0 at t = 0", _BOUND.subs(t, 0), sp.Integer(1)),
    Inequality("step: 1 + g is at most bound(t + 1)/bound(t)", sp.Le(1 + g, growth_ratio(_BOUND, g)), {g: (0, "oo")}),
)

ARGUMENTS = (
    Argument(
        claim="D.1",
        steps=STEPS,
        shows="statement",
        conclusion="gamma + |<w0, mu>| is at most exp(2 eta |mu|^2 t/m) |<w0, mu>| for every draw, every step size and "
        "every t, not only with probability 1 - delta and up to T_1.",
    ),
)
