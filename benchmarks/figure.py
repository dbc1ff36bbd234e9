"""The picture at the top of the page: time of a step against d, m and n."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.axes import AXES, Axis
from benchmarks.scaling import PRODUCT
from benchmarks.sides import GRAM, SIDES
from benchmarks.subjects import ALGORITHMS
from benchmarks.suite import Run
from lngd_theory.figures import COLOURS

__all__ = ["curves", "draw_scaling", "new_figure", "style_of", "tidy"]


class Style(NamedTuple):
    """Colour, marker and line: they tell the curves apart each by itself."""

    colour: str
    marker: str
    line: str


_BLACK, _RED, _BLUE, _GREEN, _PINK, _ORANGE, _SKY = COLOURS
_STYLES = dict(
    zip(
        (*(f"{GRAM}, {algorithm}" for algorithm in ALGORITHMS), PRODUCT, *(side.name for side in SIDES)),
        (
            Style(_SKY, "s", "-"), Style(_BLUE, "o", "-"), Style(_BLACK, "", ":"), Style(_GREEN, "v", "--"),
            Style(_RED, "^", "--"), Style(_PINK, "D", "--"),
        ),
        strict=True,
    )
)  # fmt: skip

#: x and lower quartile, median, upper quartile in seconds.
Point = tuple[float, float, float, float]


def style_of(name: str) -> Style:
    """How a side is drawn, here and in other pictures of the page."""
    return _STYLES.get(name, Style(_ORANGE, "x", "-."))


def curves(run: Run, axis: str) -> dict[str, list[Point]]:
    """Points of every side along an axis."""
    lines: dict[str, list[Point]] = {}
    for row in run.of("scaling"):
        if row.details["axis"] == axis and "seconds" in row.details:
            lines.setdefault(row.details["side"], []).append((row.details["at"], *row.details["seconds"]))
    return {name: sorted(line) for name, line in lines.items()}


def new_figure(width: float, height: float, panels: int) -> tuple[Figure, list[Axes]]:
    """A figure with panels side by side."""
    figure = Figure(figsize=(width, height), layout="constrained", dpi=160)
    FigureCanvasAgg(figure)
    return figure, list(figure.subplots(1, panels, squeeze=False)[0])


def tidy(axes: Axes) -> None:
    """A light grid behind, no box."""
    axes.grid(which="major", color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def draw_scaling(run: Run, path: Path) -> None:
    """Write the figure as a PNG."""
    figure, panels = new_figure(11.5, 4.6, len(AXES))
    for axes, axis in zip(panels, AXES.values(), strict=True):
        _draw(axes, axis, curves(run, axis.name))
    panels[0].set_ylabel("time of one step (seconds)")
    handles, labels = panels[0].get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, frameon=False, loc="outside lower center", ncols=len(handles))
    figure.savefig(path, metadata={"Software": None})


def _draw(axes: Axes, axis: Axis, lines: dict[str, list[Point]]) -> None:
    for name, line in lines.items():
        x, low, median, high = np.array(line).T
        style = style_of(name)
        axes.fill_between(x, low, high, color=style.colour, alpha=0.25, linewidth=0)
        axes.plot(x, median, color=style.colour, marker=style.marker, linestyle=style.line, ms=4.5, lw=1.4, label=name)
    symbol, _, rest = axis.title.partition(", at ")
    axes.set(xscale="log", yscale="log", xlabel=f"{symbol.removesuffix(axis.name)}${axis.name}$", title=_titled(rest))
    tidy(axes)


def _titled(text: str) -> str:
    """``n = 200, m = 20`` with letters as symbols."""
    return ", ".join(f"${part.replace(',', '{,}')}$" for part in text.split(", "))
