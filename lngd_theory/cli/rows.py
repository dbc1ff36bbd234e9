"""Rows of the experiment table on the command line: their folders, their workers, all of them one after the other."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.table import Table
from rich.text import Text

from lngd_theory.cli import console
from lngd_theory.cli.console import errors, interrupted, kept_folder, output, pool, progress_bar
from lngd_theory.errors import InputError, near_match
from lngd_theory.experiments import ROWS, Row, Size, Work
from lngd_theory.images import IMAGE_SETS
from lngd_theory.sweeps.cost import duration

if TYPE_CHECKING:
    from lngd_theory.report.study import StudyResult

__all__ = ["Chosen", "announced", "common_folder", "row_folder", "run_all", "working"]

#: File that marks a folder as one of a row's.
_MARK = "row.json"
#: So many workers' worth of tasks: no row has fewer that it could use.
_MANY = 10**6


@dataclass(frozen=True)
class Chosen:
    """What was asked for, checked."""

    size: Size
    seeds: int | None
    workers: int
    paths: Mapping[str, str]
    out: Path | None
    docs: Path | None

    @classmethod
    def checked(
        cls,
        size: Size,
        seeds: int | None,
        workers: int | None,
        data: Sequence[str],
        out: Path | None,
        docs: Path | None,
    ) -> Chosen:
        """The same from options; an InputError names the one that is wrong."""
        if seeds is not None and seeds < 1:
            raise InputError(f"--seeds {seeds} must be an integer >= 1")
        if workers is not None and workers < 1:
            raise InputError(f"--workers {workers} must be an integer >= 1")
        paths = {}
        for text in data:
            name, equals, path = text.partition("=")
            if not equals or not path:
                raise InputError(f"--data {text} must be NAME=PATH, such as cifar10=FOLDER")
            if name not in IMAGE_SETS:
                raise InputError(f"--data {text}: unknown image set {name!r}; {near_match(name, IMAGE_SETS)}")
            if not Path(path).exists():
                raise InputError(f"--data {text}: no file or folder {path!r}; {name}: {IMAGE_SETS[name].how}")
            paths[name] = path
        return cls(size, seeds, workers or console.processors(), paths, out, docs)

    def work(self, **changes: Any) -> Work:
        """How a row is carried out."""
        return Work(self.size, self.seeds, workers=self.workers, paths=self.paths, **changes)

    def show_in_gallery(self, row: Row, study: StudyResult) -> None:
        """Write the row's page, if the documentation is given."""
        if self.docs:
            from lngd_theory.experiments.gallery import write_gallery

            write_gallery(row, study, self.docs, list(ROWS))


def row_folder(out: Path | None, name: str, overwrite: bool) -> Path | None:
    """The folder of a row, with the mark by which a later start knows it; ``overwrite`` moves an earlier one aside."""
    if out is None:
        return None
    if overwrite and (out / _MARK).is_file():
        aside = next(place for k in range(1, _MANY) if not (place := out.with_name(f"{out.name}.before-{k}")).exists())
        out.rename(aside)
        errors.print(f"the earlier folder was moved to {aside}", highlight=False, markup=False)
    folder = kept_folder(out, _MARK, f"runs of lngd reproduce ({_MARK})")
    assert folder
    if (folder / _MARK).is_file():
        of = _marked(folder)
        if of != name:
            raise InputError(f"--out {folder} holds {of!r}, not {name!r}; choose another folder or add --overwrite")
    else:
        (folder / _MARK).write_text(json.dumps({"row": name}) + "\n", encoding="utf-8")
    return folder


def common_folder(out: Path | None) -> Path | None:
    """The folder that holds those of rows."""
    return row_folder(out, "all", overwrite=False)


def _marked(folder: Path) -> str:
    try:
        return str(json.loads((folder / _MARK).read_text(encoding="utf-8"))["row"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{folder / _MARK} cannot be read; choose another folder or add --overwrite") from None


@contextlib.contextmanager
def working(chosen: Chosen, name: str, folder: Path | None) -> Iterator[Work]:
    """Workers and a progress bar for one row."""
    with pool(chosen.workers, _MANY) as executor, progress_bar("parts") as bar:
        task = bar.add_task(name, total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{name}: {what}", completed=done, total=total)

        yield chosen.work(folder=folder, executor=executor, progress=tell)


def announced(rows: Sequence[Row], chosen: Chosen) -> None:
    """Print how long the rows will take, and what each size is."""
    table = Table("row", "size", "about")
    total = 0.0
    for row, folder in _with_folders(rows, chosen):
        lacking = row.lacks(chosen.work())
        seconds = 0.0 if lacking else row.seconds(chosen.work(folder=folder))
        total += seconds
        what = row.sizes.get(chosen.size, row.sizes["reduced"])
        table.add_row(row.name, what, Text(f"left out: {lacking}" if lacking else duration(seconds)))
    output.print(table)
    end = "; add --yes and --out to run" if chosen.size == "full" else ""
    output.print(f"in all about {duration(total)} on {chosen.workers} process(es){end}", highlight=False)


def _with_folders(rows: Sequence[Row], chosen: Chosen) -> list[tuple[Row, Path | None]]:
    if chosen.out is None:
        return [(row, None) for row in rows]
    return [(row, chosen.out / row.name if len(rows) > 1 else chosen.out) for row in rows]


def run_all(rows: Sequence[Row], chosen: Chosen, overwrite: bool, yes: bool, as_json: bool) -> None:
    """Run rows one after the other; one that lacks an extra or images is left out and named."""
    if chosen.seeds is not None:
        raise InputError("--seeds belongs to one row; leave it out, or name the row")
    if chosen.size == "full" and not yes:
        announced(rows, chosen)
        return
    common = common_folder(chosen.out)
    records: list[dict[str, Any]] = []
    for row, folder in _with_folders(rows, chosen):
        lacking = row.lacks(chosen.work())
        if lacking:
            errors.print(f"{row.name} is left out: {lacking}", highlight=False, markup=False)
            records.append({"name": row.name, "left_out": lacking})
            continue
        start = time.perf_counter()
        place = row_folder(folder, row.name, overwrite)
        try:
            with working(chosen, row.name, place) as work:
                study = row.run(work)
        except KeyboardInterrupt:
            interrupted(common, "runs")
        records.append(_record(row, study, place, time.perf_counter() - start))
        chosen.show_in_gallery(row, study)
        if not as_json:
            errors.print(f"{row.name}: {records[-1]['outcome']}, {duration(records[-1]['seconds'])}", highlight=False)
    if common:
        (common / "summary.json").write_text(json.dumps({"rows": records}, indent=2), encoding="utf-8")
    _print_all(records, chosen, as_json)


def _record(row: Row, study: StudyResult, folder: Path | None, seconds: float) -> dict[str, Any]:
    from lngd_theory.experiments.gallery import record_of
    from lngd_theory.report.study import write_study

    if folder:
        write_study(study, folder)
    return {**record_of(row, study), "seconds": seconds}


def _print_all(records: Sequence[Mapping[str, Any]], chosen: Chosen, as_json: bool) -> None:
    from lngd_theory.experiments.gallery import counted

    if as_json:
        typer.echo(json.dumps({"rows": list(records)}))
        return
    table = Table("row", "claimed", "outcome", "claims by variant", "took")
    for one in records:
        if "left_out" in one:
            table.add_row(one["name"], "", Text(f"left out: {one['left_out']}"), "", "")
        else:
            table.add_row(
                one["name"], Text(one["claim"]), one["outcome"], counted(one["verdicts"]), duration(one["seconds"])
            )
    output.print(table)
    left_out = sum("left_out" in one for one in records)
    ran = f"{len(records) - left_out} of {len(records)} rows ran"
    output.print(f"{ran}; {left_out} left out, see above" if left_out else ran, highlight=False)
    if chosen.out:
        output.print(f"written to {chosen.out}", highlight=False)
