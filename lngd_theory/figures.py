"""The panels of the paper's figure 2 for any set of runs, with bands over seeds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.largest import largest_noise, largest_signal
from lngd_theory.trajectory import Trajectory

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["panels", "save_figure"]

Array = NDArray[np.float64]

#: Okabe and Ito's palette, readable with every common colour blindness.
COLOURS = ("#000000", "#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
#: Quantiles over seeds that the band spans.
BAND = (0.1, 0.9)

_NAMES = {"none": "GD", "flip": "label-noise GD", "smoothing": "label smoothing"}


def noise_name(label: str) -> str:
    """A label noise as the legend says it: ``flip:0.1`` -> ``label-noise GD, p=0.1``; an algorithm follows `` + ``."""
    label, _, algorithm = label.partition(" + ")
    if algorithm:
        return algorithm if label == "none" else f"{noise_name(label)} + {algorithm}"
    kind, _, values = label.partition(":")
    if kind == "gaussian":
        return rf"$\epsilon \sim N({values})$"
    if kind == "uniform":
        return rf"$\epsilon \sim \mathrm{{Unif}}[{values}]$"
    return f"{_NAMES.get(kind, kind)}, p={values}" if values else _NAMES.get(kind, kind)


#: Parameters as names have them, and as figures show them.
_SYMBOLS = {
    "sigma_p": r"\sigma_p",
    "sigma_0": r"\sigma_0",
    "sigma_u": r"\sigma_u",
    "eta": r"\eta",
    "mu": r"|\mu|",
    "m": "m",
    "h": "h",
}


def mathematical(name: str) -> str:
    """Parameters in a name as symbols: ``eta=0.5, sigma_0=0.01`` -> Greek letters."""
    for word, symbol in _SYMBOLS.items():
        name = re.sub(rf"\b{word}=", lambda _, symbol=symbol: f"${symbol}$ = ", name)  # type: ignore[misc]
    return name


def memorisation_ratio(run: Trajectory) -> Array:
    """``max rho / max gamma`` over (seed, step); nan at step 0, where both are zero.

    Without them, the largest coefficients on the two kinds of patch.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = largest_noise(run) / largest_signal(run)
    return np.where(np.isfinite(ratio) & (ratio > 0), ratio, np.nan)


def _curve(axes: Axes, steps: Array, values: Array, colour: str, label: str) -> None:
    """Median over seeds with its band; seeds that diverged drop out where they did."""
    there = ~np.isnan(values).all(axis=0)
    if not there.any():
        return
    low, middle, high = np.nanquantile(values[:, there], [BAND[0], 0.5, BAND[1]], axis=0)
    axes.plot(steps[there], middle, color=colour, label=label, linewidth=1.5)
    axes.fill_between(steps[there], low, high, color=colour, alpha=0.2, linewidth=0)


def panels(rows: Sequence[tuple[str, Mapping[str, Trajectory]]], title: str = "") -> Figure:
    """One row of panels for each (name, runs by label noise): memorisation ratio, training loss, test accuracy.

    Lines are medians over seeds, bands span the 10 % to 90 % quantiles.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.5, 2.6 * len(rows) + 0.9), layout="constrained")
    grid = figure.subplots(len(rows), 3, squeeze=False)
    for axes_row, (name, runs) in zip(grid, rows, strict=True):
        seeds = 0
        for colour, (label, run) in zip(COLOURS, runs.items(), strict=False):
            seeds = run.data.sizes["seed"]
            steps = np.asarray(run.data.step, dtype=np.float64)
            _curve(axes_row[0], steps, memorisation_ratio(run), colour, noise_name(label))
            _curve(axes_row[1], steps, np.asarray(run.train_loss), colour, noise_name(label))
            if "test_accuracy" in run.data:
                _curve(axes_row[2], steps, np.asarray(run.test_accuracy), colour, noise_name(label))
        _finish(axes_row, f"{mathematical(name)}  ({seeds} seeds)", runs)
    handles, labels = grid[0, 1].get_legend_handles_labels()
    if handles:
        figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 5), frameon=False)
    figure.suptitle(f"{title}\nmedian over seeds, band from the 10 % to the 90 % quantile", fontsize="large")
    return figure


def _finish(axes_row: NDArray[np.object_], name: str, runs: Mapping[str, Trajectory]) -> None:
    common = all("gamma_max" in run.data for run in runs.values())
    ratio = r"$\max \rho\;/\;\max \gamma$" if common else "noise / signal coefficient"
    for axes, label in zip(axes_row, (ratio, "training loss", "test accuracy"), strict=True):
        axes.set(xlabel="step $t$", ylabel=label)
        axes.locator_params(axis="x", nbins=4)
        axes.spines[["top", "right"]].set_visible(False)
    if axes_row[0].lines:
        axes_row[0].set_yscale("log")
    axes_row[1].set_ylim(bottom=0)
    axes_row[2].set_ylim(0.45, 1.02)
    axes_row[2].axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    axes_row[0].set_title(name, loc="left", fontsize="medium")
    diverged = {noise_name(k): int((run.status == "diverged").sum()) for k, run in runs.items()}
    notes = [f"{label}: {count} diverged" for label, count in diverged.items() if count]
    axes_row[1].set_title("; ".join(notes), loc="left", fontsize="small", color="0.3")


def save_figure(figure: Figure, path: str | Path) -> None:
    """Write a figure; the ending chooses the format."""
    figure.savefig(path, dpi=150)
