"""Statements as the claims have them: nothing that a claim states is written a second time here."""

from __future__ import annotations

from typing import Any

import sympy as sp

from lngd_theory.claims.claim import Claim
from lngd_theory.claims.ledger import ledger
from lngd_theory.errors import InputError, near_match

__all__ = ["bound", "check_of", "claim_of", "premises"]

_RELATIONS = {"<=": sp.Le, ">=": sp.Ge, "=": sp.Eq}


def claim_of(identity: str) -> Claim:
    """The claim with an id."""
    if identity not in ledger():
        raise InputError(f"unknown claim {identity!r}; {near_match(identity, ledger())}")
    return ledger()[identity]


def check_of(identity: str, name: str) -> Any:
    """A check or repair of a claim by its name."""
    claim = claim_of(identity)
    found = {check.name: check for check in (*claim.checks, *claim.repairs)}
    if name not in found:
        raise InputError(f"{identity} has no check {name!r}; {near_match(name, found)}")
    return found[name]


def bound(identity: str, name: str) -> sp.Rel:
    """``left relation right`` of a bound, its abbreviations put in; not evaluated, even where sympy could."""
    claim, check = claim_of(identity), check_of(identity, name)
    left, right = (claim.expand(side) for side in (check.left, check.right))
    relation: sp.Rel = _RELATIONS[check.relation](left, right, evaluate=False)
    return relation


def premises(identity: str) -> tuple[sp.Rel, ...]:
    """The hypotheses of a claim, its abbreviations put in."""
    claim = claim_of(identity)
    return tuple(claim.expand(premise) for premise in claim.premises)
