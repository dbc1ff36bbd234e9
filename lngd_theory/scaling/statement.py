"""What the paper says of each quantity: picked up from the claims, in sympy, never typed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import sympy as sp

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.ledger import ledger
from lngd_theory.claims.stages import STAGES
from lngd_theory.second_stage.statement import BALANCE, LEMMA_4_5_IV, T2_THEOREM
from lngd_theory.sweeps.thresholds import CONSTANTS
from lngd_theory.symbols import T_1, p

__all__ = ["STATEMENTS", "Statement", "constants"]


@dataclass(frozen=True)
class Statement:
    """An expression of the paper for a quantity: where it stands, and how the quantity relates to it."""

    source: str
    relation: Literal["<=", ">=", "~"]  #: "~": up to a constant factor
    expression: sp.Expr


def _bound(claim: str, part: str) -> sp.Expr:
    """The right-hand side of a bound of the ledger."""
    (found,) = [check for check in ledger()[claim].checks if isinstance(check, Bound) and check.name == part]
    return found.right


_GD_T1, _GD_T2 = STAGES["gd"]
_LNGD_T1, _LNGD_T2 = STAGES["lngd"]
_ERROR = sp.expand_log(-sp.log(_bound("3.3.test", "error") / 2), force=True)

#: By quantity. An error of label-noise GD is measured by log(2/error), the form that the theorem bounds from below.
STATEMENTS: dict[str, Statement] = {
    "T1-gd": Statement("Lemma 4.2", "<=", _GD_T1),
    "T1-lngd": Statement("Lemma 4.4", "<=", _LNGD_T1),
    "T2-gd": Statement("Theorem 3.2", "~", _GD_T2),
    "T2-lngd": Statement("Lemma 4.5", "~", _LNGD_T2.subs(T_1, _LNGD_T1)),
    "T2-test": Statement("Theorem 3.3", "~", T2_THEOREM),
    "T2-two-scale": Statement("Lemma 4.5", "~", _LNGD_T2.subs(T_1, 0)),
    "rate": Statement("Lemma 4.5 (iv)", ">=", LEMMA_4_5_IV),
    "error-gd": Statement("Theorem 3.2", ">=", _bound("3.2.test", "error")),
    "error-lngd": Statement("Theorem 3.3", ">=", _ERROR),
    "error-signal": Statement("Theorem 3.3", ">=", _ERROR),
}


def constants(flip: float, target: float) -> dict[str, float]:
    """Numbers for the constants of the statements, the same at all points of a path.

    C_0 = 1/2, its value for an untrained network, C = 1, and c_2 the balance point at the base's p: exponents do not
    depend on those that are mere factors.
    """
    return {
        "C_0": float(CONSTANTS["C_0"] or 0.0),
        "C": float(CONSTANTS["C"] or 0.0),
        "c_2": float(BALANCE.subs(p, flip)),
        "epsilon": target,
    }
