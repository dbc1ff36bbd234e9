"""The claims ledger: one file per statement of the theory, and what it takes to judge one."""

from lngd_theory.claims.bound import Bound
from lngd_theory.claims.case import Case
from lngd_theory.claims.claim import Claim, Source
from lngd_theory.claims.order import Order, Path
from lngd_theory.claims.proof import Computation, Identity, Proof
from lngd_theory.claims.verdict import Counterexample, Part, Verdict
from lngd_theory.claims.window import Window

__all__ = [
    "Bound",
    "Case",
    "Claim",
    "Computation",
    "Counterexample",
    "Identity",
    "Order",
    "Part",
    "Path",
    "Proof",
    "Source",
    "Verdict",
    "Window",
]
