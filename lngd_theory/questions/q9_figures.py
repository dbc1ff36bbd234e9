"""Figures of Q9: heatmaps by clock, and the same as curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.questions.q9_numbers import SUCCESS, boundary
from lngd_theory.questions.q9_study import ALGORITHMS, CLOCKS, Plane
from lngd_theory.report.numbers import number
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import QuadMesh
    from matplotlib.figure import Figure

__all__ = ["curves_figure", "heatmap_figure"]

Array = NDArray[np.float64]

_CLOCKS = {
    "fixed": "{steps:,} steps everywhere",
    "theorem": "steps as Theorem 3.3's time",
    "rate": r"steps $\propto n\,m^2/(\eta^2\|\mu\|^2\sigma_p^2 d)$",
    "grown": "the same, for longer",
}
_LINE = "#D55E00"
_COLUMNS = max(map(len, CLOCKS.values()))


def heatmap_figure(plane: Plane) -> Figure:
    """Median accuracy on the plane of SNR and n, a row for each algorithm, a column for each clock."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(17.5, 7.6), layout="constrained")
    grid = figure.subplots(len(ALGORITHMS), _COLUMNS, sharex=True, sharey=True)
    for row, name in zip(grid, ALGORITHMS, strict=True):
        _blank(row[len(CLOCKS[name]) :])
        for axes, clock in zip(row, CLOCKS[name], strict=False):
            image = _heatmap(axes, plane, name, clock)
            title = _CLOCKS[clock].format(steps=plane.design.steps)
            axes.set_title(f"{name}, {title}", fontsize="medium")
        row[0].set_ylabel("training samples $n$")
    for axes in (*grid[-1], grid[0, -1]):
        axes.set_xlabel(r"$\mathrm{SNR} = \|\mu\|/(\sigma_p\sqrt{d})$")
    figure.colorbar(image, ax=grid, label=f"test accuracy, median over {plane.design.seeds} seeds", shrink=0.8)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    cap = (
        f"; > cut at {plane.design.cap:,} steps" if any(plane.censored(clock).any() for clock in CLOCKS["LNGD"]) else ""
    )
    figure.suptitle(f"The same runs read at other times (below the accuracy: steps{cap})")
    return figure


def _heatmap(axes: Axes, plane: Plane, name: str, clock: str) -> QuadMesh:
    snr, n = np.array(plane.design.snr), np.array(plane.design.n, dtype=np.float64)
    accuracy = plane.median(name, clock)
    image = axes.pcolormesh(_edges(snr), _edges(n), accuracy.T, cmap="cividis", vmin=0.5, vmax=1.0)
    for i, x in enumerate(snr):
        for k, y in enumerate(n):
            more = ">" if plane.censored(clock)[i, k] else ""
            axes.text(
                x, y, f"{accuracy[i, k]:.2f}\n{more}{plane.steps[clock][i, k]:,}", ha="center", va="center",
                fontsize=7.2, color="white" if accuracy[i, k] < 0.75 else "black",
                bbox={"facecolor": image.to_rgba(accuracy[i, k]), "edgecolor": "none", "pad": 1.0},
            )  # fmt: skip
    fine = np.linspace(_edges(n)[0], _edges(n)[-1], 100)
    axes.plot(fine**-0.5, fine, color=_LINE, linewidth=2.0, label=r"$\mathrm{SNR} = n^{-1/2}$")
    crossings = [median_interval(row) for row in boundary(plane, name, clock)]
    middle = np.array([value.estimate for value in crossings])
    errors = np.nan_to_num([[v.estimate - v.low for v in crossings], [v.high - v.estimate for v in crossings]])
    axes.errorbar(
        middle, n - 0.33 * np.diff(_edges(n)), xerr=errors, fmt="D", color="white", markeredgecolor="black",
        ecolor="black", capsize=3, markersize=5, label=f"accuracy {SUCCESS:g} (median over seeds, 95 %)",
    )  # fmt: skip
    axes.set(xlim=(_edges(snr)[0], _edges(snr)[-1]), ylim=(_edges(n)[0], _edges(n)[-1]))
    axes.set_xticks(snr, [f"{value:.3g}" for value in snr])
    axes.set_yticks(n, [f"{value:g}" for value in n])
    return image


def _blank(panels: Sequence[Axes]) -> None:
    """Panels of clocks that an algorithm is not run for."""
    for axes in panels:
        axes.set_axis_off()
        axes.text(0.5, 0.5, "not run for GD", transform=axes.transAxes, ha="center", color="0.4")


def _edges(centres: Array) -> Array:
    """Edges of cells about their centres."""
    middle = (centres[1:] + centres[:-1]) / 2
    return np.concatenate([[2 * centres[0] - middle[0]], middle, [2 * centres[-1] - middle[-1]]])


def curves_figure(plane: Plane) -> Figure:
    """Accuracy against SNR for every n."""
    from matplotlib import colormaps
    from matplotlib.figure import Figure

    figure = Figure(figsize=(14.0, 6.2), layout="constrained")
    grid = figure.subplots(len(ALGORITHMS), _COLUMNS, sharex=True, sharey=True)
    colours = colormaps["viridis"](np.linspace(0, 0.9, len(plane.design.n)))
    for row, name in zip(grid, ALGORITHMS, strict=True):
        _blank(row[len(CLOCKS[name]) :])
        for axes, clock in zip(row, CLOCKS[name], strict=False):
            for k, (n, colour) in enumerate(zip(plane.design.n, colours, strict=True)):
                found = [median_interval(values) for values in plane.accuracy[name, clock][:, k]]
                middle = np.array([v.estimate for v in found])
                errors = np.nan_to_num([[v.estimate - v.low for v in found], [v.high - v.estimate for v in found]])
                spots = np.array(plane.design.snr) + 0.0006 * (k - (len(colours) - 1) / 2)
                axes.errorbar(
                    spots, middle, yerr=errors, color=colour, marker="osD^v"[k % 5], markersize=4, capsize=2,
                    linewidth=1.2, label=f"$n$ = {number(n)}",
                )  # fmt: skip
            axes.axhline(SUCCESS, color="0.6", linewidth=0.8, linestyle=":")
            axes.spines[["top", "right"]].set_visible(False)
        row[0].set_ylabel(f"test accuracy of {name}")
    for axes, clock in zip(grid[-1], CLOCKS["LNGD"], strict=True):
        axes.set_title(_CLOCKS[clock].format(steps=plane.design.steps), fontsize="small")
    for axes in grid[-1]:
        axes.set_xlabel("SNR")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    figure.suptitle(f"Accuracy against SNR (median over {plane.design.seeds} seeds, 95 %; dotted: {SUCCESS:g})")
    return figure
