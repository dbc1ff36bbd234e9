"""Proposition 4.1: induction on t; the lower bounds, their signs under flips, and what the upper bound needs.

Lower bound: :mod:`proofs_check.coefficient_bounds`. Upper bound: :mod:`proofs_check.upper_bound`. Signs: a step
without a flip raises rho_bar and lowers rho_low; a flip does the opposite, and at t = 0, where both are 0, it takes
them across 0.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.terms import CROSS, alpha
from lngd_theory.symbols import C, d, delta, n
from proofs_check.argument import Argument
from proofs_check.assumption_sizes import condition
from proofs_check.coefficient_bounds import HALF, LOW_STEPS
from proofs_check.derivations.decomposition import STEPS as RECURSION
from proofs_check.derivations.inner_products import STEPS as INNER
from proofs_check.inequality import Inequality
from proofs_check.one_step import NO_FLIP_IS_MONOTONE, NORMS, ONE_NOISE_STEP, c, chosen, noise_move, slope, z
from proofs_check.statement import bound
from proofs_check.step import Confirmed, Step
from proofs_check.step_size import SMALL_STEPS, in_steps, u
from proofs_check.upper_bound import ONE_FILTER, SHARED, UPPER_STEPS

__all__ = ["ARGUMENTS", "FIRST_FLIP"]

_n, _inverse, _constant, _share, _p, _many, _delta = sp.symbols("n Delta C b p x delta", real=True)
_FALL, _RISE = "rho_bar after a flip at t = 0", "rho_low after a flip at t = 0"


def _cross_terms() -> list[tuple[str, bool]]:
    """``(CROSS/alpha)^2`` at the least d of condition (i)."""
    square = (CROSS / alpha) ** 2
    least = {d: condition("(i) d against n^2").right}
    expected = sp.log(4 * n**2 / delta) / (C * sp.log(n / delta))
    return [
        ("at d = C log(n/delta) n^2", sp.simplify(square.subs(least) - expected) == 0),
        ("less for larger d: it is a constant over d", sp.simplify(sp.diff(square * d, d)) == 0),
    ]


#: ``-beta - 16 CROSS >= -alpha``, from (i) with C >= 2^14 and beta <= 3 alpha/4.
_ABOVE: tuple[Step, ...] = (
    Confirmed(
        "cross terms against alpha",
        r"(\log(4n^2/\delta)/d)\,n^2\le\frac{\log(4n^2/\delta)}{C\log(n/\delta)}",
        _cross_terms,
    ),
    Inequality(
        "log(4 n^2/delta) is at most 4 log(n/delta)",
        sp.Le(sp.log(4) + 2 * sp.log(_n) + sp.log(_inverse), 4 * (sp.log(_n) + sp.log(_inverse))),
        {_n: (2, "oo"), _inverse: (1, "oo")},
        latex=r"\log(4n^2\Delta)\le4\log(n\Delta),\ \Delta=1/\delta",
    ),
    Inequality(
        "the lower bound is above -alpha",
        sp.Le(_share + 16 * sp.sqrt(4 / _constant), 1),
        {_share: (0, "3/4"), _constant: (2**14, "oo")},
        latex=r"\beta/\alpha+16\sqrt{4/C}\le1",
    ),
)


def _after_a_flip(name: str, check: str, own: bool) -> Inequality:
    """The claim at t = 1 for a sample that step 0 flips, in units of s; its unit is active with z at least s/4."""
    claimed = bound("4.1", check)
    moved = in_steps(noise_move(-slope, z, own))
    return Inequality(
        name,
        claimed.func(moved, claimed.rhs, evaluate=False),
        {c: NORMS, u: ("1/1000", "1/12"), slope: ("1/4", "3/4"), z: ("1/4", 1)},
        latex=sp.latex(moved) + (r"\ge0" if own else r"\le0"),
    )


_SIGNS = (
    _after_a_flip(_FALL, "rho_bar below, label-noise GD", True),
    _after_a_flip(_RISE, "rho_low above, label-noise GD", False),
)

#: Step 0 flips some sample with probability 1 - (1-p)^n, so that with ``pn >= 1`` the signs fail with more than delta.
FIRST_FLIP: tuple[Step, ...] = (
    Inequality("no flip at all: (1-p)^n is at most e^(-pn)", sp.Le(1 - _p, sp.exp(-_p)), {_p: (0, 1)}),
    Inequality(
        "a first flip is likelier than delta for pn at least 1",
        sp.Gt((1 - _delta) * (1 - sp.exp(-_many)), _delta),
        {_delta: (0, "1/3"), _many: (1, "oo")},
        latex=r"(1-\delta)(1-e^{-pn})>\delta",
    ),
)

ARGUMENTS = (
    Argument(
        claim="4.1",
        steps=(
            *chosen(RECURSION, "equations (4)-(6), any n, m and d"),
            *chosen(INNER, "noise, exact", "the constant of the bound"),
            NO_FLIP_IS_MONOTONE,
            ONE_NOISE_STEP,
            *SMALL_STEPS,
            *LOW_STEPS,
            *_ABOVE,
            *UPPER_STEPS,
            ONE_FILTER,
            *_SIGNS,
            *FIRST_FLIP,
        ),
        shows="against",
        conclusion="For label-noise GD the signs fail: a flip in the first step of a sample with an active filter "
        "makes its rho_bar negative, of the other sign's filters its rho_low positive; that happens with probability "
        "above delta if pn >= 1 and delta <= 1/3. What holds for both algorithms is rho >= -(beta/2 + 8 CROSS) (u <= "
        "1/3), half of the reconstructed depth, with 4 in place of 8. For GD the signs hold, and the upper bound "
        "alpha = 4 log T* follows from one large filter if m <= log T*, which is no hypothesis; with the filters of a "
        "sample that grow by common factors it follows if log T* >= 1/theta, theta of the order 1/log(8mn/delta). For "
        "gamma see 4.3.bounds.",
        rests_on=(
            "B.1, B.2 (without the factor j in its last part, which has the same law)",
            "(i) with C >= 2^14 and beta <= 3 alpha/4; (iii) with C log(d/delta) >= 12; beta/2 + 8 CROSS <= 1/2",
            "upper bound: under GD only; under label noise |gamma| and rho_bar above are not treated",
        ),
        repairs=(HALF, *SHARED),
        itself=(_FALL, _RISE),
    ),
)
