"""``lngd bridge``: truncation, early stopping and label-noise GD against fixed corruption, on one two-layer network."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lngd_theory.cli.console import check_docs, interrupted, kept_folder
from lngd_theory.cli.options import JsonOption, WorkersOption
from lngd_theory.cli.study import finish_study, kept_runs
from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from lngd_theory.report.study import StudyResult
    from lngd_theory.spectral.network.design import Cell, Design
    from lngd_theory.spectral.network.runs import CellRuns

__all__ = ["bridge_command"]


def bridge_command(
    strength: Annotated[float | None, typer.Option("--n-snr2", help="One cell alone: its n SNR^2.")] = None,
    rate: Annotated[float | None, typer.Option("--rate", help="Of that cell: rate of the fixed corruption.")] = None,
    m: Annotated[int | None, typer.Option("--m", help="Of that cell: filters of each sign.")] = None,
    d: Annotated[float | None, typer.Option("--d", help="Of that cell: dimension of a patch, any size.")] = None,
    corruption: Annotated[
        str | None, typer.Option("--corruption", help="Of that cell: random, class (+1 alone) or aligned (a patch).")
    ] = None,
    seeds: Annotated[int | None, typer.Option("--seeds", help="Number of seeds; at least 6 give intervals.")] = None,
    workers: WorkersOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of cells, summary and figures; cells in it are used again.")
    ] = None,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Documentation folder whose page of this study is to be made again.")
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Few cells, small n, few seeds and steps, in seconds.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Compare truncation, early stopping and label-noise GD where training labels are corrupted once and for all."""
    from lngd_theory.spectral.network.design import FULL, QUICK
    from lngd_theory.spectral.network.runs import CELLS, CellRuns

    design = QUICK if quick else FULL
    if seeds is not None:
        if seeds < 1:
            raise InputError(f"--seeds {seeds} must be an integer >= 1")
        design = dataclasses.replace(design, seeds=seeds)
    cell = _chosen_cell(design, strength, rate, m, d, corruption)
    if docs and (quick or cell):
        raise InputError("--docs writes what the documentation says: the whole study, without --quick and --n-snr2")
    check_docs(docs)
    folder = kept_folder(out, CELLS, "cells of this command")
    try:
        with kept_runs(CellRuns, folder, workers, design.seeds, "runs") as runs:
            study = _study(runs, design, cell, quick)
    except KeyboardInterrupt:
        interrupted(folder, "cells")
    finish_study(study, folder, docs, as_json)


def _chosen_cell(
    design: Design, strength: float | None, rate: float | None, m: int | None, d: float | None, corruption: str | None
) -> Cell | None:
    """The one cell that is asked for, if it is one."""
    if strength is None:
        given = {"--rate": rate, "--m": m, "--d": d, "--corruption": corruption}
        alone = [name for name, value in given.items() if value is not None]
        if alone:
            raise InputError(f"{', '.join(alone)} belong to one cell; give its --n-snr2 too")
        return None
    if not strength > 0:
        raise InputError(f"--n-snr2 {strength:g} must be a number > 0")
    return design.cell(strength, 0.2 if rate is None else rate, m, d, corruption or "random")


def _study(runs: CellRuns, design: Design, cell: Cell | None, quick: bool) -> StudyResult:
    from lngd_theory.spectral.network.study import bridge_study, cell_study

    if cell is None:
        return bridge_study(runs, design, quick)
    setting = cell.setting
    command = (
        f"lngd bridge --n-snr2 {setting.n_snr2:.6g} --rate {cell.corruption.rate:g} --m {setting.m} --d {setting.d:g} "
        f"--corruption {cell.corruption.kind} --seeds {design.seeds}{' --quick' * quick}"
    )
    return cell_study(runs, cell, design.seeds, command)
