"""The heatmaps of both algorithms and of their difference, and accuracy against the number of steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from lngd_theory.experiments.heatmap.design import ARMS
from lngd_theory.experiments.heatmap.measure import accuracies, contests, gains
from lngd_theory.figures import COLOURS, noise_name
from lngd_theory.phase.drawing import prepare
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.cm import ScalarMappable
    from matplotlib.figure import Figure

__all__ = ["curves_figure", "heatmap_figure"]

Array = NDArray[np.float64]

#: Accuracies of the colours' ends.
_RANGE = (0.5, 1.0)
_X, _Y = "sigma_p", "signal normaliser"


def heatmap_figure(planes: Sequence[xr.Dataset]) -> Figure:
    """A row for each plane: median final accuracy of GD, of LNGD, and the median gain; told cells are framed."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.5, 3.3 * len(planes) + 1.0), layout="constrained")
    grid = figure.subplots(len(planes), 3, squeeze=False)
    largest = max(float(np.abs(_median(gains(data))).max()) for data in planes)
    limit = max(0.05, largest)
    for row, data in zip(grid, planes, strict=True):
        where = rf"$\sigma_0$ = {data.attrs['sigma_0']:g}"
        for axes, noise in zip(row, ARMS, strict=False):
            values = _median(accuracies(data).sel(arm=noise.label))
            image = _panel(axes, data, values, f"{noise_name(noise.label)}, {where}", "cividis", _RANGE, "{:.2f}")
        gain = _median(gains(data))
        change = _panel(row[2], data, gain, f"gain, {where}", "PuOr", (-limit, limit), "{:+.2f}")
        _frames(row[2], contests(data, int(data.step[-1]))[1], change.to_rgba(gain))
    seeds, steps = planes[0].sizes["seed"], int(planes[0].step[-1])
    figure.colorbar(image, ax=grid[:, :2], label="median test accuracy", shrink=0.85, pad=0.01)
    figure.colorbar(change, ax=grid[:, 2], label="median gain of LNGD over GD", shrink=0.85)
    figure.suptitle(
        f"Digits 0 and 1, {steps:,} steps, median over {seeds} seeds; framed: the sign of the gain is told by paired "
        "sign tests adjusted for the cells",
        fontsize="medium",
    )
    return figure


def _median(values: xr.DataArray) -> Array:
    """Of the last recorded step over seeds: (normaliser, sigma_p)."""
    return np.asarray(values.isel(step=-1).median("seed").transpose("normaliser", "sigma_p"))


def _panel(
    axes: Axes, data: xr.Dataset, values: Array, title: str, colours: str, span: tuple[float, float], form: str
) -> ScalarMappable:
    """One heatmap with its numbers."""
    x, y = data.sigma_p.values, data.normaliser.values
    edges = prepare(axes, x, y, _X, _Y, title)
    image = axes.pcolormesh(*edges, values, cmap=colours, vmin=span[0], vmax=span[1])
    shades = image.to_rgba(values)
    for (row, column), value in np.ndenumerate(values):
        axes.text(
            x[column], y[row], form.format(value).replace("-", "\u2212"), ha="center", va="center", fontsize=8,
            color=_readable(shades[row, column]),
        )  # fmt: skip
    return image


def _readable(shade: Array) -> str:
    """Black or white, whichever is read on a colour (red, green, blue, opacity)."""
    return "white" if float(shade[:3] @ [0.299, 0.587, 0.114]) < 0.5 else "black"


def _frames(axes: Axes, signs: NDArray[np.int8], shades: Array) -> None:
    """A frame inside every cell whose sign is told; shades (rows, columns, 4) of the cells."""
    from matplotlib.patches import Rectangle

    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    width, height = (right - left) / signs.shape[1], (high - low) / signs.shape[0]  # evenly spaced, as the design is
    for (row, column), sign in np.ndenumerate(signs):
        if sign:
            corner = (left + (column + 0.06) * width, low + (row + 0.06) * height)
            axes.add_patch(
                Rectangle(
                    corner,
                    0.88 * width,
                    0.88 * height,
                    fill=False,
                    edgecolor=_readable(shades[row, column]),
                    linewidth=1.2,
                )
            )


def curves_figure(cells: Sequence[tuple[str, xr.Dataset]]) -> Figure:
    """Accuracy against the number of steps, one panel for each (name, cell): median over seeds with its interval."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3.4 * len(cells), 3.4), layout="constrained")
    row = figure.subplots(1, len(cells), squeeze=False, sharey=True)[0]
    for axes, (name, data) in zip(row, cells, strict=True):
        steps = data.step.values.astype(np.float64)
        for colour, noise in zip(COLOURS, ARMS, strict=False):
            values = accuracies(data).sel(arm=noise.label).transpose("step", "seed").values
            found = np.array([median_interval(one) for one in values])
            later = steps > 0
            axes.plot(
                steps[later], found[later, 0], color=colour, marker="o", markersize=3, label=noise_name(noise.label)
            )  # fmt: skip
            axes.fill_between(steps[later], *found[later, 1:].T, color=colour, alpha=0.2, linewidth=0)
        axes.axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
        axes.set(xscale="log", xlabel="step $t$", ylim=(0.4, 1.02))
        axes.set_title(name, fontsize="small")
        axes.spines[["top", "right"]].set_visible(False)
    row[0].set_ylabel("test accuracy")
    handles, labels = row[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False)
    figure.suptitle(
        f"Digits 0 and 1: median over {cells[0][1].sizes['seed']} seeds with its 95 % interval", fontsize="medium"
    )
    return figure
