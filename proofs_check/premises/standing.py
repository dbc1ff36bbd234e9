"""How a condition between statements stands to Assumption 3.1: does it follow, is it excluded, or is it one more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from lngd_theory.assumptions.conditions import Version
from lngd_theory.claims.ledger import ledger
from proofs_check.premises.certificate import of_multipliers, of_point
from proofs_check.premises.conditions import requirements
from proofs_check.premises.consistency import system_of
from proofs_check.premises.forms import Form
from proofs_check.premises.gather import Requirement, assumption, domain, hypotheses
from proofs_check.premises.linear import Inequality, NoPoint, Point, Relation, System, irreducible, solve
from proofs_check.premises.units import in_units
from proofs_check.premises.words import at_point, conflict, no_room

__all__ = ["GRADES", "Grade", "Standing", "all_standings", "standing"]

Grade = Literal["excluded", "extra", "about constants", "implied up to constants", "implied"]

#: What each grade says, the least welcome first.
GRADES: dict[Grade, str] = {
    "excluded": "it contradicts the assumption",
    "extra": "the assumption leaves it open: some exponents satisfy it and some do not",
    "about constants": "exponents do not decide",
    "implied up to constants": "it follows from the assumption, but with equality possible: constants decide there",
    "implied": "it follows from the assumption with a power of d to spare",
}


@dataclass(frozen=True)
class Standing:
    """A condition, a version of the assumption, and what was found.

    Each certificate is one for :func:`proofs_check.premises.farkas.check_certificate`: that the assumption and the
    condition (or each of its parts turned round) have no point, or a point where they hold.
    """

    requirement: Requirement
    version: Version
    grade: Grade
    explanation: str
    certificates: tuple[Mapping[str, Any], ...]


Found = tuple[Grade, str, tuple[Mapping[str, Any], ...]]


@lru_cache(maxsize=256)
def standing(item: Requirement, version: Version = "arxiv") -> Standing:
    """How a condition stands to one version of the assumption."""
    return Standing(item, version, *_found(item, (*domain(), *assumption(version))))


def all_standings(version: Version = "arxiv") -> tuple[Standing, ...]:
    """Hypotheses of all claims, and all conditions between them."""
    own = [item for claim in ledger().values() for item in hypotheses(claim)]
    return tuple(standing(item, version) for item in (*own, *requirements()))


def _found(item: Requirement, beside: tuple[Requirement, ...]) -> Found:
    if item.powers.reason:
        return "about constants", item.powers.reason, ()
    necessary = system_of((*beside, item), strict=False)
    if isinstance(solve(necessary), NoPoint):
        rows, none = irreducible(necessary)
        return "excluded", conflict(rows, none), (of_multipliers(rows, none),)
    base, halves = system_of(beside, strict=False), (1, -1) if item.powers.equal else (1,)
    parts = [_part(item.name, form * half, base) for form in item.powers.forms for half in halves]
    worst = min((part[0] for part in parts), key=tuple(GRADES).index)
    if worst == "extra":
        return _open(item, beside, base)
    words = dict.fromkeys(part[1] for part in parts if part[0] == worst)
    return worst, "; ".join(words), tuple(shown for part in parts for shown in part[2])


def _part(name: str, form: Form, base: System) -> Found:
    """How one inequality stands: whether its opposite has a point."""
    if form == Form():
        return "about constants", "both sides are of one order", ()
    opposites: tuple[tuple[Relation, Grade], ...] = ((">=", "implied"), (">", "implied up to constants"))
    for relation, grade in opposites:
        opposite = Inequality(f"not {name}", form * -1, relation)
        if isinstance(solve((*base, opposite)), NoPoint):
            rows, none = irreducible((*base, opposite))
            names = dict.fromkeys(row.name for row in rows if row is not opposite)
            return grade, f"from {' and '.join(names) or 'nothing'}", (of_multipliers(rows, none),)
    return "extra", "", ()


def _open(item: Requirement, beside: tuple[Requirement, ...], base: System) -> Found:
    """A condition that fails somewhere: points inside the assumption where it holds and where it does not."""
    enough = system_of((*beside, item), strict=True)
    holds = solve(enough)
    if isinstance(holds, NoPoint):
        rows, none = irreducible(enough)
        return "about constants", no_room(rows, none), (of_multipliers(rows, none),)
    inside = in_units(enough, holds)
    opposites = [(*base, Inequality(f"not {item.name}", form * -1, ">")) for form in item.powers.forms]
    against, fails = next((system, point) for system in opposites if isinstance(point := solve(system), Point))
    outside = in_units(against, fails)
    words = f"holds with {at_point(inside)}; fails with {at_point(outside)}"
    return "extra", words, (of_point(enough, inside), of_point(against, outside))
