"""The algebra of the proofs, derived: sympy differentiates the loss of Definition 2.1, and the rest follows from that.

Each module ends with ``STEPS``. Every ``confirm_*`` function takes the formula that it confirms as an argument, so that
a wrong one can be put in its place.
"""

from proofs_check.derivations import (
    alignment,
    convexity,
    decomposition,
    direction,
    gradient,
    homogeneity,
    inner_products,
    leaving,
    limit,
    moments,
    patches,
    remainder,
    smoothing,
    span,
    telescoping,
    three_layers,
)
from proofs_check.step import Step

__all__ = ["DERIVATIONS", "INEQUALITIES"]

#: Steps by topic, in the order in which they build on each other.
DERIVATIONS: dict[str, tuple[Step, ...]] = {
    "gradient": gradient.STEPS,
    "decomposition": decomposition.STEPS,
    "patches": patches.STEPS,
    "span": span.STEPS,
    "leaving the span": leaving.STEPS,
    "three layers": three_layers.STEPS,
    "inner products": inner_products.STEPS,
    "homogeneity": homogeneity.STEPS,
    "alignment": alignment.STEPS,
    "convexity": convexity.STEPS,
    "telescoping": telescoping.STEPS,
    "direction": direction.STEPS,
    "smoothing": smoothing.STEPS,
    "remainder": remainder.STEPS,
    "limit": limit.STEPS,
    "moments": moments.STEPS,
}

#: Inequalities in one variable that the telescoping step uses, for others to certify.
INEQUALITIES = telescoping.INEQUALITIES
