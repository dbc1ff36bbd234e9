"""Readings between records: when an observable crosses a level, and its value at a time or where another one is.

Runs are recorded at some steps only. A crossing is placed between the two records around it, where the observable is
interpolated: its logarithm linearly in time while it is positive, else itself. ``inf`` says that a run ended first.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.claims.hitting import HITTING

__all__ = ["crossing_time", "hitting_time", "series_of", "value_at_level", "value_at_time"]

Array = NDArray[np.float64]


def crossing_time(step: Array, values: Array, level: float, *, falls: bool = False) -> Array:
    """The time at which each series first reaches a level.

    Parameters
    ----------
    step : (records,) array
        Ascending.
    values : (seeds, records) array
        One series for each seed; nan from where a run ended early.
    level : float
        What is to be reached from below, from above with ``falls``.

    Returns
    -------
    (seeds,) array
        Times, 0 for a series that begins beyond the level, ``inf`` for one that ends before it, nan for one without
        any value.
    """
    place = _place(values, level, falls)
    found: Array = _between(place, np.broadcast_to(step, values.shape))
    return np.where(np.isnan(values).all(axis=1), np.nan, found)


def value_at_level(values: Array, other: Array, level: float, *, falls: bool = False) -> Array:
    """``values`` (seeds, records) where ``other`` first reaches a level; ``inf`` where it does not.

    Between two records both are interpolated with the same weight. nan for a run without any value.
    """
    found = _between(_place(other, level, falls), values)
    return np.where(np.isnan(other).all(axis=1), np.nan, found)


def value_at_time(step: Array, values: Array, time: float) -> Array:
    """``values`` (seeds, records) at a time, linearly between records; ``inf`` if no record is as late."""
    if not time <= step[-1]:
        return np.full(len(values), np.inf)
    index = int(np.searchsorted(step, time))
    if index == 0:
        return values[:, 0].copy()
    share = (time - step[index - 1]) / (step[index] - step[index - 1])
    return np.asarray(values[:, index - 1] + share * (values[:, index] - values[:, index - 1]))


def _place(values: Array, level: float, falls: bool) -> Array:
    """Where each series reaches the level, as a number of records (seeds,): 2.5 is half-way from record 2 to 3."""
    with np.errstate(invalid="ignore"):
        there = values <= level if falls else values >= level
    index = there.argmax(axis=1)
    seeds = np.arange(len(values))
    before, after = values[seeds, np.maximum(index - 1, 0)], values[seeds, index]
    usable = (index > 0) & np.isfinite(before) & (before != after)
    logarithmic = usable & (before > 0) & (after > 0) & (level > 0)
    share = np.ones(len(values))
    share[usable] = _share(before[usable], after[usable], level)
    share[logarithmic] = _share(np.log(before[logarithmic]), np.log(after[logarithmic]), np.log(max(level, 1e-300)))
    place = np.where(index > 0, index - 1 + share, 0.0)
    return np.where(there.any(axis=1), place, np.inf)


def _share(before: Array, after: Array, level: float) -> Array:
    return np.asarray((level - before) / (after - before))


def _between(place: Array, values: Array) -> Array:
    """``values`` (seeds, records) at fractional records, ``inf`` where there is no place."""
    found = np.full(len(values), np.inf)
    good = np.flatnonzero(np.isfinite(place))
    low = np.floor(place[good]).astype(np.int64)
    high = np.minimum(low + 1, values.shape[1] - 1)
    share = place[good] - low
    first, second = values[good, low], values[good, high]
    found[good] = np.where(share > 0, (1 - share) * first + share * second, first)
    return found


def series_of(data: xr.Dataset, name: str) -> Array:
    """An observable of one cell of a sweep, over (seeds, records)."""
    return np.asarray(data[name].transpose("seed", "record").values, dtype=np.float64)


def hitting_time(data: xr.Dataset, name: str, numbers: Mapping[str, float]) -> Array:
    """When an event of :data:`lngd_theory.claims.hitting.HITTING` begins to hold, between records; (seeds,).

    Parameters
    ----------
    data : Dataset
        One cell of a sweep: the event's observable over (seed, record), and ``step`` over (record).
    name : str
        Of the event.
    numbers : mapping
        Levels that the event names, such as ``epsilon``.
    """
    event = HITTING[name]
    level = numbers[event.level] if isinstance(event.level, str) else event.level
    values = series_of(data, event.observable)
    return crossing_time(data.step.values.astype(float), values, level, falls=event.relation == "<=")
