"""Drift conditions for a function of the state that the user chooses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from lngd_theory.errors import InputError
from lngd_theory.reduced.statement import STATEMENTS, Version, a, iota, mean_over_flips, p
from proofs_check.inequality import Inequality
from proofs_check.prover import Region
from proofs_check.step import Outcome
from proofs_check.supermartingale.boxes import Boxed
from proofs_check.supermartingale.chain import iota_star, moment

__all__ = ["DriftCondition", "Supermartingale", "drift_over_a"]

Ends = tuple[Any, Any]

_push, _share = sp.Symbol("g", real=True), sp.Symbol("s", positive=True)
_factor = sp.Symbol("F", positive=True)


def drift_over_a(version: Version, test: sp.Expr) -> sp.Expr | None:
    """The drift divided by a, for a polynomial in iota; None for another function.

    For small a it does not vanish, as the drift does, and the mean of the push is put together: ``E[g] = s - p``.

    Examples
    --------
    >>> from lngd_theory.reduced.statement import iota
    >>> drift_over_a("iclr", iota)
    iota*(-p + 1/(exp(iota**2) + 1))
    """
    if not test.is_polynomial(iota):
        return None
    moved = test.subs(iota, iota * (1 + a * _push) ** STATEMENTS[version].power)
    in_push = sp.Poly(sp.cancel(sp.expand(moved - test) / a), _push)
    terms = [sp.factor(c) * moment(order) for (order,), c in in_push.terms()]
    return sp.Add(*terms).subs(_share, 1 / (1 + sp.exp(STATEMENTS[version].margin)))


def _drift(version: Version, test: sp.Expr) -> sp.Expr:
    """The drift for a < 1: what a rho is multiplied by is positive, which spares roots their absolute values."""
    stated = STATEMENTS[version]
    moved = test.subs(iota, iota * _factor**stated.power)
    return mean_over_flips(*(moved.subs(_factor, 1 + a * push) for push in stated.pushes)) - test


@dataclass(frozen=True)
class DriftCondition:
    """``E[V(iota') | iota] <= (1 - rate a) V(iota) + constant a^2`` for the reduced dynamics, on a box.

    Parameters
    ----------
    name : str
        What a table calls it.
    test : sympy expression
        V, in ``iota`` and, if it is about the balance point, ``iota_star``
        (both from :mod:`proofs_check.supermartingale`).
    iota, a, p : (low, high)
        Intervals as for :class:`proofs_check.inequality.Inequality`: no floats. a ends at 1 at most, and may start at
        0: the drift of a polynomial is divided by a first.
    version : {"arxiv", "iclr"}
        Which iota.
    rate, constant : sympy expressions
        In p and iota_star; 0 unless given, which is a supermartingale.
    conditions : tuple of sympy relations
        What else holds in the region, in iota, iota_star, a and p.
    budget : int
        Boxes that the search may look at.

    Examples
    --------
    The logarithm of iota falls where f is at least 3, for flips of probability 0.1 to 0.2 and all steps up to 0.2:

    >>> import sympy as sp
    >>> from proofs_check.supermartingale import DriftCondition, iota, iota_star
    >>> falls = DriftCondition("log", sp.log(iota), iota=(3, 6), a=(0, "0.2"), p=("0.1", "0.2"))
    >>> falls.run().status
    'certified'

    The square about iota* is no supermartingale at it:

    >>> square = DriftCondition("square", (iota - iota_star) ** 2, iota=(2, 3), a=(0, "0.2"), p=("0.1", "0.1001"))
    >>> square.run().status
    'counterexample'
    """

    name: str
    test: sp.Expr
    iota: Ends
    a: Ends
    p: Ends
    version: Version = "arxiv"
    rate: sp.Expr = sp.S.Zero
    constant: sp.Expr = sp.S.Zero
    conditions: tuple[sp.Rel, ...] = ()
    budget: int = 20_000

    @property
    def shown(self) -> str:
        """In LaTeX."""
        v = sp.latex(self.test)
        right = v if self.rate == 0 else rf"(1-{sp.latex(self.rate)}\,a)\left({v}\right)"
        noise = "" if self.constant == 0 else rf"+{sp.latex(self.constant)}\,a^2"
        return rf"E[V(\iota')]\le {right}{noise},\quad V={v} \quad ({self.inequality.region.shown})"

    @cached_property
    def inequality(self) -> Inequality:
        """What is certified: over a where that is possible, iota* in p."""
        if unknown := self.test.free_symbols - {iota, iota_star}:
            names = ", ".join(sorted(map(str, unknown)))
            raise InputError(f"{self.name}: test has {names}; it must be an expression in iota and iota_star")
        box = {iota: self.iota, a: self.a, p: self.p}
        if not Region.of(box).box[a].high <= 1:
            raise InputError(f"{self.name}: a={self.a!r} must end at 1 or below: a flip's factor stays positive")
        divided = drift_over_a(self.version, self.test)
        if divided is None:
            left, right = _drift(self.version, self.test) + self.rate * a * self.test, self.constant * a**2
        else:
            left, right = divided + self.rate * self.test, self.constant * a
        balance = {iota_star: STATEMENTS[self.version].balance}
        conditions = tuple(condition.subs(balance) for condition in self.conditions)
        relation = sp.Le(left.subs(balance), sp.sympify(right).subs(balance), evaluate=False)
        edge = a if divided is None and sp.sympify(self.a[0]) == 0 else None  # without a step nothing moves
        return Boxed(self.name, relation, box, conditions, budget=self.budget, edge=edge)

    def run(self) -> Outcome:
        """Certified, counterexample or undecided."""
        return self.inequality.run()

    def again(self, certificate: dict[str, Any]) -> Outcome | None:
        """What a stored certificate says of it: None unless the checker accepts it."""
        return self.inequality.again(certificate)


@dataclass(frozen=True)
class Supermartingale(DriftCondition):
    """``E[V(iota') | iota] <= V(iota)`` on a box: a drift condition without rate and constant."""

    def __post_init__(self) -> None:
        if self.rate != 0 or self.constant != 0:
            raise InputError(f"{self.name}: a supermartingale has no rate and no constant; state a DriftCondition")
