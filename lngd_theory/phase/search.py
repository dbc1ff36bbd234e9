"""Where a row of cells changes its phase, found from few of its cells: pure bookkeeping, without a run.

A row is asked where the row before changed, shifted as the changes moved from the row before that; from there
outwards until the phases on both sides are met, and inwards until every change lies between two neighbouring cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.phase.level import Phase

__all__ = ["Change", "changes", "expected_changes", "filled", "first_columns", "search_row"]

_DECIDED = (Phase.FAILS, Phase.SUCCEEDS)


class Change(NamedTuple):
    """Two columns with different decided phases, and none decided between them."""

    left: int
    left_phase: Phase
    right: int
    right_phase: Phase


def changes(known: Mapping[int, Phase]) -> list[Change]:
    """Where the decided phase changes along a row, by what is known of it."""
    decided = [(column, known[column]) for column in sorted(known) if known[column] in _DECIDED]
    return [Change(a, p, b, q) for (a, p), (b, q) in pairwise(decided) if p != q]


def expected_changes(before: Sequence[Sequence[Change]], columns: int) -> list[Change]:
    """The changes of the next row, from those of the rows before: moved on as the last two of them differ."""
    if not before:
        return []
    last = before[-1]
    shift = [0] * len(last)
    if len(before) > 1 and [c.left_phase for c in before[-2]] == [c.left_phase for c in last]:
        shift = [round((c.left + c.right - e.left - e.right) / 2) for c, e in zip(last, before[-2], strict=True)]

    def inside(column: int) -> int:
        return min(max(column, 0), columns - 1)

    return [
        change._replace(left=inside(change.left + step), right=inside(change.right + step))
        for change, step in zip(last, shift, strict=True)
    ]


def first_columns(columns: int, coarse: int) -> list[int]:
    """About ``coarse`` equally spaced columns, among them the first and the last."""
    return sorted({int(c) for c in np.linspace(0, columns - 1, min(coarse, columns)).round()})


def search_row(
    known: Mapping[int, Phase], columns: int, expected: Sequence[Change], coarse: int
) -> Iterator[list[int]]:
    """Yield the columns to be looked at next; between two of them, ``known`` is told what was found there.

    Parameters
    ----------
    known : mapping of column to Phase
        What is known of the row; the caller adds to it.
    columns : int
        Length of the row.
    expected : sequence of Change
        Where to look; without any, at ``coarse`` equally spaced columns.
    coarse : int
        At least 2: both ends of the row.
    """
    wanted = {c for change in expected for c in (change.left, change.right)} or set(first_columns(columns, coarse))
    while new := sorted(wanted - set(known)):
        yield new
        wanted = set()
    for change in expected:
        yield from _widened(known, columns, change)
    while new := _midpoints(known):
        yield new


def _widened(known: Mapping[int, Phase], columns: int, change: Change) -> Iterator[list[int]]:
    """Outwards from both sides of an expected change, in steps 1, 2, 4, ..., to the phases that it lies between."""
    left, right, step = change.left, change.right, 1
    while True:
        new = []
        if known[left] != change.left_phase and left > 0:
            left = max(left - step, 0)
            new.append(left)
        if known[right] != change.right_phase and right < columns - 1:
            right = min(right + step, columns - 1)
            new.append(right)
        if not new:
            return
        if unknown := [column for column in new if column not in known]:
            yield unknown
        step *= 2


def _midpoints(known: Mapping[int, Phase]) -> list[int]:
    """The middle of every stretch between known columns of different phases that are not neighbours."""
    return [(a + b) // 2 for a, b in pairwise(sorted(known)) if known[a] != known[b] and b - a > 1]


def filled(known: Mapping[int, Phase], columns: int) -> NDArray[np.int8]:
    """The phase of every column: of the known ones as it is, of the others that of the nearest known one.

    After :func:`search_row` the known columns about an unknown one agree, so that nothing is decided by distance.
    """
    at = np.array(sorted(known))
    if not at.size:
        return np.full(columns, Phase.UNKNOWN, dtype=np.int8)
    nearest = at[np.abs(at[:, None] - np.arange(columns)).argmin(axis=0)]
    return np.array([known[int(column)] for column in nearest], dtype=np.int8)
