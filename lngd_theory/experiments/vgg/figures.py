"""Figures of the row: noisy images, accuracy and gap over the noise, accuracy over the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray
from numpy.typing import NDArray

from lngd_theory.experiments.vgg.design import ALGORITHMS, Design
from lngd_theory.experiments.vgg.one_run import Noisy
from lngd_theory.experiments.vgg.reading import final, gap
from lngd_theory.figures import COLOURS
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["curve_figure", "image_figure", "level_figure"]

_COLOURS = dict(zip(ALGORITHMS, COLOURS, strict=False))
_MARKERS = dict(zip(ALGORITHMS, "so", strict=True))
_GAP = COLOURS[2]
#: Images that are shown: so many test images, each of another class.
_SHOWN = 4
_LEVEL = r"noise level $\sigma$ (in standard deviations of the pixels)"


def image_figure(noisy: Noisy, design: Design) -> Figure:
    """Test images of different classes, a column for each level of noise; pixels beyond the range are cut off."""
    from matplotlib.figure import Figure

    images = noisy.images
    rows = np.unique(images.y_test, return_index=True)[1][:_SHOWN]
    levels = sorted({0.0, *design.levels})
    figure = Figure(figsize=(1.35 * max(len(levels), 4) + 0.5, 1.35 * len(rows) + 0.8), layout="constrained")
    grid = figure.subplots(len(rows), len(levels), squeeze=False)
    mean, std = images.mean[:, None, None], images.std[:, None, None]
    brightest = float((images.x_train * std + mean).max())
    for column, level in enumerate(levels):
        _, shown = noisy.at(level)
        grid[0, column].set_title(rf"$\sigma$ = {level:g}" if level else "without noise", fontsize="medium")
        for axes, row in zip(grid[:, column], rows, strict=True):
            pixels = np.clip((shown[row] * std + mean) / brightest, 0, 1).transpose(1, 2, 0)
            axes.imshow(pixels.squeeze(), cmap="gray", vmin=0, vmax=1)
            axes.set(xticks=[], yticks=[])
            if column == 0:
                axes.set_ylabel(images.classes[images.y_test[row]])
    figure.suptitle(f"{images.name}, test images: Gaussian noise at high frequencies", fontsize="medium")
    return figure


def level_figure(data: Mapping[str, xarray.Dataset], chance: float) -> Figure:
    """Final test accuracy of GD and LNGD over the noise level, and their gap; a row for each version.

    ``chance`` in (0, 1) is the accuracy of a guess.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.2, 3.3 * len(data) + 0.6), layout="constrained")
    grid = figure.subplots(len(data), 2, squeeze=False)
    for (left, right), (name, one) in zip(grid, data.items(), strict=True):
        accuracy = final(one)
        for algorithm in ALGORITHMS:
            style: dict[str, Any] = {"color": _COLOURS[algorithm], "marker": _MARKERS[algorithm], "label": algorithm}
            _band(left, one.level.values, accuracy.sel(algorithm=algorithm).transpose("level", "seed").values, **style)
        _band(right, one.level.values, gap(accuracy).transpose("level", "seed").values, color=_GAP, marker="D")
        left.axhline(chance, color="0.5", linewidth=0.9, linestyle=":", label="chance")
        right.axhline(0, color="0.5", linewidth=0.9, linestyle=":")
        for axes in (left, right):
            axes.set_xticks(one.level.values)
        _tidy(left, _LEVEL, "final test accuracy", name)
        _tidy(right, _LEVEL, "gap: LNGD minus GD")
        left.legend(frameon=False)
    figure.suptitle(f"{_seeds(data)}; points are seeds", fontsize="medium")
    return figure


def curve_figure(data: Mapping[str, xarray.Dataset], chance: float) -> Figure:
    """Accuracy over the steps at the lowest and at the highest level; a row for each version."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.2, 3.3 * len(data) + 0.8), layout="constrained")
    grid = figure.subplots(len(data), 2, squeeze=False, sharey=True, sharex="row")
    for row, (name, one) in zip(grid, data.items(), strict=True):
        for axes, level in zip(row, (float(one.level.min()), float(one.level.max())), strict=True):
            for algorithm in ALGORITHMS:
                for part, line in (("test", "-"), ("train", "--")):
                    values = one[f"{part}_accuracy"].sel(algorithm=algorithm, level=level).transpose("step", "seed")
                    label = f"{algorithm}, {'test' if part == 'test' else 'training'} images"
                    style = {"color": _COLOURS[algorithm], "linestyle": line, "label": label}
                    _band(axes, one.step.values, values.values, points=False, **style)
            axes.axhline(chance, color="0.5", linewidth=0.9, linestyle=":", label="chance")
            _tidy(axes, "step $t$", "accuracy", rf"{name}: $\sigma$ = {level:g}")
            axes.set(ylim=(0, 1.02), xlim=(0, None))
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=5, frameon=False)
    figure.suptitle(_seeds(data), fontsize="medium")
    return figure


def _seeds(data: Mapping[str, xarray.Dataset]) -> str:
    count = next(iter(data.values())).sizes["seed"]
    return f"median over {count} seeds" + (" with its 95 % interval" if count >= 6 else "")


def _band(axes: Axes, x: NDArray[np.float64], values: NDArray[np.float64], points: bool = True, **style: Any) -> None:
    """Median over seeds of values (x, seed), with its 95 % interval where there is one."""
    found = [median_interval(row) for row in values]
    axes.plot(x, [one.estimate for one in found], linewidth=1.5, markersize=5, **style)
    axes.fill_between(
        x, [one.low for one in found], [one.high for one in found], color=style["color"], alpha=0.18, linewidth=0
    )
    if points:
        axes.plot(x, values, ".", color=style["color"], alpha=0.35, markersize=4)


def _tidy(axes: Axes, xlabel: str, ylabel: str, title: str = "") -> None:
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.set_title(title.replace("eta=", r"$\eta$ = "), loc="left", fontsize="medium")
    axes.spines[["top", "right"]].set_visible(False)
