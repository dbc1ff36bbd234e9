"""One step of an argument and what a machine says of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import sympy as sp
from flint import ctx

from lngd_theory.proofs import StepStatus
from proofs_check.exact import ball, rational

__all__ = ["Confirmed", "Identity", "NotFormalisable", "Outcome", "Step"]


@dataclass(frozen=True)
class Outcome:
    """What was found of a step.

    Attributes
    ----------
    status : StepStatus
        See :data:`lngd_theory.proofs.STEP_STATUSES`.
    note : str
        How it was found, in words and numbers.
    certificate : dict or None
        Plain values that a checker verifies without the search; None for symbolic steps.
    values : mapping of str to str
        The point of a counterexample and the two sides there, as exact rationals or balls in decimal.
    """

    status: StepStatus
    note: str = ""
    certificate: dict[str, Any] | None = None
    values: Mapping[str, str] = field(default_factory=dict)


class Step(Protocol):
    """A step: its name, what it says in LaTeX, and a way to find out."""

    @property
    def name(self) -> str:
        """What a table calls it."""
        ...

    @property
    def shown(self) -> str:
        """In LaTeX, without dollar signs."""
        ...

    def run(self) -> Outcome:
        """What is found of it; the same each time."""
        ...


@dataclass(frozen=True)
class Confirmed:
    """A derivation of several equalities: ``confirm`` returns pairs (what, whether sympy confirmed it)."""

    name: str
    shown: str
    confirm: Callable[[], list[tuple[str, bool]]]

    def run(self) -> Outcome:
        """Identity if every line was confirmed, else undecided with the first that was not; never on no line at all."""
        lines = self.confirm()
        failed = [what for what, holds in lines if holds is not True]
        if not lines or failed:
            return Outcome("undecided", f"not confirmed: {failed[0] if failed else 'nothing was derived'}")
        return Outcome("identity", "; ".join(what for what, _ in lines))


@dataclass(frozen=True)
class Identity:
    """``left = right`` for all values of the symbols.

    Two routes: sympy must simplify the difference to 0, and the difference in balls must contain 0 at rational points
    of the symbols' domains. A point where it certainly differs from 0 is a counterexample.
    """

    name: str
    left: sp.Expr
    right: sp.Expr
    latex: str = ""

    @property
    def shown(self) -> str:
        """In LaTeX."""
        return self.latex or f"{sp.latex(self.left)} = {sp.latex(self.right)}"

    def run(self) -> Outcome:
        """Identity, counterexample or undecided."""
        difference = sp.sympify(self.left) - sp.sympify(self.right)
        for point in _points(difference.free_symbols):
            with ctx.workprec(256):
                value = ball(difference.subs(point, simultaneous=True))
            if value is not None and (value < 0 or value > 0):
                shown = {symbol.name: str(number) for symbol, number in point.items()}
                return Outcome("counterexample", "the sides differ", values=shown | {"difference": value.str(20)})
        if sp.simplify(sp.expand(difference)) == 0 or sp.simplify(difference) == 0:
            return Outcome("identity", "the difference simplifies to 0")
        return Outcome("undecided", "no simplification to 0 was found, and no point where the sides differ")


@dataclass(frozen=True)
class NotFormalisable:
    """A step that no machine can check as it stands, with the reason."""

    name: str
    shown: str
    why: str

    def run(self) -> Outcome:
        """The reason."""
        return Outcome("not formalisable", self.why)


def _points(symbols: Iterable[sp.Basic]) -> list[dict[sp.Symbol, sp.Rational]]:
    """Some rational points of the domains that sympy's assumptions give (integers stay integers)."""
    ordered = sorted(symbols, key=lambda symbol: str(symbol))
    primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]
    points = []
    for shift in range(3):
        values = itertools.islice(itertools.cycle(primes), shift, shift + len(ordered))
        point = {}
        for symbol, prime in zip(ordered, values, strict=True):
            value = sp.Integer(prime) if symbol.is_integer else rational(prime, 7 + 4 * shift)
            point[symbol] = -value if symbol.is_negative else value
        points.append(point)
    return points
