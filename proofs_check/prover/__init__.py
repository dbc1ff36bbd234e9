"""The prover: branch and bound in balls, and the rules that lead to it. What it finds, the checker decides."""

from proofs_check.prover.certificate import certificate_of
from proofs_check.prover.problem import Problem
from proofs_check.prover.prove import Attempt, attempt
from proofs_check.prover.region import Interval, Region
from proofs_check.prover.search import PRECISION, search

__all__ = ["PRECISION", "Attempt", "Interval", "Problem", "Region", "attempt", "certificate_of", "search"]
