"""All verdicts in one picture: claims down, settings across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lngd_theory.report.records import Report
from lngd_theory.report.view import chapters, matrix
from lngd_theory.report.words import BADGES

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["overview_figure"]

#: Fill and text of each verdict; the sign and the word say the same without the colour.
_COLOURS = {
    "proved": ("#00568a", "white"),
    "supported": ("#00694c", "white"),
    "refuted": ("#a94400", "white"),
    "vacuous": ("#ffffff", "black"),
    "undecided": ("#f0b429", "black"),
}
_ROW = 0.235  # inches
_TITLE, _CELL, _GAP = 5.3, 1.0, 0.35  # widths in inches


def overview_figure(report: Report, columns: int = 2) -> Figure:
    """The matrix of verdicts, split into blocks side by side."""
    from matplotlib.figure import Figure

    rows = matrix(chapters(report))
    names = [section.name for section in report.sections]
    height = -(-len(rows) // columns)
    block = _TITLE + _CELL * len(names)
    size = (columns * block + (columns - 1) * _GAP, (height + 1.4) * _ROW)
    figure = Figure(figsize=size)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(-_GAP / 2, size[0]), ylim=(size[1], 0))
    axes.set_axis_off()
    for number, row in enumerate(rows):
        left, line = (number // height) * (block + _GAP), number % height
        if line == 0:
            _head(axes, left, names)
        y = (line + 1.4) * _ROW
        axes.text(left, y, row.claim, va="center", fontsize=7, weight="bold")
        axes.text(left + 1.35, y, _short(row.title), va="center", fontsize=7)
        for place, entry in enumerate(row.cells):
            if entry is not None:
                _badge(axes, left + _TITLE + place * _CELL, y, entry.verdict.verdict)
    return figure


def _head(axes: Axes, left: float, names: list[str]) -> None:
    for place, name in enumerate(names):
        x = left + _TITLE + (place + 0.48) * _CELL
        axes.text(x, 0.5 * _ROW, name, ha="center", va="center", fontsize=7.5, weight="bold")


def _badge(axes: Axes, x: float, y: float, verdict: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    fill, ink = _COLOURS[verdict]
    width, height = _CELL * 0.92, _ROW * 0.72
    shape = "round,pad=0,rounding_size=0.05"
    axes.add_patch(FancyBboxPatch((x, y - height / 2), width, height, boxstyle=shape, fc=fill, ec="0.35", lw=0.6))
    text = f"{BADGES[verdict].sign} {verdict}"  # type: ignore[index]
    axes.text(x + width / 2, y, text, ha="center", va="center_baseline", fontsize=6.5, color=ink)


def _short(title: str, most: int = 66) -> str:
    return title if len(title) <= most else title[: most - 1].rstrip() + "…"
