"""``lngd scaling``: exponents of times, rates and test errors in each parameter, beside the paper's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from lngd_theory.cli import console
from lngd_theory.cli.console import check_docs, errors, interrupted, output, pool, progress_bar
from lngd_theory.cli.options import JsonOption, SeedsOption, WorkersOption
from lngd_theory.cli.setting import Changes, ConfigOption, PresetOption, chosen_setting, setting_options
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.scaling import Study

__all__ = ["scaling_command"]

_QUICK_SEEDS = 4
#: Columns of the table on screen: those of the page that fit.
_SHOWN = (0, 2, 3, 4, 6, 9)


@setting_options("q", "corruption")
def scaling_command(
    *,
    quantities: Annotated[
        list[str] | None, typer.Argument(help="Quantities such as T1-gd, or T1 for both; all by default.")
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--parameter", help="Vary this one; may be repeated. All by default.")
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="Keep snr, n_snr2, ... by moving another parameter.")
    ] = None,
    factors: Annotated[
        list[float] | None, typer.Option("--factor", help="A multiple of the parameter; repeat it, three at least.")
    ] = None,
    preset_name: PresetOption = None,
    config: ConfigOption = None,
    changes: Changes,
    p: Annotated[float, typer.Option(help="Flip probability.")] = 0.1,
    epsilon: Annotated[float, typer.Option(help="Training loss at which GD's training ends.")] = 0.1,
    seeds: SeedsOption = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer points, closer together, and fewer seeds.")] = False,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for page, data, figures and runs; runs in it are used again.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Move the runs of --out aside and begin anew.")] = False,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose answers/scaling.md is to be made again.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure exponents of T1, T2, the growth rate and the test error in each parameter, beside the paper's."""
    from lngd_theory.label_noise import LabelFlip
    from lngd_theory.scaling import REFERENCE, default_paths
    from lngd_theory.scaling.quantities import chosen_quantities
    from lngd_theory.scaling.study import SEEDS

    if factors is not None and len(set(factors)) < 3:
        raise InputError(f"--factor was given {len(set(factors))} time(s); a power law needs three points at least")
    if fresh and out is None:
        raise InputError("--fresh needs --out, the folder whose runs are to be moved aside")
    _check_folder(out)
    paths = default_paths(parameters or (), keep, factors, quick=quick)
    names = [quantity.name for quantity in chosen_quantities(quantities)]
    asked: dict[str, Any] = {"folder": out, "fresh": fresh}
    if docs:
        if quantities or parameters or keep or factors or preset_name or config or changes or seeds or quick:
            raise InputError(
                "--docs writes what the documentation says; leave out everything else but --out, --workers"
            )
        _write_docs(docs, asked, workers, as_json)
        return
    base = chosen_setting(preset_name, config, changes) if preset_name or config else REFERENCE.replace(**changes)
    count = seeds if seeds is not None else _QUICK_SEEDS if quick else SEEDS
    asked |= {"noise": LabelFlip(p), "quantities": names, "paths": paths, "seeds": count, "epsilon": epsilon}
    study = _measure(base, asked, workers)
    if out:
        from lngd_theory.scaling.page import write_study

        write_study(study, out)
    _tell(study, as_json)
    if out and not as_json:
        output.print(f"written to {out / 'scaling.md'}", highlight=False)
    if not study.complete:
        interrupted(out, "runs")


def _check_folder(out: Path | None) -> None:
    if out and out.exists() and not out.is_dir():
        raise InputError(f"--out {out} is a file; give the name of a folder")


def _measure(base: Any, asked: dict[str, Any], workers: int | None) -> Study:
    from lngd_theory.scaling import measure_scaling

    with pool(workers, console.processors() if workers is None else workers) as executor, progress_bar("runs") as bar:
        task = bar.add_task("planning", total=None)

        def tick(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total)

        return measure_scaling(base, executor=executor, progress=tick, **asked)


def _write_docs(docs: Path, asked: dict[str, Any], workers: int | None, as_json: bool) -> None:
    from lngd_theory.scaling.docs import STUDIES, write_docs

    check_docs(docs)
    studies = {}
    for name, (base, seeds) in STUDIES.items():
        studies[name] = _measure(base, {**asked, "seeds": seeds}, workers)
        if not studies[name].complete:
            interrupted(asked["folder"], "runs")
        asked["fresh"] = False
        _tell(studies[name], as_json)
    write_docs(docs, studies)


def _tell(study: Study, as_json: bool) -> None:
    if as_json:
        output.print_json(json.dumps(study.to_dict()))
        return
    from lngd_theory.scaling.table import COLUMNS, cells, gaps, meaning

    for notice in study.notices:
        errors.print(notice, highlight=False, markup=False)
    for name, rows in study.by_quantity.items():
        table = Table(title=Text(f"{name}: {meaning(study, name)} ({rows[0].statement.source})"), title_justify="left")
        for column in _SHOWN:
            table.add_column(Text(COLUMNS[column]))
        for row in rows:
            texts = cells(row)
            table.add_row(*(Text(texts[column]) for column in _SHOWN))
        output.print(table)
        for sentence in gaps(rows):
            output.print(Text(f"  * {sentence}"))
    output.print(f"{len(study.seeds)} seeds, {study.seconds:.0f} s", highlight=False)
