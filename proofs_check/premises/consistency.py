"""Whether the hypotheses of a claim can hold together: in exponents, exactly.

Each condition is ``form >= 0`` in exponents, up to constants and logarithms. The system with ``>=`` is necessary, the
one with ``>`` is enough for all large d whatever the constants and logarithms (ranges of symbols and equations stay as
they are). So there are three answers, each with a certificate:

* ``satisfiable``: a point with ``>``;
* ``contradictory``: no point with ``>=``; multipliers combine a few named conditions to ``0 >= something positive``;
* ``about constants``: a point with ``>=`` and none with ``>``: a few named conditions leave each other no room, and
  constants or logarithms decide. Also where a condition cannot be written in exponents at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from lngd_theory.claims.ledger import ledger
from lngd_theory.errors import InputError, near_match
from proofs_check.premises.certificate import of_multipliers, of_point
from proofs_check.premises.conditions import requirements
from proofs_check.premises.gather import Kind, Requirement, assumption, domain, hypotheses, implicit
from proofs_check.premises.linear import Inequality, NoPoint, Relation, System, irreducible, solve
from proofs_check.premises.units import in_units
from proofs_check.premises.words import at_point, conflict, no_room

__all__ = [
    "SCOPES",
    "VERSIONS",
    "Consistency",
    "Scope",
    "Status",
    "Version",
    "all_consistency",
    "asked_of",
    "consistency",
    "system_of",
]

Status = Literal["satisfiable", "contradictory", "about constants"]
#: Which assumption stands beside the claim's hypotheses.
Version = Literal["arxiv", "iclr", "none"]
#: The claim's hypotheses alone; with what its proof needs of others; with what makes it say something.
Scope = Literal["hypotheses", "proof", "content"]

VERSIONS: tuple[Version, ...] = ("arxiv", "iclr", "none")
SCOPES: dict[Scope, tuple[Kind, ...]] = {
    "hypotheses": ("hypothesis",),
    "proof": ("hypothesis", "conclusion", "proof"),
    "content": ("hypothesis", "content"),
}


@dataclass(frozen=True)
class Consistency:
    """What was found of one claim's hypotheses.

    Attributes
    ----------
    claim, version, scope : str
        What was asked.
    status : {"satisfiable", "contradictory", "about constants"}
        See the module.
    conditions : tuple of Requirement
        What is to hold beside the ranges of symbols and the assumption.
    witness : mapping
        Exponent of d of each quantity, where there is a point; of the closed system if about constants.
    multipliers : mapping
        By name of condition, where some contradict each other or leave each other no room; none can be left out.
    constants : tuple of str
        Conditions on which exponents do not decide: both sides are of one order when p is, or they are no powers of d.
    explanation : str
        In words.
    certificate : mapping
        For :func:`proofs_check.premises.farkas.check_certificate`; empty where a condition is no power of d.
    """

    claim: str
    version: Version
    scope: Scope
    status: Status
    conditions: tuple[Requirement, ...]
    witness: Mapping[str, Fraction]
    multipliers: Mapping[str, Fraction]
    constants: tuple[str, ...]
    explanation: str
    certificate: Mapping[str, Any]


def asked_of(claim_id: str, scope: Scope) -> tuple[Requirement, ...]:
    """What is asked beside the assumption, each relation once."""
    claim = ledger()[claim_id]
    own = (*hypotheses(claim), *implicit(claim), *(item for item in requirements() if claim_id in item.claims))
    return tuple({item.relation: item for item in own if item.kind in SCOPES[scope]}.values())


def system_of(asked: Iterable[Requirement], strict: bool) -> System:
    """The inequalities of some conditions; ranges of symbols are never strict, for a constant is always allowed."""
    rows = []
    for item in asked:
        relation: Relation = "=" if item.powers.equal else ">" if strict and item.kind != "domain" else ">="
        rows += [Inequality(item.name, form, relation) for form in item.powers.forms]
    return tuple(rows)


@lru_cache(maxsize=1024)
def consistency(claim_id: str, version: Version = "arxiv", scope: Scope = "hypotheses") -> Consistency:
    """Whether Assumption 3.1 (one version, or none) and the hypotheses of a claim can hold together.

    Raises
    ------
    InputError
        An unknown claim, version or scope.
    """
    for value, known in ((claim_id, ledger()), (version, VERSIONS), (scope, SCOPES)):
        if value not in known:
            raise InputError(f"unknown {value!r}; {near_match(value, known)}")
    asked = asked_of(claim_id, scope)
    every = (*domain(), *(() if version == "none" else assumption(version)), *asked)
    constants = tuple(item.name for item in every if _about_constants(item))
    found = _found(every)
    if found.status == "satisfiable" and (beside := [item.name for item in asked if item.name in constants]):
        words = f"{found.explanation}; with p of order one instead, constants decide {' and '.join(beside)}"
        found = replace(found, explanation=words)
    return replace(found, claim=claim_id, version=version, scope=scope, conditions=asked, constants=constants)


def all_consistency(scope: Scope = "hypotheses") -> tuple[Consistency, ...]:
    """Every claim of the ledger with both versions of the assumption and with none."""
    claims = [name for name, claim in ledger().items() if claim.assumption]
    return tuple(consistency(name, version, scope) for name in claims for version in VERSIONS)


def _found(every: tuple[Requirement, ...]) -> Consistency:
    """The verdict on conditions; whose they are is filled in by the caller."""
    necessary, enough = (system_of(every, strict) for strict in (False, True))
    closed, point = solve(necessary), solve(enough)
    if isinstance(closed, NoPoint):
        rows, none = irreducible(necessary)
        return _verdict("contradictory", {}, rows, none, conflict(rows, none))
    if isinstance(point, NoPoint):
        rows, none = irreducible(enough)
        return _verdict("about constants", in_units(necessary, closed), rows, none, no_room(rows, none))
    witness = in_units(enough, point)
    unread = [f"{item.name}: {item.powers.reason}" for item in every if item.powers.reason]
    words = at_point(witness)
    if unread:
        return _verdict("about constants", witness, (), None, f"{'; '.join(unread)}; the rest holds with {words}")
    return replace(_verdict("satisfiable", witness, (), None, words), certificate=of_point(enough, witness))


def _verdict(
    status: Status, witness: Mapping[str, Fraction], rows: System, none: NoPoint | None, words: str
) -> Consistency:
    named: dict[str, Fraction] = {}
    for item, y in zip(rows, none.multipliers if none else (), strict=True):
        named[item.name] = named.get(item.name, Fraction(0)) + y
    certificate = of_multipliers(rows, none) if none else {}
    return Consistency("", "none", "hypotheses", status, (), witness, named, (), words, certificate)


def _about_constants(item: Requirement) -> bool:
    """Whether exponents leave some part of it open when p and exp(c_2) are of order one, as the paper has them."""
    if item.kind == "domain" or item.powers.equal:
        return False
    return bool(item.powers.reason) or any(
        not form.constant and {name for name, _ in form.coefficients} <= {"p", "exp(c_2)"} for form in item.powers.forms
    )
