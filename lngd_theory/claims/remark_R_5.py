"""Remark R.5: n^-1 SNR^-2 >= 1 separates GD's failure from its success."""

from __future__ import annotations

from lngd_theory.claims.boundary import READING, boundary_check, printed_exponent
from lngd_theory.claims.claim import Claim, Source

CLAIMS = (
    Claim(
        id="R.5",
        title="n^-1 SNR^-2 of order one separates GD's failure from its success",
        source=Source("Section 3", "Section 3"),
        probability=None,
        checks=(boundary_check(2, printed_exponent(2), r"\mathrm{SNR}_c = \Theta(n^{-1/2})"),),
        reading=READING + " The exponent is judged, not the constant 1.",
    ),
)
