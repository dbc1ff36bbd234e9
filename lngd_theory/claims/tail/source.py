"""Where the statements of the Malignant Tail come from, and how what is open there is read everywhere."""

from __future__ import annotations

from lngd_theory.claims.claim import Source

__all__ = ["NETWORK", "SOURCE"]

#: Of all eight statements.
SOURCE = Source(
    "The Malignant Tail (abstract; withdrawn by its author)",
    "",
    "known by its abstract alone: no number, no proof and no definition to the letter; relation, k* and what counts as "
    "near are this package's reading",
)

#: What ``lngd verify`` looks at, for the reading of every statement.
NETWORK = (
    "k* is the number of classes minus one. lngd verify asks it of the two-layer network of the setting, with k* = 1, "
    "trained by GD on labels with fixed random corruption: at the setting's own rate if it has one, else at the rate p "
    "of the case's flips (here fixed before training, not drawn afresh), else at 0.2. lngd bridge and lngd tail ask it "
    "at many places, by the same decision: paired sign tests over seeds, adjusted for the number of places."
)
