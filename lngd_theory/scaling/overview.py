"""All exponents of a study at a glance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.report.numbers import number
from lngd_theory.scaling.figure import row_name
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.row import Row

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["overview_figure"]

_BLACK, _PAPER, _OURS = COLOURS[0], COLOURS[1], COLOURS[2]


def overview_figure(study: Study, columns: int = 5) -> Figure:
    """All exponents: measured with interval and the range of local exponents, the paper's, and the predicted one."""
    from matplotlib.figure import Figure

    groups = study.by_quantity
    lines = -(-len(groups) // columns)
    height = max((len(rows) for rows in groups.values()), default=1)
    figure = Figure(figsize=(3.1 * columns, (0.27 * height + 0.9) * lines + 0.9), layout="constrained")
    panels = figure.subplots(lines, min(columns, len(groups)), squeeze=False).ravel()
    for axes, (name, rows) in zip(panels, groups.items(), strict=False):
        _exponents(axes, rows)
        axes.set_title(name, loc="left", fontsize="medium")
    for axes in panels[len(groups) :]:
        axes.set_axis_off()
    for axes in panels[max(0, len(groups) - columns) : len(groups)]:
        axes.set_xlabel("exponent")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    s = study.setting
    figure.suptitle(
        f"Exponents about $n=${s.n}, $d=${number(s.d)}, $m=${s.m}, $\\|\\mu\\|=${number(s.mu)}, "
        f"$\\sigma_p=${number(s.sigma_p)}, $\\sigma_0=${number(s.sigma_0)}, $\\eta=${number(s.eta)}, "
        f"$p=${number(study.p)}; {len(study.seeds)} seeds"
    )
    return figure


def _exponents(axes: Axes, rows: Sequence[Row]) -> None:
    places = np.arange(len(rows))[::-1]
    for place, row in zip(places, rows, strict=True):
        if not row.fit.usable:
            where = axes.get_yaxis_transform()
            axes.text(
                0.5, place, "not reached", transform=where, fontsize="small", color="0.4", va="center", ha="center"
            )
            continue
        first, last = (end.estimate for end in row.fit.ends)
        axes.plot([first, last], [place, place], color="0.75", linewidth=5, solid_capstyle="butt", zorder=1)
        middle, low, high = row.exponent
        axes.plot([low, high], [place, place], color=_BLACK, linewidth=1.5, zorder=3)
        axes.plot(middle, place, "o", color=_BLACK, markersize=4, zorder=3)
        axes.plot(row.paper, place, "D", markerfacecolor="none", color=_PAPER, markersize=8, zorder=2)
        if not math.isnan(row.prediction):
            axes.plot(row.prediction, place, "x", color=_OURS, markersize=7, zorder=4)
    axes.plot([], [], "o-", color=_BLACK, markersize=4, label="measured, 95 %")
    axes.plot([], [], color="0.75", linewidth=5, label="local, first to last point")
    axes.plot([], [], "D", markerfacecolor="none", color=_PAPER, markersize=8, label="paper")
    axes.plot([], [], "x", color=_OURS, markersize=7, label="leading order")
    axes.axvline(0, color="0.8", linewidth=0.8, zorder=0)
    axes.set_yticks(places, [row_name(row) for row in rows], fontsize="small")
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.spines[["top", "right"]].set_visible(False)
