"""Machine-checked arguments for the deterministic steps of the proofs: symbolic, certified, or refuted.

One file for each statement, named as its claim's; the prover and the checker of its certificates beside them.
"""

from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Identity, NotFormalisable, Outcome, Step

__all__ = ["Argument", "Confirmed", "Identity", "Inequality", "NotFormalisable", "Outcome", "Step"]
