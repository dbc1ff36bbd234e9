"""One step of an argument and what a machine says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import sympy as sp
from flint import arb, ctx

from lngd_theory.proofs import StepStatus
from proofs_check.exact import ball

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
        left, right = sp.sympify(self.left), sp.sympify(self.right)
        difference = left - right
        met = 0
        for point in _points(left.free_symbols | right.free_symbols):
            with ctx.workprec(256):
                value = _difference(left, right, point)
            if value is not None and (value < 0 or value > 0):
                shown = {symbol.name: str(number) for symbol, number in point.items()}
                return Outcome("counterexample", "the sides differ", values=shown | {"difference": value.str(20)})
            met += value is not None
        if sp.expand(difference) == 0 or sp.simplify(difference) == 0:
            points = f"{met} point" + "s" * (met != 1)
            seen = f"and is 0 to 256 bits at {points}" if met else "but no point could be computed in balls"
            return Outcome("identity", f"the difference simplifies to 0, {seen}")
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


def _difference(left: sp.Expr, right: sp.Expr, point: Mapping[sp.Basic, sp.Rational]) -> arb | None:
    """A ball around the difference at a point, of each side by itself if that can be; None if there is none."""
    sides = [ball(side.subs(point, simultaneous=True)) for side in (left, right)]
    if sides[0] is not None and sides[1] is not None:
        return sides[0] - sides[1]
    return ball((left - right).subs(point, simultaneous=True))


def _points(symbols: Iterable[sp.Basic]) -> list[dict[sp.Basic, sp.Rational]]:
    """Some rational points of the domains that sympy's assumptions give; none if a symbol has none of them."""
    ordered = sorted(symbols, key=lambda symbol: (str(symbol), sp.default_sort_key(symbol)))
    points = []
    for shift in range(3 if ordered else 1):
        values = [_value(symbol, place + shift, 7 + 4 * shift) for place, symbol in enumerate(ordered)]
        if all(value is not None for value in values):
            points.append(dict(zip(ordered, values, strict=True)))
    return points


def _value(symbol: sp.Basic, place: int, denominator: int) -> sp.Rational | None:
    """A rational number that the symbol may stand for; a fraction of either sign rather than a whole number, 0 last."""
    prime = sp.Integer(sp.prime(place % 12 + 1))
    sizes = (prime / denominator, prime, 2 * prime, sp.Integer(0))
    for value in (signed for size in sizes for signed in (size, -size)):
        asked = {key: getattr(value, f"is_{key}", None) for key in symbol.assumptions0}
        if all(asked[key] in (None, said) for key, said in symbol.assumptions0.items()):
            return value
    return None
