"""``lngd answer``: the questions of the theory, each answered by a computation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lngd_theory.cli.console import INTERRUPTED, check_docs, errors, new_folder, output, pool, progress_bar
from lngd_theory.cli.options import JsonOption, WorkersOption
from lngd_theory.cli.study import print_study
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.report.study import StudyResult

__all__ = ["answer_command"]

#: Seeds of a question are at least this many: more workers would have nothing to do.
_TASKS = 16


def answer_command(
    questions: Annotated[list[str] | None, typer.Argument(help="Questions such as Q2; all by default.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller sizes and fewer seeds, in seconds.")] = False,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="New folder for answer.json, a page for each question, and figures.")
    ] = None,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose answers/ is to be made again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Answer the questions Q1 to Q9 of the theory by computation."""
    from lngd_theory.questions.ledger import chosen_questions
    from lngd_theory.report.study import write_page

    chosen = chosen_questions(questions)
    if docs and quick:
        raise InputError("--docs writes what the documentation says, at full size; leave out --quick")
    check_docs(docs)
    folder = new_folder(out, overwrite=False)
    pages = docs / "answers" if docs else folder
    if docs:
        (docs / "answers").mkdir(exist_ok=True)
    done: list[StudyResult] = []
    interrupted = False
    with pool(workers, _TASKS) as executor, progress_bar() as bar:
        for name, question in chosen.items():
            task = bar.add_task(name, total=None)

            def tick(what: str, made: int, total: int, name: str = name, task: int = task) -> None:
                bar.update(task, description=f"{name}: {what}", completed=made, total=total)  # type: ignore[arg-type]

            try:
                answer = question.answer(quick=quick, executor=executor, progress=tick)
            except KeyboardInterrupt:
                interrupted = True
                break
            bar.remove_task(task)
            done.append(answer)
            if not as_json:
                print_study(answer)
            if pages:
                write_page(answer, pages)
    _finish(done, folder, as_json)
    if interrupted:
        errors.print("interrupted: the questions answered so far are kept")
        raise typer.Exit(INTERRUPTED)


def _finish(done: list[StudyResult], folder: Path | None, as_json: bool) -> None:
    """JSON for all questions together, on screen or in the folder."""
    if not (folder or as_json):
        return
    text = json.dumps({"answers": [answer.to_dict() for answer in done]}, indent=2)
    if folder:
        (folder / "answer.json").write_text(text, encoding="utf-8")
    if as_json:
        output.print_json(text)
    elif folder:
        output.print(f"written to {folder}", highlight=False)
