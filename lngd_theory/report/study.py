"""What a study leaves behind: sentences made from numbers, tables, figures, and the numbers themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xarray as xr

from lngd_theory.errors import InputError
from lngd_theory.figures import save_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["StudyResult", "Table", "captioned", "markdown", "plain", "save_figures", "write_page", "write_study"]


@dataclass(frozen=True)
class Table:
    """A table; cells are text, numbers carry their intervals."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"caption": self.caption, "columns": list(self.columns), "rows": [list(row) for row in self.rows]}


@dataclass(frozen=True)
class StudyResult:
    """The result of one study.

    Attributes
    ----------
    name, title : str
        Short name, of its files too, and what it is about.
    command : str
        What makes it.
    sentences : tuple of str
        Every number in them was computed.
    tables : tuple of Table
        With intervals.
    figures : mapping of name to matplotlib Figure
        The empty name is that of the main one.
    data : dict
        The numbers, as JSON has them.
    arrays : mapping of name to xarray.Dataset
        The same for netCDF files, one beside each figure that is drawn from it.
    left_open : tuple of str
        What the paper does not say, and what is used.
    """

    name: str
    title: str
    command: str
    sentences: tuple[str, ...]
    tables: tuple[Table, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, xr.Dataset] = field(default_factory=dict)
    left_open: tuple[str, ...] = ()

    def file_name(self, part: str, ending: str) -> str:
        """``NAME.png`` for the empty part, else ``NAME-part.png``."""
        return f"{self.name}{'-' if part else ''}{part}.{ending}"

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it; what is not finite becomes null."""
        return {
            "study": self.name,
            "title": self.title,
            "command": self.command,
            "sentences": list(self.sentences),
            "left_open": list(self.left_open),
            "tables": [table.to_dict() for table in self.tables],
            "figures": {name: self.file_name(name, "png") for name in self.figures},
            "arrays": {name: self.file_name(name, "nc") for name in self.arrays},
            "data": plain(self.data),
        }


def markdown(study: StudyResult, figures: str = "") -> str:
    """The study as a Markdown page; ``figures`` stands before the names of figures."""
    from lngd_theory.report.markdown import prose

    lines = [f"# {prose(study.title)}", "", f"Made by `{study.command}`.", ""]
    lines += [f"* {prose(sentence)}" for sentence in study.sentences]
    for name in study.figures:
        lines += ["", f"![{study.name}{', ' * bool(name)}{name}]({figures}{study.file_name(name, 'png')})"]
    for table in study.tables:
        lines += ["", *captioned(table)]
    if study.left_open:
        lines += ["", "Left open by the paper:", "", *(f"* {prose(item)}" for item in study.left_open)]
    return "\n".join([*lines, ""])


def write_page(study: StudyResult, folder: Path, figures: Path | None = None) -> None:
    """Write the study as ``NAME.md`` into a folder, and its figures too or into another folder beside that one."""
    for part in (folder, figures or folder):
        part.mkdir(exist_ok=True)
    page = markdown(study, f"../{figures.name}/" if figures else "")
    (folder / f"{study.name}.md").write_text(page, encoding="utf-8", newline="\n")
    save_figures(study, figures or folder)


def save_figures(study: StudyResult, folder: Path) -> None:
    """Write a PNG file for each figure into a folder that is there."""
    for name, figure in study.figures.items():
        save_figure(figure, folder / study.file_name(name, "png"))


def write_study(study: StudyResult, folder: Path) -> None:
    """Write ``summary.md``, ``summary.json``, a PNG file for each figure and a netCDF file for each dataset.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    from lngd_theory.sweeps.result import save_dataset

    try:
        (folder / "summary.json").write_text(json.dumps(study.to_dict(), indent=2, allow_nan=False), encoding="utf-8")
        (folder / "summary.md").write_text(markdown(study), encoding="utf-8", newline="\n")
        save_figures(study, folder)
    except OSError as error:
        raise InputError(f"cannot write to {str(folder)!r}: {error.strerror}; the runs are kept") from None
    for name, data in study.arrays.items():
        save_dataset(data, folder / study.file_name(name, "nc"))


def captioned(table: Table) -> list[str]:
    """A table and its caption in Markdown."""
    from lngd_theory.report.markdown import prose, table_lines

    return [f"**{prose(table.caption)}**", "", *table_lines(table.columns, table.rows)]


def plain(value: Any) -> Any:
    """Numbers and arrays as JSON has them; None for what is not finite."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return None if isinstance(value, float) and value - value != 0 else value
