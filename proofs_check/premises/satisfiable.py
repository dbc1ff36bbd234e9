"""The step of an argument that asks whether a claim's hypotheses can hold together, in exponents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lngd_theory.claims.expressions import latex
from lngd_theory.claims.ledger import ledger
from proofs_check.premises.consistency import Scope, Status, Version, asked_of, consistency
from proofs_check.step import Outcome

if TYPE_CHECKING:
    from lngd_theory.proofs import StepStatus

__all__ = ["Satisfiable", "premise_steps"]

_STATUS: dict[Status, StepStatus] = {
    "satisfiable": "certified",
    "contradictory": "counterexample",
    "about constants": "undecided",
}
_ASSUMPTION: dict[Version, str] = {"arxiv": "Assumption 3.1 (arXiv)", "iclr": "Assumption 3.1 (ICLR)", "none": ""}
_SCOPE: dict[Scope, str] = {
    "hypotheses": "hypotheses",
    "proof": "hypotheses and what the proof needs",
    "content": "hypotheses and what gives the statement content",
}


@dataclass(frozen=True)
class Satisfiable:
    """Whether one version of Assumption 3.1 (or none) and the hypotheses of a claim have a solution as d grows."""

    claim: str
    version: Version = "arxiv"
    scope: Scope = "hypotheses"

    @property
    def name(self) -> str:
        """``hypotheses, with Assumption 3.1 (arXiv)``."""
        beside = f"with {_ASSUMPTION[self.version]}" if self.version != "none" else "without the assumption"
        return f"{_SCOPE[self.scope]}, {beside}"

    @property
    def shown(self) -> str:
        """In LaTeX, a line for each condition."""
        names = ledger()[self.claim].names
        texts = [rf"\text{{{_ASSUMPTION[self.version]}}}"] if self.version != "none" else []
        texts += [latex(item.relation, names) for item in asked_of(self.claim, self.scope)]
        return "\n".join(texts) or r"\text{no hypothesis}"

    def run(self) -> Outcome:
        """Certified by a point, a counterexample by multipliers, undecided where constants or logarithms decide."""
        found = consistency(self.claim, self.version, self.scope)
        values = {name: str(y) for name, y in found.multipliers.items()} if found.status == "contradictory" else {}
        note = f"{found.status}, up to constants and logarithms: {found.explanation}"
        return Outcome(_STATUS[found.status], note, dict(found.certificate) or None, values)


def premise_steps(claim: str) -> tuple[Satisfiable, ...]:
    """What is asked of every claim about networks inside the assumption, with each version of that.

    Its hypotheses, and where they need more than these, what its proof takes for granted and what gives it content.
    """
    if not ledger()[claim].assumption:
        return ()
    own = asked_of(claim, "hypotheses")
    more = [Satisfiable(claim, "arxiv", scope) for scope in ("proof", "content") if asked_of(claim, scope) != own]
    return (Satisfiable(claim, "arxiv"), Satisfiable(claim, "iclr"), *more)
