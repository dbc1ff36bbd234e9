"""A statement in the one form that is searched: ``f >= 0`` (or ``> 0``) on a box with side conditions ``g >= 0``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from proofs_check.exact import to_fmpq
from proofs_check.prover.balls import compiled, tails
from proofs_check.prover.region import Region
from proofs_check.prover.sample import Box
from proofs_check.prover.tree import encode

__all__ = ["Problem"]


@dataclass(frozen=True)
class Problem:
    """``function >= 0`` (``> 0`` if strict) at every point of the region, where ``defined`` must be defined, too.

    Symbols carry the signs that their intervals give them and no other assumption, so that simplification on the way
    uses nothing that the region does not say.
    """

    function: sp.Expr
    strict: bool
    region: Region
    defined: tuple[sp.Expr, ...] = ()

    @classmethod
    def of(cls, function: sp.Expr, strict: bool, region: Region, parts: tuple[sp.Expr, ...] = ()) -> Problem:
        """With the symbols' assumptions replaced by those of the region.

        ``parts`` are what the function and the conditions were made from: where they have a logarithm, a root or a
        denominator that cancelled, it must still be defined.
        """
        fresh = {}
        for symbol, ends in region.box.items():
            sign: dict[str, bool] = {"real": True}
            if ends.low.is_nonnegative:
                sign = {"positive": True} if ends.low.is_positive else {"nonnegative": True}
            elif ends.high.is_nonpositive:
                sign = {"negative": True} if ends.high.is_negative else {"nonpositive": True}
            fresh[symbol] = sp.Symbol(symbol.name, **sign)
        box = {fresh[symbol]: ends for symbol, ends in region.box.items()}
        conditions = tuple(
            condition.func(*(side.xreplace(fresh) for side in condition.args), evaluate=False)
            for condition in region.conditions
        )
        stated = sp.sympify(function).xreplace(fresh)
        kept = [stated, *(condition.gts - condition.lts for condition in conditions)]
        whole = {(base.xreplace(fresh), need) for base, need in _needs(*parts)}  # before sympy uses the signs
        defined = _without(whole - _needs(*kept), kept)
        return cls(stated, strict, Region(box, conditions), defined)

    def about(self, function: sp.Expr, strict: bool | None = None, region: Region | None = None) -> Problem:
        """Another function that is claimed instead; this one must be defined all the same."""
        defined = _without(_needs(self.function, *self.defined) - _needs(function), [function])
        return Problem(function, self.strict if strict is None else strict, region or self.region, defined)

    def within(self, region: Region) -> Problem:
        """The same on a part of the region."""
        return Problem.of(self.function, self.strict, region, self.defined)

    @property
    def symbols(self) -> tuple[sp.Symbol, ...]:
        """In the order of boxes."""
        return self.region.symbols

    @cached_property
    def conditions(self) -> tuple[tuple[sp.Expr, bool], ...]:
        """``(g, strict)`` for each condition ``g >= 0`` or ``g > 0``."""
        return tuple((c.gts - c.lts, isinstance(c, sp.Gt | sp.Lt)) for c in self.region.conditions)

    @cached_property
    def box(self) -> Box:
        """The whole region's ends."""
        return [
            (to_fmpq(ends.low) if ends.low.is_finite else None, to_fmpq(ends.high) if ends.high.is_finite else None)
            for ends in self.region.box.values()
        ]

    @cached_property
    def statement(self) -> dict[str, Any]:
        """What a certificate is about: plain strings and lists."""
        return {
            "variables": [[s.name, str(ends.low), str(ends.high)] for s, ends in self.region.box.items()],
            "conditions": [[encode(g), ">" if strict else ">="] for g, strict in self.conditions],
            "function": encode(self.function),
            "relation": ">" if self.strict else ">=",
            "defined": [encode(part) for part in self.defined],
        }

    @property
    def evaluated(self) -> list[sp.Expr]:
        """f, every g, and what must be defined."""
        return [self.function, *(g for g, _ in self.conditions), *self.defined]

    @property
    def simple(self) -> bool:
        """Whether f is all that is evaluated."""
        return not self.conditions and not self.defined

    @cached_property
    def values(self) -> Any:
        """Balls to the balls of what is evaluated."""
        return compiled(self.symbols, self.evaluated)

    @cached_property
    def tail_values(self) -> Any:
        """The same over intervals without end."""
        return tails(self.symbols, self.evaluated)

    @cached_property
    def gradient(self) -> list[sp.Expr]:
        """The partial derivatives of f; at a corner of ``abs``, ``max``, ``min`` they jump."""
        return [sp.diff(self.function, symbol) for symbol in self.symbols]

    @cached_property
    def slopes(self) -> Any:
        """Balls to the balls of the gradient; None if it cannot be enclosed."""
        return _compiled_or_none(compiled, self.symbols, self.gradient)

    @cached_property
    def tail_slopes(self) -> Any:
        """The same over intervals without end."""
        return _compiled_or_none(tails, self.symbols, self.gradient)


def _compiled_or_none(compile_: Any, symbols: tuple[sp.Symbol, ...], expressions: list[sp.Expr]) -> Any:
    try:
        return compile_(symbols, expressions)
    except TypeError:
        return None


def _needs(*expressions: sp.Expr) -> set[tuple[sp.Expr, str]]:
    """What must not be 0, and what not below 0, for expressions to be defined: denominators, roots, logarithms."""
    found = set()
    for expression in map(sp.sympify, expressions):
        for power in expression.atoms(sp.Pow):
            if not power.exp.is_nonnegative:
                found.add((power.base, "not 0"))
            if not power.exp.is_Integer:
                found.add((power.base, "not below 0"))
        for part in expression.atoms(sp.log, sp.loggamma):
            found |= {(part.args[0], "not 0"), (part.args[0], "not below 0")}
    return {(base, need) for base, need in found if base.free_symbols}


def _without(lost: set[tuple[sp.Expr, str]], kept: list[sp.Expr]) -> tuple[sp.Expr, ...]:
    """Expressions that are defined where the needs are met, unless they are parts of what is kept."""
    made = []
    for base in sorted({base for base, _ in lost if base.free_symbols}, key=sp.default_sort_key):
        needs = {need for other, need in lost if other == base}
        made.append(sp.log(base) if len(needs) > 1 else 1 / base if "not 0" in needs else sp.sqrt(base))
    parts: set[sp.Expr] = set().union(*(expression.atoms(sp.Pow, sp.log) for expression in kept))
    return tuple(part for part in made if part not in parts)
