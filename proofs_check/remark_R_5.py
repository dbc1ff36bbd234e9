"""Remark R.5: ``n^-1 SNR^-2`` of order one separates GD's failure from its success.

The quantity is the ratio of the growth of noise and signal pre-activations under a pull of one. That it *separates* is
a pair of asymptotic theorems with a gap of constants and logarithms between them, and no inequality.
"""

from __future__ import annotations

from lngd_theory.second_stage.statement import NOISE_GROWTH, SIGNAL_GROWTH
from lngd_theory.symbols import n
from proofs_check.argument import Argument
from proofs_check.remark_R_3 import SNR
from proofs_check.step import Identity, NotFormalisable

__all__ = ["ARGUMENTS"]

ARGUMENTS = (
    Argument(
        claim="R.5",
        steps=(
            Identity(
                "growth of the noise over growth of the signal",
                NOISE_GROWTH / SIGNAL_GROWTH,
                1 / (n * SNR**2),
                r"\frac{2\eta\sigma_p^2d/(nm)}{2\eta\|\mu\|^2/m}=n^{-1}\mathrm{SNR}^{-2}",
            ),
            NotFormalisable(
                "that it separates failure from success",
                r"n^{-1}\mathrm{SNR}^{-2}\ge1",
                "failure is Theorem 3.2 under n SNR^2 <= 1/log, success a theorem of other papers under n SNR^2 >= "
                "log or a large constant; between the two nothing is stated, and both are about trained networks as d "
                "grows. The exponent of the critical SNR in n is measured instead (the claim's check)",
            ),
        ),
        shows="part",
        conclusion="n^-1 SNR^-2 is exactly the ratio of the rates at which noise and signal pre-activations grow "
        "under the same pull; that the ratio 1 separates GD's failure from its success is not formalisable.",
    ),
)
