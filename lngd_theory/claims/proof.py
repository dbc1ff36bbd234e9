"""A part that needs no run: an identity that sympy confirms, or a computation of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from lngd_theory.claims.case import Case, Need
from lngd_theory.claims.claim import Claim, Finding
from lngd_theory.claims.verdict import Evidence as Kind
from lngd_theory.claims.verdict import Judgement, Part

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

_NAN = float("nan")

__all__ = ["Computation", "Identity", "Proof"]


@dataclass(frozen=True)
class Identity:
    """``left = right`` for all values of the symbols, confirmed (or not) by simplifying the difference to zero.

    Where it does not vanish, the ratio of the sides is what the statement is wrong by.
    """

    name: str
    left: sp.Expr
    right: sp.Expr
    shown: str = ""

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX."""
        return self.shown or f"{sp.latex(self.left)} = {sp.latex(self.right)}"

    def needs(self, claim: Claim, case: Case) -> list[Need]:
        """None."""
        return []

    def judge(self, claim: Claim, case: Case, evidence: Evidence) -> Finding:
        """Proved, or refuted with the ratio of the two sides."""
        rest = sp.simplify(claim.expand(self.left) - claim.expand(self.right))
        holds = rest == 0
        note = "the difference simplifies to 0"
        if not holds:
            note = f"left / right = {sp.simplify(self.left / self.right)}, not 1"
        part = Part(
            self.name,
            self.statement(claim.names),
            "",
            "proved" if holds else "refuted",
            "identity",
            "=",
            float("nan"),
            float("nan"),
            0.0 if holds else -1.0,
            note,
        )
        return Finding(part)


@dataclass(frozen=True)
class Proof:
    """A short argument whose steps are checked by sympy when the claim is judged.

    ``steps`` returns pairs (what, whether it was confirmed).
    """

    name: str
    shown: str
    steps: Callable[[], list[tuple[str, bool]]]

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX."""
        return self.shown

    def needs(self, claim: Claim, case: Case) -> list[Need]:
        """None."""
        return []

    def judge(self, claim: Claim, case: Case, evidence: Evidence) -> Finding:
        """Proved if every step is confirmed, else undecided: an argument that fails refutes nothing."""
        steps = self.steps()
        proved = bool(steps) and all(ok for _, ok in steps)
        note = "; ".join(f"{what}: {'confirmed' if ok else 'NOT confirmed'}" for what, ok in steps)
        nan = float("nan")
        verdict = "proved" if proved else "undecided"
        return Finding(Part(self.name, self.shown, "", verdict, "identity", "", nan, nan, nan, note))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Computation:
    """A part with a computation of its own: ``compute(check, case, evidence)`` returns its record."""

    name: str
    shown: str
    compute: Callable[[Computation, Case, Evidence], Part]

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX."""
        return self.shown

    def part(self, verdict: Judgement, evidence: Kind, note: str, algorithm: str = "lngd", **numbers: Any) -> Part:
        """A record of this part; ``numbers`` are observed, claimed, relation, margin, seeds, failures, series."""
        values: dict[str, Any] = {"relation": "", "observed": _NAN, "claimed": _NAN, "margin": _NAN} | numbers
        return Part(self.name, self.shown, algorithm, verdict, evidence, note=note, **values)

    def needs(self, claim: Claim, case: Case) -> list[Need]:
        """None that is shared with others."""
        return []

    def judge(self, claim: Claim, case: Case, evidence: Evidence) -> Finding:
        """What the computation says."""
        return Finding(self.compute(self, case, evidence))
