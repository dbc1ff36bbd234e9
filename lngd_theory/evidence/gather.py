"""Evidence: the runs that claims need, merged, executed in chunks, kept in a folder where there is one."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from lngd_theory import execution
from lngd_theory.claims.case import Case, Need
from lngd_theory.errors import InputError
from lngd_theory.execution import execute
from lngd_theory.instances import describe
from lngd_theory.observables import Observable, ObservableRecording
from lngd_theory.run import RunPlan
from lngd_theory.trajectory import Trajectory

__all__ = ["Evidence", "Progress", "recorded_steps"]

#: Called with (what runs, steps done, steps in all).
Progress = Callable[[str, int, int], None]

#: What tells runs apart: setting, label noise, steps.
_Key = tuple[str, str, int]

#: Seeds in one chunk: what a killed verification may have to do again.
CHUNK = 10
N_TEST = 500


def recorded_steps(steps: int) -> tuple[int, ...]:
    """0 to ``steps``: the first few, then about 60 on a logarithmic and 60 on a linear scale."""
    if steps == 0:
        return (0,)
    logarithmic = np.unique(np.rint(np.geomspace(1, steps, 60)))
    linear = np.rint(np.linspace(0, steps, 61))
    return tuple(int(step) for step in np.unique(np.concatenate([[0], logarithmic, linear])))


class Evidence:
    """Runs by what is needed of them.

    Parameters
    ----------
    case : Case
        Its numbers are what observables are told.
    known : mapping of name to Observable
        What the needs' names mean.
    folder : Path, optional
        Where finished chunks are kept and found again.
    """

    def __init__(
        self,
        case: Case,
        known: Mapping[str, Observable],
        executor: Executor | None = None,
        progress: Progress | None = None,
        folder: Path | None = None,
    ):
        self._case, self._known, self.executor, self.folder = case, known, executor, folder
        self._progress = progress
        self._runs: dict[_Key, tuple[Need, xr.Dataset]] = {}
        self._computed: dict[Hashable, Any] = {}

    def prepare(self, needs: list[Need]) -> None:
        """Merge and run: one run for every setting and label noise, with all observables that anybody needs of it."""
        merged = merge(needs)
        for number, need in enumerate(merged):
            self._runs[_key(need)] = need, self._run(need, f"{number + 1}/{len(merged)} {need.noise.label}")

    def once(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """What ``compute`` returns, computed by the first check that asks for this key."""
        if key not in self._computed:
            self._computed[key] = compute()
        return self._computed[key]

    def tell(self, what: str, done: int, total: int) -> None:
        """Tell who wants to know how far a computation is: what runs, how much is done, of how much."""
        if self._progress:
            self._progress(what, done, total)

    def of(self, need: Need) -> xr.Dataset:
        """The runs for a need, restricted to its seeds; it must have been prepared."""
        _, data = self._runs[_key(need)]
        return data.sel(seed=list(need.seeds))

    def _run(self, need: Need, what: str) -> xr.Dataset:
        plan = self._plan(need)
        chunks = [list(need.seeds[i : i + CHUNK]) for i in range(0, len(need.seeds), CHUNK)]
        total, parts = max(plan.steps, 1) * len(need.seeds), []
        for number, seeds in enumerate(chunks):
            before = number * CHUNK * max(plan.steps, 1)

            def tick(done: int, _: int, before: int = before) -> None:
                self.tell(what, before + done, total)

            parts.append(self._chunk(plan, seeds, tick))
            tick(len(seeds) * max(plan.steps, 1), 0)
        return Trajectory.merge(parts).data

    def _chunk(self, plan: RunPlan, seeds: list[int], tick: Callable[[int, int], None]) -> Trajectory:
        if self.folder is None:
            return execute(plan, seeds, self.executor, tick)
        path = self.folder / f"{_digest(plan, seeds)}.nc"
        if path.is_file():
            try:
                return Trajectory.load(path)
            except InputError:  # cut short or damaged: run it again
                path.unlink()
        found = execute(plan, seeds, self.executor, tick)
        found.save(path)
        return found

    def _plan(self, need: Need) -> RunPlan:
        observables = tuple(self._known[name] for name in sorted(need.observables))
        here = self._case.on(need.setting)
        recording = ObservableRecording(observables, dict(here.numbers))
        fresh = N_TEST if any(item.fresh for item in observables) else 0
        at = recorded_steps(need.steps)
        return RunPlan(need.setting, need.noise, at, here.engine, "law", fresh, recording)


def merge(needs: list[Need]) -> list[Need]:
    """One need for every setting, label noise and length: what a run is must not depend on who else asks for one."""
    groups: dict[_Key, Need] = {}
    for need in needs:
        key = _key(need)
        if key in groups:
            other = groups[key]
            need = Need(
                need.setting,
                need.noise,
                need.observables | other.observables,
                need.steps,
                tuple(sorted({*need.seeds, *other.seeds})),
            )
        groups[key] = need
    return list(groups.values())


def _key(need: Need) -> _Key:
    return need.setting.to_json(), need.noise.label, need.steps


def _digest(plan: RunPlan, seeds: list[int]) -> str:
    """What a chunk's file is named by: everything that its content depends on."""
    recording = plan.recording
    assert isinstance(recording, ObservableRecording)
    content = {
        "problem": describe(plan.problem),
        "noise": plan.noise.to_dict(),
        "at": plan.at,
        "engine": plan.engine,
        "n_test": plan.n_test,
        "observables": [(item.name, item.meaning, _source(item)) for item in recording.observables],
        "numbers": dict(recording.numbers),
        "versions": execution.VERSIONS,
        "seeds": seeds,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def _source(item: Observable) -> str:
    """The code of an observable, so that a corrected one is run again; its name where there is no source."""
    try:
        return inspect.getsource(item.compute)
    except (OSError, TypeError):
        return getattr(item.compute, "__qualname__", item.name)
