"""A claim: one statement of the theory with its source, hypotheses and checks. Each statement has a file of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import sympy as sp

from lngd_theory.claims.expressions import latex
from lngd_theory.claims.verdict import Judgement, Part
from lngd_theory.observables import OBSERVABLES, Observable
from lngd_theory.symbols import delta

if TYPE_CHECKING:
    from lngd_theory.claims.case import Case, Need
    from lngd_theory.evidence import Evidence

__all__ = ["Check", "Claim", "Finding", "Source"]


@dataclass(frozen=True)
class Source:
    """Where a statement stands: its number in each version of the paper.

    ``reconstructed`` names what could not be read there and was derived anew.
    """

    arxiv: str
    iclr: str
    reconstructed: str = ""


@dataclass(frozen=True)
class Finding:
    """What a check found: the part of the verdict, and for statements "with probability" each seed's outcome.

    ``by_seed`` maps a seed to True, False, or None where the run could not tell.
    """

    part: Part
    by_seed: Mapping[int, bool | None] | None = None


class Check(Protocol):
    """One displayed inequality, identity or exponent of a claim, and how it is decided."""

    @property
    def name(self) -> str:
        """What a table calls it."""
        ...

    def statement(self, names: Mapping[str, str]) -> str:
        """In LaTeX."""
        ...

    def needs(self, claim: Claim, case: Case) -> list[Need]:
        """The runs it looks at."""
        ...

    def judge(self, claim: Claim, case: Case, evidence: Evidence) -> Finding:
        """The verdict on this part."""
        ...


@dataclass(frozen=True)
class Claim:
    """One statement.

    Parameters
    ----------
    id : str
        Such as ``D.1``.
    title : str
        One line for people.
    source : Source
        Numbers in both versions of the paper.
    checks : tuple of Check
        What is claimed; all of it must hold.
    premises : tuple of sympy relations
        Hypotheses of the statement itself (not the standing Assumption 3.1, which every verdict reports beside).
    definitions : mapping of symbol to expression
        Abbreviations in the statement, such as alpha; substituted before anything is evaluated.
    probability : sympy expression or None
        The probability with which it is claimed to hold, ``1 - delta`` by default; None for always.
    stage : {"gd", "lngd", ""}
        The algorithm whose stages give T_1, T_2, C_0 ... in the premises.
    repairs : tuple of Check
        Weaker or corrected statements that are judged beside it and do not enter its verdict.
    observables : tuple of Observable
        The claim's own, beside those of :data:`lngd_theory.observables.OBSERVABLES`.
    any_power : bool
        Whether the statement has a meaning for q other than 2.
    reading : str
        How a part that the paper leaves open was read.
    assumption : bool
        Whether it is about networks inside Assumption 3.1.
    """

    id: str
    title: str
    source: Source
    checks: tuple[Check, ...]
    premises: tuple[sp.Rel, ...] = ()
    definitions: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)
    probability: sp.Expr | None = 1 - delta
    stage: str = ""
    repairs: tuple[Check, ...] = ()
    observables: tuple[Observable, ...] = ()
    any_power: bool = False
    reading: str = ""
    assumption: bool = True

    @property
    def known(self) -> dict[str, Observable]:
        """Every observable that the statement may use, by name."""
        return OBSERVABLES | {item.name: item for item in self.observables}

    @property
    def names(self) -> dict[str, str]:
        """LaTeX of the observables by name."""
        return {name: item.latex for name, item in self.known.items()}

    def expand(self, expression: Any) -> Any:
        """An expression or relation with the definitions put in."""
        expression = sp.sympify(expression)
        for _ in range(len(self.definitions)):  # a definition may use another
            expression = expression.subs(dict(self.definitions))
        return expression

    @property
    def where(self) -> tuple[str, ...]:
        """The definitions in LaTeX."""
        return tuple(rf"{latex(key, {})} = {latex(value, self.names)}" for key, value in self.definitions.items())

    @property
    def statement(self) -> tuple[str, ...]:
        """The checks in LaTeX, one line each."""
        return tuple(check.statement(self.names) for check in self.checks)


def combine(judgements: list[Judgement]) -> Judgement:
    """The verdict on a claim of several parts: the one that decides most against it."""
    from lngd_theory.claims.verdict import SEVERITY

    return min(judgements, key=SEVERITY.index) if judgements else "undecided"
