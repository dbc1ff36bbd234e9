"""The exact step of an active rho, and what the reduced dynamics (equation after Lemma 4.4) drops of it.

For sample i and its own filters (j = y_i), q = 2, with ``a = 2 eta |xi_i|^2/(nm)`` and the push
``g(f) = -eps l'(eps f)``, an active rho_r = rho_bar_{y_i,r,i} > 0 moves by exactly

    ``rho_r'/rho_r = 1 + a g(f) (1 + h_r/rho_r) = 1 + a g(iota) + R_r``,
    ``R_r = a (g(f) - g(iota)) + a g(f) h_r/rho_r``,     ``iota = (1/m) sum_r rho_r^2``,

where ``h_r = <w0_r, xi_i> + sum_{k != i} rho_{r,k} <xi_k, xi_i>/|xi_k|^2`` and ``f = y_i f_i = iota + E`` with

    ``E = (1/m) sum_r [s(rho_r + h_r) - rho_r^2] + (1/m) sum_r s(<w_r, y_i mu>) - F_{-y_i}``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import sympy as sp

from proofs_check.derivations.decomposition import Coefficients, Data, paper_data, paper_step, symbols_of, weights
from proofs_check.derivations.gradient import multiplier
from proofs_check.derivations.inner_products import cross_terms
from proofs_check.derivations.network import (
    ABSTRACT,
    Filter,
    Slope,
    Vector,
    Weights,
    dot,
    eta,
    free_weights,
    margin,
    vanishes,
)
from proofs_check.step import Confirmed

__all__ = ["STEPS", "Full", "LeftOut", "excess", "remainder"]

Lines = list[tuple[str, bool]]


@dataclass(frozen=True)
class LeftOut:
    """What the reduced dynamics does not see of one sample.

    ``moved`` are the ``h_r`` of its own filters, ``signal`` is the own filters' output on the signal patch, ``other``
    that of the filters of the other sign on both patches.
    """

    moved: Vector
    signal: sp.Expr
    other: sp.Expr


def excess(rho: Sequence[sp.Expr], out: LeftOut) -> sp.Expr:
    """``E = y_i f_i - iota``."""
    own = (ABSTRACT.s(value + h) - value**2 for value, h in zip(rho, out.moved, strict=True))
    return sp.Add(*own) / len(rho) + out.signal - out.other


def remainder(a: sp.Expr, rho: sp.Expr, moved: sp.Expr, push_at_f: sp.Expr, push_at_iota: sp.Expr) -> sp.Expr:
    """``R_r``: the relative step of an active rho, less that of the reduced dynamics."""
    return a * (push_at_f - push_at_iota) + a * push_at_f * moved / rho


@dataclass(frozen=True)
class Full:
    """The first sample of a training set, in the full network with a symbol for every coefficient."""

    data: Data
    W0: Weights
    old: Coefficients

    @classmethod
    def of(cls, data: Data, m: int) -> Full:
        """With free initial weights."""
        return cls(data, free_weights(m, len(data.mu)), symbols_of(data, m))

    @cached_property
    def W(self) -> Weights:  # noqa: N802
        """The weights."""
        return weights(self.data, self.W0, self.old)

    @property
    def own(self) -> list[Filter]:
        """The filters with j = y."""
        return [which for which in self.W0 if which[0] == self.data.true[0]]

    @property
    def rho(self) -> Vector:
        """``rho_bar`` by own filter."""
        return tuple(self.old.rho_bar[which][0] for which in self.own)

    @property
    def iota(self) -> sp.Expr:
        """``(1/m) sum_r rho_r^2``."""
        return sp.Add(*(value**2 for value in self.rho)) / len(self.rho)

    @property
    def a(self) -> sp.Expr:
        """``2 eta |xi|^2/(nm)``."""
        return 2 * eta * dot(self.data.xi[0], self.data.xi[0]) / (len(self.data.xi) * len(self.own))

    def push(self, f: sp.Expr) -> sp.Expr:
        """``-eps l'(eps f)``."""
        return -multiplier(f, self.data.samples[0].eps, sp.Integer(0))

    def terms(self, which: Filter) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
        """``<w, y mu>``, then ``<w, xi>`` less its own coefficient, and this coefficient (Lemma C.1)."""
        xi, y, w0 = self.data.xi, self.data.true[0], self.W0[which]
        rho = tuple(a + b for a, b in zip(self.old.rho_bar[which], self.old.rho_low[which], strict=True))
        signal = y * dot(w0, self.data.mu) + y * which[0] * self.old.gamma[which]
        return signal, dot(w0, xi[0]) + cross_terms(rho, xi, 0), rho[0]

    @property
    def left_out(self) -> LeftOut:
        """In initial overlaps, coefficients and the Gram matrix; no weight enters."""
        signal, other = [], []
        for which in self.W0:
            on_signal, moved, rho = self.terms(which)
            if which in self.own:
                signal.append(ABSTRACT.s(on_signal))
            else:
                other += [ABSTRACT.s(on_signal), ABSTRACT.s(rho + moved)]
        moved_own = tuple(self.terms(which)[1] for which in self.own)
        return LeftOut(moved_own, sp.Add(*signal) / len(self.own), sp.Add(*other) / len(self.own))

    def in_coefficients(self, expression: sp.Expr) -> sp.Expr:
        """Every pre-activation on the sample's patches by its form in the coefficients, each checked to be equal."""
        forms = {}
        for which, w in self.W.items():
            on_signal, moved, rho = self.terms(which)
            for patch, form in zip(self.data.samples[0].patches, (on_signal, rho + moved), strict=True):
                if not vanishes(dot(w, patch) - form):
                    raise ArithmeticError(f"<w, x> = {form} was not confirmed")
                forms[dot(w, patch)] = form
        return expression.xreplace(forms)


_SIZES = (((1, -1), 1), ((1, -1), 2), ((-1, -1, 1), 1))


def confirm_margin(formula: Callable[[Sequence[sp.Expr], LeftOut], sp.Expr] = excess) -> Lines:
    """``y_i f_i = iota + E``, for any activation."""
    lines = []
    for labels, m in _SIZES:
        full = Full.of(paper_data(labels), m)
        f = full.in_coefficients(margin(full.W, full.data.samples[0]))
        lines.append((f"labels {labels}, m = {m}", vanishes(f - full.iota - formula(full.rho, full.left_out))))
    return lines


def confirm_step(formula: Callable[..., sp.Expr] = remainder, q: int = 2) -> Lines:
    """``rho_r'/rho_r = 1 + a g(iota) + R_r`` from equation (5), with ``s'(z) = q z^(q-1)`` where the unit is active."""
    lines = []
    for labels, m in _SIZES:
        full = Full.of(paper_data(labels), m)
        out, new = full.left_out, paper_step(full.data, full.W, full.old)
        pushes = full.push(full.iota + excess(full.rho, out)), full.push(full.iota)
        for r, which in enumerate(full.own):
            moved = full.in_coefficients(new.rho_bar[which][0]).replace(Slope, lambda z: q * z ** (q - 1))
            claimed = full.rho[r] * (1 + full.a * pushes[1] + formula(full.a, full.rho[r], out.moved[r], *pushes))
            lines.append((f"labels {labels}, m = {m}, filter {r}", vanishes(moved - claimed)))
    return lines


STEPS = (
    Confirmed(
        "the margin about iota",
        r"y_if_i=\iota+\tfrac1m\sum_r\bigl[s(\bar\rho_r+h_r)-\bar\rho_r^2\bigr]"
        r"+\tfrac1m\sum_rs(\langle w_r,y_i\mu\rangle)-F_{-y_i}",
        confirm_margin,
    ),
    Confirmed(
        "the step of an active rho",
        r"\frac{\bar\rho_r'}{\bar\rho_r}=1+a\,g(\iota)+R_r,\quad"
        r"R_r=a\bigl(g(y_if_i)-g(\iota)\bigr)+a\,g(y_if_i)\frac{h_r}{\bar\rho_r}",
        confirm_step,
    ),
)
