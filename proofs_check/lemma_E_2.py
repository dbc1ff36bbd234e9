"""Lemma E.2: Lemma D.3 with an extra factor d^(1/4) in the hypothesis and in the bound; the steps are the same."""

from __future__ import annotations

import sympy as sp

from lngd_theory.symbols import C, T_star, delta, n
from proofs_check.argument import Argument
from proofs_check.assumption_sizes import LEAST_N, log_ratio
from proofs_check.inequality import Inequality
from proofs_check.lemma_D_3 import RESTS_ON, aligned_start, over_assumption
from proofs_check.step import Identity, Step

__all__ = ["ARGUMENTS"]

_l = sp.Symbol("l", nonnegative=True)  # log(1/delta)

_REPAIRS: tuple[Step, ...] = (
    Identity(
        "the hypothesis against condition (iv): d cancels",
        over_assumption("E.2"),
        640 * sp.sqrt(sp.log(4 * n**2 / delta)) * sp.log(T_star) / (C * log_ratio),
    ),
    # what is left grows with n: sqrt(log(4 n^2/delta)) is below no constant, and (ii) lets n grow
    Inequality(
        "it does not follow from Assumption 3.1 for T* >= d/delta, whatever C <= 1900 is: its bound is the larger one",
        sp.Gt(640 * sp.sqrt(sp.log(4 * n**2) + _l), C),
        {n: (LEAST_N, "oo"), _l: (0, "oo"), C: (0, 1900)},
        latex=r"640\sqrt{\log(4n^2) + l} > C,\quad l = \log\tfrac1\delta",
    ),
)

ARGUMENTS = (
    Argument(
        claim="E.2",
        steps=aligned_start("E.2"),
        shows="conditional",
        conclusion="With its hypothesis, and Assumption 3.1 with C >= 11/4, the bound holds with probability at least "
        "1 - delta. The hypothesis is stronger than condition (iv) by the factor 640 sqrt(log(4n^2/delta)) log(T*) / "
        "(C log(d/delta)): for T* >= d/delta no constant C makes this at most 1 for all n.",
        rests_on=RESTS_ON,
        repairs=_REPAIRS,
    ),
)
