"""Figures beside the heatmaps: what a refinement ran, who is ahead where, and boundaries with their laws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.phase.boundary import Boundary
from lngd_theory.phase.drawing import LAW_STYLES, PHASE_COLOURS, fine_values, phase_map, prepare, symbol
from lngd_theory.phase.laws import Fit
from lngd_theory.phase.level import Phase
from lngd_theory.phase.maps import ContestMap
from lngd_theory.phase.refinement import Refined
from lngd_theory.statistics import SIGNIFICANT

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["contest_figure", "law_figure", "refined_figure"]


def refined_figure(panels: Sequence[tuple[str, Refined]], title: str) -> Figure:
    """Which cells a refinement ran, with all seeds or the first ones, and the phases of all."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    columns = min(len(panels), 2)
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(4.9 * columns + 0.4, 3.3 * rows + 1.0), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in grid[len(panels) :]:
        axes.set_axis_off()
    for axes, (name, refined) in zip(grid, panels, strict=False):
        diagram = refined.diagram
        share = f"{100 * refined.share_of_runs:.0f} % of runs, {100 * refined.share_of_seconds:.0f} % of time"
        edges = prepare(axes, diagram.x, diagram.y, diagram.x_name, diagram.y_name, f"{name}: {share}")
        phase_map(axes, edges, refined.phases.astype(np.float64))
        everything = np.isfinite(diagram.accuracy.values).all(axis=2)
        for chosen, colour in ((everything, "black"), (refined.looked_at & ~everything, "white")):
            k, i = np.nonzero(chosen)
            axes.scatter(diagram.x[i], diagram.y[k], s=16, color=colour, edgecolor="black", linewidth=0.8)
    dots = [_dot(grid[0], colour) for colour in ("black", "white")]
    phases = {Phase.FAILS: "fails", Phase.LOW: "undecided", Phase.SUCCEEDS: "succeeds"}
    handles = [*dots, *(Patch(color=PHASE_COLOURS[phase]) for phase in phases)]
    labels = ["run with all seeds", "run with the first seeds", *phases.values()]
    figure.legend(handles, labels, loc="outside lower center", ncols=3 if columns == 1 else 5, frameon=False)
    figure.suptitle(title)
    return figure


def _dot(axes: Axes, colour: str) -> Any:
    return axes.plot([], [], marker="o", markersize=4, color=colour, markeredgecolor="black", linestyle="none")[0]


def contest_figure(maps: Sequence[tuple[str, ContestMap]], title: str) -> Figure:
    """Median gain of LNGD over GD, with wins and losses; bold where the adjusted sign test names a winner."""
    from matplotlib.figure import Figure

    columns = min(len(maps), 2)
    rows = -(-len(maps) // columns)
    figure = Figure(figsize=(5.2 * columns + 1.2, 3.7 * rows + 0.9), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes in grid[len(maps) :]:
        axes.set_axis_off()
    for axes, (name, found) in zip(grid, maps, strict=False):
        x, y = found.gd.x, found.gd.y
        edges = prepare(axes, x, y, found.gd.x_name, found.gd.y_name, name)
        image = axes.pcolormesh(*edges, found.gain, cmap="PuOr", vmin=-0.5, vmax=0.5)
        winner = found.winner()
        for k, i in zip(*np.nonzero(found.tested), strict=True):
            text = f"{found.wins[k, i]}:{found.losses[k, i]}"
            weight = "bold" if winner[k, i] else "normal"
            colour = "white" if abs(found.gain[k, i]) > 0.25 else "black"
            axes.text(x[i], y[k], text, ha="center", va="center", fontsize=6.5, fontweight=weight, color=colour)
    figure.colorbar(image, ax=grid, label="test accuracy, LNGD \u2212 GD (median over seeds)")
    figure.suptitle(
        f"{title}\nseeds in which LNGD : GD is ahead; bold where the sign test, adjusted for the number of cells, has "
        f"p ≤ {SIGNIFICANT:g}", fontsize="medium",
    )  # fmt: skip
    return figure


def law_figure(panels: Sequence[tuple[str, Boundary, Mapping[str, Fit]]], title: str) -> Figure:
    """Critical x against y on logarithmic axes, with laws by their names in the legend; a panel for each boundary."""
    from matplotlib.figure import Figure

    columns = min(len(panels), 3)
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(3.9 * columns + 0.4, 3.2 * rows + 1.0), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    legend: dict[str, Any] = {}
    for axes in grid[len(panels) :]:
        axes.set_axis_off()
    for axes, (name, boundary, fits) in zip(grid, panels, strict=False):
        fine = fine_values(boundary.y)
        for (law, fit), (colour, style) in zip(fits.items(), LAW_STYLES, strict=False):
            axes.plot(fine, fit.predict(fine), color=colour, linestyle=style, linewidth=1.4, label=law)
        _points(axes, boundary)
        axes.set(xscale="log", yscale="log", xlabel=symbol(boundary.y_name), ylabel=f"critical {boundary.x_name}")
        _plain_ticks(axes)
        axes.set_title(name, fontsize="medium")
        axes.spines[["top", "right"]].set_visible(False)
        handles, labels = axes.get_legend_handles_labels()
        legend |= dict(zip(labels, handles, strict=True))
    figure.legend(list(legend.values()), list(legend), loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(title)
    return figure


def _points(axes: Axes, boundary: Boundary) -> None:
    rows = np.flatnonzero(boundary.found)
    if not rows.size:
        return
    low, high = np.array([boundary.interval(int(k))[1:] for k in rows]).T
    middle = boundary.critical[rows]
    axes.errorbar(
        boundary.y[rows], middle, yerr=[middle - low, high - middle], color=COLOURS[0], marker="o", markersize=4,
        linestyle="none", capsize=2.5, label="measured, 95 %",
    )  # fmt: skip


def _plain_ticks(axes: Axes) -> None:
    """Numbers as they are on logarithmic axes of less than a decade and a half, powers of ten on longer ones."""
    from matplotlib.ticker import LogLocator, NullFormatter, StrMethodFormatter

    for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        if high / low < 30:
            axis.set_major_locator(LogLocator(subs=(1, 1.5, 2, 3, 5, 7) if high / low < 4 else (1, 2, 5)))
            axis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axis.set_minor_formatter(NullFormatter())
