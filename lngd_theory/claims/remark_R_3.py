"""Remark R.3: the low-SNR boundaries of the neighbouring papers."""

from __future__ import annotations

from lngd_theory.claims.boundary import READING, boundary_check, printed_exponent
from lngd_theory.claims.claim import Claim, Source

CLAIMS = (
    Claim(
        id="R.3",
        title="GD's boundary: n SNR^q for q > 2, n SNR^2 for q = 2, n |mu|^4/(sigma_p^4 d) for ReLU",
        source=Source("related work (Cao et al. 2022, Kou et al. 2023)", "related work"),
        probability=None,
        any_power=True,
        checks=(
            boundary_check(3, printed_exponent(3), r"n\,\mathrm{SNR}_c^q = \Theta(1) \quad (q = 3)"),
            boundary_check(2, printed_exponent(2), r"n\,\mathrm{SNR}_c^2 = \Theta(1) \quad (q = 2)"),
            boundary_check(
                1,
                printed_exponent(1),
                r"n\|\mu\|_c^4/(\sigma_p^4 d) = n\,d\,\mathrm{SNR}_c^4 = \Theta(1) \quad (q = 1)",
            ),
        ),
        reading=READING,
    ),
)
