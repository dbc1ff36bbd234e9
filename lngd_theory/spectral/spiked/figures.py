"""Figures of the spiked model: curves, thresholds, true directions and widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray

from lngd_theory.figures import BAND, COLOURS
from lngd_theory.spectral.spiked.cases import Reading
from lngd_theory.spectral.spiked.measurements import Width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["curves_figure", "descent_figure", "threshold_figure"]

_LABELS = {"squared": r"squared risk $E(y^*-w^Tx)^2$", "error": r"0-1 error $P(\mathrm{sign}\,w^Tx\neq y^*)$"}
_COLUMNS = 3


def _new(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _band(axes: Axes, curves: xarray.DataArray, colour: str, label: str) -> None:
    """Median and band over seeds; a mark at every point where there are few."""
    low, middle, high = np.quantile(curves.transpose("seed", "d").values, [BAND[0], 0.5, BAND[1]], axis=0)
    axes.plot(curves.d, middle, color=colour, linewidth=1.3, label=label)
    axes.fill_between(curves.d, low, high, color=colour, alpha=0.2, linewidth=0)


def curves_figure(readings: list[Reading]) -> Figure:
    """One panel for each case: formula, simulation with its band, k*, and the local minima of the formula."""
    rows = -(-len(readings) // _COLUMNS)
    figure = _new(10.5, 2.45 * rows + 0.6)
    grid = figure.subplots(rows, _COLUMNS, squeeze=False)
    for axes in grid.flat[len(readings) :]:
        axes.remove()
    for axes, reading in zip(grid.flat, readings, strict=False):
        _curve_panel(axes, reading)
    for axes in grid[:, 0]:
        axes.set_ylabel(_LABELS[readings[0].risk])
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    return figure


def _curve_panel(axes: Axes, reading: Reading) -> None:
    case, formula = reading.case, reading.formula
    axes.axvline(case.model.k_star, color="0.6", linestyle=":", linewidth=1.2, label="$k^*$")
    _band(axes, reading.simulated, COLOURS[2], "simulated: median, 10 % to 90 %")
    axes.plot(formula.d, formula, color=COLOURS[1], linewidth=1.2, linestyle="--", label="formula")
    places = list(reading.shape.minima)
    axes.plot(
        places, formula.values[places], "o", color=COLOURS[0], markersize=4.5, fillstyle="none", clip_on=False,
        label="local minima of the formula",
    )  # fmt: skip
    top = min(2.0, max(1.08, 1.08 * float(np.quantile(reading.simulated, 0.98)))) if reading.risk == "squared" else 0.52
    axes.set(xscale="symlog", xlim=(-0.15, case.model.full_rank), ylim=(0, top), xlabel="directions $d$")
    axes.set_xscale("symlog", linthresh=4, linscale=1.0)
    axes.set_xticks([d for d in (0, 1, 2, 3, 10, 100, 1000) if d <= case.model.full_rank])
    axes.xaxis.set_major_formatter("{x:g}")
    axes.minorticks_off()
    axes.spines[["top", "right"]].set_visible(False)
    model = case.model
    axes.set_title(f"{case.name}\n$N$ = {model.N}, $D$ = {model.D}", fontsize="small", loc="left")


def threshold_figure(found: xarray.DataArray) -> Figure:
    """Strength of a valley at k* over that of detection, against D/N."""
    figure = _new(9.0, 3.6)
    titles = {"classes": "two classes", "gaussian": "label a function of the features"}
    axes_row = figure.subplots(1, found.sizes["latent"], sharey=True)
    for axes, latent in zip(axes_row, found.latent.values, strict=True):
        for colour, r in zip(COLOURS, found.r.values, strict=False):
            axes.plot(found.gamma, found.sel(latent=latent, r=r), color=colour, label=f"$r$ = {r:g}")
        axes.axhline(1, color="0.6", linestyle=":", linewidth=1.2)
        axes.set(xscale="log", yscale="log", xlabel=r"$\gamma=D/N$")
        axes.set_yticks([1, 2, 5, 10, 20, 50, 100, 200, 500])
        axes.yaxis.set_major_formatter("{x:g}")
        axes.minorticks_off()
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_title(titles[str(latent)], fontsize="medium", loc="left")
        axes.text(float(found.gamma[0]), 1.05, "detected from here on", fontsize="small", color="0.4")
    axes_row[0].set_ylabel(r"least $\ell/\sqrt{\gamma}$ with the valley at $k^*=1$")
    axes_row[1].legend(frameon=False)
    return figure


def descent_figure(formula: xarray.Dataset, simulated: xarray.Dataset, samples: int, widths: list[Width]) -> Figure:
    """Left: risk on the true directions. Right: error against D/N, truncated and not."""
    figure = _new(9.6, 4.3)
    left, right = figure.subplots(1, 2)
    below = formula.squared.where(formula.d < samples, drop=True)
    above = formula.squared.where(formula.d > samples, drop=True)
    _band(left, simulated.squared, COLOURS[2], "simulated: median, 10 % to 90 %")
    for part, label in ((below, "formula"), (above, None)):
        left.plot(part.d, part, color=COLOURS[1], linestyle="--", linewidth=1.3, label=label)
    left.axvline(samples, color="0.6", linestyle=":", linewidth=1.2)
    left.set(
        xlabel="true principal directions $d$", ylabel=_LABELS["squared"], yscale="log", xscale="symlog",
        ylim=(0.3, 30), xlim=(0, int(formula.d[-1])),
    )  # fmt: skip
    left.text(samples * 1.25, 20, "$d=N$", color="0.4")
    left.set_title("true instead of the sample's directions", fontsize="medium", loc="left")
    gamma = [one.gamma for one in widths]
    for colour, name, label in (
        (COLOURS[1], "full", r"all $\min(N,D)$"),
        (COLOURS[3], "truncated", "truncated to $k^*$"),
    ):
        right.plot(gamma, [getattr(one, name) for one in widths], "--", color=colour, label=f"{label}, formula")
        middle, low, high = np.array([getattr(one, f"simulated_{name}") for one in widths]).T
        right.errorbar(
            gamma, middle, yerr=[middle - low, high - middle], fmt="o", color=colour, markersize=4, capsize=3,
            label=f"{label}, simulated: median, quartiles",
        )  # fmt: skip
    right.set(xscale="log", xlabel=r"width $\gamma=D/N$", ylabel=_LABELS["error"], ylim=(0, 0.5))
    right.set_title("two classes, random corruption", fontsize="medium", loc="left")
    for axes in (left, right):
        axes.spines[["top", "right"]].set_visible(False)
    left.legend(frameon=False, fontsize="small")
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower center", ncols=2, frameon=False)
    return figure
