"""The checker of certificates: small, and without any code of the search (:mod:`proofs_check.prover`)."""

from proofs_check.checker.check import FORMAT, PRECISIONS, Checked, check, digest, genuine

__all__ = ["FORMAT", "PRECISIONS", "Checked", "check", "digest", "genuine"]
