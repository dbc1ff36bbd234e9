"""Findings as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable

from lngd_theory.experiments.judge import Finding

__all__ = ["COLUMNS", "finding_rows"]

COLUMNS = ("variant", "claim", "read as", "agrees if", "median [95 %]", "seeds that agree", "verdict")


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
