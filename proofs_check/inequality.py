"""An inequality over a region: the step that a certificate proves, or a box refutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from lngd_theory.errors import InputError
from proofs_check.checker import PRECISIONS, check
from proofs_check.prover import PRECISION, Problem, Region, attempt, certificate_of
from proofs_check.prover.certificate import decimal
from proofs_check.prover.found import Found
from proofs_check.prover.region import refuse_unknown
from proofs_check.step import Outcome

__all__ = ["Inequality"]


@dataclass(frozen=True)
class Inequality:
    """``left <= right`` (or another relation) at every point of a region.

    Parameters
    ----------
    name : str
        What a table calls it.
    relation : sympy relation
        ``<=``, ``<``, ``>=`` or ``>`` (write ``sp.Le(left, right)`` where sympy would decide it at once).
    box : mapping of Symbol to (low, high)
        An interval for each symbol: integers, rationals, strings such as ``"0.01"``, ``"oo"``. No floats.
    conditions : tuple of sympy relations
        What else holds in the region.
    latex : str
        How it is shown; from the relation unless given.
    budget : int
        Boxes that the search may look at.
    precision : int
        Bits of the balls.

    Raises
    ------
    InputError
        From :attr:`statement` and :meth:`run`: a symbol has no interval, a float or a function without enclosure is in
        it, the budget or the precision cannot be used.

    Examples
    --------
    >>> import sympy as sp
    >>> x = sp.Symbol("x", real=True)
    >>> Inequality("tangent", sp.Le(1 + x, sp.exp(x)), {x: ("-oo", "oo")}).run().status
    'certified'
    """

    name: str
    relation: sp.Rel
    box: Mapping[sp.Symbol, tuple[Any, Any]]
    conditions: tuple[sp.Rel, ...] = ()
    latex: str = ""
    budget: int = 20_000
    precision: int = PRECISION

    @property
    def shown(self) -> str:
        """In LaTeX, with its region."""
        statement = self.latex or sp.latex(self.relation)
        return rf"{statement} \quad ({self.region.shown})" if self.box else statement

    @cached_property
    def region(self) -> Region:
        """Where it is claimed."""
        try:
            return Region.of(self.box, *self.conditions)
        except InputError as error:
            raise InputError(f"{self.name}: {error}") from None

    @cached_property
    def problem(self) -> Problem:
        """In the form ``f >= 0`` or ``f > 0``."""
        relation = self.relation
        if not isinstance(relation, sp.Ge | sp.Gt | sp.Le | sp.Lt):
            raise InputError(f"{self.name}: {_not_one(relation)}")
        refuse_unknown(self.name, relation, self.box)
        _whole(self.name, "budget", self.budget, range(1, 10**9))
        _whole(self.name, "precision", self.precision, PRECISIONS)
        parts = tuple(side for part in (relation, *self.region.conditions) for side in part.args)
        for number in sorted(set().union(*(part.atoms(sp.Float) for part in parts)), key=abs):
            short = f"{float(number):g}"
            raise InputError(f'{self.name}: the float {short} is no exact number; write sp.Rational("{short}")')
        strict = isinstance(relation, sp.Gt | sp.Lt)
        try:
            problem = Problem.of(relation.gts - relation.lts, strict, self.region, parts)
            problem.statement  # noqa: B018 - refuses what cannot be enclosed before any work starts
        except InputError as error:
            raise InputError(f"{self.name}: {error}") from None
        return problem

    @property
    def statement(self) -> dict[str, Any]:
        """What its certificate must be about."""
        return self.problem.statement

    def run(self) -> Outcome:
        """Certified, counterexample or undecided."""
        tried = attempt(self.problem, self.budget, self.precision)
        made = certificate_of(self.problem, tried, self.precision)
        if made is not None:
            return self._said(made)
        return Outcome("undecided", self._open(tried.found))

    def _open(self, found: Found) -> str:
        """What is known of an undecided statement."""
        if found.undefined is not None:
            at = ", ".join(f"{symbol} = {x}" for symbol, x in zip(self.box, found.undefined, strict=True))
            return f"a side is not defined, or not real, at {at}; choose a region where both are"
        text = f"{found.open:,} of {found.boxes:,} boxes are left open" if found.open else "the checker found no proof"
        return text if found.least is None else f"{text}; {_least(decimal(found.least[1].upper(), 1))}"

    def again(self, certificate: dict[str, Any]) -> Outcome | None:
        """What a stored certificate says of this statement: None unless the checker accepts it."""
        return self._said(certificate) if check(certificate, self.statement).ok else None

    def _said(self, made: dict[str, Any]) -> Outcome:
        if made["verdict"] == "fails":
            return Outcome("counterexample", "false on a box", made, self._values(made))
        return Outcome("certified", _words(made), made)

    def _values(self, made: dict[str, Any]) -> dict[str, str]:
        """The middle of the box against it, and both sides there."""
        ends = ((sp.Rational(low), sp.Rational(high)) for _, low, high in made["against"])
        middle = {symbol: (low + high) / 2 for symbol, (low, high) in zip(self.box, ends, strict=True)}
        sides = {"left": self.relation.lhs, "right": self.relation.rhs}
        values = {symbol.name: str(value) for symbol, value in middle.items()}
        return values | {key: str(side.subs(middle).evalf(12)) for key, side in sides.items()}


def _words(made: dict[str, Any]) -> str:
    """How many boxes it took, and how tight the inequality is."""
    boxes = f"{made['leaves']:,} box" + "es" * (made["leaves"] != 1)
    text = [f"{boxes} at {made['precision']} bits"]
    lower, attained = (made.get("tightness", {}).get(key) for key in ("lower", "attained"))
    if lower is not None and float(lower) > 0:
        text.append(f"the sides differ by at least {float(lower):.4g}")
    if attained is not None:
        text.append(_least(attained))
    return "; ".join(text)


def _least(attained: str) -> str:
    return f"the least difference met is {float(attained):.4g}"


def _not_one(relation: Any) -> str:
    if isinstance(relation, bool | sp.logic.boolalg.BooleanAtom):
        return f"sympy has decided the relation to be {relation}; write sp.Le(left, right, evaluate=False)"
    if isinstance(relation, sp.Eq):
        return f"{relation} is an equality; state it as Identity(name, left, right)"
    return f"{relation!r} must be a relation <=, <, >= or > (sp.Le(left, right), ...)"


def _whole(step: str, name: str, value: Any, allowed: range) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value not in allowed:
        most = "" if allowed.stop >= 10**9 else f" and at most {allowed.stop - 1}"
        raise InputError(f"{step}: {name}={value!r} must be an integer >= {allowed.start}{most}")
