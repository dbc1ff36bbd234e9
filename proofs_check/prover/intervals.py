"""Intervals by their ends, which may be at infinity: for boxes that no ball contains, or that touch a domain's edge.

They come from mpmath, are slow, and serve a proposal only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath
from flint import arb
from mpmath import libmp

from proofs_check.prover.balls import FAILS
from proofs_check.prover.problem import Problem

__all__ = ["Ends", "cut_at", "enclosed", "limit_of", "lowest_corner"]

#: The ends of an interval as balls; None where there is none.
Ends = tuple[arb | None, arb | None]

_HALF, _NULL, _UNIT = arb(1) / 2, arb(0), arb(1)


def cut_at(low: arb | None, high: arb | None) -> arb:
    """:func:`proofs_check.prover.region.cut` in balls."""
    if low is not None and high is not None:
        return (low + high) * _HALF
    if low is not None:
        return _NULL if low < _NULL else _UNIT if low == _NULL else 2 * low
    if high is not None:
        return _NULL if high > _NULL else -_UNIT if high == _NULL else 2 * high
    return _NULL


def enclosed(problem: Problem, box: Sequence[Ends]) -> tuple[Any, ...] | None:
    """Values over a box, to be compared with 0; None where there are none."""
    return _over(problem, [_interval(*ends) for ends in box])


def lowest_corner(problem: Problem, box: Sequence[Ends]) -> list[arb] | None:
    """The ends at which the function is least, if it is monotone in every symbol; None if it is not, or has no end."""
    try:
        slopes = [_Signed(slope) for slope in problem.tail_slopes(*(_interval(*ends) for ends in box))]
    except FAILS:
        return None
    corner = [
        low if slope >= 0 else high if slope <= 0 else None for slope, (low, high) in zip(slopes, box, strict=True)
    ]
    return None if None in corner else corner  # type: ignore[return-value]


def limit_of(problem: Problem, k: int, side: int) -> Any:
    """The function's limit where the k-th symbol goes to infinity, to be compared with 0; None where none is found."""
    balls = [tuple(None if end is None else arb(end) for end in ends) for ends in problem.box]
    intervals = [_interval(*ends) for ends in balls]
    intervals[k] = mpmath.iv.mpf(["inf", "inf"] if side > 0 else ["-inf", "-inf"])
    found = _over(problem, intervals)
    return found[0] if found else None


def _over(problem: Problem, intervals: Sequence[Any]) -> tuple[Any, ...] | None:
    try:
        return tuple(_Signed(value) for value in problem.tail_values(*intervals))
    except FAILS:
        return None


def _interval(low: arb | None, high: arb | None) -> Any:
    a = libmp.fninf if low is None else _rounded(low.lower(), "f")
    b = libmp.finf if high is None else _rounded(high.upper(), "c")
    return mpmath.iv.make_mpf((a, b))


def _rounded(end: arb, direction: str) -> Any:
    mantissa, exponent = end.man_exp()
    return libmp.from_man_exp(int(mantissa), int(exponent), mpmath.iv.prec, direction)


class _Signed:
    """The comparisons with 0 of an interval that may have no end."""

    def __init__(self, interval: Any) -> None:
        self.ends = interval._mpi_
        self.low, self.high = (libmp.mpf_sign(end) for end in self.ends)

    def is_finite(self) -> bool:
        return bool(self.ends != (libmp.fninf, libmp.finf))

    def __gt__(self, other: object) -> bool:
        return bool(self.low > 0)

    def __ge__(self, other: object) -> bool:
        return bool(self.low >= 0)

    def __lt__(self, other: object) -> bool:
        return bool(self.high < 0)

    def __le__(self, other: object) -> bool:
        return bool(self.high <= 0)
