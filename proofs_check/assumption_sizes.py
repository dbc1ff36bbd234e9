"""What Assumption 3.1 with a number for its constant C forces on n and d, from its conditions as the package has them.

With ``L = log(d/delta)``, condition (iv) has room between its two bounds of sigma_0 only if ``C^2 n L^2 <= d^(1/4)``.
With ``n >= C L`` (ii) and ``d <= d/delta = e^L`` this gives ``C L <= e^(L/12)``. For C >= 1 and d >= 3 that leaves
only large L, and so n > 45, whatever delta is.
"""

from __future__ import annotations

import sympy as sp

from lngd_theory.assumptions import CONDITIONS, Condition
from lngd_theory.symbols import C, d, delta, n
from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Step

__all__ = ["LEAST_L", "LEAST_N", "SIZES", "condition", "log_ratio"]

Lines = list[tuple[str, bool]]

#: ``L = log(d/delta)``.
log_ratio = sp.Symbol("L", positive=True)
#: With C >= 1 and d >= 3, L and n are larger than this.
LEAST_L = LEAST_N = 45
#: Below log 3 <= L.
_LOG_3 = sp.Rational("1.0986")


def condition(identity: str) -> Condition:
    """A condition of Assumption 3.1 by its id."""
    (found,) = [item for item in CONDITIONS if item.id == identity]
    return found


def confirm_room() -> Lines:
    """Upper over lower bound of sigma_0: ``d^(1/4)/(C^2 n L^2)``; at least n and largest d ``e^(L/4)/(C L)^3``."""
    lower, upper = (condition(f"(iv) sigma_0 {which}") for which in ("lower", "upper, noise"))
    room = (upper.right / lower.right).subs(sp.log(d / delta), log_ratio)
    least_n = condition("(ii) n").right.subs(sp.log(d / delta), log_ratio)
    extreme = room.subs(n, least_n).subs(d, sp.exp(log_ratio))
    return [
        ("(iv) bounds sigma_0 from both sides", lower.relation == ">=" and upper.relation == "<="),
        ("room for sigma_0", sp.simplify(room - d ** sp.Rational(1, 4) / (C**2 * n * log_ratio**2)) == 0),
        ("it falls with n", bool(sp.diff(room, n).is_negative)),
        ("it rises with d", bool(sp.diff(room, d).is_positive)),
        ("(ii) n >= C L", condition("(ii) n").relation == ">=" and least_n == C * log_ratio),
        ("d <= e^L as delta <= 1", sp.simplify((d / delta).subs(delta, 1) - d) == 0),
        ("its cube root", sp.simplify(extreme - (sp.exp(log_ratio / 12) / (C * log_ratio)) ** 3) == 0),
    ]


SIZES: tuple[Step, ...] = (
    Confirmed(
        "room that (iv) leaves for sigma_0",
        r"1 \le \frac{\text{upper}}{\text{lower}} = \frac{d^{1/4}}{C^2 n L^2} \le \left(\frac{e^{L/12}}{C L}\right)^3",
        confirm_room,
    ),
    Inequality("L >= log 3 for d >= 3", sp.Le(_LOG_3, sp.log(3), evaluate=False), {}),
    Inequality(
        "with C >= 1 there is none for log 3 <= L <= 45, so that L > 45 and n > 45",
        sp.Gt(C * log_ratio, sp.exp(log_ratio / 12)),
        {C: (1, "oo"), log_ratio: (_LOG_3, LEAST_L)},
    ),
)
