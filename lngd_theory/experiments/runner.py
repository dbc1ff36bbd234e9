"""Run an experiment, write everything down, and say what came of its claims."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from pathlib import Path

from lngd_theory.experiments.experiment import Experiment, Variant
from lngd_theory.experiments.judge import judge
from lngd_theory.experiments.markdown import markdown
from lngd_theory.experiments.report import Report
from lngd_theory.label_noise import LabelNoise
from lngd_theory.simulate import Interrupted, simulate
from lngd_theory.trajectory import Trajectory

__all__ = ["file_name", "reproduce"]

#: Called with (what is running, steps done, steps in all).
ExperimentProgress = Callable[[str, int, int], None]


def file_name(*parts: str) -> str:
    """Letters, digits, dots and dashes from labels such as ``eta=0.5, sigma_0=0.01`` and ``flip:0.1``."""
    text = "_".join(parts).replace(", ", "-").replace("sigma_", "sigma")
    return "".join(c if c.isalnum() or c in ".-_" else "-" for c in text)


def reproduce(
    experiment: Experiment,
    *,
    seeds: int | Iterable[int] | None = None,
    executor: Executor | None = None,
    progress: ExperimentProgress | None = None,
    out: Path | None = None,
) -> Report:
    """Run all variants with all label noises (the same instances for each), and judge the claims.

    With ``out``, every trajectory is written as soon as it is there, then ``summary.json``, ``summary.md`` and the
    figure; after ctrl-C the same for what was done, and Report.complete is False.
    """
    seeds = list(seeds) if isinstance(seeds, Iterable) else seeds or experiment.seeds
    jobs = [(variant, noise) for variant in experiment.variants for noise in variant.noises]
    total = sum(variant.steps for variant, _ in jobs)
    before = 0
    results: dict[str, dict[str, Trajectory]] = {}
    complete = True
    for variant, noise in jobs:
        tick = _ticker(progress, f"{variant.name} {noise.label}", before, variant.steps, total)
        try:
            run: Trajectory | None = _run(variant, noise, seeds, executor, tick)
        except Interrupted as interrupted:
            run, complete = interrupted.partial, False
        if run is not None:
            results.setdefault(variant.name, {})[noise.label] = run
            if out:
                run.save(out / f"{file_name(variant.name, noise.label)}.nc")
        if not complete:
            break
        before += variant.steps
    report = Report(experiment, results, judge(experiment, results) if complete else [], complete)
    if out:
        write(report, out)
    return report


def _run(
    variant: Variant,
    noise: LabelNoise,
    seeds: int | list[int],
    executor: Executor | None,
    progress: Callable[[int, int], None] | None,
) -> Trajectory:
    return simulate(variant.problem, noise, steps=variant.steps, seeds=seeds, executor=executor, progress=progress)


def _ticker(
    progress: ExperimentProgress | None, name: str, before: int, steps: int, total: int
) -> Callable[[int, int], None] | None:
    """Progress of one simulation as a part of the whole."""
    if progress is None:
        return None
    return lambda done, of: progress(name, before + done * steps // max(of, 1), total)


def write(report: Report, out: Path) -> None:
    """``summary.json``, ``summary.md`` and ``NAME.png`` of a report into a folder."""
    from lngd_theory.figures import panels, save_figure

    (out / "summary.json").write_text(json.dumps(report.to_dict(), indent=2), encoding="utf-8")
    (out / "summary.md").write_text(markdown(report), encoding="utf-8")
    shown = [
        (v.name, report.results[v.name]) for v in report.experiment.variants if v.shown and v.name in report.results
    ]
    if shown:
        save_figure(panels(shown, report.experiment.title), out / f"{report.experiment.name}.png")
