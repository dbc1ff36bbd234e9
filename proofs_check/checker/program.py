"""An expression of a certificate, made ready to be enclosed on many boxes, with its partial derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flint import fmpq

from proofs_check.checker.enclosure import ONE, ZERO, Interval, add, maximum, minimum, multiply, pi, point, power
from proofs_check.checker.functions import FUNCTIONS
from proofs_check.checker.numbers import Malformed, number
from proofs_check.checker.slopes import Step, chain

__all__ = ["Program", "exponent"]

_COMBINE: dict[str, Callable[[Interval, Interval], Interval]] = {
    "+": add,
    "*": multiply,
    "max": maximum,
    "min": minimum,
}
_LARGEST_POWER = 10_000


class Program:
    """A tree as a list of steps on numbered intervals; a subtree that occurs twice is evaluated once.

    It holds for the precision at which it was made: its numbers are enclosed then.

    Parameters
    ----------
    tree : nested lists of strings
        ``["number", "1/3"]``, ``["symbol", "x"]``, ``["pi"]``, ``["+", ...]``, ``["*", ...]``, ``["^", base, power]``,
        ``["max", ...]``, ``["min", ...]`` or a function of one argument.
    names : sequence of str
        The symbols, in the order of a box.
    *defined : nested lists of strings
        Other expressions that must be defined wherever this one is enclosed.
    """

    def __init__(self, tree: Any, names: Sequence[str], *defined: Any) -> None:
        self._names = list(names)
        self._values: list[Interval] = [ZERO] * len(names)  # the symbols, then numbers and results
        self._steps: list[Step] = []
        self._known: dict[str, int] = {}
        self._result = self._place(tree)
        self._own = len(self._steps)
        for other in defined:
            self._place(other)

    def _place(self, tree: Any) -> int:
        """Where the value of a tree will stand."""
        if not isinstance(tree, list) or not tree or not isinstance(tree[0], str):
            raise Malformed(f"{tree!r:.60} is no expression")
        key = repr(tree)
        if key not in self._known:
            self._known[key] = self._new(*tree)
        return self._known[key]

    def _new(self, head: str, *rest: Any) -> int:
        if head == "number" and len(rest) == 1:
            return self._constant(point(number(rest[0])))
        if head == "pi" and not rest:
            return self._constant(pi())
        if head == "symbol" and len(rest) == 1:
            if rest[0] not in self._names:
                raise Malformed(f"the symbol {rest[0]!r} has no interval")
            return self._names.index(rest[0])
        if head == "^" and len(rest) == 2:
            base, value = self._place(rest[0]), exponent(rest[1])
            if value is not None:
                return self._step("^", partial(power, exponent=value), base, None, value)
            log = self._step("log", FUNCTIONS["log"], base)
            return self._step("exp", FUNCTIONS["exp"], self._step("*", multiply, log, self._place(rest[1])))
        if head in _COMBINE and rest:
            result = self._place(rest[0])
            for item in rest[1:]:
                result = self._step(head, _COMBINE[head], result, self._place(item))
            return result
        if head in FUNCTIONS and len(rest) == 1:
            return self._step(head, FUNCTIONS[head], self._place(rest[0]))
        raise Malformed(f"unknown expression {head!r:.60} of {len(rest)} arguments")

    def _constant(self, value: Interval) -> int:
        self._values.append(value)
        return len(self._values) - 1

    def _step(
        self,
        head: str,
        run: Callable[..., Interval],
        first: int,
        second: int | None = None,
        power_of: fmpq | None = None,
    ) -> int:
        result = self._constant(ZERO)
        self._steps.append(Step(head, run, first, second, result, power_of))
        return result

    def over(self, box: Sequence[Interval]) -> Interval:
        """An interval that contains every value on the box.

        Raises
        ------
        Undefined
            The expression is not defined on all of it.
        """
        return self._evaluated(box)[self._result]

    def _evaluated(self, box: Sequence[Interval]) -> list[Interval]:
        values = [*box, *self._values[len(self._names) :]]
        if len(values) != len(self._values):
            raise ValueError(f"a box of {len(box)} intervals for {len(self._names)} symbols")
        for _, run, first, second, result, _ in self._steps:
            values[result] = run(values[first]) if second is None else run(values[first], values[second])
        return values

    def slopes(self, box: Sequence[Interval]) -> list[Interval]:
        """An interval for each partial derivative on the box, by differentiating step by step.

        Where ``abs``, ``max`` or ``min`` may have a corner, the slopes of both sides are in it: it holds the slope at
        almost every point of any line, and a difference of two values is a mean of such slopes times the way between.

        Raises
        ------
        Undefined
            The expression is not defined on all of the box, or has no bounded derivative there.
        """
        values = self._evaluated(box)
        count = len(self._names)
        partials = [[ZERO] * count for _ in values]
        for k in range(count):
            partials[k] = [ONE if i == k else ZERO for i in range(count)]
        for step in self._steps[: self._own]:
            partials[step.result] = chain(step, values, partials)
        return partials[self._result]


def exponent(tree: Any) -> fmpq | None:
    """The number that a power's exponent is; None for any other expression."""
    if not (isinstance(tree, list) and len(tree) == 2 and tree[0] == "number"):
        return None
    value = number(tree[1])
    if max(abs(int(value.p)), int(value.q)) > _LARGEST_POWER:
        raise Malformed(f"the exponent {tree[1]:.60} is larger than {_LARGEST_POWER}")
    return value
