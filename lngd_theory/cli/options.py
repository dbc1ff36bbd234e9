"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["ImagesOption", "JsonOption", "OutOption", "OverwriteOption", "SeedsOption", "WorkersOption"]


OutOption = Annotated[Path | None, typer.Option("--out", help="New folder for netCDF files, summary and figure.")]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace the output folder of an earlier run.")]
ImagesOption = Annotated[
    list[str] | None,
    typer.Option("--data", help="NAME=PATH of images that no package brings, such as cifar10; repeat it."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
SeedsOption = Annotated[int | None, typer.Option("--seeds", help="Number of seeds (numbers 0, 1, ...).")]
WorkersOption = Annotated[int | None, typer.Option("--workers", help="Worker processes; all processors by default.")]
