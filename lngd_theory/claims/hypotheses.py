"""Hypotheses of a statement on the runs: for which seeds they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory.claims.expressions import evaluate, latex
from lngd_theory.claims.verdict import PremiseCheck

if TYPE_CHECKING:
    from lngd_theory.claims.claim import Claim

__all__ = ["COMPARISONS", "Hypotheses", "hypotheses"]

COMPARISONS = {sp.Le: np.less_equal, sp.Lt: np.less, sp.Ge: np.greater_equal, sp.Gt: np.greater}


@dataclass(frozen=True)
class Hypotheses:
    """What was found of the hypotheses of a statement.

    Attributes
    ----------
    checks : tuple of PremiseCheck
        Each with numbers.
    holds : bool array over the seeds, or of no dimension
        Whether all hold together.
    known : bool array of the same shape
        Whether all could be evaluated: a constant of a stage that was not reached cannot.
    """

    checks: tuple[PremiseCheck, ...]
    holds: NDArray[np.bool_]
    known: NDArray[np.bool_]

    @property
    def impossible(self) -> bool:
        """Known for some seeds, and failing for all of those: what follows from them says nothing here."""
        return bool(self.known.any() and not (self.holds & self.known).any())

    @property
    def open(self) -> bool:
        """Known for no seed."""
        return not bool(self.known.any())

    def of(self, seeds: Iterable[int]) -> dict[int, bool]:
        """Whether they hold, by seed."""
        numbers = list(seeds)
        return dict(zip(numbers, np.broadcast_to(self.holds & self.known, len(numbers)).tolist(), strict=True))

    @property
    def broken(self) -> PremiseCheck:
        """The one that holds least often."""
        return min(self.checks, key=lambda check: check.share)


def hypotheses(relations: Iterable[sp.Rel], claim: Claim, values: dict[str, Any]) -> Hypotheses:
    """Evaluate relations on the runs."""
    checks, holds, known = [], np.array(True), np.array(True)
    for item in relations:
        relation = claim.expand(item)
        left, right = (np.asarray(evaluate(side, values), dtype=np.float64) for side in relation.args)
        good = ~(np.isnan(left) | np.isnan(right))
        one = COMPARISONS[relation.func](left, right)
        holds, known = holds & one, known & good
        middle = [
            float(np.median(side[~np.isnan(side)])) if (~np.isnan(side)).any() else np.nan for side in (left, right)
        ]
        share = float(one[good].mean()) if good.any() else float("nan")
        checks.append(PremiseCheck(latex(item, claim.names), middle[0], middle[1], share))
    return Hypotheses(tuple(checks), np.asarray(holds), np.asarray(known))
