"""Theorem 3.2, the training loss: the sum of slopes from t = 0 on, without W* and without the two stages.

The mean of L_S over the first T_2 steps is at most ``(16/(3 u T_2)) log(A/A_0)`` (:mod:`proofs_check.slope_sum`), with
``A_0 >= 3s/20``, ``A <= alpha + 2 lam s`` and ``u T_2 = y + m^2/epsilon``. The test error is a part of its own
(3.2.test).
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.claims.stages import STAGES
from lngd_theory.symbols import epsilon, m
from proofs_check.argument import Argument
from proofs_check.lemma_4_3 import REST, enough_steps
from proofs_check.slope_sum import FROM_ASSUMPTION, LOSS_STEPS, PER_LOSS, SUM_STEPS, ell, logarithm
from proofs_check.step import Confirmed
from proofs_check.step_size import in_units, y

__all__ = ["ARGUMENTS"]

_LAST = in_units(STAGES["gd"][1])


def _shorter() -> list[tuple[str, bool]]:
    """The time that this argument needs, over the term of T_2 that epsilon is in."""
    largest = sp.Symbol("a", positive=True)
    needed = PER_LOSS / epsilon * logarithm(largest)
    (printed,) = [term for term in sp.Add.make_args(_LAST) if term.has(epsilon)]
    expected = sp.Rational(16, 3) * (y + sp.log(sp.Rational(20, 3)) + largest) / m**2
    return [("it is (16/3) log(A_T/A_0)/m^2 of it", sp.simplify(needed / printed - expected) == 0)]


ARGUMENTS = (
    Argument(
        claim="3.2.loss",
        steps=(
            *SUM_STEPS,
            *LOSS_STEPS,
            FROM_ASSUMPTION,
            enough_steps(
                "T_2 is long enough for m = C ell, C at least 5",
                _LAST,
                logarithm(ell),
                r"uT_2=y+\frac{m^2}\epsilon\ge\frac{16}{3\epsilon}\Bigl(y+\log\tfrac{20}3+\log(\alpha+2\lambda "
                r"s)\Bigr)",
            ),
        ),
        shows="conditional",
        conclusion="Some t <= T_2 has L_S <= epsilon, with T_2 as printed and its constants 1, if C >= 5 in (ii) and "
        "(iv). The argument is not the paper's: (16 nm/(3 eta epsilon sigma_p^2 d)) log(20(alpha + 2 lam s)/(3s)) "
        "steps are enough, so that the printed order m^3 n/(eta epsilon sigma_p^2 d) is an upper bound that exceeds "
        "this one by m^2 over a logarithm.",
        rests_on=(
            *REST,
            "F_{-y} <= 1/2 (beta/2 + 8 CROSS <= 1/2)",
            "alpha + 2 lam s <= d/delta",
            "epsilon <= 1",
            "T_2 <= T*",
        ),
        repairs=(
            Confirmed(
                "the time that is enough, against the printed one",
                r"\frac{16nm}{3\eta\epsilon\sigma_p^2d}\log\frac{A_T}{A_0}\Big/\frac{m^3n}{\eta\epsilon\sigma_p^2d}"
                r"=\frac{16}{3m^2}\log\frac{A_T}{A_0}",
                _shorter,
            ),
        ),
    ),
)
