"""What the commands share: output folders, progress bars, worker pools."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from lngd_theory.errors import InputError
from lngd_theory.workers import WorkerPool

__all__ = [
    "INTERRUPTED",
    "bar_columns",
    "check_docs",
    "errors",
    "interrupted",
    "kept_folder",
    "new_folder",
    "output",
    "pool",
    "progress_bar",
]

#: Exit code after ctrl-C, as shells have it.
INTERRUPTED = 130

#: Endings of the files that the commands write; --overwrite touches no folder that holds others.
_WRITTEN = {".html", ".json", ".md", ".nc", ".png", ".toml"}

#: Where nobody watches (a pipe, a file) tables are as wide as a page, unless COLUMNS says how wide.
_WIDE = 140

output = Console(width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE)
errors = Console(stderr=True)


def new_folder(path: Path | None, overwrite: bool) -> Path | None:
    """Make the output folder; an existing one that is not empty is refused unless ``overwrite`` (which empties it)."""
    if path is None:
        return None
    if path.exists() and not path.is_dir():
        raise InputError(f"--out {path} is a file; give the name of a new folder")
    if path.is_dir() and any(path.iterdir()):
        if not overwrite:
            raise InputError(f"--out {path} already exists and is not empty; choose another folder or add --overwrite")
        foreign = [item.name for item in path.iterdir() if item.is_dir() or item.suffix not in _WRITTEN]
        if foreign or not (path / "summary.json").is_file():
            why = f"it holds {sorted(foreign)[0]!r}" if foreign else "no summary.json"
            raise InputError(f"--out {path} was not written by this program ({why}); choose another folder")
        shutil.rmtree(path)
    return _made(path)


def kept_folder(path: Path | None, mark: str, what: str) -> Path | None:
    """Make the folder of a command that goes on where it stopped; one that is not empty must hold ``mark``."""
    if path is None:
        return None
    if path.exists() and not path.is_dir():
        raise InputError(f"--out {path} is a file; give the name of a folder")
    if path.is_dir() and any(path.iterdir()) and not (path / mark).exists():
        raise InputError(f"--out {path} is not empty and holds no {what}; choose another folder")
    return _made(path)


def _made(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder --out {path}: {error.strerror}; choose another") from None
    return path


def check_docs(docs: Path | None) -> None:
    """Refuse a folder that is not that of the documentation."""
    if docs and not (docs / "conf.py").is_file():
        raise InputError(f"--docs {docs} has no conf.py; give the folder of the documentation")


def interrupted(folder: Path | None, what: str) -> NoReturn:
    """Say what is kept after ctrl-C, and end the program."""
    kept = (
        f"{folder} keeps the finished {what}, the same command goes on" if folder else "without --out nothing is kept"
    )
    errors.print(f"interrupted: {kept}", highlight=False)
    raise typer.Exit(INTERRUPTED) from None


def bar_columns(unit: str = "steps") -> tuple[ProgressColumn, ...]:
    """What a progress bar shows."""
    return (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )


@contextlib.contextmanager
def progress_bar(unit: str = "steps") -> Iterator[Progress]:
    """A progress bar on standard error; silent where that is not a terminal."""
    with Progress(*bar_columns(unit), console=errors, transient=True, disable=not sys.stderr.isatty()) as bar:
        yield bar


@contextlib.contextmanager
def pool(workers: int | None, tasks: int) -> Iterator[Executor | None]:
    """A pool of worker processes, or None where one is enough (this process does the work)."""
    if workers is not None and workers < 1:
        raise InputError(f"--workers {workers} must be an integer >= 1")
    count = min(workers or processors(), tasks)
    if count <= 1:
        yield None
        return
    with WorkerPool(count) as executor:
        yield executor


def processors() -> int:
    """The number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
