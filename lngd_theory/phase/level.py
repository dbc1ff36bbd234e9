"""On which side of a level of accuracy a cell lies, by the interval of its median over seeds."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike

from lngd_theory.claims.boundary import LEVEL as ERROR_LEVEL
from lngd_theory.errors import InputError
from lngd_theory.statistics import median_interval

__all__ = ["CHANCE", "LEVEL", "Phase", "check_level", "phase_of"]

#: Accuracy from which on a cell counts as a success: one minus the test error of Theorem 3.2.
LEVEL = 1 - ERROR_LEVEL
#: Accuracy that a run which diverged counts with.
CHANCE = 0.5


class Phase(IntEnum):
    """On which side of the level the median over seeds lies, by its 95 % interval."""

    UNKNOWN = -1  #: nothing was run
    FAILS = 0  #: the interval lies below the level
    LOW = 1  #: the interval holds the level, the median lies below
    HIGH = 2  #: the interval holds the level, the median does not lie below
    SUCCEEDS = 3  #: the interval does not reach below the level


def phase_of(values: ArrayLike, level: float = LEVEL) -> Phase:
    """The phase of one cell from its accuracies by seed; nan for seeds without one.

    An interval needs six seeds: with fewer no cell is decided.
    """
    found = median_interval(values)
    if np.isnan(found.estimate):
        return Phase.UNKNOWN
    if found.high < level:
        return Phase.FAILS
    if found.low >= level:
        return Phase.SUCCEEDS
    return Phase.HIGH if found.estimate >= level else Phase.LOW


def check_level(level: float) -> None:
    """Refuse a level that no diagram can have."""
    if not CHANCE < level < 1:
        raise InputError(f"level={level!r} must be an accuracy above {CHANCE:g}, that of chance, and below 1")
