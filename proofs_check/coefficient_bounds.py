"""How far noise coefficients can fall: the case distinction of Proposition 4.1, for GD and for label-noise GD.

With ``D = beta + 16 CROSS`` the pre-activation of a coefficient rho is at most ``D/2 + rho`` (``|<w0, xi_i>| <=
beta/2`` and Lemma C.1), and one step takes away at most ``v = 3u`` times its positive part. Below -D/2 the unit is
inactive and nothing moves; above it a step leads no lower than -D/2 if v <= 1. In the letter ``r = -rho/D`` both cases
are inequalities in r and v.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.terms import CROSS, beta
from proofs_check.inequality import Inequality
from proofs_check.lemma_C_1 import CONSTANT
from proofs_check.one_step import NORMS, c, noise_move, slope, z
from proofs_check.statement import check_of
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import in_steps, u

__all__ = ["HALF", "LOWEST", "LOW_STEPS", "REACH"]

Lines = list[tuple[str, bool]]

_r, _v, _l, _c, _u = sp.symbols("r v l c u", real=True)

#: The claim's lower bound of rho_low, negated, and what a pre-activation exceeds rho by at most.
LOWEST = -check_of("4.1", "rho_low below, GD").right
REACH = beta / 2 + CONSTANT * CROSS


def _half() -> Lines:
    return [
        ("beta/2 + 8 CROSS is half of the claimed depth", sp.simplify(LOWEST - 2 * REACH) == 0),
        ("the same claim for label-noise GD", check_of("4.1", "rho_low below, label-noise GD").right == -LOWEST),
    ]


def _scaled() -> Lines:
    """``r' = r + v max(0, 1/2 - r)`` in units of D, and the signs under which a coefficient falls."""
    depth, r = sp.symbols("D r", positive=True)
    fall = -in_steps(noise_move(slope, z, own=False)).subs(z, depth * (sp.Rational(1, 2) - r)) / depth
    flipped = -in_steps(noise_move(-slope, z)).subs(z, depth * (sp.Rational(1, 2) - r)) / depth
    v = 2 * c * u * slope
    return [
        ("rho_low without a flip", sp.simplify(fall - v * (sp.Rational(1, 2) - r)) == 0),
        ("rho_bar at a flip", sp.simplify(flipped - fall) == 0),
        ("rho_low rises at a flip", in_steps(noise_move(-slope, z, own=False)).is_positive is True),
    ]


_SMALL = Inequality(
    "one step takes at most the whole pre-activation: v = 2 c u |l'| is at most 1 for u up to 1/3",
    sp.Le(2 * _c * _u * _l, 1),
    {_c: NORMS, _u: (0, "1/3"), _l: (0, 1)},
)

#: The induction step with the printed depth ``beta + 16 CROSS``; in the order of the proof.
LOW_STEPS: tuple[Step, ...] = (
    Confirmed(
        "reach of a pre-activation",
        r"\langle w,\xi_i\rangle\le\tfrac\beta2+8\sqrt{\log(4n^2/\delta)/d}\,n\alpha+\rho=\tfrac12D+\rho",
        _half,
    ),
    Confirmed(
        "one step of r = -rho/D", r"r'\le r+v\max(0,\tfrac12-r),\quad v=2cu|\ell'_i|,\ D=\beta+16\,(\ldots)", _scaled
    ),
    _SMALL,
    Inequality(
        "inactive below half of the depth: nothing moves",
        sp.Le(sp.Rational(1, 2) - _r, 0),
        {_r: ("1/2", 1)},
        latex=r"z\le D(\tfrac12-r)\le0",
    ),
    Inequality(
        "active above half of the depth: one step stays within the depth",
        sp.Le(_r + _v * (sp.Rational(1, 2) - _r), 1),
        {_r: (0, "1/2"), _v: (0, 1)},
        latex=r"r+v(\tfrac12-r)\le1",
    ),
)

#: What the same case distinction gives when the step is not wasted: half of the depth, for both algorithms.
HALF = Inequality(
    "rho is at least -(beta/2 + 8 CROSS): rho_low always, rho_bar at flips as well",
    sp.Le(_r + _v * (sp.Rational(1, 2) - _r), sp.Rational(1, 2)),
    {_r: ("-oo", "1/2"), _v: (0, 1)},
    latex=r"r+v(\tfrac12-r)\le\tfrac12",
)
