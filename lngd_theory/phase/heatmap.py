"""Heatmaps of phase diagrams, with the boundary, its band and the laws that it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lngd_theory.phase.boundary import Boundary
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.drawing import LAW_STYLES, PHASE_COLOURS, fine_values, phase_map, prepare
from lngd_theory.phase.laws import Fit
from lngd_theory.phase.level import CHANCE, Phase
from lngd_theory.phase.refinement import Refined

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure

__all__ = ["Panel", "heatmap_figure"]

#: Accuracies of contour lines beside the level.
_CONTOURS = (0.6, 0.95)
#: How pale cells are that were filled in.
_PALE = 0.5


@dataclass(frozen=True)
class Panel:
    """One heatmap: a diagram with its boundary, and laws by the text of the legend."""

    title: str
    diagram: PhaseDiagram
    boundary: Boundary | None = None
    laws: Mapping[str, Fit] = field(default_factory=dict)
    refined: Refined | None = None  #: what was run and filled in, where the diagram was not run in full


def heatmap_figure(rows: Sequence[Sequence[Panel | None]], title: str) -> Figure:
    """Median accuracy with boundaries and laws, one panel for each place; None leaves it empty."""
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch

    columns = max(map(len, rows))
    figure = Figure(figsize=(4.3 * columns + 1.4, 3.5 * len(rows) + 1.1), layout="constrained")
    grid = figure.subplots(len(rows), columns, squeeze=False)
    legend: dict[str, Any] = {}
    image = None
    for axes_row, panels in zip(grid, rows, strict=True):
        for axes, panel in zip(axes_row, panels, strict=True):
            if panel is None:
                axes.set_axis_off()
                continue
            image = _heatmap(axes, panel)
            handles, labels = axes.get_legend_handles_labels()
            legend |= dict(zip(labels, handles, strict=True))
    if image is not None:
        seeds = sorted({panel.diagram.seeds for panels in rows for panel in panels if panel})
        label = f"test accuracy, median over {' or '.join(map(str, seeds))} seeds"
        figure.colorbar(image, ax=grid, label=label, shrink=0.8)
    if any(panel and panel.refined for panels in rows for panel in panels):
        names = {
            Phase.FAILS: "filled in: fails",
            Phase.LOW: "filled in: undecided",
            Phase.SUCCEEDS: "filled in: succeeds",
        }
        legend |= {name: Patch(color=PHASE_COLOURS[phase], alpha=_PALE) for phase, name in names.items()}
    if legend:
        figure.legend(list(legend.values()), list(legend), loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(title)
    return figure


def _heatmap(axes: Axes, panel: Panel) -> QuadMesh:
    diagram = panel.diagram
    x, y, accuracy = diagram.x, diagram.y, diagram.median()
    edges = prepare(axes, x, y, diagram.x_name, diagram.y_name, panel.title)
    if panel.refined is not None:
        phase_map(axes, edges, np.where(panel.refined.looked_at, np.nan, panel.refined.phases), alpha=_PALE)
    image = axes.pcolormesh(*edges, accuracy, cmap="cividis", vmin=CHANCE, vmax=1.0)
    if np.isfinite(accuracy).all() and min(accuracy.shape) > 1:
        drawn = [level for level in _CONTOURS if accuracy.min() < level < accuracy.max()]
        if drawn:
            lines = axes.contour(x, y, accuracy, levels=drawn, colors="white", linewidths=0.9, linestyles=":")
            axes.clabel(lines, fmt="%.2f", fontsize=7)
    fine = fine_values(np.array([max(edges[1][0], y.min() / 2), edges[1][-1]]), y)
    for (label, fit), (colour, style) in zip(panel.laws.items(), LAW_STYLES, strict=False):
        axes.plot(fit.predict(fine), fine, color=colour, linestyle=style, linewidth=1.8, label=label, zorder=2.8)
    if panel.boundary is not None:
        _boundary(axes, panel.boundary)
    axes.set(xlim=(edges[0][0], edges[0][-1]), ylim=(edges[1][0], edges[1][-1]))
    return image


def _boundary(axes: Axes, boundary: Boundary) -> None:
    """Critical x of every row with its interval, and the band between them."""
    rows = np.flatnonzero(boundary.found)
    if not rows.size:
        return
    low, high = np.array([boundary.interval(int(k))[1:] for k in rows]).T
    y, middle = boundary.y[rows], boundary.critical[rows]
    axes.fill_betweenx(y, low, high, color="white", alpha=0.55, linewidth=0, zorder=2.5)
    axes.errorbar(
        middle, y, xerr=[middle - low, high - middle], color="black", marker="o", markersize=3.5, linestyle="none",
        capsize=2.5, zorder=3, label=f"accuracy {boundary.level:g}, 95 %",
    )  # fmt: skip
