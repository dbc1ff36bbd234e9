"""What a claim may speak of: checked before anything runs."""

from __future__ import annotations

from typing import Any

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.hitting import HITTING
from lngd_theory.claims.hypotheses import COMPARISONS
from lngd_theory.claims.values import AT_T1
from lngd_theory.errors import InputError, near_match
from lngd_theory.recorder import VARIABLES
from lngd_theory.symbols import SYMBOLS

__all__ = ["RESERVED", "check_symbols"]

#: Names that results and statements use for something else.
RESERVED = {*SYMBOLS, *HITTING, *VARIABLES, "seed", "step", "status", "stopped_at", "reason", "label", "corrupted"}


def check_symbols(claim: Claim) -> None:
    """Refuse a claim whose statement or hypotheses hold an unknown symbol, or a hypothesis that is no inequality."""
    for part in (*claim.checks, *claim.repairs):
        sides = [getattr(part, name, None) for name in ("left", "right", "quantity", "scale")]
        if getattr(part, "algorithm", None) is not None:
            for side in sides:
                _known(claim, side)
        _inequalities(claim, getattr(part, "given", ()))
    _inequalities(claim, claim.premises)


def _inequalities(claim: Claim, relations: Any) -> None:
    for relation in relations:
        if getattr(relation, "func", None) not in COMPARISONS:
            raise InputError(
                f"claim {claim.id!r}: the hypothesis {relation} must be an inequality (<, <=, >, >=) that depends on "
                f"symbols"
            )
        _known(claim, relation)


def _known(claim: Claim, expression: Any) -> None:
    if expression is None:
        return
    known = {*SYMBOLS, *HITTING, *claim.known, *(f"{name}{AT_T1}" for name in claim.known)}
    for symbol in claim.expand(sp.sympify(expression)).free_symbols:
        if symbol.name not in known:
            raise InputError(f"claim {claim.id!r}: unknown symbol {symbol.name!r}; {near_match(symbol.name, known)}")
