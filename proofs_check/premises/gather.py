"""What is asked of the parameters, read from the assumption and from the claims themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import sympy as sp

from lngd_theory.assumptions.conditions import Condition, Version, conditions_of
from lngd_theory.assumptions.elimination import DOMAIN
from lngd_theory.claims.bound import Bound
from lngd_theory.claims.claim import Claim
from lngd_theory.claims.ledger import ledger
from lngd_theory.claims.stages import STAGES
from lngd_theory.claims.window import Window
from lngd_theory.observables import observed
from lngd_theory.symbols import T_1, T_star, c_2, delta, epsilon
from proofs_check.premises.powers import Powers, powers_of

__all__ = ["Kind", "Requirement", "assumption", "check_of", "domain", "hypotheses", "implicit", "in_orders", "stages"]

#: ``domain``: what makes parameters valid; ``assumption``: Assumption 3.1; ``hypothesis``: of the statement itself;
#: ``conclusion``: of another statement, which must be compatible; ``proof``: a step of the proof needs it;
#: ``content``: without it the statement says nothing that one did not know.
Kind = Literal["domain", "assumption", "hypothesis", "conclusion", "proof", "content"]

_RELATIONS = {">=": sp.Ge, "<=": sp.Le, ">": sp.Gt, "<": sp.Lt}
_LATE = (Window.STAGE_2, Window.END_2, Window.SOME, Window.SOME_2)


@dataclass(frozen=True)
class Requirement:
    """A named condition on the parameters.

    Attributes
    ----------
    name : str
        Unique within a system; explanations use it.
    relation : sympy relation
        In the symbols of :mod:`lngd_theory.symbols`, where observables stand for their order.
    kind : Kind
        What asks for it.
    source : str
        Where it comes from.
    claims : tuple of str
        Ids of the statements that it concerns.
    derived : bool
        Whether it is our derivation of what a step needs, not printed anywhere.
    """

    name: str
    relation: sp.Rel
    kind: Kind
    source: str
    claims: tuple[str, ...] = ()
    derived: bool = False

    @cached_property
    def powers(self) -> Powers:
        """In exponents."""
        return powers_of(self.relation)


def _of(condition: Condition, kind: Kind, source: str) -> Requirement:
    relation = _RELATIONS[condition.relation](condition.left, condition.right)
    return Requirement(condition.id, relation, kind, source)


def assumption(version: Version) -> tuple[Requirement, ...]:
    """The conditions of Assumption 3.1."""
    return tuple(_of(condition, "assumption", f"Assumption 3.1 ({version})") for condition in conditions_of(version))


def domain() -> tuple[Requirement, ...]:
    """What counts, probabilities and target losses are."""
    valid = (sp.Le(epsilon, 1), sp.Le(delta, 1), sp.Ge(T_star, 1), sp.Ge(sp.exp(c_2), 1))
    return (
        *(_of(condition, "domain", "counts and probabilities") for condition in DOMAIN),
        *(Requirement(str(relation), relation, "domain", "ranges of the symbols") for relation in valid),
    )


def check_of(claim: str, name: str) -> Any:
    """A check of a claim by its name."""
    return next(check for check in ledger()[claim].checks if check.name == name)


def in_orders(expression: Any) -> Any:
    """An expression with the initial overlaps replaced by their bounds of Lemma B.2."""
    bounds = {check.left: check.right for check in ledger()["B.2"].checks if isinstance(check, Bound)}
    bounds[observed("initial_overlap_max")] = sp.Max(
        bounds[observed("mu_overlap_max")], bounds[observed("xi_overlap_max")]
    )
    bounds[observed("b_bar")] = bounds[observed("xi_aligned_min")]
    return sp.sympify(expression).subs(bounds)


def hypotheses(claim: Claim) -> tuple[Requirement, ...]:
    """Premises of a claim and of its parts, its abbreviations put in, each once."""
    parts = [item for check in claim.checks for item in getattr(check, "given", ())]
    found = {}
    for relation in (*claim.premises, *parts):
        full = in_orders(claim.expand(relation))
        found[full] = Requirement(f"{claim.id}: {full}", full, "hypothesis", claim.source.arxiv, (claim.id,))
    return tuple(found.values())


def stages(algorithm: str) -> tuple[sp.Expr, sp.Expr]:
    """T_1 and T_2 of an algorithm, in parameters alone."""
    first, second = STAGES[algorithm]
    return first, second.subs(T_1, first)


def implicit(claim: Claim) -> tuple[Requirement, ...]:
    """What a claim asks without saying: its stages take a step and end before T*, its probability is within delta."""
    found: dict[str, Requirement] = {}
    for check in claim.checks:
        window, algorithm = getattr(check, "window", None), getattr(check, "algorithm", "")
        if window is None or not window.staged or algorithm not in STAGES:
            continue
        first, second = stages(algorithm)
        relations = {f"{algorithm}: T_1 >= 1": sp.Ge(first, 1), f"{algorithm}: T_1 <= T*": sp.Le(first, T_star)}
        if window in _LATE:
            relations[f"{algorithm}: T_2 <= T*"] = sp.Le(second, T_star)
        source = "the stretch that it speaks of lies within training"
        found |= {name: Requirement(name, item, "proof", source, (claim.id,)) for name, item in relations.items()}
    if claim.probability is not None and claim.probability != 1 - delta:
        relation = sp.Le(delta, 1 - claim.probability)
        source = "its probability, against the failure probability of its lemmas"
        found["probability"] = Requirement(f"{claim.id}: {relation}", relation, "proof", source, (claim.id,))
    return tuple(found.values())
