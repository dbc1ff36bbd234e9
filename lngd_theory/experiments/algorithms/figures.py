"""The comparison as figures: accuracy over the SNR with bands, and SAM over the unit of length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.experiments.algorithms.arms import BUDGETS
from lngd_theory.experiments.algorithms.measure import Plane
from lngd_theory.experiments.algorithms.units import RADII
from lngd_theory.figures import COLOURS
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plane_figure", "unit_figure"]

#: Three panels of a row: each has GD and LNGD, and some others.
_PANELS = {
    "optimisers": ("SGD", "momentum", "Adam"),
    "regularisers": ("weight decay", "dropout", "label smoothing"),
    "SAM and early stopping": ("SAM", "early stopping", "early stopping (oracle)"),
}
_STYLE = {
    "GD": (COLOURS[0], "s"), "LNGD": (COLOURS[1], "o"), "SGD": (COLOURS[2], "^"), "momentum": (COLOURS[3], "v"),
    "Adam": (COLOURS[4], "D"), "weight decay": (COLOURS[2], "^"), "dropout": (COLOURS[3], "v"),
    "label smoothing": (COLOURS[4], "D"), "SAM": (COLOURS[2], "^"), "early stopping": (COLOURS[3], "v"),
    "early stopping (oracle)": (COLOURS[4], "D"),
}  # fmt: skip


def _bands(axes: Axes, x: NDArray[np.float64], values: xr.DataArray, colour: str, marker: str, label: str) -> None:
    """Median over seeds with its 95 % interval; values over (x, seed)."""
    found = [median_interval(row) for row in values.values]
    axes.plot(x, [one.estimate for one in found], color=colour, marker=marker, markersize=4, label=label, linewidth=1.4)
    axes.fill_between(x, [one.low for one in found], [one.high for one in found], color=colour, alpha=0.18, linewidth=0)


def plane_figure(data: xr.Dataset, plane: Plane) -> Figure:
    """A row of panels for each budget."""
    from matplotlib.figure import Figure

    panels = {title: arms for title, arms in _PANELS.items() if any(arm in data.arm.values for arm in arms)}
    figure = Figure(figsize=(3.7 * len(panels), 6.4), layout="constrained")
    grid = figure.subplots(len(BUDGETS), len(panels), sharex=True, sharey=True, squeeze=False)
    x = data.snr.values
    boundary = plane.base.n**-0.5
    for number, (row, (budget, words)) in enumerate(zip(grid, BUDGETS.items(), strict=True)):
        for axes, (title, arms) in zip(row, panels.items(), strict=True):
            for arm in ("GD", "LNGD", *arms):
                if arm in data.arm.values:
                    values = data.accuracy.sel(arm=arm, budget=budget).transpose("snr", "seed")
                    _bands(axes, x, values, *_STYLE[arm], label=arm)
            axes.axvline(boundary, color="0.5", linewidth=0.9, linestyle="--")
            axes.axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
            axes.set(xscale="log", ylim=(0.42, 1.03))
            axes.set_xticks(x, [f"{value:g}" for value in x], fontsize="small", rotation=45)
            axes.set_xticks([], minor=True)
            axes.spines[["top", "right"]].set_visible(False)
            if number == 0:
                axes.legend(
                    frameon=False, fontsize="small", title=title, ncols=3, loc="lower center",
                    bbox_to_anchor=(0.5, 1.0), columnspacing=1.0,
                )  # fmt: skip
        row[0].set_ylabel(f"test accuracy,\n{words}")
    for axes in grid[-1]:
        axes.set_xlabel(r"SNR $= \|\mu\|/(\sigma_p\sqrt{d})$")
    s = plane.base
    figure.suptitle(
        f"$n$ = {s.n}, $d$ = {s.d}, $m$ = {s.m}: median over {data.sizes['seed']} seeds with its 95 % interval;\n"
        "parameters chosen on other seeds; dashed: SNR $= n^{-1/2}$",
        fontsize="medium",
    )
    return figure


def unit_figure(data: xr.Dataset) -> Figure:
    """SAM's accuracy against the unit, with one radius and with the radius in the unit."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.6, 3.8), layout="constrained")
    axes = figure.subplots()
    styles: Mapping[str, tuple[str, str]] = {"radius": (COLOURS[1], "o"), "radius/c": (COLOURS[2], "s")}
    for name, words in RADII.items():
        values = data.accuracy.sel(radius=name).transpose("c", "seed")
        _bands(axes, data.c.values, values, *styles[name], label=f"SAM, {words}")
    axes.axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    axes.set_xscale("log", base=2)
    axes.set(
        xlabel=r"$c$: $(\|\mu\|, \sigma_p, \sigma_0, \eta) \to (c\|\mu\|, c\,\sigma_p, \sigma_0/c, \eta/c^2)$",
        ylabel="test accuracy", ylim=(0.45, 1.03),
    )  # fmt: skip
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize="small", loc="best")
    axes.set_title(
        f"SAM, radius {data.attrs['sam_radius']:.3g} at $c = 1$, SNR {data.attrs['snr']:g};\n"
        f"{data.attrs['steps']:,} steps, median over {data.sizes['seed']} seeds with its 95 % interval",
        fontsize="small",
    )
    return figure
