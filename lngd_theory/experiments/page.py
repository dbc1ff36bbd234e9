"""The result of a row as a study: what is claimed beside what was measured, and how to read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xarray as xr

from lngd_theory.experiments.finding_table import COLUMNS, finding_rows
from lngd_theory.experiments.judge import Finding, borne_out
from lngd_theory.experiments.work import Row, Size, Work
from lngd_theory.report.sentences import quick_note, verb
from lngd_theory.report.study import StudyResult, Table

__all__ = ["QUESTION", "by_side", "claim_sentences", "command_of", "outcome_of", "row_study"]

#: What came of a row whose claims are all of one side, by whether they are borne out.
_OUTCOMES = {
    "yes": "reproduced",
    "no": "not reproduced",
    "nowhere": "nowhere reproduced",
    "in part": "in part",
    "not told": "undecided",
}
#: Who asked and claimed nothing.
QUESTION = "the question"


def outcome_of(findings: Iterable[Mapping[str, Any]], size: Size) -> str:
    """What came of the claims that somebody makes.

    ``reproduced``, ``not reproduced``, ``nowhere reproduced`` (some are undecided), ``in part``, ``undecided``; of a
    question, whether the answer is yes; of several sides, the same for each; ``measured`` where nothing was judged, and
    ``smoke run`` where so little ran that nothing could be.
    """
    if size == "quick":
        return "smoke run"
    sides = by_side(findings)
    words = {side: borne_out(verdicts) for side, verdicts in sides.items()}
    if not words:
        return "measured"
    if len(words) == 1:
        ((side, found),) = words.items()
        return f"answer: {found}" if side == QUESTION else _OUTCOMES[found]
    return "; ".join(f"{side}: {found if side == QUESTION else _OUTCOMES[found]}" for side, found in words.items())


def by_side(findings: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The verdicts on judged claims, by whose they are; premises and guesses of ours are nobody's."""
    sides: dict[str, list[str]] = {}
    for finding in findings:
        if finding["whose"] and finding["verdict"] != "measured":
            sides.setdefault(finding["whose"], []).append(finding["verdict"])
    return sides


def claim_sentences(findings: Sequence[Finding]) -> list[str]:
    """For every claim: in how many variants it holds, fails or is not told, and the range of the medians."""
    return [
        _claim_sentence(claim, [finding for finding in findings if finding.claim == claim])
        for claim in dict.fromkeys(finding.claim for finding in findings)
    ]


def _claim_sentence(claim: str, about: Sequence[Finding]) -> str:
    span = _span(about)
    if about[0].verdict == "measured":
        return f"{claim}: {span}."
    counts = Counter(finding.verdict for finding in about)
    told = ", ".join(
        f"{words} in {counts[verdict]}"
        for verdict, words in (("holds", "holds"), ("fails", "fails"), ("mixed", "is not told by the seeds"))
        if counts[verdict]
    )
    of = f"{told} of {len(about)} variants" if len(about) > 1 else told.rsplit(" in ", 1)[0]
    seeds = max(len(finding.values) for finding in about)
    return f"{claim}: {of} ({seeds} {verb(seeds, 'seed', 'seeds')}, at 95 %); {span}."


def _span(about: Sequence[Finding]) -> str:
    """The median, or the range of the medians, of the variants in which there is one; and in how many there is not."""
    there = [finding for finding in about if finding.seeds_with_value]
    if not there:
        return "no seed has a value"
    if len(there) == 1:
        text = f"median {there[0].quantity}: {there[0].median}"
    else:
        medians = [finding.median.estimate for finding in there]
        text = f"medians of {there[0].quantity}: from {min(medians):.4g} to {max(medians):.4g}"
    missing = len(about) - len(there)
    some = sum(finding.seeds_with_value < len(finding.values) for finding in there)
    if missing:
        text += f"; no seed has a value in {missing} of {len(about)} variants"
    return f"{text}; some seeds have none in {some} of {len(about)}" if some else text


def command_of(row: Row, work: Work, paths: Iterable[str] = ()) -> str:
    """What makes the result again; ``paths`` are image sets that it read besides those that the row needs."""
    flags = {"quick": " --quick", "reduced": "", "full": " --full --yes"}[work.size]
    seeds = f" --seeds {work.seeds}" if work.seeds else ""
    named = [name for name in dict.fromkeys((*row.data, *paths)) if name in work.paths]
    return (
        f"lngd reproduce {row.name}{flags}{''.join(f' --data {name}=PATH' for name in named)}{seeds} --out {row.name}"
    )


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
    paths: Iterable[str] = (),
) -> StudyResult:
    """A row's result: the table of its claims first, sentences about them made from the numbers, then the row's own.

    ``figures`` are matplotlib's, the main one under the empty name; ``paths`` as for :func:`command_of`.
    """
    records = [finding.to_dict() for finding in findings]
    claims = Table(f"Claimed: {row.claim}", COLUMNS, tuple(finding_rows(findings)))
    return StudyResult(
        row.name,
        row.title,
        command_of(row, work, paths),
        (*quick_note(work.size == "quick", row.sizes.get("quick", "")), *claim_sentences(findings), *sentences),
        (claims, *tables),
        dict(figures or {}),
        {
            "claim": row.claim,
            "size": work.size,
            "seeds": max((len(finding.values) for finding in findings), default=None),
            "outcome": outcome_of(records, work.size),
            "findings": records,
            **(data or {}),
        },
        dict(arrays or {}),
        tuple(left_open),
    )
