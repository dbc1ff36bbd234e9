"""Randomness: one seed number, independent streams.

A seed number makes one :class:`numpy.random.SeedSequence`, whose children feed the instance, the label noise and
the test draw. Nothing else is shared, so a seed gives the same bits whatever the number of workers, the recording
interval, or the other seeds beside it; and the same seed with another label noise trains on the same instance.
What an algorithm draws (batches, filters) comes from a fourth child, and changes nothing of these.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lngd_theory.errors import InputError

__all__ = ["Streams", "algorithm_stream", "streams"]


class Streams(NamedTuple):
    """Three independent generators that belong to one seed."""

    instance: np.random.Generator
    label_noise: np.random.Generator
    test: np.random.Generator


def streams(seed: int) -> Streams:
    """The three generators of a seed number (an integer ``>= 0``)."""
    return Streams(*(np.random.default_rng(child) for child in _children(seed)[:3]))


def algorithm_stream(seed: int) -> np.random.Generator:
    """The generator that draws batches and filters of a seed number, from its beginning at each call."""
    return np.random.default_rng(_children(seed)[3])


def _children(seed: int) -> list[np.random.SeedSequence]:
    if isinstance(seed, bool) or not isinstance(seed, int | np.integer) or seed < 0:
        raise InputError(f"seed={seed!r} must be an integer >= 0")
    return np.random.SeedSequence(int(seed)).spawn(4)
