"""How far the margin strays from its balance point, by another test function: a power of f.

In f both versions are the same chain, ``f' = f (1 + a g)^2``, and ``V = f^(y/(2a))`` moves by the factor
``(1 + a g)^(y/a) <= e^(y g)``, whatever a is. Where f is above some f_1 > f* the mean of that factor is at most 1 for
``y = f_1 - f*`` (it is ``exp(-KL)``, with KL the divergence of two flips), so V is a supermartingale there; below f_1
it cannot jump far above ``V(f_1)``. Markov's inequality for the stopped chain then gives, from a start below f_1,

    ``P(f_t >= f_2 for some t <= T) <= (1 + T e^(y s_1)) (f_1/f_2)^(y/(2a))``,   ``s_1 = 1/(1 + e^(f_1))``,

and with ``V = f^(-y/(2a))``, ``y = (1 - a)(f* - f_1) - a > 0``, the same downwards:

    ``P(f_t <= f_2 for some t <= T) <= (1 + T e^(y/(1-a))) (f_2/f_1)^(y/(2a))``.

The exponents are of order 1/a, and so these say something for very many steps where Azuma's inequality with the true
increments ends at a few multiples of ``1/a^2``.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from proofs_check.inequality import Inequality
from proofs_check.step import Confirmed, Step

__all__ = ["DOWNWARDS", "MARKOV", "UPWARDS", "downward_bound", "upward_bound"]

Lines = list[tuple[str, bool]]

#: What a machine does not check here.
MARKOV = "Markov's inequality for a chain stopped when it leaves, and the tower property of conditional expectations"

a, p, f_star, f_1, f_2, y = sp.symbols("a p f_star f_1 f_2 y", positive=True)
T = sp.Symbol("T", positive=True)
_s, _f = sp.symbols("s f", positive=True)
_any = sp.Symbol("x", real=True)


def upward_bound(size: sp.Expr = f_1 - f_star) -> sp.Expr:
    """The probability of an excursion from below f_1 to f_2 within T steps, for ``V = f^(size/(2a))``."""
    return (1 + T * sp.exp(size / (1 + sp.exp(f_1)))) * (f_1 / f_2) ** (size / (2 * a))


def downward_bound() -> sp.Expr:
    """The same from above f_1 down to f_2."""
    size = (1 - a) * (f_star - f_1) - a
    return (1 + T * sp.exp(size / (1 - a))) * (f_2 / f_1) ** (size / (2 * a))


def log_factor(size: sp.Expr, share: sp.Expr, chance: sp.Expr) -> sp.Expr:
    """``log E[e^(y g)]`` for a push of ``share`` without and ``share - 1`` with a flip."""
    return size * share + sp.log(1 - chance + chance * sp.exp(-size))


def divergence(share: sp.Expr, chance: sp.Expr) -> sp.Expr:
    """``KL(s || p)`` between two flips."""
    return share * sp.log(share / chance) + (1 - share) * sp.log((1 - share) / (1 - chance))


def confirm_factor(logarithm: Callable[[sp.Expr, sp.Expr, sp.Expr], sp.Expr] = log_factor) -> Lines:
    """The mean factor, that it grows with the push, and its value at ``y = f_1 - f*``."""
    odds, ratio = sp.symbols("w r", positive=True)  # e^(f*) and e^(f_1 - f*)
    mean = (1 - p) * sp.exp(y * _s) + p * sp.exp(y * (_s - 1))
    share, chance = 1 / (1 + odds * ratio), 1 / (1 + odds)
    difference = logarithm(sp.log(ratio), share, chance) + divergence(share, chance)
    return [
        ("E[e^(y g)]", sp.simplify(mean - sp.exp(y * _s) * (1 - p + p * sp.exp(-y))) == 0),
        ("its logarithm", sp.simplify(sp.exp(logarithm(y, _s, p)) - sp.exp(y * _s) * (1 - p + p * sp.exp(-y))) == 0),
        ("it grows with s", sp.simplify(sp.diff(mean, _s) - y * mean) == 0),
        ("at y = f_1 - f* it is exp(-KL(s_1 || p))", _of_positive(difference) == 0),
    ]


def _of_positive(expression: sp.Expr) -> sp.Expr:
    """With every logarithm of a fraction of positive factors written as a sum."""
    split = expression.replace(sp.exp, lambda x: sp.simplify(sp.exp(x)))
    split = split.replace(sp.log, lambda x: sp.expand_log(sp.log(sp.factor(sp.together(x))), force=True))
    return sp.simplify(sp.expand(sp.simplify(split)))


_push = 1 / (1 + sp.exp(_f))
_BEYOND = sp.log((1 + sp.exp(-f_star - y)) / (1 + sp.exp(-f_star)))

UPWARDS: tuple[Step, ...] = (
    Inequality("1 + x below e^x", sp.Le(1 + _any, sp.exp(_any)), {_any: ("-oo", "oo")}),
    Confirmed(
        "the mean factor of V above the balance point",
        r"E[e^{yg}]=e^{ys}(1-p+pe^{-y})=e^{-\mathrm{KL}(s_1\|p)}\quad(y=f_1-f^*)",
        confirm_factor,
    ),
    Inequality(
        "V is a supermartingale above f_1",
        sp.Le(y / (1 + sp.exp(f_star + y)) + _BEYOND, 0),
        {f_star: (0, "oo"), y: (0, "oo")},
        latex=r"y s_1+\log(1-p+pe^{-y})\le0\quad(s_1=\tfrac{1}{1+e^{f^*+y}},\ p=\tfrac{1}{1+e^{f^*}})",
    ),
    Inequality(
        "from below f_1 a step ends at most at f_1 (1 + a s_1)^2",
        sp.Ge(1 + a * _push, 2 * a * _f * sp.exp(-_f) / (1 + sp.exp(-_f)) ** 2),
        {_f: (0, "oo"), a: (0, 1)},
        latex=r"\tfrac{d}{df}\,f(1+as)^2\ge0",
    ),
)


def _pushes_over_factor(share: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """``g/(1 + a g)`` without a flip, and its negative with one."""
    return share / (1 + a * share), (1 - share) / (1 - a * (1 - share))


def confirm_down(pushes: Callable[[sp.Expr], tuple[sp.Expr, sp.Expr]] = _pushes_over_factor) -> Lines:
    """``1/(1 + a g) = 1 - a g/(1 + a g)``, the mean factor's slopes in s and in y."""
    kept, flipped = pushes(_s)
    first, second = sp.symbols("A B", positive=True)
    mean = (1 - p) * sp.exp(-y * first) + p * sp.exp(y * second)
    slope = sp.expand(sp.diff(mean, y) * sp.exp(y * first)) / (p * second)
    claimed = sp.exp(y * (first + second)) - (1 - p) * first / (p * second)
    share = 1 / (1 + sp.exp(f_1))
    ratio = ((1 - p) * kept / (p * flipped)).subs({p: 1 / (1 + sp.exp(f_star)), _s: share})
    return [
        ("1/(1 + a s)", sp.simplify(1 - a * kept - 1 / (1 + a * _s)) == 0),
        ("1/(1 - a(1 - s))", sp.simplify(1 + a * flipped - 1 / (1 - a * (1 - _s))) == 0),
        ("A grows with s", sp.simplify(sp.diff(kept, _s) * (1 + a * _s) ** 2 - 1) == 0),
        ("B falls with s", sp.simplify(sp.diff(flipped, _s) * (1 - a * (1 - _s)) ** 2 + 1) == 0),
        ("1 at y = 0", mean.subs(y, 0) == 1),
        ("convex in y", sp.diff(mean, y, 2).subs(p, 1 / (1 + sp.Symbol("w", positive=True))).is_positive is True),
        ("its slope in y", sp.powsimp(sp.expand(slope - claimed)) == 0),
        ("A + B", sp.simplify(kept + flipped - 1 / ((1 + a * _s) * (1 - a + a * _s))) == 0),
        ("(1 - p) A/(p B)", sp.simplify(ratio - sp.exp(f_star - f_1) * (1 - a + a * share) / (1 + a * share)) == 0),
    ]


_both = (1 + a * _s) * (1 - a + a * _s)

DOWNWARDS: tuple[Step, ...] = (
    Confirmed(
        "the mean factor of V below the balance point",
        r"E[(1+ag)^{-y/a}]\le(1-p)e^{-yA}+pe^{yB},\quad A=\tfrac{s}{1+as},\ B=\tfrac{1-s}{1-a(1-s)}",
        confirm_down,
    ),
    # it falls in y up to y_min = (A + B)^-1 (f* - f_1 + log((1-a+as)/(1+as))), which is at least (1-a)(f* - f_1) - a
    Inequality(
        "y is where the mean factor still falls: the part with f* - f_1",
        sp.Ge(_both, 1 - a),
        {a: (0, "9/10"), _s: (0, "1/2")},
    ),
    Inequality(
        "y is where the mean factor still falls: the rest",
        sp.Ge(a / _both, sp.log((1 + a * _s) / (1 - a + a * _s))),
        {a: (0, "9/10"), _s: (0, "1/2")},
    ),
    Inequality(
        "from above f_1 a step ends at least at f_1 (1 - a)^2",
        sp.Le(-sp.log(1 - a), a / (1 - a)),
        {a: (0, "9/10")},
        latex=r"(1-a)^{-y/a}\le e^{y/(1-a)}",
    ),
)
