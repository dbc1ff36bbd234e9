"""A row of the table that is a set of trajectories: variants by label noises."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from lngd_theory.experiments.estimate import experiment_seconds
from lngd_theory.experiments.experiment import Experiment
from lngd_theory.experiments.page import row_study
from lngd_theory.experiments.report import Report
from lngd_theory.experiments.runner import reproduce
from lngd_theory.experiments.work import Row, Work
from lngd_theory.report.study import StudyResult

__all__ = ["diverged_sentences", "experiment_row", "quick_experiment", "report_study"]

#: Of a quick run: so few that nothing is decided.
_QUICK_SEEDS, _QUICK_STEPS, _QUICK_VARIANTS = 3, 60, 2


def quick_experiment(experiment: Experiment) -> Experiment:
    """The same in seconds: the variants that are drawn, at most two, with few steps and few seeds.

    Claims that compare variants, or are about others, are left out.
    """
    chosen = [variant for variant in experiment.variants if variant.shown][:_QUICK_VARIANTS]
    names = {variant.name for variant in chosen}
    outcomes = [
        outcome
        for outcome in experiment.outcomes
        if not outcome.across and (not outcome.only or names & set(outcome.only))
    ]
    return dataclasses.replace(
        experiment,
        variants=tuple(dataclasses.replace(variant, steps=min(_QUICK_STEPS, variant.steps)) for variant in chosen),
        outcomes=tuple(outcomes),
        seeds=_QUICK_SEEDS,
    )


def experiment_row(experiment: Experiment, made: Callable[[Work], Experiment] | None = None, **fields: Any) -> Row:
    """The row of an experiment.

    Parameters
    ----------
    experiment : Experiment
        Name, title and claim of the row, and what is run.
    made : callable, optional
        What is run, where that depends on the work: on paths of images, or on the size.
    fields
        Of the row, see :class:`~lngd_theory.experiments.work.Row`.
    """

    def chosen(work: Work) -> Experiment:
        found = made(work) if made else experiment
        return quick_experiment(found) if work.size == "quick" else found

    row: Row

    def run(work: Work) -> StudyResult:
        found = chosen(work)
        report = reproduce(
            found, seeds=work.seeds, executor=work.executor, progress=work.tell, out=work.folder
        )  # fmt: skip
        if not report.complete:
            raise KeyboardInterrupt
        return report_study(row, work, report)

    sizes = {
        "quick": f"at most {_QUICK_VARIANTS} variants, {_QUICK_SEEDS} seeds, {_QUICK_STEPS} steps",
        "reduced": f"the printed numbers, {experiment.seeds} seeds",
    }
    row = Row(
        experiment.name, experiment.title, experiment.claim, run,
        lambda work: experiment_seconds(chosen(work), work), **({"sizes": sizes} | fields),
    )  # fmt: skip
    return row


def report_study(row: Row, work: Work, report: Report) -> StudyResult:
    """Panels of the variants that are drawn, final accuracies of all, what diverged, and the claims."""
    from lngd_theory.experiments.accuracy_figure import accuracy_figure
    from lngd_theory.figures import panels

    variants, results = report.experiment.variants, report.results
    drawn = [(variant.name, results[variant.name]) for variant in variants if variant.shown]
    figures = {"": panels(drawn, report.experiment.title)}
    if len(variants) > 1:
        figures["accuracy"] = accuracy_figure(results, report.experiment.title)
    return row_study(
        row, work, report.findings, sentences=diverged_sentences(report), figures=figures, data=report.to_dict(),
        left_open=report.experiment.left_open,
    )  # fmt: skip


def diverged_sentences(report: Report) -> list[str]:
    """A sentence for each part of which seeds diverged."""
    return [
        f"Diverged: {variant}, {label}, {count} of {run.data.sizes['seed']} seeds; "
        f"{run.reason.values[run.status == 'diverged'][0]}."
        for variant, runs in report.results.items()
        for label, run in runs.items()
        if (count := int((run.status == "diverged").sum()))
    ]
