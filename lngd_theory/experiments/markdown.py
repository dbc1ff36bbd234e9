"""A report of an experiment as Markdown: claim, table of findings, what the paper leaves open."""

from __future__ import annotations

from collections.abc import Iterable

from lngd_theory.experiments.judge import Finding
from lngd_theory.experiments.report import Report

__all__ = ["COLUMNS", "finding_rows", "markdown", "rows"]

COLUMNS = ("variant", "claim", "read as", "agrees if", "median [95 %]", "seeds that agree", "verdict")


def rows(report: Report) -> list[tuple[str, ...]]:
    """Table rows of a report, in the order of :data:`COLUMNS`."""
    return finding_rows(report.findings)


def finding_rows(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """Table rows, one for each finding, in the order of :data:`COLUMNS`."""
    table: list[tuple[str, ...]] = []
    for finding in findings:
        count = len(finding.values)
        agree = ""
        if finding.share is not None:
            agree = f"{round(finding.share.estimate * count)}/{count}"
        median = str(finding.median) if finding.seeds_with_value else "no value"
        if 0 < finding.seeds_with_value < count:
            median += f" ({finding.seeds_with_value} seeds)"
        table.append((finding.variant, finding.claim, finding.quantity, finding.agrees, median, agree, finding.verdict))
    return table


def markdown(report: Report) -> str:
    """The report as a Markdown page."""
    experiment = report.experiment
    lines = [f"# {experiment.name}: {experiment.title}", "", f"Claimed: {experiment.claim}", ""]
    if not report.complete:
        lines += ["**Interrupted**: only a part was run, and nothing is judged.", ""]
    lines += ["| " + " | ".join(COLUMNS) + " |", "|" + " --- |" * len(COLUMNS)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(report)]
    lines += ["", "Left open by the paper:", ""]
    lines += [f"* {item}" for item in experiment.left_open]
    diverged = [
        f"* {variant}, {label}: {count} of {run.data.sizes['seed']} seeds; "
        f"{run.reason.values[run.status == 'diverged'][0]}"
        for variant, runs in report.results.items()
        for label, run in runs.items()
        if (count := int((run.status == "diverged").sum()))
    ]
    if diverged:
        lines += ["", "Diverged:", "", *diverged]
    return "\n".join([*lines, ""])
