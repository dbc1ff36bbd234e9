"""Branch and bound: a box is decided by one evaluation in balls, by the mean-value form, or cut in two.

What is found is a proposal in the form of a tree of cuts. It counts only once the checker has walked it. The ends of
boxes are balls around the exact ends, and the ball of a box contains them.
"""

from __future__ import annotations

import math
from typing import Any

from flint import arb, ctx

from proofs_check.prover.balls import FAILS
from proofs_check.prover.bowl import Bowl
from proofs_check.prover.found import Found, Lookout
from proofs_check.prover.intervals import Ends, cut_at, enclosed, lowest_corner
from proofs_check.prover.problem import Problem
from proofs_check.prover.reading import AGAINST, Reading
from proofs_check.prover.sample import End

__all__ = ["PRECISION", "Found", "search"]

#: Bits of the balls.
PRECISION = 64
#: An interval is halved until so many bits are left, and no more often than this beyond the others.
_BITS_LEFT, _AHEAD = 12, 12
#: The mean-value form is tried on every box while it decides one of this many, and then on every 8th.
_PATIENCE, _SELDOM = 32, 8
#: Intervals are given up after so many boxes in a row that they did not decide.
_SLOW = 200

_NULL, _HALF = arb(0), arb(1) / 2
Balls = list[arb | None]


def search(
    problem: Problem,
    budget: int = 20_000,
    precision: int = PRECISION,
    *,
    mean_value: bool = True,
    corners: bool = False,
    bowl: Bowl | None = None,
) -> Found:
    """Look for a proof or a counterexample.

    Parameters
    ----------
    problem : Problem
        What is claimed.
    budget : int
        Boxes to evaluate at most; what is left then stays open.
    precision : int
        Bits.
    mean_value : bool
        Whether the mean-value form is tried where one evaluation does not decide.
    corners : bool
        Whether a box without end may be decided at the corner where f is least, if it is monotone in every symbol.
    bowl : Bowl, optional
        A point where f is 0, about which it may be convex.
    """
    found = Found()
    with ctx.workprec(precision):
        Lookout(problem, found).over_region()
        if found.against is None:
            _Search(problem, found, mean_value, corners, bowl).run(budget)
    return found


class _Search:
    def __init__(self, problem: Problem, found: Found, mean_value: bool, corners: bool, bowl: Bowl | None) -> None:
        self.problem, self.found, self.bowl = problem, found, bowl
        self.reading, self.lookout = Reading(problem), Lookout(problem, found)
        self.slopes = problem.slopes if mean_value else None
        self.corners = corners and problem.tail_slopes is not None
        self.patience, self.slow = _PATIENCE, _SLOW
        self.changes = [1.0] * len(problem.box)  # of f along the whole interval of each symbol, by the last slopes

    def run(self, budget: int) -> None:
        """Depth first; the loop that everything waits for."""
        found, strict, values, only = self.found, self.problem.strict, self.problem.values, self.problem.simple
        most = ctx.prec - _BITS_LEFT
        ends: list[Ends] = [_balls(*pair) for pair in self.problem.box]
        stack: list[tuple[list[Ends], Balls, list[int]]] = [(ends, [_ball(*pair) for pair in ends], [0] * len(ends))]
        endless = sum(ball is None for ball in stack[0][1])
        while stack:
            ends, balls, halved = stack.pop()
            found.boxes += 1
            try:
                said = values(*balls)
            except FAILS:  # a pole, or an end without number
                said = None
            if endless and said and any(value is None for value in said):
                said = None
            if only and said and (said[0] > _NULL if strict else said[0] >= _NULL):
                found.leaves.append("d")
                continue
            leaf, k = self._decided(ends, balls, halved, said)
            if leaf == AGAINST:
                self.lookout.against(ends)
                return
            if not leaf and (k < 0 or halved[k] >= most or found.boxes + len(stack) >= budget):
                leaf = "?"
                found.open += 1
            found.leaves.append(leaf or str(k))
            if leaf:
                continue
            low, high = ends[k]
            middle = cut_at(low, high)
            times = list(halved)
            times[k] += 1
            for pair in ((middle, high), (low, middle)):  # the lower half is looked at first
                half, half_balls = list(ends), list(balls)
                half[k], half_balls[k] = pair, _ball(*pair)
                stack.append((half, half_balls, times))

    def _decided(self, ends: list[Ends], balls: Balls, halved: list[int], said: Any) -> tuple[str, int]:
        """How the box is decided, or an empty string; and where to cut it."""
        endless = -1
        if not said or not said[0].is_finite():
            said = self._enclosed(ends)
            endless = next((k for k, ball in enumerate(balls) if ball is None), -1)
        leaf = self.reading.leaf(said) if said else ""
        if leaf and not (leaf == AGAINST and endless >= 0):
            return leaf, -1
        if endless >= 0:
            return ("m", -1) if self.corners and self._monotone(ends) else ("", endless)
        if self._mean_value(ends, balls, halved):
            return "m", -1
        if self.bowl is not None and self.bowl.convex_with(ends):
            return "c", -1
        return "", self._widest(halved)

    def _enclosed(self, ends: list[Ends]) -> Any:
        """By intervals, which are slow, for as long as they decide something now and then."""
        if self.slow <= 0:
            return None
        said = enclosed(self.problem, ends)
        self.slow = _SLOW if said and self.reading.leaf(said) else self.slow - 1
        return said

    def _widest(self, halved: list[int]) -> int:
        """The interval along which f changes most, unless it is much shorter than another already."""
        if len(halved) < 2:
            return len(halved) - 1
        k = max(range(len(halved)), key=lambda k: math.ldexp(self.changes[k], -halved[k]))
        least = min(halved)
        return k if halved[k] <= least + _AHEAD else halved.index(least)

    def _mean_value(self, ends: list[Ends], balls: Balls, halved: list[int]) -> bool:
        """Whether ``f(c) + sum_k f_k(box) (x_k - c_k)`` decides; c is where f is least in x_k if it is monotone."""
        if self.slopes is None:
            return False
        self.patience -= 1
        if self.patience < 0 and self.patience % _SELDOM:
            return False
        try:
            centre, changes, spread = [], [], _NULL
            for slope, (low, high), ball, times in zip(self.slopes(*balls), ends, balls, halved, strict=True):
                rising, falling = slope >= _NULL, slope <= _NULL
                c: Any = low if rising else high if falling else (low + high) * _HALF  # type: ignore[operator]
                away = slope * (ball - c)
                centre.append(c)
                changes.append(math.ldexp(float(abs(away).upper()), times))
                spread += _NULL if rising or falling else away
            value = self.problem.values(*centre)[0]
            defined = self.problem.simple or self.reading.defined(self.problem.values(*balls))
        except FAILS:
            return False
        if all(change < math.inf for change in changes):
            self.changes = changes
        if not (defined and self.reading.holds(value + spread)):
            return False
        self.patience = _PATIENCE
        self.lookout.near(centre, value)
        return True

    def _monotone(self, ends: list[Ends]) -> bool:
        """Whether a box without end is decided at the one corner where f is least."""
        corner = lowest_corner(self.problem, ends)
        try:
            return corner is not None and self.reading.holds(self.problem.values(*corner)[0])
        except FAILS:
            return False


def _balls(low: End, high: End) -> Ends:
    return None if low is None else arb(low), None if high is None else arb(high)


def _ball(low: arb | None, high: arb | None) -> arb | None:
    return None if low is None or high is None else low.union(high)
