"""The regression check: ratios and counts against their bounds, and against the last full run on the same machine.

Nothing here is a number of seconds. A row is missed if its quartiles lie beyond the bound, or beyond what the stored
run allows, every time it is measured; what is missed is measured again before it counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from benchmarks.measurement import Measurement, Target
from benchmarks.suite import BENCHMARKS, Run, run_suite

__all__ = ["CHECKED", "EXACT", "TRIES", "Judged", "bounds", "check", "misses"]

#: Benchmarks that count and do not time: the same at every run.
EXACT = ("assembly", "memory")
#: All that the check runs: what takes turns on one thread.
CHECKED = (*EXACT, "step", "dimension", "decoupled", "against")
TRIES = 3
#: By what factor a ratio may be worse than in the stored run.
SLACK = 1.3


class Judged(NamedTuple):
    """A row with the bound it is held to, and why."""

    row: Measurement
    bound: Target
    why: str
    missed: bool


def bounds(row: Measurement, stored: Measurement | None) -> list[tuple[Target, str]]:
    """Bounds of a row: its target, and the stored median with slack on the side that the target looks at."""
    assert row.target is not None
    found = [(row.target, "target")]
    if stored is not None and stored.value is not None and stored.value.median > 0:
        median = stored.value.median
        if math.isinf(row.target.low):
            found.append((Target(high=SLACK * median), f"stored run: {median:.3g}"))
        elif math.isinf(row.target.high):
            found.append((Target(low=median / SLACK), f"stored run: {median:.3g}"))
    return found


def misses(rows: Iterable[Measurement], stored: Run | None) -> list[Judged]:
    """Every comparable row against each of its bounds."""
    known = {row.key: row for row in stored.measurements} if stored else {}
    judged = []
    for row in rows:
        if row.clocked or row.target is None or row.value is None:
            continue
        for bound, why in bounds(row, known.get(row.key) if row.benchmark not in EXACT else None):
            missed = row.value.low > bound.high or row.value.high < bound.low
            judged.append(Judged(row, bound, why, missed))
    return judged


def check(
    stored: Run | None, names: Iterable[str] = CHECKED, told: Callable[[str], None] = lambda _: None
) -> list[Judged]:
    """Run the check; what it missed is in it as missed at every try."""
    waiting, kept = list(names), dict[tuple[tuple[str, str, str], str], Judged]()
    for number in range(TRIES):
        run = run_suite(waiting, True, lambda name, number=number: told(f"{name}, try {number + 1}"))  # type: ignore[misc]
        same = stored if stored and _same_machine(run, stored) else None
        for judged in misses(run.measurements, same):
            key = judged.row.key, judged.why
            if key not in kept or kept[key].missed:
                kept[key] = judged
        waiting = [name for name in BENCHMARKS if any(j.missed and j.row.benchmark == name for j in kept.values())]
        if not waiting:
            break
    return list(kept.values())


def _same_machine(run: Run, stored: Run) -> bool:
    """Whether ratios may be compared: the same processor, BLAS and compiler."""
    keys = ("processor", "compiled_for", "blas", "libraries", "OPENBLAS_CORETYPE")
    return all(run.machine.get(key) == stored.machine.get(key) for key in keys)
