"""Remark R.1: the printed ratio of the two stopping times, as the identity that its condition on m is meant to make.

With ``m^2 = log(6/(sigma_0 |mu|))/epsilon`` the dominating terms have the ratio ``n SNR^2/epsilon^2``; the remark has
epsilon on the wrong side. Both sides are taken from the claim.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.stages import STAGES
from lngd_theory.second_stage.statement import T2_THEOREM
from lngd_theory.symbols import d, epsilon, eta, m, mu, n, sigma_0, sigma_p
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.statement import check_of
from proofs_check.step import Confirmed, Identity, NotFormalisable

__all__ = ["ARGUMENTS"]

_PRINTED = check_of("R.1", "as printed")
_MENDED = check_of("R.1", "with epsilon on the other side")
_SQUARED = check_of("R.1", "as printed, up to epsilon")
_NAME = "the ratio is n SNR^2 under the printed condition on m"
_e = sp.Symbol("epsilon", real=True)


def _dominating() -> list[tuple[str, bool]]:
    """The claim's two terms are those of the times of Theorems 3.2 and 3.3."""
    log = sp.log(6 / (sigma_0 * mu))
    terms = [sp.Add.make_args(time) for time in (STAGES["gd"][1], T2_THEOREM)]
    gd, lngd = m**3 * n / (eta * epsilon * sigma_p**2 * d), m * log / (eta * mu**2)
    ratio = sp.simplify((gd / lngd).subs(m, sp.sqrt(log / epsilon)) / _PRINTED.left)
    return [
        ("GD's second term", any(sp.simplify(term - gd) == 0 for term in terms[0])),
        ("label-noise GD's second term", any(sp.simplify(term - lngd) == 0 for term in terms[1])),
        ("their ratio is the claim's left-hand side", ratio == 1),
    ]


ARGUMENTS = (
    Argument(
        claim="R.1",
        steps=(
            Confirmed(
                "the dominating terms",
                r"\frac{m^3n}{\eta\epsilon\sigma_p^2d},\quad\frac{m\log(6/(\sigma_0\|\mu\|))}{\eta\|\mu\|^2}",
                _dominating,
            ),
            Identity(_NAME, _PRINTED.left, _PRINTED.right, _PRINTED.shown),
            NotFormalisable(
                "Theta of the two times",
                r"\Theta(\cdot)",
                "the times are orders of magnitude without constants; that their dominating terms have a ratio says "
                "nothing of the times themselves, and GD's printed time is an upper bound only (3.2.loss)",
            ),
        ),
        shows="against",
        conclusion="Under the printed condition on m the ratio is n SNR^2/epsilon^2. It is n SNR^2 for m^2 = epsilon "
        "log(6/(sigma_0 |mu|)); with the shorter time of GD that 3.2.loss shows it is, up to GD's logarithm, n SNR^2 "
        "over epsilon log(6/(sigma_0 |mu|)) for every m.",
        rests_on=("the dominating terms stand for the times",),
        repairs=(
            Identity("as printed, the ratio is n SNR^2/epsilon^2", _SQUARED.left, _SQUARED.right),
            Identity("n SNR^2 with epsilon on the other side", _MENDED.left, _MENDED.right, _MENDED.shown),
            Inequality(
                "the factor 1/epsilon^2 is at least 4 for epsilon up to 1/2", sp.Ge(_e**-2, 4), {_e: ("1/1000", "1/2")}
            ),
            Identity(
                "with GD's time nm/(eta epsilon sigma_p^2 d), for every m",
                n * m / (eta * epsilon * sigma_p**2 * d) / (m * sp.log(6 / (sigma_0 * mu)) / (eta * mu**2)),
                _SQUARED.right * epsilon / sp.log(6 / (sigma_0 * mu)),
            ),
        ),
        itself=(_NAME,),
    ),
)
