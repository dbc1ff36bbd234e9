"""The answer to an objection, from the results of rows alone: whose claims hold, in how many checks, and where."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from lngd_theory.experiments import Size
from lngd_theory.experiments.judge import borne_out
from lngd_theory.experiments.page import QUESTION, by_side
from lngd_theory.objections.objection import Bearing, Objection, chosen
from lngd_theory.report.sentences import verb
from lngd_theory.report.study import StudyResult, Table

__all__ = ["answer"]

_WORDS = {
    "yes": "borne out", "no": "not borne out", "in part": "borne out in part", "not told": "not told by the seeds",
    "nowhere": "nowhere borne out",
}  # fmt: skip
_ANSWERS = {
    "yes": "yes", "no": "no", "in part": "in part", "not told": "the seeds do not tell",
    "nowhere": "nowhere told to be so",
}  # fmt: skip
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
        from lngd_theory.objections.assumption import assumption_answer  # sympy

        sentences, tables = assumption_answer()
    sides: dict[str, Counter[str]] = defaultdict(Counter)
    rows: list[tuple[str, ...]] = []
    for bearing in objection.bearings:
        if bearing.row in results:
            found = chosen(bearing, results[bearing.row].data["findings"])
            rows += _rows(bearing, found)
            for side, verdicts in by_side(found).items():
                sides[side].update(verdicts)
            if not found and size != "quick":
                sentences.append(f"No claim of the row {bearing.row} bears on it.")
    if size == "quick":
        sides.clear()
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
    data_flags = "".join(f" --data {name}=PATH" for name in sorted(_named(objection, results)))
    command = f"lngd review {objection.name}{flags}{data_flags} --out runs"
    return StudyResult(objection.name, objection.title, command, tuple(sentences), tuple(tables), data=data)


def _named(objection: Objection, results: Mapping[str, StudyResult]) -> set[str]:
    """Image sets whose path the rows were given."""
    commands = [results[row].command for row in objection.rows if row in results]
    return {name for command in commands for name in re.findall(r"--data ([^=]+)=", command)}


def _side_sentence(side: str, counts: Mapping[str, int]) -> str:
    total = sum(counts.values())
    found = borne_out(verdict for verdict, count in counts.items() if count)
    if side == QUESTION:
        text = f"What was asked, and nobody claimed: {_ANSWERS[found]}"
    else:
        text = f"What {side} says: {_WORDS[found]}"
    return (
        f"{text}. Of {total} {verb(total, 'check', 'checks')} it holds in {counts.get('holds', 0)}, fails in "
        f"{counts.get('fails', 0)}, and {counts.get('mixed', 0)} {verb(counts.get('mixed', 0), 'is', 'are')} not told "
        "(95 % interval of the share of seeds against one half)."
    )


def _rows(bearing: Bearing, found: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """One line for each claim and group of variants."""
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for finding in found:
        counts[finding["claim"], finding["whose"], bearing.group(finding["variant"])][finding["verdict"]] += 1
    return [
        (bearing.row, f"{claim} ({whose})", group, *(str(count[name]) for name in ("holds", "fails", "mixed")))
        for (claim, whose, group), count in counts.items()
    ]
