"""MT.3 to MT.8: statements about trained networks without a hypothesis from which they could follow.

What the spiked model has to say of some of them is computed, and no statement of this kind: see the page on it.
"""

from __future__ import annotations

from proofs_check.argument import Argument
from proofs_check.statement import check_of, claim_of
from proofs_check.step import NotFormalisable

__all__ = ["ARGUMENTS"]

_WHY = "about networks trained on images, without a hypothesis on data, architecture or optimiser: measured over seeds"


def _empirical(claim: str) -> Argument:
    """One step for each part of the claim, with the statement as the ledger has it."""
    names = [check.name for check in claim_of(claim).checks]
    steps = tuple(NotFormalisable(name, check_of(claim, name).statement({}), _WHY) for name in names)
    return Argument(claim, steps, "part", "An empirical statement: there is nothing that a machine could check.")


ARGUMENTS = tuple(_empirical(f"MT.{number}") for number in range(3, 9))
