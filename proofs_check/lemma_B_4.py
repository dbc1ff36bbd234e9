"""Lemma B.4: how often one sample is flipped up to a time t.

``|S_{i,-}|`` up to t is Bin(t, p). The printed deviation has ``log(8 T*/delta)``, as in Lemma B.3 with t for n: one
sample exceeds it at one of T* times with probability delta/4, and for n samples Hoeffding's inequality and the union
bound give n delta/4. The logarithm of the intervals has the n. With ``log(8 n T*/delta)`` the statement holds; with the
printed one it needs a small p and a T* that is large against n, as a binomial of small p has tails below Hoeffding's.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import sympy as sp

from lngd_theory.symbols import T_star, delta, n, p, t
from proofs_check.argument import Argument
from proofs_check.inequality import Inequality
from proofs_check.statement import bound, check_of
from proofs_check.step import Confirmed, Identity, Step
from proofs_check.tails import BINOMIAL, HOEFFDING, MARKOV, divergence, hoeffding_tail

__all__ = ["ARGUMENTS"]

Lines = list[tuple[str, bool]]

DEVIATION = bound("B.4", "deviation").rhs
(_LONG,) = check_of("B.4", "flipped, below").given
#: The hypothesis of the intervals bounds T* below, where they are claimed; the least t, and what they leave.
LEAST_T = _LONG.rhs
ROOM = p * t / 2

#: ``D(y || p) >= 2 GAIN (y - p)^2`` for p <= MOST_P: Hoeffding's exponent times GAIN.
GAIN, MOST_P = sp.Rational(27, 20), sp.Rational(1, 10)

_y, _u, _v = sp.symbols("y u v", positive=True)
_k, _L = sp.symbols("k L", positive=True)


def confirm_intervals(means: Callable[[], tuple[sp.Expr, sp.Expr]] = lambda: ((1 - p) * t, p * t)) -> Lines:
    """Each printed interval is its mean plus and minus pt/2."""
    lines = []
    for which, mean in zip(("unflipped", "flipped"), means(), strict=True):
        low, high = (bound("B.4", f"{which}, {side}").rhs for side in ("below", "above"))
        lines.append((which, sp.expand(mean - low - ROOM) == 0 and sp.expand(high - mean - ROOM) == 0))
    return lines


def confirm_falls() -> Lines:
    """More steps help: the bound may be taken at the least t."""
    return [("the bound falls with t", bool(sp.diff(hoeffding_tail(ROOM, t), t).is_negative))]


def _excess(y: sp.Expr, q: sp.Expr) -> sp.Expr:
    return divergence(y, q) - 2 * GAIN * (y - q) ** 2


def confirm_slopes() -> Lines:
    """In p: ``(p - y)(1/(p(1-p)) - 4 GAIN)``, so that away from y = p it rises; in y the divergence rises beyond p."""
    in_p = sp.diff(_excess(_y, p), p) - (p - _y) * (1 / (p * (1 - p)) - 4 * GAIN)
    shares = {p: 1 / (1 + _u + _v), _y: 1 / (1 + _u)}  # any 0 < p < y < 1
    in_y = sp.simplify(sp.diff(divergence(_y, p), _y).subs(shares))
    return [
        ("0 at y = p", sp.simplify(_excess(_y, _y)) == 0),
        ("slope in p", sp.simplify(in_p) == 0),
        ("slope in y is log of a number above 1", sp.simplify(sp.exp(in_y) - (1 + _v / _u)) == 0),
    ]


def by_divergence(gain: sp.Expr = GAIN) -> sp.Expr:
    """Bound for all samples and times, with deviation x per step: ``t x^2 = log(8 T*/delta)/2``."""
    square = sp.simplify(DEVIATION**2 / t)
    return n * T_star * 2 * sp.exp(-2 * gain * square)


_STEPS: tuple[Step, ...] = (
    *HOEFFDING,
    Identity("deviation: one sample, T* times", T_star * hoeffding_tail(DEVIATION, t), delta / 4),
    Inequality(
        "deviation: n samples of delta/4 each are at most delta",
        sp.Le(n * (T_star * hoeffding_tail(DEVIATION, t) / delta).simplify(), 1),
        {n: (1, "oo")},
    ),
    Confirmed(
        "the intervals are mean +- pt/2",
        r"(1-p)t \pm \tfrac{pt}2 = \tfrac{(2-3p)t}2, \tfrac{(2-p)t}2,\quad pt \pm \tfrac{pt}2",
        confirm_intervals,
    ),
    Confirmed("the least t is the worst", r"\partial_t\,(\text{tail}) < 0", confirm_falls),
    Identity("intervals at one time, n samples", n * hoeffding_tail(ROOM, t).subs(t, LEAST_T), delta / 2),
)


def _pieces(*places: str) -> tuple[Step, ...]:
    return tuple(
        Inequality(
            f"divergence against its square at p = 1/10, y in [{low}, {high}]",
            sp.Ge(_excess(_y, MOST_P), 0),
            {_y: (low, high)},
        )
        for low, high in itertools.pairwise(places)
    )


_REPAIRS: tuple[Step, ...] = (
    Identity(
        "with log(8 n T*/delta): n samples, T* times",
        n * T_star * hoeffding_tail(DEVIATION.subs(T_star, n * T_star), t),
        delta / 4,
    ),
    *BINOMIAL,
    Confirmed(
        "the divergence against its square, D(y||p) - (27/10)(y - p)^2",
        r"\partial_p = (p - y)\bigl(\tfrac1{p(1-p)} - 4\tfrac{27}{20}\bigr),\ \partial_y D > 0 \text{ for } y > p",
        confirm_slopes,
    ),
    # so for p <= 1/10 it is least at p = y, where it is 0, or at p = 1/10 for a larger y
    Inequality("the sign of that slope for p <= 1/10", sp.Gt(1, 4 * GAIN * p * (1 - p)), {p: (0, MOST_P)}),
    *_pieces("1/10", "1/5", "1/2", "99/100"),
    Inequality(
        "and beyond 99/100, where the divergence rises",
        sp.Ge(divergence(sp.Rational(99, 100), MOST_P), 2 * GAIN * (1 - MOST_P) ** 2, evaluate=False),
        {},
    ),
    Identity(
        "printed deviation for p <= 1/10: n samples, T* times",
        by_divergence().subs(delta, 8 * T_star / _k),
        2 * T_star / _k * n * _k ** (1 - GAIN),
    ),
    # k = 8 T*/delta, so that the right-hand side is (delta/4) n k^(1 - GAIN)
    Inequality(
        "that is at most delta/4 for T* >= n^3: n <= (8 T*/delta)^(7/20)",
        sp.Le(n, (8 * n**3) ** (GAIN - 1)),
        {n: (1, "oo")},
    ),
    Inequality(
        "for a small T* the statement fails: p = 1/10, T* = 3, delta = 1/2, n >= 700; a sample flipped at all three "
        "times is beyond the printed deviation",
        sp.Gt(1 - sp.exp(n * sp.log(1 - MOST_P**3)), sp.Rational(1, 2)),
        {n: (700, "oo")},
    ),
    Inequality(
        "how far beyond",
        sp.Gt(3 * (1 - MOST_P), DEVIATION.subs({t: 3, T_star: 3, delta: sp.Rational(1, 2)}), evaluate=False),
        {},
    ),
)

ARGUMENTS = (
    Argument(
        claim="B.4",
        steps=_STEPS,
        shows="conditional",
        conclusion="The intervals hold at one time for all samples with probability at least 1 - delta/2. The "
        "deviation holds for one sample; for all n samples the printed logarithm misses a factor n, and the "
        "statement is false where T* is small against n. It holds with log(8 n T*/delta), or as printed if p <= 1/10 "
        "and T* >= n^3.",
        rests_on=("flips are independent of each other", MARKOV),
        repairs=_REPAIRS,
    ),
)
