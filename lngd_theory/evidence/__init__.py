"""Evidence that claims are judged by."""

from lngd_theory.evidence.gather import Evidence

__all__ = ["Evidence"]
