"""Lemma D.2: induction on t with a constant increment per step.

One step lowers rho_low by at most ``2 c u |l'| z``, where z is at most B.2's ``2 lam s`` plus the cross terms of C.1,
a twentieth of s under D.3's premise (``lam = sqrt(log(8mn/delta))``). In units of ``u lam s`` that is 6 and more for c
= 3/2 and |l'| = 1; the printed constant is 3.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.symbols import delta, m, n, overlap, t
from proofs_check.argument import Argument
from proofs_check.coefficient_bounds import HALF
from proofs_check.inequality import Inequality
from proofs_check.initial_size import CROSS_OVER_S, OVERLAP, REACH, SIZES, lam
from proofs_check.one_step import NO_FLIP_IS_MONOTONE, NORMS, ONE_NOISE_STEP
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Identity
from proofs_check.step_size import SLOPE_AT_MOST_1, in_steps, u

__all__ = ["ARGUMENTS", "BOUND", "FACTOR", "PER_STEP"]

BOUND = bound("D.2", "growth").rhs
_UNIT = u * sp.sqrt(sp.log(8 * m * n / delta)) * overlap
#: What the bound grows by in a step, in units of ``u lam s``: the printed constant.
PER_STEP = sp.simplify(in_steps(sp.expand(BOUND.subs(t, t + 1) - BOUND)) / _UNIT)
#: What B.1, B.2 and C.1 give in place of it is this factor larger.
FACTOR = 2 * max(NORMS) * REACH.subs(lam, 1) / PER_STEP

_c, _l, _z, _f = sp.symbols("c l zeta f", real=True)
_REGION = {_c: NORMS, _l: (0, 1), _z: (0, REACH.subs(lam, 1)), lam: (1, "oo")}
_WITHIN = (sp.Le(_z, REACH, evaluate=False),)
_MEANING = r"2c\,|\ell'_i|\,\zeta\le%s,\quad\zeta=\langle w,\xi_i\rangle/(\lambda s)"


def _increment() -> list[tuple[str, bool]]:
    return [
        ("the bound grows by 3 u lam s per step", PER_STEP == 3),
        ("z is at most (2 + 1/(20 lam)) lam s", sp.simplify(REACH - (OVERLAP + CROSS_OVER_S) / lam) == 0),
    ]


ARGUMENTS = (
    Argument(
        claim="D.2",
        steps=(
            NO_FLIP_IS_MONOTONE,
            ONE_NOISE_STEP,
            SLOPE_AT_MOST_1,
            *SIZES,
            Confirmed(
                "one step of the bound",
                r"B(t+1)-B(t)=3u\lambda s,\quad z\le(2+\tfrac1{20\lambda})\lambda s",
                _increment,
            ),
            Identity("base: rho_low = 0 at t = 0", BOUND.subs(t, 0), sp.Integer(0)),
            Inequality(
                "step with the printed constant, from B.1, B.2 and |l'| <= 1",
                sp.Le(2 * _c * _l * _z, PER_STEP),
                _REGION,
                _WITHIN,
                latex=_MEANING % PER_STEP,
            ),
        ),
        shows="conditional",
        conclusion="The printed constant 3 does not follow from B.1, B.2 and |l'| <= 1: a step may take 6.15 u lam s "
        "(3.075 for |l'| = 1/2). With 6.15 in its place the induction goes through. 3 itself follows if |xi_i|^2 <= "
        "(5/4) sigma_p^2 d and y_i f_i >= -1/3 (|l'| is near 1/2 as long as f is near 0). Independent of t, |rho_low| "
        "<= (2 lam + 1/20) s.",
        rests_on=("B.1", "B.2", "C.1", "the premise of D.3 (sigma_0 above the cross terms)"),
        repairs=(
            Inequality(
                "step with the constant 123/20",
                sp.Le(2 * _c * _l * _z, FACTOR * PER_STEP),
                _REGION,
                _WITHIN,
                latex=_MEANING % r"\tfrac{123}{20}",
            ),
            Inequality(
                "step with the printed constant, for |xi_i|^2 <= (5/4) sigma_p^2 d and y_i f_i >= -1/3",
                sp.Le(2 * _c * _z / (1 + sp.exp(_f)), PER_STEP),
                {_c: (NORMS[0], "5/4"), _z: (0, REACH.subs(lam, 1)), _f: ("-1/3", "oo")},
                latex=_MEANING % PER_STEP,
            ),
            HALF,
        ),
    ),
)
