"""The gallery: a page for each row of the table, and one that holds them all; both are made from results alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lngd_theory.errors import InputError
from lngd_theory.experiments.page import by_side
from lngd_theory.experiments.work import SIZES, Row
from lngd_theory.report.markdown import prose
from lngd_theory.report.study import StudyResult, captioned, save_figures

__all__ = ["index_page", "record_of", "row_page", "write_gallery"]

#: Folder of the pages and their records, beside that of the figures.
FOLDER, FIGURES = "gallery", "figures"

_INTRODUCTION = """# Gallery

Every row of the table of experiments: those of the paper, of its rebuttal, and those that reviewers asked for. Each
has a page with its figure, what is claimed, what was measured, and the command. A claim *holds* or *fails* if the 95 %
interval of the share of seeds that agree lies on one side of one half, and is *mixed* otherwise. A row is *reproduced*
if all claims of the paper hold in all variants, *not reproduced* if all fail, *in part* if some hold. Where two sides
claim, each has its own word; where something was asked and nobody claimed anything, there is an *answer*. Premises and
guesses of ours are judged on the pages, and count for nobody.

* `lngd reproduce all --quick` is a smoke run of every row, in minutes;
* `lngd reproduce all --out runs` makes what is shown here, and goes on where it was;
* `lngd reproduce all --full` says how long the printed sizes take; with `--yes` it runs them.
"""


def record_of(row: Row, study: StudyResult) -> dict[str, Any]:
    """What the common page says of a row."""
    findings, quick = study.data["findings"], study.data["size"] == "quick"
    return {
        "name": row.name,
        "title": row.title,
        "claim": row.claim,
        "size": study.data["size"],
        "what": row.sizes.get(study.data["size"], row.sizes.get("reduced", "")),
        "seeds": study.data["seeds"],
        "outcome": outcome_words(row, study),
        "sides": {} if quick else {side: dict(Counter(verdicts)) for side, verdicts in by_side(findings).items()},
        "claims": sorted([claim, whose] for claim, whose in {(one["claim"], one["whose"]) for one in findings}),
        "figure": study.file_name(next(iter(study.figures)), "png") if study.figures else None,
    }


def outcome_words(row: Row, study: StudyResult) -> str:
    """What came of it; that it is of a reduced size, where the printed one is another."""
    outcome: str = study.data["outcome"]
    judged = outcome not in ("measured", "smoke run")
    smaller = SIZES.index(study.data["size"]) < SIZES.index(row.printed)
    return f"{outcome} at a reduced size" if judged and smaller else outcome


def counted(sides: Mapping[str, Mapping[str, int]]) -> str:
    """``5 hold, 2 fail, 1 mixed``, for each side if there are several; a dash where nothing was judged."""
    words = {"holds": "hold", "fails": "fail", "mixed": "mixed"}
    texts = {
        side: ", ".join(f"{counts[name]} {word}" for name, word in words.items() if counts.get(name))
        for side, counts in sides.items()
    }
    return "; ".join(f"{side}: {text}" if len(texts) > 1 else text for side, text in texts.items()) or "–"


def _seeds(record: Mapping[str, Any]) -> str:
    """How many seeds there were, where the words for the size say another number."""
    told = record["seeds"] is None or f"{record['seeds']} seeds" in record["what"]
    return "" if told else f"; here {record['seeds']} seeds"


def row_page(row: Row, study: StudyResult) -> str:
    """The page of a row in Markdown: figure, claim, measurement, commands."""
    record = record_of(row, study)
    lines = [f"# {row.name}: {prose(row.title)}", "", f"**Claimed.** {prose(row.claim)}", ""]
    for name in study.figures:
        lines += [f"![{row.name}{', ' * bool(name)}{name}](../{FIGURES}/{study.file_name(name, 'png')})", ""]
    lines += [
        f"**Outcome: {record['outcome']}** (claims by variant: {counted(record['sides'])}). "
        f"Size: {record['what']}{_seeds(record)}.",
        "",
        *(f"* {prose(sentence)}" for sentence in study.sentences),
        "",
        f"**The command.** `{study.command}`",
        "",
    ]
    if study.data["size"] != "full" and "full" in row.sizes:
        full = f"`lngd reproduce {row.name} --full --out {row.name}`"
        lines += [f"{full} is {prose(row.sizes['full'])}; it says how long that takes, and `--yes` runs it.", ""]
    for table in study.tables:
        lines += [*captioned(table), ""]
    if study.left_open:
        lines += ["Left open by the paper:", "", *(f"* {prose(item)}" for item in study.left_open), ""]
    return "\n".join(lines)


def index_page(records: list[dict[str, Any]]) -> str:
    """The page of all rows."""
    columns = ("row", "what is claimed", "outcome", "claims by variant", "size")
    rows = [
        (f"[{one['name']}]({FOLDER}/{one['name']}.md)", prose(one["claim"]), f"**{one['outcome']}**",
         counted(one["sides"]), prose(one["what"]))
        for one in records
    ]  # fmt: skip
    lines = [
        _INTRODUCTION,
        *("| " + " | ".join(cells) + " |" for cells in (columns, ("---",) * len(columns), *rows)),
        "",
    ]
    for one in records:
        lines += [f"## {one['name']}: {prose(one['title'])}", ""]
        if one["figure"]:
            lines += [f"![{one['name']}]({FIGURES}/{one['figure']})", ""]
        lines += [
            f"[The page of this row]({FOLDER}/{one['name']}.md): {one['outcome']}; {counted(one['sides'])}.",
            "",
        ]
    pages = [f"{FOLDER}/{one['name']}" for one in records]
    return "\n".join([*lines, "```{toctree}", ":hidden:", "", *pages, "```", ""])


def write_gallery(row: Row, study: StudyResult, docs: Path, order: list[str]) -> None:
    """Write the page of a row, its figures and its record, and the common page anew from all records there are.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    folder = docs / FOLDER
    try:
        for part in (folder, docs / FIGURES):
            part.mkdir(exist_ok=True)
        save_figures(study, docs / FIGURES)
        (folder / f"{row.name}.md").write_text(row_page(row, study), encoding="utf-8", newline="\n")
        text = json.dumps(record_of(row, study), indent=2) + "\n"
        (folder / f"{row.name}.json").write_text(text, encoding="utf-8", newline="\n")
        found = [folder / f"{name}.json" for name in order]
        records = [json.loads(path.read_text(encoding="utf-8")) for path in found if path.is_file()]
        (docs / f"{FOLDER}.md").write_text(index_page(records), encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"cannot write to {str(docs)!r}: {error.strerror}; what --out names is kept") from None
    except (ValueError, KeyError) as error:
        raise InputError(f"a record in {str(folder)!r} cannot be read ({error}); make it again or remove it") from None
