"""Steps of a user's own: a file whose ``STEPS`` are proved as the package's are."""

from __future__ import annotations

import runpy
import time
from collections.abc import Sequence
from pathlib import Path

from lngd_theory.errors import InputError
from lngd_theory.proofs import ProofRecord, StepRecord
from proofs_check.argument import Argument
from proofs_check.run import status_of
from proofs_check.step import Outcome, Step

__all__ = ["load_steps", "prove_steps"]


def load_steps(path: str | Path) -> list[Step]:
    """What a file calls ``STEPS``.

    Raises
    ------
    InputError
        There is no such file, it raises, or it has no ``STEPS`` of steps with names of their own.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"no file {str(path)!r}; give a Python file that defines STEPS")
    try:
        found = runpy.run_path(str(path)).get("STEPS", ())
    except InputError:
        raise
    except Exception as error:  # whatever the user's file raises
        raise InputError(f"{str(path)!r} raised {type(error).__name__}: {error}") from None
    steps = list(found) if isinstance(found, list | tuple) else []
    if not steps or not all(hasattr(step, part) for step in steps for part in ("name", "shown", "run")):
        raise InputError(f"{str(path)!r} must define STEPS, a list of steps such as Inequality(...)")
    names = [step.name for step in steps]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{str(path)!r}: two steps have the name {twice[0]!r}; rename one")
    return steps


def prove_steps(name: str, steps: Sequence[Step]) -> ProofRecord:
    """A record of steps that belong to no claim of the ledger: each is a statement itself.

    Raises
    ------
    InputError
        A step is badly stated: a symbol without an interval, a float, a function that cannot be enclosed. All steps are
        looked at before the first is proved.
    """
    for step in steps:
        getattr(step, "statement", None)  # an inequality refuses here what it cannot be about
    records = [_proved(step) for step in steps]
    argument = Argument(name, tuple(steps), "part", "", itself=tuple(step.name for step in steps))
    return ProofRecord(name, name, status_of(argument, records), "", steps=tuple(records))


def _proved(step: Step) -> StepRecord:
    started = time.perf_counter()
    try:
        found = step.run()
    except InputError:
        raise
    except Exception as error:  # whatever a user's step raises: it has shown nothing
        found = Outcome("undecided", f"raised {type(error).__name__}: {error}")
    seconds = time.perf_counter() - started
    return StepRecord(step.name, step.shown, found.status, found.note, seconds, dict(found.values), found.certificate)
