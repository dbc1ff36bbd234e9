"""The result of a row as a study: what is claimed beside what was measured, and how to read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xarray as xr

from lngd_theory.experiments.finding_table import COLUMNS, finding_rows
from lngd_theory.experiments.judge import Finding
from lngd_theory.experiments.work import Row, Size, Work
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table

__all__ = ["claim_sentences", "outcome_of", "row_study"]

#: What came of a row, by what came of its claims.
_OUTCOMES = {
    frozenset({"holds"}): "reproduced",
    frozenset({"fails"}): "not reproduced",
    frozenset({"mixed"}): "undecided",
    frozenset(): "measured",
}


def outcome_of(verdicts: Iterable[str], size: Size) -> str:
    """What came of claims with these verdicts: ``reproduced``, ``not reproduced``, ``undecided``, ``in part``.

    ``measured`` where nothing was judged, ``smoke run`` where so little ran that nothing could be.
    """
    if size == "quick":
        return "smoke run"
    return _OUTCOMES.get(frozenset(verdicts) - {"measured"}, "in part")


def claim_sentences(findings: Sequence[Finding]) -> list[str]:
    """For every claim: in how many variants it holds, fails or is not told, and the range of the medians."""
    sentences = []
    for claim in dict.fromkeys(finding.claim for finding in findings):
        about = [finding for finding in findings if finding.claim == claim]
        medians = [finding.median.estimate for finding in about if finding.seeds_with_value]
        if not medians:
            span = "no seed has a value"
        elif len(medians) == 1:
            span = f"median {about[0].quantity}: {about[0].median}"
        else:
            span = f"medians of {about[0].quantity}: from {min(medians):.4g} to {max(medians):.4g}"
        if about[0].verdict == "measured":
            sentences.append(f"{claim}: {span}.")
            continue
        counts = Counter(finding.verdict for finding in about)
        told = ", ".join(
            f"{words} in {counts[verdict]}"
            for verdict, words in (("holds", "holds"), ("fails", "fails"), ("mixed", "is not told by the seeds"))
            if counts[verdict]
        )
        seeds = len(about[0].values)
        of = f"{told} of {len(about)} variants" if len(about) > 1 else told.rsplit(" in ", 1)[0]
        sentences.append(f"{claim}: {of} ({seeds} seeds, at 95 %); {span}.")
    return sentences


def row_study(
    row: Row,
    work: Work,
    findings: Sequence[Finding],
    *,
    sentences: Sequence[str] = (),
    tables: Sequence[Table] = (),
    figures: Mapping[str, Any] | None = None,
    arrays: Mapping[str, xr.Dataset] | None = None,
    data: Mapping[str, Any] | None = None,
    left_open: Sequence[str] = (),
) -> StudyResult:
    """A row's result: the table of its claims first, sentences about them made from the numbers, then the row's own.

    ``figures`` are matplotlib's, the main one under the empty name.
    """
    flags = "" if work.size == "reduced" else f" --{work.size}"
    paths = "".join(f" --data {name}=PATH" for name in row.data if name in work.paths)
    claims = Table(f"Claimed: {row.claim}", COLUMNS, tuple(finding_rows(findings)))
    return StudyResult(
        row.name,
        row.title,
        f"lngd reproduce {row.name}{flags}{paths} --out {row.name}",
        (*quick_note(work.size == "quick", row.sizes.get("quick", "")), *claim_sentences(findings), *sentences),
        (claims, *tables),
        dict(figures or {}),
        {
            "claim": row.claim,
            "size": work.size,
            "outcome": outcome_of((finding.verdict for finding in findings), work.size),
            "findings": [finding.to_dict() for finding in findings],
            **(data or {}),
        },
        dict(arrays or {}),
        tuple(left_open),
    )
