"""What commands do with a study: write it to a folder and to the documentation, and print it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from rich.table import Table
from rich.text import Text

from lngd_theory.cli.console import output, pool, progress_bar

if TYPE_CHECKING:
    from lngd_theory.report import study as studies
    from lngd_theory.report.study import StudyResult

__all__ = ["finish_study", "kept_runs", "print_study", "shown"]

Kept = TypeVar("Kept")


def finish_study(
    study: StudyResult, folder: Path | None, docs: Path | None, as_json: bool, tables: bool = True
) -> None:
    """Write a study to its folder and to that of the documentation, where they are given, and print it."""
    from lngd_theory.report.study import write_page, write_study

    if folder:
        write_study(study, folder)
    if docs:
        write_page(study, docs / "answers", docs / "figures")
    if as_json:
        output.print_json(json.dumps(study.to_dict(), allow_nan=False))
        return
    print_study(study, tables)
    if folder:
        output.print(f"written to {folder}", highlight=False)


@contextlib.contextmanager
def kept_runs(
    kind: Callable[..., Kept], out: Path | None, workers: int | None, tasks: int, unit: str
) -> Iterator[Kept]:
    """What carries out cells, ``kind(folder, executor, progress)``, with its workers and a progress bar in units."""
    with pool(workers, tasks) as executor, progress_bar(unit) as bar:
        task = bar.add_task("fixed corruption", total=None)
        yield kind(out, executor, lambda done, total: bar.update(task, completed=done, total=total))


def shown(table: studies.Table, **options: Any) -> Table:
    """A table of an answer or a study for the screen; the options are those of :class:`rich.table.Table`."""
    result = Table(**options)
    for column in table.columns:
        result.add_column(Text(column))
    for row in table.rows:
        result.add_row(*map(Text, row))
    return result


def print_study(study: StudyResult, tables: bool = True) -> None:
    """Title, sentences, and tables if they are wanted."""
    output.print(Text(study.title, style="bold"))
    for sentence in study.sentences:
        output.print(Text(f"  * {sentence}"))
    for table in study.tables if tables else ():
        output.print(shown(table, title=Text(table.caption), title_justify="left"))
    if study.left_open:
        output.print("Left open by the paper:")
        for item in study.left_open:
            output.print(Text(f"  * {item}"))
