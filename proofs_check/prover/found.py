"""What a search finds, and the points that it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from flint import arb, fmpq

from proofs_check.prover.balls import FAILS
from proofs_check.prover.intervals import Ends
from proofs_check.prover.problem import Problem
from proofs_check.prover.reading import Reading
from proofs_check.prover.sample import Box, End, downhill, halton

__all__ = ["Found", "Lookout"]

_POINTS = 100
Point = tuple[fmpq, ...]


@dataclass
class Found:
    """What a search found.

    Attributes
    ----------
    leaves : list of str
        The tree in preorder: a digit is the symbol whose interval is cut in two; ``d`` a box decided directly, ``m`` by
        the mean-value form, ``c`` by convexity, ``x0`` a box where condition 0 fails throughout, ``?`` one left open.
    boxes : int
        Boxes that were evaluated.
    open : int
        Boxes left open.
    least : tuple of point and ball, or None
        Where f was least among the points that were looked at.
    against : Box or None
        A box on which the statement is false.
    undefined : point or None
        Where the conditions hold and a side is not defined.
    """

    leaves: list[str] = field(default_factory=list)
    boxes: int = 0
    open: int = 0
    least: tuple[Point, arb] | None = None
    against: Box | None = None
    undefined: Point | None = None

    @property
    def complete(self) -> bool:
        """Whether every box was decided in favour."""
        return not self.open and self.against is None and bool(self.leaves)


class Lookout:
    """Looks at points of the region and notes in ``found`` where f was least, and where the claim fails."""

    def __init__(self, problem: Problem, found: Found) -> None:
        self._problem, self._found = problem, found
        self._reading = Reading(problem)

    def over_region(self) -> None:
        """Points all over it, then downhill from the least; no further once the claim fails."""
        found, box = self._found, self._problem.box
        for point in halton(box, _POINTS):
            self.at(point)
            if found.against is not None:
                return
        if found.least is not None:
            downhill(self.at, box, found.least[0])

    def at(self, point: Point) -> arb | None:
        """The value there; None where f is not defined or a condition does not hold."""
        found = self._found
        try:
            values = self._problem.values(*map(arb, point))
        except FAILS:
            return None
        value: arb = values[0]
        if not self._reading.allowed(values):
            return None
        if not value.is_finite() or not self._reading.defined(values):
            found.undefined = found.undefined or point
            return None
        if found.least is None or value < found.least[1]:
            found.least = (point, value)
        if found.against is None and self._reading.fails(values):
            found.against = self._around(point)
        return value

    def near(self, centre: Sequence[arb], value: arb) -> None:
        """Look at the rational point next to some balls, if f is less there than anywhere yet."""
        if self._found.least is None or value < self._found.least[1]:
            self.at(tuple(_rational(x, *ends) for x, ends in zip(centre, self._problem.box, strict=True)))

    def against(self, box: Sequence[Ends]) -> None:
        """Note a box on which the claim fails."""
        whole = self._problem.box
        self._found.against = [
            (_rational(pair[0], *ends), _rational(pair[1], *ends))  # type: ignore[arg-type]
            for pair, ends in zip(box, whole, strict=True)
        ]

    def _around(self, point: Point) -> Box:
        """A box about a counterexample on which the claim fails throughout; the point itself if none is found."""
        for shrink in range(2, 60, 3):
            box: Box = [_about(x, *ends, shrink) for x, ends in zip(point, self._problem.box, strict=True)]
            try:
                values = self._problem.values(*(arb(low).union(arb(high)) for low, high in box))
            except FAILS:
                continue
            if self._reading.fails(values):
                return box
        return [(x, x) for x in point]


def _rational(x: arb, low: End, high: End) -> fmpq:
    """A rational number next to a ball, within an interval."""
    mantissa, exponent = x.mid().man_exp()
    value = fmpq(mantissa) * fmpq(2) ** int(exponent)
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def _about(x: fmpq, low: End, high: End, shrink: int) -> tuple[fmpq, fmpq]:
    """An interval about x within the region's, of size ``2^-shrink``."""
    half = (fmpq(1) if low is None or high is None else high - low) / 2**shrink
    return (x - half if low is None else max(low, x - half), x + half if high is None else min(high, x + half))
