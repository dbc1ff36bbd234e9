"""Lemma B.3: how many labels one step flips.

``|S_-|`` is Bin(n, p), and ``|S_- ∩ S_j|`` is Bin(n, p/2), ``|S_+ ∩ S_j|`` Bin(n, (1-p)/2): the class sizes are random,
so that the printed intervals are mean +- pn/4 with n terms in Hoeffding's inequality. The union over the steps needs
the law of each step only, so it does not matter that all steps share their labels.

S_+ and S_- are complementary: one event, delta/4. The two classes' unflipped counts take delta/2. Hoeffding would
charge another delta/2 for the flipped counts, 5 delta/4 in all; their mean is small, and the tail by the mean charges
delta/4.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from lngd_theory.symbols import T_star, delta, n, p
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.statement import bound, check_of
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.tails import HOEFFDING, MARKOV, POISSON, hoeffding_tail, poisson_rate

__all__ = ["ARGUMENTS"]

Lines = list[tuple[str, bool]]

_x = sp.Symbol("x", positive=True)  # log(8 T*/delta)
_v = sp.Symbol("v", positive=True)  # 1/p

DEVIATION = bound("B.3", "deviation").rhs
(_MANY,) = check_of("B.3", "flipped, below").given
#: The least n of the hypothesis, and what the intervals leave about the mean.
LEAST_N = _MANY.rhs
ROOM = p * n / 4

_RATES = (poisson_rate(sp.Rational(1, 2)), poisson_rate(-sp.Rational(1, 2)))


def _means() -> dict[str, sp.Expr]:
    return {"unflipped": (1 - p) * n / 2, "flipped": p * n / 2}


def confirm_intervals(means: Callable[[], dict[str, sp.Expr]] = _means) -> Lines:
    """Each printed interval is its mean plus and minus pn/4; for the flipped, half of the mean."""
    lines = []
    for which, mean in means().items():
        low, high = (bound("B.3", f"{which}, {side}").rhs for side in ("below", "above"))
        lines.append((which, sp.expand(mean - low - ROOM) == 0 and sp.expand(high - mean - ROOM) == 0))
    return [*lines, ("half of the flipped mean", sp.simplify(ROOM - means()["flipped"] / 2) == 0)]


def confirm_falls() -> Lines:
    """More samples help: the bounds may be taken at the least n."""
    tails = [hoeffding_tail(ROOM, n), *(sp.exp(-n * p / 2 * rate) for rate in _RATES)]
    return [("the bounds fall with n", all(bool(sp.diff(tail, n).is_negative) for tail in tails))]


def by_mean(x: sp.Expr, v: sp.Expr) -> sp.Expr:
    """Flipped counts over delta/4: two classes, T* steps, both tails, at the least n; x = log(8 T*/delta), v = 1/p."""
    return sp.Add(*(sp.exp(x * (1 - 4 * v * rate)) for rate in _RATES))


_STEPS: tuple[Step, ...] = (
    *HOEFFDING,
    Identity("deviation: T* steps, S_+ and S_- together", T_star * hoeffding_tail(DEVIATION, n), delta / 4),
    Confirmed(
        "the intervals are mean +- pn/4",
        r"\tfrac{(1-p)n}2 \pm \tfrac{pn}4 = \tfrac{(2-3p)n}4, \tfrac{(2-p)n}4,\quad \tfrac{pn}2 \pm \tfrac{pn}4",
        confirm_intervals,
    ),
    Confirmed("the least n is the worst", r"\partial_n\,(\text{tail}) < 0", confirm_falls),
    Identity("unflipped: two classes", 2 * T_star * hoeffding_tail(ROOM, n).subs(n, LEAST_N), delta / 2),
    *POISSON,
    Identity(
        "flipped: two classes, both tails by the mean",
        (2 * T_star * sp.Add(*(sp.exp(-n * p / 2 * rate) for rate in _RATES)))
        .subs(n, LEAST_N)
        .subs(delta, 8 * T_star * sp.exp(-_x))
        .subs(p, 1 / _v),
        8 * T_star * sp.exp(-_x) / 4 * by_mean(_x, _v),
    ),
    Inequality(
        "flipped: at most delta/4 for p <= 1/3; v = 1/p, x = log(8 T*/delta) >= 2",
        sp.Le(by_mean(_x, _v), 1),
        {_v: (3, "oo"), _x: (2, "oo")},
    ),
    Identity("deviation, unflipped and flipped together", delta / 4 + delta / 2 + delta / 4, delta),
)

_REPAIRS: tuple[Step, ...] = (
    Identity(
        "Hoeffding's inequality for the flipped counts as well: 5 delta/4 in all, for every p in (0, 1)",
        T_star * (hoeffding_tail(DEVIATION, n) + 4 * hoeffding_tail(ROOM, n).subs(n, LEAST_N)),
        5 * delta / 4,
    ),
    # |S_+ ∩ S_j| = n/2 - |S_- ∩ S_j| is then the same event, and the deviation may be twice as likely
    Identity(
        "classes of exactly n/2 samples: both classes with half of the printed n",
        2 * T_star * hoeffding_tail(ROOM, n / 2).subs(n, LEAST_N / 2),
        delta / 2,
    ),
)

ARGUMENTS = (
    Argument(
        claim="B.3",
        steps=_STEPS,
        shows="conditional",
        conclusion="For p <= 1/3 all bounds hold together for T* steps with probability at least 1 - delta, with "
        "random class sizes and the printed constants. For larger p, Hoeffding's inequality gives 1 - 5 delta/4.",
        rests_on=(
            "p <= 1/3, which is condition (v) with C >= 3",
            "T* >= 1 and delta <= 1, so that log(8 T*/delta) >= 2",
            "labels are uniform and independent of the flips",
            MARKOV,
        ),
        repairs=_REPAIRS,
    ),
)
