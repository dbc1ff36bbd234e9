"""The runs of the comparison, kept as lines of a file: what is there is not run again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.dynamics.engines import EngineName
from lngd_theory.execution import VERSIONS, execute
from lngd_theory.experiments.algorithms.arms import BUDGETS, Candidate, steps_within
from lngd_theory.instances import Draw
from lngd_theory.planning import plan_simulation
from lngd_theory.setting import Setting
from lngd_theory.stopping import first_at_most
from lngd_theory.sweeps.code import code_digest

__all__ = ["CHANCE", "FILE_NAME", "Book", "Curves", "Length", "first_reached", "reading"]

Array = NDArray[np.float64]

FILE_NAME = "algorithms.jsonl"
#: Accuracy that a run which diverged counts with.
CHANCE = 0.5
_RECORDS = 50


class Length(NamedTuple):
    """How runs are made."""

    steps: int  #: of gradient descent
    n_test: int  #: fresh noise patches, each used with both labels; test samples under a dense draw
    draw: Draw


class Curves(NamedTuple):
    """What is kept of the runs of one setting and algorithm; nan after a divergence."""

    step: NDArray[np.int64]  #: (records,)
    accuracy: Array  #: (seeds, records): on fresh data
    loss: Array  #: (seeds, records): of the training data, without label noise


class Book:
    """Runs by what determines them; in memory, and in a file of a folder if there is one."""

    def __init__(self, folder: Path | None = None, executor: Executor | None = None):
        self._path = folder / FILE_NAME if folder else None
        self._executor = executor
        self._known: dict[str, Curves] = {}
        self.computed = 0  #: runs of this call
        if self._path and self._path.exists():
            for line in self._path.read_text(encoding="utf-8").splitlines():
                self._remember(line)

    def _remember(self, line: str) -> None:
        try:
            record = json.loads(line)
        except ValueError:  # the last line of a run that was killed
            return
        arrays = (np.array(record[name], dtype=np.float64) for name in ("accuracy", "loss"))
        self._known[record["key"]] = Curves(np.array(record["step"]), *arrays)

    def curves(self, setting: Setting, candidate: Candidate, length: Length, seeds: Sequence[int]) -> Curves:
        """The runs of a candidate, from the book or made now."""
        setting = setting.replace(eta=candidate.eta)
        engine: EngineName = "gram" if candidate.algorithm.rule.in_span else "dense"
        key = _key(setting, candidate, length, seeds, engine)
        if key not in self._known:
            self._known[key] = found = self._run(setting, candidate, length, seeds, engine)
            self.computed += len(seeds)
            if self._path:
                record = {"key": key, "setting": setting.model_dump(), "arm": candidate.label, "seeds": list(seeds)}
                arrays = {name: value.tolist() for name, value in found._asdict().items()}
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(record | arrays) + "\n")
        return self._known[key]

    def _run(
        self, setting: Setting, candidate: Candidate, length: Length, seeds: Sequence[int], engine: EngineName
    ) -> Curves:
        algorithm = candidate.algorithm
        ends = [steps_within(algorithm, budget, length.steps, setting.n) for budget in BUDGETS]
        every = max(1, length.steps // _RECORDS)
        at = sorted({*range(0, length.steps + 1, every), *ends})
        plan, numbers = plan_simulation(
            setting, candidate.noise, steps=max(at), seeds=seeds, record_every=max(at), engine=engine,
            draw=length.draw, n_test=length.n_test, algorithm=algorithm,
        )  # fmt: skip
        data = execute(replace(plan, at=tuple(at)), numbers, self._executor).data
        return Curves(np.array(at), data.test_accuracy.values, data.clean_loss.values)


def _key(setting: Setting, candidate: Candidate, length: Length, seeds: Sequence[int], engine: str) -> str:
    content: dict[str, Any] = {
        "setting": setting.model_dump(), "noise": candidate.noise.to_dict(), "engine": engine,
        "algorithm": candidate.algorithm.to_dict(), "length": length, "seeds": list(seeds), "records": _RECORDS,
        "code": code_digest(), "versions": VERSIONS,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def reading(curves: Curves, candidate: Candidate, end: int) -> Array:
    """Accuracy (seeds,) that a candidate's rule reads off its runs by the step ``end``.

    A run that diverged by then counts as chance, 0.5; one that never reaches the loss to stop at is
    read at the end.
    """
    records = curves.step <= end
    accuracy, loss = curves.accuracy[:, records], curves.loss[:, records]
    if candidate.oracle:
        return np.asarray(np.nan_to_num(accuracy, nan=CHANCE).max(axis=1))
    last = first_at_most(loss, -np.inf if candidate.stop is None else candidate.stop)
    return np.asarray(np.nan_to_num(accuracy[np.arange(len(accuracy)), last], nan=CHANCE))


def first_reached(curves: Curves, level: float, end: int) -> Array:
    """First recorded step (seeds,) up to ``end`` at which the test accuracy is at least ``level``; nan for none."""
    reached = (curves.accuracy >= level) & (curves.step <= end)
    return np.where(reached.any(axis=1), curves.step[reached.argmax(axis=1)].astype(np.float64), np.nan)
