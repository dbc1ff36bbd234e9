"""Why nothing works: the fewest conditions that cannot hold together, in plain words and with their numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from lngd_theory.assumptions.conditions import SYMBOLS, Condition
from lngd_theory.assumptions.elimination import DOMAIN, ORDER, Margins

__all__ = ["conflict", "nothing_works", "with_numbers"]

Ids = tuple[str, ...]


def with_numbers(condition: Condition, values: Mapping[str, float]) -> str:
    """One condition with the values that are known: ``m >= 51.8, but m = 20``, or ``sigma_0 <= 5.43e-5/sigma_p``."""
    symbol = condition.left if condition.left.is_Symbol and condition.left.name in values else None
    left = symbol or _number(condition.left, values)
    text = f"{left} {condition.relation} {_number(condition.right, values)}"
    return f"{text}, but {symbol} = {values[symbol.name]:.4g}" if symbol else text


def _number(side: sp.Expr, values: Mapping[str, float]) -> str:
    known = {SYMBOLS[name]: sp.Rational(str(value)) for name, value in values.items()}
    return str(sp.N(side.subs(known), 3))


def nothing_works(
    parameter: str,
    ids: tuple[Ids, ...],
    rows: NDArray[np.float64],
    grid: NDArray[np.float64],
    conditions: tuple[Condition, ...],
    values: Mapping[str, float],
) -> str:
    """Which conditions, alone or together, leave no value of one parameter.

    Parameters
    ----------
    parameter : str
        Name of the parameter.
    ids : tuple
        Ids of what was combined, for each row.
    rows : ndarray, shape (rows, points)
        Margins: ``>= 0`` where the row holds.
    grid : ndarray, shape (points,)
        Values of the parameter as powers of ten, increasing.
    conditions : tuple of Condition
        Those that the ids name.
    values : mapping
        The other parameters that are given.
    """
    holds = rows >= 0
    fewest = _fewest(ids, holds)
    if len(fewest) > 1:
        return " but ".join(f"{' with '.join(ids[k])} needs {_where(parameter, rows[k], grid)}" for k in fewest)
    others = int((~holds.any(axis=1)).sum()) - 1
    more = f"; {others} more fail{'s' * (others == 1)} too" if others else ""
    return f"whatever {parameter} is, {_together(ids[fewest[0]], conditions, values)}{more}"


def _fewest(ids: tuple[Ids, ...], holds: NDArray[np.bool_]) -> tuple[int, ...]:
    """Rows that hold nowhere together, naming the fewest conditions of the paper.

    Each row holds on an interval, nearly always, so that two suffice (Helly); more only where one holds on several.
    """
    for sizes in ((1, 2), *((size,) for size in range(3, len(ids) + 1))):
        found = [
            rows
            for size in sizes
            for rows in itertools.combinations(range(len(ids)), size)
            if not holds[list(rows)].all(axis=0).any()
        ]
        if found:
            return min(found, key=lambda rows: (_named(key for k in rows for key in ids[k]), len(rows)))
    raise AssertionError("something holds everywhere")


def _named(ids: Iterable[str]) -> int:
    """How many conditions of the paper there are among the ids."""
    return len(set(ids) - {condition.id for condition in DOMAIN})


def _together(ids: Ids, conditions: tuple[Condition, ...], values: Mapping[str, float]) -> str:
    """``(ii) m fails (m >= 51.8, but m = 20)``, or that several conditions cannot hold together."""
    named = {condition.id: condition for condition in conditions}
    texts = [f"{key} ({with_numbers(named[key], values)})" if key in named else key for key in ids]
    if len(ids) == 1:
        return texts[0].replace(ids[0], f"{ids[0]} fails", 1)
    return " and ".join(texts) + " cannot hold together"


def _where(parameter: str, row: NDArray[np.float64], grid: NDArray[np.float64]) -> str:
    """``d >= 4.3e+20``: where one row holds, to three digits."""
    holds = row >= 0

    def end(inside: int, outside: int) -> str:
        share = row[inside] / (row[inside] - row[outside]) if np.isfinite(row[outside]) else 0.0
        return f"{10 ** (grid[inside] + share * (grid[outside] - grid[inside])):.3g}"

    pieces = []
    changes = np.diff(np.concatenate([[False], holds, [False]]).astype(int))
    starts, stops = np.flatnonzero(changes == 1).tolist(), (np.flatnonzero(changes == -1) - 1).tolist()
    for start, stop in zip(starts, stops, strict=True):
        low = f"{parameter} >= {end(start, start - 1)}" if start > 0 else ""
        high = f"{parameter} <= {end(stop, stop + 1)}" if stop < grid.size - 1 else ""
        pieces.append(" and ".join(filter(None, (low, high))))
    return " or ".join(pieces)


def conflict(asked: Margins, conditions: tuple[Condition, ...], values: Mapping[str, Any]) -> str:
    """The fewest conditions that conflict when every parameter is given or eliminated; "" if none do."""
    broken = [
        (_named(ids), margin, ids) for ids, margin in zip(asked.ids, asked(values).tolist(), strict=True) if margin < 0
    ]
    known = {name: value for name, value in values.items() if name in (*ORDER, "delta", "C")}
    return _together(min(broken)[2], conditions, known) if broken else ""
