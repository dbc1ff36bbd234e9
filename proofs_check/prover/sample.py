"""Points of a region: spread over it, and moved downhill. Where the claim fails at one, no search is needed."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator

import sympy as sp
from flint import arb, fmpq

__all__ = ["Box", "End", "downhill", "halton"]

#: An end of an interval; None where there is none.
End = fmpq | None
Box = list[tuple[End, End]]
Point = tuple[fmpq, ...]

_GRID = 64
_ROUNDS = 40
_LARGEST = fmpq(1, 4)


def halton(box: Box, count: int) -> Iterator[Point]:
    """Points of a low-discrepancy sequence in the region, exact; an interval without end is mapped from (0, 1)."""
    for unit in _unit_points(len(box), count):
        yield tuple(_placed(u, *ends) for u, ends in zip(unit, box, strict=True))


def downhill(value: Callable[[Point], arb | None], box: Box, start: Point) -> None:
    """Ask for values on a grid, from the point nearest to ``start`` on, each time with the neighbour that is lower.

    ``value`` returns a ball, or None where there is none; what it is asked for is what the caller wanted to see. The
    grid starts with 64 steps along each symbol; steps are halved where no neighbour is lower, and doubled where one is,
    so that points are simple numbers.
    """
    origin = [_origin(*ends) for ends in box]
    size = [_size(*ends) for ends in box]
    step = fmpq(1, _GRID)
    place = [_nearest((x - o) / s, step) for x, o, s in zip(start, origin, size, strict=True)]
    bounded = [None not in ends for ends in box]

    def look(candidate: list[fmpq]) -> arb | None:
        point = tuple(o + t * s for o, t, s in zip(origin, candidate, size, strict=True))
        inside = all(
            (low is None or low <= x) and (high is None or x <= high) for x, (low, high) in zip(point, box, strict=True)
        )
        return value(point) if inside else None

    least = look(place)
    for _ in range(_ROUNDS):
        moved = False
        for k in range(len(box)):
            for move in (step, -step):
                candidate = list(place)
                candidate[k] += move if bounded[k] else move * (1 << int(abs(candidate[k])).bit_length())
                found = look(candidate)
                if found is not None and (least is None or found < least):
                    place, least, moved = candidate, found, True
                    break
        step = min(step * 2, _LARGEST) if moved else step / 2


@functools.lru_cache(maxsize=64)
def _unit_points(dimension: int, count: int) -> list[Point]:
    bases = [int(sp.prime(k + 1)) for k in range(dimension)]
    return [tuple(_radical_inverse(i, base) for base in bases) for i in range(1, count + 1)]


def _radical_inverse(i: int, base: int) -> fmpq:
    value, scale = fmpq(0), fmpq(1, base)
    while i:
        i, digit = divmod(i, base)
        value += digit * scale
        scale /= base
    return value


def _placed(u: fmpq, low: End, high: End) -> fmpq:
    if low is not None and high is not None:
        return low + u * (high - low)
    if low is not None:
        return low + u / (1 - u)
    return high - u / (1 - u) if high is not None else (2 * u - 1) / (u * (1 - u))


def _origin(low: End, high: End) -> fmpq:
    return low if low is not None else high if high is not None else fmpq(0)


def _size(low: End, high: End) -> fmpq:
    return fmpq(1) if low is None or high is None else high - low


def _nearest(t: fmpq, step: fmpq) -> fmpq:
    return (t / step + fmpq(1, 2)).floor() * step
