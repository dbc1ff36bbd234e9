"""Run an experiment: what a folder keeps is not run again, and ctrl-C loses no finished run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import NamedTuple

from lngd_theory.errors import InputError
from lngd_theory.experiments.experiment import Experiment, Variant
from lngd_theory.experiments.judge import judge
from lngd_theory.experiments.report import Report
from lngd_theory.instances import describe
from lngd_theory.label_noise import LabelNoise
from lngd_theory.planning import plan_simulation
from lngd_theory.simulate import Interrupted, simulate
from lngd_theory.trajectory import Trajectory

__all__ = ["KeptRun", "file_name", "kept", "parts", "reproduce"]

#: Called with (what is running, steps done, steps in all).
ExperimentProgress = Callable[[str, int, int], None]

#: Attribute of a kept trajectory: what it was made of.
_MADE_OF = "made_of"


def file_name(*labels: str) -> str:
    """Letters, digits, dots and dashes from labels such as ``eta=0.5, sigma_0=0.01`` and ``flip:0.1``."""
    text = "_".join(labels).replace(", ", "-").replace("sigma_", "sigma")
    return "".join(c if c.isalnum() or c in ".-_" else "-" for c in text)


class KeptRun(NamedTuple):
    """All seeds of one variant under one label noise: what is kept in one file."""

    variant: Variant
    noise: LabelNoise
    seeds: tuple[int, ...]

    @property
    def file_name(self) -> str:
        """Of the file in which it is kept: what it is, and what it was made of, so that no size replaces another."""
        return f"{file_name(self.variant.name, self.noise.label)}-{self.made_of[:8]}.nc"

    @property
    def made_of(self) -> str:
        """Digest of all that determines its numbers: problem, label noise, steps, seeds, code and libraries."""
        from lngd_theory.sweeps.code import code_version

        plan, _ = plan_simulation(self.variant.problem, self.noise, steps=self.variant.steps, seeds=self.seeds)
        content = [
            describe(plan.problem), plan.noise.to_dict(), plan.at, plan.n_test, plan.engine, plan.draw, self.seeds,
            code_version(),
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def parts(experiment: Experiment, seeds: int | Iterable[int] | None = None) -> Iterator[KeptRun]:
    """The parts of an experiment, in the order in which they are run."""
    numbers = tuple(seeds) if isinstance(seeds, Iterable) else tuple(range(seeds or experiment.seeds))
    for variant in experiment.variants:
        for noise in variant.noises:
            yield KeptRun(variant, noise, numbers)


def kept(part: KeptRun, folder: Path | None) -> Trajectory | None:
    """A part that an earlier start finished; None if there is none, it is of another code, or cannot be read."""
    if folder is None or not (folder / part.file_name).is_file():
        return None
    try:
        run = Trajectory.load(folder / part.file_name)
    except InputError:
        return None
    return run if run.data.attrs.get(_MADE_OF) == part.made_of else None


def reproduce(
    experiment: Experiment,
    *,
    seeds: int | Iterable[int] | None = None,
    executor: Executor | None = None,
    progress: ExperimentProgress | None = None,
    out: Path | None = None,
) -> Report:
    """Run all variants with all label noises (the same instances for each), and judge the claims.

    With ``out``, every trajectory is written as soon as it is whole, and one that is there already is not run again.
    After ctrl-C what was done is in the report, and Report.complete is False.
    """
    all_parts = list(parts(experiment, seeds))
    total, done = sum(part.variant.steps for part in all_parts), 0
    results: dict[str, dict[str, Trajectory]] = {}
    for part in all_parts:
        name, label = part.variant.name, part.noise.label
        run = kept(part, out)
        if run is None:
            try:
                run = _run(part, executor, _ticker(progress, f"{name} {label}", done, part.variant.steps, total))
            except Interrupted as interrupted:
                if interrupted.partial is not None:
                    results.setdefault(name, {})[label] = interrupted.partial
                return Report(experiment, results, [], complete=False)
            if out:
                run.save(out / part.file_name)
        elif progress:
            progress(f"{name} {label}", done + part.variant.steps, total)
        results.setdefault(name, {})[label] = run
        done += part.variant.steps
    return Report(experiment, results, judge(experiment, results), complete=True)


def _run(part: KeptRun, executor: Executor | None, progress: Callable[[int, int], None] | None) -> Trajectory:
    run = simulate(
        part.variant.problem, part.noise, steps=part.variant.steps, seeds=part.seeds, executor=executor,
        progress=progress,
    )  # fmt: skip
    run.data.attrs[_MADE_OF] = part.made_of
    return run


def _ticker(
    progress: ExperimentProgress | None, name: str, before: int, steps: int, total: int
) -> Callable[[int, int], None] | None:
    """Progress of one simulation as a part of the whole."""
    if progress is None:
        return None
    return lambda done, of: progress(name, before + done * steps // max(of, 1), total)
