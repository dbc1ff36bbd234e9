"""Lemma D.3: with a large enough initialisation every sample has a filter well above the cross terms.

The right-hand side is ``sigma_0 sigma_p sqrt(d)/4``, the level of aligned filters in Lemma B.2, at the least sigma_0
that the hypothesis allows. Lemma B.2 speaks of ``j <w0_{j,r}, xi_i>``, this one of ``<w0_{y_i,r}, xi_i>`` without the
sign: for y_i = -1 these are different events of the same probability, so that it does not follow from Lemma B.2 itself
but from its proof, for n events.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lngd_theory.symbols import C, T_star, d, delta, n, sigma_0
from proofs_check.argument import Argument
from proofs_check.assumption_sizes import LEAST_L, condition, log_ratio
from proofs_check.inequality import Inequality
from proofs_check.lemma_B_2 import ALIGNED, NORMS_EIGHTH
from proofs_check.statement import bound, premises
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.tails import MARKOV, normal_cdf

__all__ = ["ARGUMENTS", "RESTS_ON", "aligned_start", "least_sigma_0", "over_assumption"]

Lines = list[tuple[str, bool]]

RESTS_ON = (
    "Assumption 3.1 (i), (ii), (iv) with C >= 11/4",
    "B.1 (the law of the norms)",
    "B.2 (its proof, for the overlaps without the sign j)",
    MARKOV,
)

_x, _l = sp.Symbol("x", real=True), sp.Symbol("l", nonnegative=True)


def least_sigma_0(claim: str) -> sp.Expr:
    """The hypothesis' lower bound of sigma_0."""
    (premise,) = premises(claim)
    return premise.lts


def _level() -> sp.Expr:
    return bound("B.2", "noise, aligned").rhs


def confirm_rises(level: Callable[[], sp.Expr] = _level) -> Lines:
    """The level is proportional to sigma_0."""
    slope = sp.diff(level(), sigma_0)
    return [("it rises with sigma_0", bool(slope.is_positive)), ("linearly", sp.diff(slope, sigma_0) == 0)]


def aligned_start(claim: str) -> tuple[Step, ...]:
    """The steps for D.3 or E.2."""
    return (
        NORMS_EIGHTH,
        Identity("the sign j does not change a probability", 1 - normal_cdf(-_x), normal_cdf(_x)),
        *ALIGNED,
        Inequality(
            "norms and n aligned filters together: at most delta",
            sp.Le(sp.Rational(1, 8) + sp.Rational(1, 32), 1, evaluate=False),
            {},
        ),
        Identity("at the least sigma_0", _level().subs(sigma_0, least_sigma_0(claim)), bound(claim, "b_bar").rhs),
        Confirmed("and above it", r"\sigma_0\sigma_p\sqrt d/4 \text{ rises with } \sigma_0", confirm_rises),
    )


def over_assumption(claim: str) -> sp.Expr:
    """The hypothesis' bound over the one of condition (iv); at most 1 where the hypothesis follows."""
    ratio = least_sigma_0(claim) / condition("(iv) sigma_0 lower").right
    return sp.simplify(ratio.subs(sp.log(d / delta), log_ratio))


_REPAIRS: tuple[Step, ...] = (
    Identity(
        "the hypothesis against condition (iv)",
        over_assumption("D.3"),
        640 * sp.sqrt(sp.log(4 * n**2 / delta)) * sp.log(T_star) / (C * log_ratio * d ** sp.Rational(1, 4)),
    ),
    # d^(1/4) >= C^2 n L^2 >= C^3 L^3 by (iv) and (ii), and so d >= 4 n^2 and log(4 n^2/delta) <= L
    Inequality(
        "it follows from (i), (ii) and (iv) with C >= 1 for T* <= (d/delta)^20",
        sp.Le(640 * sp.sqrt(log_ratio) * 20 * log_ratio / (C * log_ratio * (C * log_ratio) ** 3), 1),
        {C: (1, "oo"), log_ratio: (LEAST_L, "oo")},
    ),
)

ARGUMENTS = (
    Argument(
        claim="D.3",
        steps=aligned_start("D.3"),
        shows="conditional",
        conclusion="With its hypothesis, and Assumption 3.1 with C >= 11/4, the bound holds with probability at least "
        "1 - delta. The hypothesis follows from the assumption as long as T* <= (d/delta)^20. Lemma B.2 is needed for "
        "overlaps without the sign j, which its proof gives and its statement does not.",
        rests_on=RESTS_ON,
        repairs=_REPAIRS,
    ),
)
