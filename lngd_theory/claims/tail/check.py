"""Checks on seeds at a place, decided in the same way wherever the place is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lngd_theory.claims.case import Case, Need
from lngd_theory.claims.claim import Claim, Finding
from lngd_theory.claims.tail.ruling import Ruling
from lngd_theory.claims.tail.vocabulary import Place, Places
from lngd_theory.claims.verdict import Part
from lngd_theory.statistics import SIGNIFICANT

if TYPE_CHECKING:
    from lngd_theory.evidence import Evidence

__all__ = ["FEWEST", "Observed", "TailCheck", "median"]

_SIGNS = {1: "for it", -1: "against", 0: "not told"}
#: With fewer seeds no two-sided sign test decides at 5 %, and resampling them tells little.
FEWEST = 6
_NAN = float("nan")


@dataclass(frozen=True)
class Observed:
    """What a verdict shows of a check at one place: both sides, how clear it is, and in words what it rests on."""

    left: float
    right: float
    relation: str
    note: str
    seeds: int
    failures: int

    @property
    def margin(self) -> float:
        """``(right - left)/max(|left|, |right|)`` of ``left <= right``: positive where it holds."""
        size = max(abs(self.left), abs(self.right))
        gap = self.right - self.left if self.relation.startswith("<") else self.left - self.right
        return gap / size if size > 0 else 0.0


@dataclass(frozen=True)
class TailCheck(ABC):
    """One part of a claim of the Malignant Tail.

    Attributes
    ----------
    name : str
        What a table calls it.
    across : str
        What the statement varies, where one network alone says nothing of it; empty else.
    """

    name: str
    across: str = ""

    #: The algorithm that :func:`lngd_theory.verify` measures: gradient descent on labels with fixed corruption.
    algorithm = "gd"

    @property
    @abstractmethod
    def quantities(self) -> set[str]:
        """Names of what it speaks of."""

    @abstractmethod
    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX."""

    @abstractmethod
    def decide(self, places: Places, level: float = SIGNIFICANT) -> Ruling:
        """What places say, by tests at ``level`` adjusted for their number; places that lack a number are left out."""

    @abstractmethod
    def observed(self, place: Place) -> Observed:
        """What a verdict shows of the place."""

    def needs(self, claim: Claim, case: Case) -> list[Need]:
        """None that is shared with claims on clean training."""
        return []

    def judge(self, claim: Claim, case: Case, evidence: Evidence) -> Finding:
        """The verdict on the two-layer network of the case, trained by GD on labels with fixed corruption."""
        from lngd_theory.claims.tail.two_layer import places_of  # the network is heavier than a claim

        if self.across:
            return Finding(self._part(claim, "vacuous", f"one network says nothing of {self.across}"))
        found = places_of(case, evidence)
        ruling = self.decide(found.places, case.error_rate)
        if ruling.verdict == "vacuous":
            verdict, reason = found.why_not(self.quantities)
            looked = "simulation" if verdict == "vacuous" else "none"  # it takes the runs to see that there is nothing
            return Finding(self._part(claim, verdict, f"{found.words}: {reason}", evidence=looked))
        key = min(ruling.signs, key=lambda key: (ruling.signs[key], ruling.value[key]))
        shown = self.observed(found.places[key])
        note = f"{found.words}: {shown.note}" if self == claim.checks[0] else shown.note
        if len(ruling.signs) > 1:
            signs = ", ".join(f"{place} {_SIGNS[sign]}" for place, sign in ruling.signs.items())
            note = f"{note}, adjusted for {len(ruling.signs)} places {ruling.p[key]:.2g}; {signs}"
        part = self._part(
            claim, ruling.verdict, note, evidence="simulation", relation=shown.relation, observed=shown.left,
            claimed=shown.right, margin=shown.margin, seeds=shown.seeds, failures=shown.failures,
            counterexample=found.counterexample(claim.id, self.name, shown.left, shown.right)
            if ruling.verdict == "refuted" else None,
        )  # fmt: skip
        return Finding(part)

    def _part(self, claim: Claim, verdict: str, note: str, **found: Any) -> Part:
        numbers: dict[str, Any] = {"evidence": "none", "relation": "", "observed": _NAN, "claimed": _NAN}
        numbers |= {"margin": _NAN, **found}
        return Part(self.name, self.statement(claim.names), self.algorithm, verdict, note=note, **numbers)  # type: ignore[arg-type]


def median(values: Any) -> float:
    """Median of the numbers that are not nan; nan without any."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    return float(np.median(known)) if known.size else _NAN
