"""The smaller choices of a sweep: seeds, observables, when states are recorded, constants."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from lngd_theory.errors import InputError, near_match, whole_number
from lngd_theory.observables import OBSERVABLES
from lngd_theory.planning import seed_numbers
from lngd_theory.setting import Setting

__all__ = [
    "KEYS",
    "LARGEST_RECORDS",
    "LARGEST_SEEDS",
    "LARGEST_STEPS",
    "LARGEST_TEST",
    "check_fresh",
    "constant",
    "count",
    "fractions",
    "observable_names",
    "parameters",
    "seed_range",
    "table",
]

#: Keys of a sweep that are not tables.
KEYS = ("preset", "noises", "seeds", "steps", "observables", "records", "engine", "draw", "n_test")

#: States that may be recorded of one run, seeds of a sweep, gradient steps of a run (exact as a float), test draws.
LARGEST_RECORDS, LARGEST_SEEDS, LARGEST_STEPS, LARGEST_TEST = 10**4, 10**15, 2**53, 10**15


def seed_range(seeds: Any) -> Sequence[int]:
    """Seed numbers of ``8`` (0 to 7, without a list), ``range(3, 8)``, ``[3, 5]``, ..."""
    if isinstance(seeds, range) and seeds.start == 0 and seeds.step == 1:
        seeds = seeds.stop
    if isinstance(seeds, int | np.integer) and not isinstance(seeds, bool) and seeds >= 1:
        return range(count("seeds", int(seeds), 1, LARGEST_SEEDS))
    return tuple(seed_numbers(seeds))


def count(name: str, value: Any, low: int, most: int) -> int:
    """A whole number, ``low <= value <= most``, of any size at first."""
    if isinstance(value, int | float) and value > most:
        raise InputError(f"{name}={str(value)[:30]} must be at most {most}; give fewer")
    return whole_number(name, value, low)


def observable_names(given: Any) -> tuple[str, ...]:
    """Names of observables, each known and given once."""
    names = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else ()
    if not names:
        raise InputError(f"observables={given!r} must list at least one name, such as ['clean_loss', 'test_error']")
    for name in names:
        if not isinstance(name, str) or name not in OBSERVABLES:
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
    ascending = all(a < b for a, b in pairwise(found))  # with a nan nothing is
    if not found or len(found) > LARGEST_RECORDS or not ascending or found[0] < 0 or found[-1] != 1:
        raise wrong
    return tuple(float(value) for value in found)


def table(name: str, given: Any) -> dict[str, Any]:
    """A table of names and values; a key that TOML took into the table above it is refused."""
    if not isinstance(given, Mapping):
        raise InputError(f"{name}={given!r} must be a table of names and values")
    for key in given:
        if key in KEYS:
            raise InputError(f"[{name}]: {key} is a key of its own; write it above the first [table]")
    return dict(given)


def parameters(given: Any) -> dict[str, float]:
    """Names and numbers of a setting, or of a part of one; ranges are checked where it is whole."""
    found = given.model_dump() if isinstance(given, Setting) else table("setting", given)
    for name, value in found.items():
        if name not in Setting.model_fields:
            raise InputError(f"[setting]: unknown parameter {name!r}; {near_match(str(name), Setting.model_fields)}")
        found[name] = value = value.item() if isinstance(value, np.generic) else value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"[setting]: {name}={value!r} must be a number")
    return found


def constant(name: str, value: Any) -> float:
    """A constant of formulas."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
        raise InputError(f"constant {name}={str(value)[:30]!r} must be a finite number")
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
