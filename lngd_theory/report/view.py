"""A report in the order in which it is read: matrix, sections, claims with their plots and counterexamples."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, get_args

from lngd_theory.claims.verdict import Counterexample, Judgement, Part, Series, Verdict
from lngd_theory.proofs import ProofRecord
from lngd_theory.report.numbers import number
from lngd_theory.report.records import Report, Section
from lngd_theory.report.words import RELATIONS, algorithm_name

__all__ = ["Chapter", "Entry", "MatrixRow", "Plot", "chapters", "matrix", "proof_anchor"]


@dataclass(frozen=True)
class Plot:
    """A series of one part; ``name`` is a file name without ending, ``alt`` and ``caption`` say it in words."""

    name: str
    part: Part
    series: Series
    alt: str
    caption: str


@dataclass(frozen=True)
class Entry:
    """One claim in one section; ``elsewhere`` are parameters in which its setting differs from the section's."""

    anchor: str
    verdict: Verdict
    plots: tuple[Plot, ...]
    counterexamples: tuple[Counterexample, ...]
    elsewhere: dict[str, Any]


@dataclass(frozen=True)
class Chapter:
    """One section with its claims, and how many of them got which verdict."""

    anchor: str
    section: Section
    entries: tuple[Entry, ...]
    counts: dict[Judgement, int]


@dataclass(frozen=True)
class MatrixRow:
    """A claim over the sections, None where a section does not have it, and its proof side."""

    claim: str
    title: str
    cells: tuple[Entry | None, ...]
    proof: ProofRecord | None = None


def chapters(report: Report) -> tuple[Chapter, ...]:
    """The sections, with addresses that do not change while the order of sections stays."""
    return tuple(_chapter(f"s{i}", section) for i, section in enumerate(report.sections, start=1))


def matrix(chapters: tuple[Chapter, ...], proofs: tuple[ProofRecord, ...] = ()) -> tuple[MatrixRow, ...]:
    """One row for each claim, in order of first appearance; claims with a proof side alone come last."""
    columns = [{entry.verdict.claim: entry for entry in reversed(chapter.entries)} for chapter in chapters]
    titles = {e.verdict.claim: e.verdict.title for chapter in reversed(chapters) for e in reversed(chapter.entries)}
    records = {record.claim: record for record in proofs}
    titles = {record.claim: record.title for record in proofs} | titles
    claims = dict.fromkeys(entry.verdict.claim for chapter in chapters for entry in chapter.entries)
    claims |= dict.fromkeys(records)
    return tuple(
        MatrixRow(claim, titles[claim], tuple(column.get(claim) for column in columns), records.get(claim))
        for claim in claims
    )


def proof_anchor(claim: str) -> str:
    """The address of a claim's proof side."""
    return f"proof-{re.sub(r'[^A-Za-z0-9.]+', '-', claim)}"


def _chapter(anchor: str, section: Section) -> Chapter:
    taken: set[str] = set()
    entries = []
    for verdict in section.verdicts:
        name = first = f"{anchor}-{re.sub(r'[^A-Za-z0-9.]+', '-', verdict.claim)}"
        repeats = 1
        while name in taken:
            repeats += 1
            name = f"{first}-{repeats}"
        taken.add(name)
        entries.append(_entry(name, verdict, section))
    found = Counter(verdict.verdict for verdict in section.verdicts)
    counts = {judgement: found[judgement] for judgement in get_args(Judgement) if found[judgement]}
    return Chapter(anchor, section, tuple(entries), counts)


def _entry(anchor: str, verdict: Verdict, section: Section) -> Entry:
    judged = (*verdict.parts, *verdict.repairs)
    drawn = [(part, part.series) for part in judged if part.series is not None and part.series.x]
    plots = tuple(
        Plot(f"{anchor}-{i}", part, series, _alt(verdict.claim, part, series), _caption(part, series))
        for i, (part, series) in enumerate(drawn, start=1)
    )
    shown: list[Counterexample] = []
    for example in (verdict.counterexample, *(part.counterexample for part in judged)):
        if example is not None and example not in shown:
            shown.append(example)
    elsewhere = {k: v for k, v in verdict.setting.items() if k not in section.setting or section.setting[k] != v}
    if verdict.noise != section.noise:
        elsewhere["noise"] = verdict.noise
    return Entry(anchor, verdict, plots, tuple(shown), elsewhere)


def _alt(claim: str, part: Part, series: Series) -> str:
    """The figure in a sentence: where the medians begin and end."""
    (_, first, _), (_, last, _) = series.observed[0], series.observed[-1]
    (_, claimed_first, _), (_, claimed_last, _) = series.claimed[0], series.claimed[-1]
    return (
        f"{claim}, {part.name}, {algorithm_name(part.algorithm)}: "
        f"observed median from {number(first)} to {number(last)}, "
        f"claimed {RELATIONS.get(series.relation, series.relation)} {number(claimed_first)} to {number(claimed_last)}, "
        f"over {number(series.x[0])} to {number(series.x[-1])}."
    )


def _caption(part: Part, series: Series) -> str:
    """What lines, bands and shades are."""
    text = f"{part.name}, {algorithm_name(part.algorithm)}"
    if any(low < high for low, _, high in (*series.observed, *series.claimed)):
        text += ": median over seeds, band from the 10 % to the 90 % quantile"
    return f"{text}; the claim forbids the shaded side." if series.relation in ("<=", ">=", "<", ">") else f"{text}."
