"""Final accuracy over the signal strength, a panel for each family, with what can be learnt as a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    import xarray
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["strength_figure"]

_STYLE = {"gd": ("GD", COLOURS[0], "s"), "lngd": ("label-noise GD", COLOURS[1], "o")}
_COLUMNS = 4


def strength_figure(data: xarray.Dataset, title: str) -> Figure:
    """Medians over seeds with 95 % intervals, and the seeds themselves; data of :func:`~.reading.curves`."""
    from matplotlib.figure import Figure

    rows = -(-data.sizes["family"] // _COLUMNS)
    figure = Figure(figsize=(2.75 * _COLUMNS, 2.15 * rows + 1.0), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, sharey=True, squeeze=False)
    for axes in grid.flat[data.sizes["family"] :]:
        axes.remove()
    for place, axes in enumerate(grid.flat[: data.sizes["family"]]):
        _panel(axes, data.isel(family=place))
        if place % _COLUMNS == 0:
            axes.set_ylabel("final test accuracy")
        if place + _COLUMNS >= data.sizes["family"]:
            axes.set_xlabel(r"signal strength $\|\mu\|$")
    named: dict[str, Artist] = {}
    for axes in grid.flat[: data.sizes["family"]]:
        named |= {str(artist.get_label()): artist for artist in axes.get_legend_handles_labels()[0]}
    figure.legend(list(named.values()), list(named), loc="outside lower center", ncols=len(named), frameon=False)
    figure.suptitle(f"{title}\nmedian over {data.sizes['seed']} seeds, 95 % interval", fontsize="medium")
    return figure


def _panel(axes: Axes, one: xarray.Dataset) -> None:
    there = np.isfinite(one.mu.values)
    mu = one.mu.values[there]
    for name, (label, colour, marker) in _STYLE.items():
        values = one[name].values[there]
        found = [median_interval(row) for row in values]
        middle = [interval.estimate for interval in found]
        axes.plot(mu, middle, color=colour, marker=marker, markersize=4, linewidth=1.4, label=label)
        low, high = [interval.low for interval in found], [interval.high for interval in found]
        axes.fill_between(mu, low, high, color=colour, alpha=0.2, linewidth=0)
    axes.axhline(
        float(one.ceiling), color=COLOURS[2], linewidth=1.0, linestyle="--", label="ceiling of the output's form"
    )
    if float(one.asked) < float(one.ceiling):
        axes.axhline(
            float(one.asked), color=COLOURS[2], linewidth=1.2, linestyle=":", label="least logistic loss of that form"
        )
    axes.axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    axes.set(xscale="log", ylim=(0.45, 1.03), xlim=(mu.min() / 1.1, mu.max() * 1.1))
    axes.set_xticks(mu, [f"{value:.3g}" for value in mu], fontsize="small")
    axes.set_xticks([], minor=True)
    axes.set_title(str(one.family.values), loc="left", fontsize="medium")
    axes.spines[["top", "right"]].set_visible(False)
