"""The reduced dynamics as the exact limit of the full one, for both versions of the paper's letter.

The remainder of :mod:`proofs_check.derivations.remainder` is 0 where initial overlaps, inner products of different
noise patches, gamma and the other sign's output are. What is left is arXiv's ``iota = (1/m) sum_r rho_r^2`` exactly,
whatever the rho_r. ICLR's ``iota = (1/m) sum_r rho_r`` with margin iota^2 needs all m of them equal: otherwise the
margin exceeds iota^2 by their variance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import sympy as sp

from lngd_theory.reduced.statement import STATEMENTS, Statement, Version, a, iota
from proofs_check.derivations.convexity import logistic
from proofs_check.derivations.decomposition import Data, paper_data
from proofs_check.derivations.network import Activation, vanishes
from proofs_check.derivations.remainder import Full, LeftOut, excess, remainder
from proofs_check.step import Confirmed

__all__ = ["STEPS", "push_difference"]

Lines = list[tuple[str, bool]]

f = sp.Symbol("f", real=True)


def _orthogonal(labels: tuple[int, ...]) -> Data:
    """Noise patches that are orthogonal to each other."""
    data = paper_data(labels)
    xi = tuple(tuple(c if k == i + 1 else sp.Integer(0) for k, c in enumerate(x)) for i, x in enumerate(data.xi))
    samples = tuple(replace(s, patches=(s.patches[0], x)) for s, x in zip(data.samples, xi, strict=True))
    return replace(data, xi=xi, samples=samples)


def confirm_limit(formula: Callable[..., sp.Expr] = remainder, orthogonal: bool = True) -> Lines:
    """E, every h_r and every R_r are 0 where overlaps at the start, <xi_k, xi_i>, gamma and F_{-y_i} are."""
    lines = []
    for labels, m in (((1, -1), 1), ((1, -1), 2), ((-1, -1, 1), 1)):
        full = Full.of(_orthogonal(labels) if orthogonal else paper_data(labels), m)
        still = dict.fromkeys([*(c for w in full.W0.values() for c in w), *full.old.gamma.values()], sp.Integer(0))
        out = full.left_out
        moved = tuple(h.xreplace(still) for h in out.moved)
        out = LeftOut(moved, out.signal.xreplace(still), out.other.xreplace(still))
        silent = {values[0] for values in full.old.rho_low.values()}  # s(rho_low) = 0, as rho_low <= 0
        left = excess(full.rho, out).replace(Activation, lambda z, silent=silent: 0 if z in silent else z**2)
        pushes = full.push(full.iota + left), full.push(full.iota)
        rest = [formula(full.a, value, h, *pushes) for value, h in zip(full.rho, moved, strict=True)]
        holds = all(vanishes(each) for each in (left, *moved, *rest))
        lines.append((f"E = 0, h = 0, R = 0: labels {labels}, m = {m}", holds))
    return lines


def confirm_version(stated: Statement, equal: bool = False) -> Lines:
    """Every rho_r times ``1 + a g(f)``, f the mean of rho_r^2: the statement's margin, and its next iota.

    ``iota`` is the mean of ``rho_r^power``; ``equal`` makes the neurons equal.
    """
    growth, lines = sp.Symbol("e_f", positive=True), []  # e^f: what the two sides have of f, once their margins agree
    for m in (2, 3):
        free = sp.symbols(f"rho_:{m}", positive=True)
        rho = (free[0],) * m if equal else free
        margin = sp.Add(*(value**2 for value in rho)) / m
        mean = sp.Add(*(value**stated.power for value in rho)) / m
        lines.append((f"margin, m = {m}", vanishes(margin - stated.margin.subs(iota, mean))))
        slopes = (sp.diff(logistic(sign * f), f).subs(f, sp.log(growth)) for sign in (1, -1))
        for name, slope, outcome in zip(("kept", "flipped"), slopes, stated.outcomes, strict=True):
            moved = sp.Add(*((value * (1 - a * slope)) ** stated.power for value in rho)) / m
            exponentials = {sp.exp(stated.margin): growth, sp.exp(-stated.margin): 1 / growth}
            lines.append((f"{name}, m = {m}", vanishes(moved - outcome.xreplace(exponentials).subs(iota, mean))))
    return lines


def confirm_arxiv(version: Version = "arxiv") -> Lines:
    """Neurons of any size."""
    return confirm_version(STATEMENTS[version])


def confirm_iclr(equal: bool = True) -> Lines:
    """All own neurons equal."""
    return confirm_version(STATEMENTS["iclr"], equal)


def variance(values: tuple[sp.Expr, ...]) -> sp.Expr:
    """``(1/m) sum_r (rho_r - mean)^2``."""
    mean = sp.Add(*values) / len(values)
    return sp.Add(*((value - mean) ** 2 for value in values)) / len(values)


def confirm_iclr_gap(gap: Callable[[tuple[sp.Expr, ...]], sp.Expr] = variance) -> Lines:
    """``f - iota^2`` is the variance of the rho_r over r; with k of m equal and the rest 0, ``f = (m/k) iota^2``."""
    stated, lines = STATEMENTS["iclr"], []
    for m in (2, 3, 4):
        rho = sp.symbols(f"rho_:{m}", nonnegative=True)
        margin, mean = sp.Add(*(value**2 for value in rho)) / m, sp.Add(*rho) / m
        lines.append((f"m = {m}", vanishes(margin - stated.margin.subs(iota, mean) - gap(rho))))
    m, k, value = sp.symbols("m k rho", positive=True)
    lines.append(
        ("k of m equal, the rest 0", vanishes(k * value**2 / m - m / k * stated.margin.subs(iota, k * value / m)))
    )
    return lines


def push_difference(f: sp.Expr, at: sp.Expr) -> sp.Expr:
    """``g(f) - g(iota)``, with a flip and without."""
    return -sp.sinh((f - at) / 2) / (2 * sp.cosh(f / 2) * sp.cosh(at / 2))


def confirm_push(formula: Callable[[sp.Expr, sp.Expr], sp.Expr] = push_difference) -> Lines:
    """The statement's pushes are ``-eps l'(eps f)``; what they change by between iota and f, at most |E|/4."""
    stated, lines = STATEMENTS["arxiv"], []
    for name, sign, push in zip(("kept", "flipped"), (1, -1), stated.pushes, strict=True):
        at_f = push.subs(iota, f)
        lines.append((f"{name}: -eps l'(eps f)", sp.simplify(at_f + sp.diff(logistic(sign * f), f)) == 0))
        difference = (at_f - push - formula(f, iota)).rewrite(sp.exp)
        lines.append((f"{name}: g(f) - g(iota)", sp.simplify(difference) == 0))
        steepest = sp.diff(at_f, f) + 1 / (4 * sp.cosh(f / 2) ** 2)
        lines.append((f"{name}: g' = -1/(4 cosh^2(f/2))", sp.simplify(steepest.rewrite(sp.exp)) == 0))
    return lines


def confirm_active(most: sp.Expr = sp.S.One) -> Lines:
    """A step leaves every active rho positive for ``a <= most``; for no larger a, as a flip's push tends to -1."""
    stated, v = STATEMENTS["arxiv"], sp.Symbol("v", nonnegative=True)
    kept, flipped = (1 + a * push for push in stated.pushes)
    return [
        ("without a flip", kept.is_positive is True),
        ("with a flip, a = most/(1 + v)", sp.factor(sp.together(flipped.subs(a, most / (1 + v)))).is_positive is True),
        ("0 in the limit iota -> infinity at a = most", sp.limit(flipped.subs(a, most), iota, sp.oo) == 0),
    ]


def confirm_power(power: int = 2) -> Lines:
    """At h = 0 the relative step is ``(a q/2) g rho^(q-2)``: the same for all neurons only at q = 2."""
    q, rho, g = sp.symbols("q rho g", positive=True)
    relative = a / 2 * g * sp.diff(rho**q, rho) / rho  # the step is (a/2) g s'(rho)
    return [
        ("(a q/2) g rho^(q-2)", sp.simplify(relative - a * q / 2 * g * rho ** (q - 2)) == 0),
        (f"the same for all rho at q = {power}", sp.simplify(sp.diff(relative, rho).subs(q, power)) == 0),
        ("and at no other q", sp.solve(sp.diff(sp.log(relative), rho), q) == [power]),
    ]


STEPS = (
    Confirmed("the remainder vanishes in the limit", r"h=0,\;\gamma=0,\;F_{-y_i}=0\implies R_r=0", confirm_limit),
    Confirmed(
        "arXiv: exact for neurons of any size",
        r"\iota=\tfrac1m\sum_r\bar\rho_r^2\implies f=\iota,\;\iota'=\iota(1+a\,g(\iota))^2",
        confirm_arxiv,
    ),
    Confirmed(
        "ICLR: exact for equal neurons",
        r"\bar\rho_1=\dots=\bar\rho_m=\iota\implies f=\iota^2,\;\iota'=\iota(1+a\,g(\iota^2))",
        confirm_iclr,
    ),
    Confirmed(
        "ICLR: what unequal neurons add",
        r"f-\iota^2=\tfrac1m\sum_r(\bar\rho_r-\iota)^2,\quad\iota=\tfrac1m\sum_r\bar\rho_r",
        confirm_iclr_gap,
    ),
    Confirmed(
        "the push at f and at iota",
        r"g(f)-g(\iota)=-\frac{\sinh((f-\iota)/2)}{2\cosh(f/2)\cosh(\iota/2)}",
        confirm_push,
    ),
    Confirmed("active rho stay active", r"a\le1\implies1+a\,g(\iota)>0", confirm_active),
    Confirmed(
        "only q = 2 moves all neurons alike",
        r"\bar\rho'/\bar\rho=1+\tfrac{aq}2\,g\,\bar\rho^{\,q-2}",
        confirm_power,
    ),
)
