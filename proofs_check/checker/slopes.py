"""Differentiation step by step: what the checker knows of slopes, without sympy."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flint import arb, fmpq

from proofs_check.checker.enclosure import (
    ONE,
    ZERO,
    Interval,
    Undefined,
    add,
    maximum,
    minimum,
    multiply,
    negative,
    point,
    power,
    within,
)
from proofs_check.checker.functions import FUNCTIONS

__all__ = ["Step", "chain"]


class Step(NamedTuple):
    """``values[result] = run(values[first], values[second])``; a function of one argument has no second."""

    head: str
    run: Callable[..., Interval]
    first: int
    second: int | None
    result: int
    exponent: fmpq | None = None


def chain(step: Step, values: list[Interval], partials: list[list[Interval]]) -> list[Interval]:
    """Partial derivatives of a step's result."""
    first = partials[step.first]
    if step.second is None:
        if all(item is ZERO for item in first):
            return first
        factor = _derivative(step, values[step.first], values[step.result])
        return [_times(item, factor) for item in first]
    second = partials[step.second]
    x, y = values[step.first], values[step.second]
    if step.head == "+":
        return [_plus(p, q) for p, q in zip(first, second, strict=True)]
    if step.head == "*":
        return [_plus(_times(p, y), _times(q, x)) for p, q in zip(first, second, strict=True)]
    above = add(x, negative(y)) if step.head == "max" else add(y, negative(x))
    if within(above, ">="):
        return first
    if within(above, "<="):
        return second
    return [_hull(p, q) for p, q in zip(first, second, strict=True)]


def _derivative(step: Step, x: Interval, result: Interval) -> Interval:
    """Derivative of a function of one argument at its argument."""
    if step.head == "^":
        n = step.exponent
        return multiply(point(n), power(x, n - 1))  # type: ignore[arg-type, operator]
    if step.head == "exp":
        return result
    if step.head == "log":
        return power(x, fmpq(-1))
    if step.head == "tanh":
        return add(ONE, negative(power(result, fmpq(2))))
    if step.head in ("erf", "erfc"):
        scale = 2 / arb.pi().sqrt()
        bell = multiply((scale.lower(), scale.upper()), FUNCTIONS["exp"](negative(power(x, fmpq(2)))))
        return bell if step.head == "erf" else negative(bell)
    if step.head == "abs":
        return ONE if within(x, ">=") else negative(ONE) if within(x, "<=") else _hull(ONE, negative(ONE))
    raise Undefined(f"{step.head} has no derivative here")


def _hull(x: Interval, y: Interval) -> Interval:
    return minimum(x, y)[0], maximum(x, y)[1]


def _plus(x: Interval, y: Interval) -> Interval:
    return y if x is ZERO else x if y is ZERO else add(x, y)


def _times(x: Interval, y: Interval) -> Interval:
    return ZERO if x is ZERO or y is ZERO else y if x is ONE else multiply(x, y)
