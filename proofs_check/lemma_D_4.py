"""Lemma D.4: noise memorisation of GD grows by the factor ``1 + u C_1`` per step.

Of the filter that is largest at the start, ``A = rho_bar + <w0, xi_i> - 0.4 b_bar`` is looked at. The shift covers the
cross terms of C.1 (``b_bar/5`` under D.3), so that the pre-activation is at least A; a step adds ``2 c u |l'| z >= u
C_1 A``. Then ``1 + x >= e^(x/2)``, ``A_0 >= 0.6 b_bar``, and ``rho_bar = A - A_0 >= 0.6 b_bar (e^X - 1)``. The paper
ends with ``e^X s/4 - 0.6 b_bar``, which asks for ``0.6 b_bar >= s/4``; B.2 gives ``b_bar >= s/4``.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.observables import observed
from lngd_theory.symbols import C_1, overlap, t
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.initial_size import ALIGNED, CROSS_OVER_B, SIZES
from proofs_check.one_step import NO_FLIP_IS_MONOTONE, NORMS, ONE_NOISE_STEP, c, noise_move, slope, z
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import SMALL_STEPS, growth_ratio, in_steps, u

__all__ = ["ARGUMENTS", "BOUND", "GROWTH_STEPS", "KEPT", "SHIFT", "ending"]

BOUND = bound("D.4", "growth").rhs
_B = observed("b_bar")
#: (reconstructed) The shift of A over b_bar, and what is left of b_bar.
SHIFT = sp.Rational(2, 5)
KEPT = -BOUND.coeff(_B)

_growth = BOUND.subs(_B, 0)  # e^X s/4
_x, _v, _h = sp.symbols("x v h", real=True)


def _one_step() -> list[tuple[str, bool]]:
    """``z >= A``, and what a step adds at least."""
    least = in_steps(noise_move(slope, z)).subs({c: NORMS[0], slope: C_1})
    ratio = growth_ratio(_growth)
    return [
        ("cross terms at most the shift", bool(CROSS_OVER_B <= SHIFT)),
        ("a step adds at least u C_1 z", sp.simplify(least - u * C_1 * z) == 0),
        ("the bound's factor is exp(u C_1/2)", sp.simplify(ratio - sp.exp(u * C_1 / 2)) == 0),
        ("what is left of b_bar is 1 less the shift", KEPT == 1 - SHIFT),
    ]


#: The growth of A, shared with the later lemmas.
GROWTH_STEPS: tuple[Step, ...] = (
    NO_FLIP_IS_MONOTONE,
    ONE_NOISE_STEP,
    *SIZES,
    Confirmed(
        "one step of A (the shift 0.4 is reconstructed)",
        r"A=\bar\rho+\langle w^{(0)},\xi_i\rangle-\tfrac25\bar b\le z,\quad A'\ge(1+uC_1)A",
        _one_step,
    ),
)


def ending(prefactor: sp.Expr, least: sp.Expr, name: str) -> Inequality:
    """``0.6 b_bar (e^X - 1)`` against the bound with a prefactor of s, for ``b_bar >= least s``; ``v = e^X - 1``."""
    claimed = (BOUND - _growth).subs(_B, _h) + prefactor * (1 + _v)
    return Inequality(
        name,
        sp.Ge(KEPT * _h * _v, claimed),
        {_v: (0, "oo"), _h: (least, "oo")},
        latex=rf"\tfrac35\bar b\,(e^X-1)\ge{sp.latex(prefactor)}\,s\,e^X-\tfrac35\bar b,\quad h=\bar b/s,\ v=e^X-1",
    )


_PREFACTOR = sp.simplify(_growth.subs(t, 0) / overlap)
_ENOUGH = _PREFACTOR / KEPT

ARGUMENTS = (
    Argument(
        claim="D.4",
        steps=(
            *GROWTH_STEPS,
            *SMALL_STEPS,
            Inequality(
                "step: 1 + u C_1 is at least bound(t + 1)/bound(t), for u C_1 up to 5/2",
                sp.Ge(1 + _x, growth_ratio(_growth).subs(u, _x / C_1)),
                {_x: (0, "5/2")},
                latex=r"1+x\ge e^{x/2},\quad x=uC_1",
            ),
            ending(_PREFACTOR, ALIGNED, "end: the printed bound from b_bar >= s/4"),
        ),
        shows="conditional",
        conclusion="A grows as printed (u C_1 <= 5/2, by (iii)), but the bound needs b_bar >= 5s/12: at t = 0 it reads "
        "0 >= s/4 - 0.6 b_bar. B.2 gives s/4, and with it the prefactor 3s/20. b_bar >= 5s/12 has probability at least "
        "1 - delta if m >= (25/8) log(n/delta), so that (ii) mends it.",
        rests_on=(
            "B.1",
            "B.2 (its last part without the factor j)",
            "C.1",
            "the premise of D.3",
            "|l'_i| >= C_1 on [0, T_1]",
            "(iii) with C log(d/delta) >= 12",
        ),
        repairs=(
            ending(KEPT * ALIGNED, ALIGNED, "end with the prefactor 3s/20, from b_bar >= s/4"),
            ending(_PREFACTOR, _ENOUGH, "end with the printed prefactor, from b_bar >= 5s/12"),
            Inequality(
                "one sample misses b_bar >= 5s/12 with probability at most exp(-8m/25)",
                sp.Le((1 + sp.erf(_h)) / 2, sp.exp(-sp.Rational(8, 25))),
                {_h: (ALIGNED, _ENOUGH)},
                latex=r"\mathbb P\bigl(\langle w^{(0)},\xi_i\rangle<hs\bigr)\le\tfrac12(1+\operatorname{erf}h)\le "
                r"e^{-8/25}\quad(\|\xi_i\|^2\ge\sigma_p^2d/2)",
            ),
        ),
    ),
)
