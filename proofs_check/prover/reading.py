"""What enclosures say of a claim: on a box, at a point, from below."""

from __future__ import annotations

from typing import Any

from flint import arb

from proofs_check.prover.problem import Problem

__all__ = ["AGAINST", "Reading"]

#: What a box is called on which the claim is false.
AGAINST = "against"

_NULL = arb(0)


class Reading:
    """Reads the values of :attr:`Problem.values`: f, every g, and what must be defined."""

    def __init__(self, problem: Problem) -> None:
        self._strict = problem.strict
        self._conditions = [strict for _, strict in problem.conditions]
        self._sides = slice(1, 1 + len(self._conditions))
        self._parts = slice(1 + len(self._conditions), None)

    def holds(self, value: Any) -> bool:
        """Whether a bound of f shows the claim."""
        return bool(value > _NULL if self._strict else value >= _NULL)

    def fails(self, values: Any) -> bool:
        """Whether the claim is false, and the conditions hold."""
        below = values[0] <= _NULL if self._strict else values[0] < _NULL
        return bool(below) and self.allowed(values) and self.defined(values)

    def allowed(self, values: Any) -> bool:
        """Whether the conditions hold."""
        sides = values[self._sides]
        return all(s > _NULL if strict else s >= _NULL for s, strict in zip(sides, self._conditions, strict=True))

    def defined(self, values: Any) -> bool:
        """Whether what must be defined is."""
        return all(part.is_finite() for part in values[self._parts])

    def leaf(self, values: Any) -> str:
        """``d``, ``x0`` for the first condition that fails throughout, ``against``, or nothing."""
        if len(values) > 1:
            for i, (side, strict) in enumerate(zip(values[self._sides], self._conditions, strict=True)):
                if side <= _NULL if strict else side < _NULL:
                    return f"x{i}"
            if not self.defined(values):
                return ""
        return "d" if self.holds(values[0]) else AGAINST if self.fails(values) else ""
