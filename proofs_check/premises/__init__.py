"""Can the hypotheses of a statement hold at all: its premises and Assumption 3.1 in exponents, exactly.

``consistency("4.5.iv")`` tells of one claim, ``standing(requirement)`` of one condition between claims;
``Satisfiable("4.5.iv")`` is the step of an argument. Everything is up to constants and logarithms.
"""

from proofs_check.premises.conditions import requirements
from proofs_check.premises.consistency import Consistency, all_consistency, consistency
from proofs_check.premises.farkas import check_certificate
from proofs_check.premises.satisfiable import Satisfiable, premise_steps
from proofs_check.premises.standing import Standing, all_standings, standing

__all__ = [
    "Consistency",
    "Satisfiable",
    "Standing",
    "all_consistency",
    "all_standings",
    "check_certificate",
    "consistency",
    "premise_steps",
    "requirements",
    "standing",
]
