"""What was asked of rows of the experiment table, checked, and the folders that they are kept in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lngd_theory.cli import console
from lngd_theory.cli.console import errors, kept_folder
from lngd_theory.errors import InputError, near_match
from lngd_theory.experiments import ROWS, Row, Size, Work
from lngd_theory.images import IMAGE_SETS

if TYPE_CHECKING:
    from lngd_theory.report.study import StudyResult

__all__ = ["Chosen", "common_folder", "row_folder"]

#: File that marks a folder as one of a row's.
_MARK = "row.json"
#: So many times a folder is moved aside.
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
            IMAGE_SETS[name].read(Path(path))  # what is broken is said before any work
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
    try:
        if overwrite and (out / _MARK).is_file():
            aside = next(
                place for k in range(1, _MANY) if not (place := out.with_name(f"{out.name}.before-{k}")).exists()
            )
            out.rename(aside)
            errors.print(f"the earlier folder was moved to {aside}", highlight=False, markup=False)
        folder = kept_folder(out, _MARK, f"runs of lngd reproduce ({_MARK})")
        assert folder
        if (folder / _MARK).is_file():
            _check_mark(folder, name)
        else:
            begun = folder / f"{_MARK}.partial"
            begun.write_text(json.dumps({"row": name}) + "\n", encoding="utf-8")
            begun.replace(folder / _MARK)
    except OSError as error:
        raise InputError(f"cannot write to --out {out}: {error.strerror}; choose another folder") from None
    return folder


def common_folder(out: Path | None, overwrite: bool = False) -> Path | None:
    """The folder that holds those of rows."""
    return row_folder(out, "all", overwrite)


def _check_mark(folder: Path, name: str) -> None:
    """Refuse the folder of another row."""
    try:
        found = json.loads((folder / _MARK).read_text(encoding="utf-8"))["row"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{folder / _MARK} cannot be read; choose another folder") from None
    if found != name:
        raise InputError(f"--out {folder} holds {found!r}, not {name!r}; choose another folder")
