"""The smaller choices of a sweep: seeds, observables, when states are recorded, constants."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from lngd_theory.errors import InputError, near_match
from lngd_theory.observables import OBSERVABLES
from lngd_theory.planning import seed_numbers

__all__ = ["LARGEST_RECORDS", "check_fresh", "constant", "fractions", "observable_names", "seed_range", "table"]

#: States that may be recorded of one run.
LARGEST_RECORDS = 10**4


def seed_range(seeds: Any) -> Sequence[int]:
    """Seed numbers of ``8`` (0 to 7, without a list), ``range(3, 8)``, ``[3, 5]``, ..."""
    if isinstance(seeds, int | np.integer) and not isinstance(seeds, bool) and seeds >= 1:
        return range(int(seeds))
    if isinstance(seeds, range) and len(seeds) and seeds[0] == 0 and seeds.step == 1:
        return seeds
    return tuple(seed_numbers(seeds))


def observable_names(given: Any) -> tuple[str, ...]:
    """Names of observables, each known and given once."""
    names = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else ()
    if not names:
        raise InputError(f"observables={given!r} must list at least one name, such as ['clean_loss', 'test_error']")
    for name in names:
        if name not in OBSERVABLES:
            raise InputError(f"unknown observable {name!r}; {near_match(str(name), OBSERVABLES)}")
    if len(set(names)) < len(names):
        raise InputError(f"observables={list(names)!r} must differ; give every name once")
    return names


def fractions(records: Any) -> tuple[float, ...]:
    """Fractions of the steps at which states are recorded: ascending, in [0, 1], the last 1.

    ``4`` stands for 1/4, 1/2, 3/4, 1.
    """
    if isinstance(records, int | np.integer) and not isinstance(records, bool):
        if not 1 <= records <= LARGEST_RECORDS:
            raise InputError(f"records={records} must be between 1 and {LARGEST_RECORDS}")
        return tuple(k / int(records) for k in range(1, int(records) + 1))
    wrong = InputError(
        f"records={records!r} must be a number of states, or at most {LARGEST_RECORDS} ascending fractions of the "
        f"steps in [0, 1] that end with 1"
    )
    if isinstance(records, str) or not isinstance(records, Iterable):
        raise wrong
    found = list(records)
    if any(isinstance(value, bool) or not isinstance(value, int | float | np.number) for value in found):
        raise wrong
    values = [float(value) for value in found]
    ascending = all(math.isfinite(a) and a < b for a, b in pairwise(values))
    if not values or len(values) > LARGEST_RECORDS or not ascending or values[0] < 0 or values[-1] != 1:
        raise wrong
    return tuple(values)


def table(name: str, given: Any) -> dict[str, Any]:
    """A table of names and values."""
    if not isinstance(given, Mapping):
        raise InputError(f"{name}={given!r} must be a table of names and values")
    return dict(given)


def constant(name: str, value: Any) -> float:
    """A constant of formulas."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"constant {name}={value!r} must be a finite number")
    return float(value)


def check_fresh(observables: Iterable[str], engine: str, draw: str | None, n_test: int) -> None:
    """Refuse observables of fresh data where none is drawn."""
    fresh = [name for name in observables if OBSERVABLES[name].fresh]
    if fresh and "dense" in (engine, draw):
        raise InputError(
            f"observable {fresh[0]!r} needs fresh data drawn in law, not vectors in R^d; leave it out, or use "
            f"engine='gram' with draw='law'"
        )
    if fresh and not n_test:
        raise InputError(f"observable {fresh[0]!r} needs fresh data: n_test=0 must be >= 1; or leave it out")
