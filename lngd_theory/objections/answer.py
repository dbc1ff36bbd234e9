"""The answer to an objection, from the results of rows alone: whose claims hold, in how many checks, and where."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lngd_theory.experiments import Size
from lngd_theory.objections.assumption import assumption_answer
from lngd_theory.objections.objection import Bearing, Objection, chosen
from lngd_theory.report.sentences import verb
from lngd_theory.report.study import StudyResult, Table

__all__ = ["answer", "borne_out"]

_COLUMNS = ("row", "claim, and whose", "among", "holds", "fails", "mixed")


def answer(
    objection: Objection, results: Mapping[str, StudyResult], left_out: Mapping[str, str], size: Size
) -> StudyResult:
    """What is known about an objection.

    Parameters
    ----------
    objection : Objection
    results : mapping of row name to StudyResult
        A row that could not be run is not there.
    left_out : mapping of row name to str
        Rows that could not be run, and why.
    size : {"quick", "reduced", "full"}
        Of the rows.
    """
    flags = "" if size == "reduced" else f" --{size}"
    sentences: list[str] = []
    tables: list[Table] = []
    if objection.name == "assumption":
        sentences, tables = assumption_answer()
    sides: dict[str, Counter[str]] = defaultdict(Counter)
    rows: list[tuple[str, ...]] = []
    for bearing in objection.bearings:
        if bearing.row in results:
            found = chosen(bearing, results[bearing.row].data["findings"])
            rows += _rows(bearing, found)
            if found:
                sides[bearing.side].update(finding["verdict"] for finding in found)
            elif size != "quick":
                sentences.append(f"No claim of the row {bearing.row} bears on it.")
    sentences += [_side_sentence(side, counts) for side, counts in sides.items()]
    for row, pattern in objection.sentences_of:
        if row in results:
            sentences += [text for text in results[row].sentences if re.search(pattern, text)]
    sentences += [f"The row {name} is missing here: {why}." for name, why in left_out.items() if name in objection.rows]
    if size == "quick" and objection.rows:
        sentences.insert(0, "Quick answer: the rows are smoke runs, too small to decide anything.")
    if rows:
        tables.append(Table("Claims that bear on it, counted over variants", _COLUMNS, tuple(rows)))
    data: dict[str, Any] = {
        "objection": objection.objection,
        "rows": list(objection.rows),
        "sides": {side: {"borne_out": borne_out(counts), **counts} for side, counts in sides.items()},
    }
    command = f"lngd review {objection.name}{flags} --out runs"
    return StudyResult(objection.name, objection.title, command, tuple(sentences), tuple(tables), data=data)


def borne_out(counts: Mapping[str, int]) -> str:
    """Whether claims with these verdicts are borne out: ``yes``, ``no``, ``in part``, ``not told``."""
    there = {verdict for verdict, count in counts.items() if count}
    if there == {"holds"}:
        return "yes"
    if there == {"fails"}:
        return "no"
    return "in part" if "holds" in there else "not told" if there <= {"mixed"} else "no, or not told"


def _side_sentence(side: str, counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    words = {
        "yes": "borne out", "no": "not borne out", "in part": "borne out in part", "not told": "not told by the seeds",
        "no, or not told": "nowhere borne out",
    }  # fmt: skip
    text = f"What {side} says: {words[borne_out(counts)]}"
    return (
        f"{text}. Of {total} {verb(total, 'check', 'checks')} it holds in {counts.get('holds', 0)}, fails in "
        f"{counts.get('fails', 0)}, and {counts.get('mixed', 0)} {verb(counts.get('mixed', 0), 'is', 'are')} not told "
        "(95 % interval of the share of seeds against one half)."
    )


def _rows(bearing: Bearing, found: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """One line for each claim and group of variants."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for finding in found:
        counts[finding["claim"], bearing.group(finding["variant"])][finding["verdict"]] += 1
    return [
        (bearing.row, f"{claim} ({bearing.side})", group, *(str(count[name]) for name in ("holds", "fails", "mixed")))
        for (claim, group), count in counts.items()
    ]
