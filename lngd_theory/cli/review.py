"""``lngd review``: objections of reviewers, each answered by a check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lngd_theory.cli.chosen import Chosen, common_folder, row_folder
from lngd_theory.cli.console import check_docs, errors, interrupted
from lngd_theory.cli.options import ImagesOption, JsonOption, WorkersOption
from lngd_theory.cli.rows import working
from lngd_theory.cli.study import print_study
from lngd_theory.errors import InputError
from lngd_theory.experiments import find_row
from lngd_theory.objections import OBJECTIONS, Objection, answer, find_objection, reviewers_page

if TYPE_CHECKING:
    from lngd_theory.report.study import StudyResult

__all__ = ["review_command"]


def review_command(
    name: Annotated[str, typer.Argument(help=f"all, or one of: {', '.join(OBJECTIONS)}.")],
    quick: Annotated[bool, typer.Option("--quick", help="Smoke runs of the rows, which decide nothing.")] = False,
    data: ImagesOption = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of lngd reproduce all --out: what it keeps is not run again.")
    ] = None,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose page of objections is to be made again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer objections to the experiments by running the rows of the table that bear on them."""
    check_docs(docs)
    if docs and (quick or name != "all"):
        raise InputError("--docs writes the page of all answers: give all, and leave out --quick")
    asked = list(OBJECTIONS.values()) if name == "all" else [find_objection(name)]
    chosen = Chosen.checked("quick" if quick else "reduced", None, workers, data or [], out, docs)
    answers = _answers(asked, chosen)
    _write(answers, "objections" if name == "all" else f"objection-{name}", out, docs)
    if as_json:
        typer.echo(json.dumps([one.to_dict() for one in answers], allow_nan=False))
        return
    for one in answers:
        print_study(one)


def _write(answers: Sequence[StudyResult], name: str, out: Path | None, docs: Path | None) -> None:
    page = reviewers_page(answers)
    text = json.dumps([one.to_dict() for one in answers], indent=2, allow_nan=False)
    files = {docs / "reviewers.md": page} if docs else {}
    files |= {out / f"{name}.json": text, out / f"{name}.md": page} if out else {}
    for path, content in files.items():
        try:
            path.write_text(content, encoding="utf-8", newline="\n")
        except OSError as error:
            raise InputError(f"cannot write {str(path)!r}: {error.strerror}; the runs are kept") from None


def _answers(asked: Sequence[Objection], chosen: Chosen) -> list[StudyResult]:
    """Run the rows that are needed, each once, and answer."""
    common = common_folder(chosen.out)
    results: dict[str, StudyResult] = {}
    left_out: dict[str, str] = {}
    for name in dict.fromkeys(row for objection in asked for row in objection.rows):
        row = find_row(name)
        lacking = row.lacks(chosen.work())
        if lacking:
            left_out[name] = lacking
            errors.print(f"{name} is left out: {lacking}", highlight=False, markup=False)
            continue
        folder = row_folder(common / name if common else None, name, overwrite=False)
        try:
            with working(chosen, name, folder) as work:
                results[name] = row.run(work)
        except KeyboardInterrupt:
            interrupted(common, "runs")
    return [answer(objection, results, left_out, chosen.size) for objection in asked]
