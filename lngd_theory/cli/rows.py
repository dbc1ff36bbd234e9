"""Rows of the experiment table on the command line: their folders, their workers, all of them one after the other."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.table import Table
from rich.text import Text

from lngd_theory.cli.chosen import Chosen, common_folder, row_folder
from lngd_theory.cli.console import errors, interrupted, output, pool, progress_bar
from lngd_theory.errors import InputError
from lngd_theory.experiments import Row, Work

if TYPE_CHECKING:
    from lngd_theory.report.study import StudyResult

__all__ = ["announced", "run_all", "working"]

#: So many workers' worth of tasks: no row has fewer that it could use.
_MANY = 10**6


@contextlib.contextmanager
def working(chosen: Chosen, name: str, folder: Path | None) -> Iterator[Work]:
    """Workers and a progress bar for one row."""
    with pool(chosen.workers, _MANY) as executor, progress_bar("parts") as bar:
        task = bar.add_task(name, total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=f"{name}: {what}", completed=done, total=total)

        yield chosen.work(folder=folder, executor=executor, progress=tell)


def announced(rows: Sequence[Row], chosen: Chosen, as_json: bool) -> None:
    """Print how long the rows will take, and what each size is."""
    from lngd_theory.sweeps.cost import duration

    records: list[dict[str, Any]] = []
    for row, folder in _with_folders(rows, chosen):
        lacking = row.lacks(chosen.work())
        what = row.sizes.get(chosen.size, row.sizes["reduced"])
        seconds = {"left_out": lacking} if lacking else {"seconds": row.seconds(chosen.work(folder=folder))}
        records.append({"name": row.name, "size": what, **seconds})
    total = sum(one.get("seconds", 0.0) for one in records)
    if as_json:
        typer.echo(json.dumps({"rows": records, "seconds": total, "workers": chosen.workers}))
        return
    table = Table("row", "size", "about")
    for one in records:
        about = f"left out: {one['left_out']}" if "left_out" in one else duration(one["seconds"])
        table.add_row(one["name"], one["size"], Text(about))
    output.print(table)
    end = "; add --yes and --out to run" if chosen.size == "full" else ""
    output.print(f"in all about {duration(total)} on {chosen.workers} process(es){end}", highlight=False)


def _with_folders(rows: Sequence[Row], chosen: Chosen) -> list[tuple[Row, Path | None]]:
    if chosen.out is None:
        return [(row, None) for row in rows]
    return [(row, chosen.out / row.name if len(rows) > 1 else chosen.out) for row in rows]


def run_all(rows: Sequence[Row], chosen: Chosen, overwrite: bool, yes: bool, as_json: bool) -> None:
    """Run rows one after the other; one that lacks an extra or images is left out and named."""
    from lngd_theory.sweeps.cost import duration

    if chosen.seeds is not None:
        raise InputError("--seeds belongs to one row; leave it out, or name the row")
    if chosen.size == "full" and not yes:
        announced(rows, chosen, as_json)
        return
    common = common_folder(chosen.out, overwrite)
    records: list[dict[str, Any]] = []
    for row, folder in _with_folders(rows, chosen):
        lacking = row.lacks(chosen.work())
        if lacking:
            errors.print(f"{row.name} is left out: {lacking}", highlight=False, markup=False)
            records.append({"name": row.name, "left_out": lacking})
            continue
        start = time.perf_counter()
        place = row_folder(folder, row.name, overwrite=False)
        try:
            with working(chosen, row.name, place) as work:
                study = row.run(work)
            records.append(_record(row, study, place, time.perf_counter() - start))
            chosen.show_in_gallery(row, study)
            if common:
                (common / "summary.json").write_text(json.dumps({"rows": records}, indent=2), encoding="utf-8")
        except KeyboardInterrupt:
            interrupted(common, "runs")
        if not as_json:
            errors.print(f"{row.name}: {records[-1]['outcome']}, {duration(records[-1]['seconds'])}", highlight=False)
    _print_all(records, chosen, as_json)


def _record(row: Row, study: StudyResult, folder: Path | None, seconds: float) -> dict[str, Any]:
    from lngd_theory.experiments.gallery import record_of
    from lngd_theory.report.study import write_study

    if folder:
        write_study(study, folder)
    return {**record_of(row, study), "seconds": seconds}


def _print_all(records: Sequence[Mapping[str, Any]], chosen: Chosen, as_json: bool) -> None:
    from lngd_theory.experiments.gallery import counted
    from lngd_theory.sweeps.cost import duration

    if as_json:
        typer.echo(json.dumps({"rows": list(records)}))
        return
    table = Table("row", "claimed", "outcome", "claims by variant", "took")
    for one in records:
        if "left_out" in one:
            table.add_row(one["name"], "", Text(f"left out: {one['left_out']}"), "", "")
        else:
            table.add_row(
                one["name"], Text(one["claim"]), one["outcome"], counted(one["sides"]), duration(one["seconds"])
            )
    output.print(table)
    left_out = sum("left_out" in one for one in records)
    ran = f"{len(records) - left_out} of {len(records)} rows ran"
    output.print(f"{ran}; {left_out} left out, see above" if left_out else ran, highlight=False)
    if chosen.out:
        output.print(f"written to {chosen.out}", highlight=False)
