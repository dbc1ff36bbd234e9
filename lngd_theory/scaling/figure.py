"""A quantity against each parameter: measurements, fitted and claimed powers, residuals."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS
from lngd_theory.report.numbers import number
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.row import Row
from lngd_theory.scaling.table import exponent_text, meaning
from lngd_theory.statistics import LEVEL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure, SubFigure

__all__ = ["quantity_figure", "row_name"]

Array = NDArray[np.float64]

_BLACK, _PAPER, _OURS = COLOURS[0], COLOURS[1], COLOURS[2]
_COLUMNS = 4
#: Parameters and what is kept as a figure writes them.
_LETTERS = {"mu": r"\|\mu\|", "eta": r"\eta", "sigma_0": r"\sigma_0", "sigma_p": r"\sigma_p", "p": "p\\,(1-p)"}
_KEPT = {
    "snr": r"\mathrm{SNR}",
    "n_snr2": r"n\,\mathrm{SNR}^2",
    "initial_noise_overlap": r"\sigma_0\sigma_p\sqrt{d}",
    "noise_growth": r"2\eta\sigma_p^2d/(nm)",
    "signal_growth": r"2\eta\|\mu\|^2/m",
}


def row_name(row: Row) -> str:
    """The varied parameter and what is kept, as a figure writes them."""
    kept = ", ".join(_KEPT[name] for name in row.path.keep)
    return f"${_LETTERS.get(row.path.parameter, row.path.parameter)}$" + (f" at fixed ${kept}$" if kept else "")


def quantity_figure(study: Study, name: str) -> Figure:
    """One quantity along every path, on logarithmic scales: seeds, centre, fitted power, claimed slope, residuals.

    The claimed and the predicted expression are drawn through the centre of the measurements: slopes are compared.
    """
    from matplotlib.figure import Figure

    rows = study.by_quantity[name]
    count = min(_COLUMNS, len(rows))
    lines = -(-len(rows) // count)
    figure = Figure(figsize=(3.4 * count, 3.9 * lines + 0.9), layout="constrained")
    panels = figure.subfigures(lines, count, squeeze=False).ravel()
    for panel, row in zip(panels, rows, strict=False):
        _panel(panel, row)
    title = textwrap.fill(meaning(study, name), 40 * count)
    figure.suptitle(f"{title}\n{len(study.seeds)} seeds; bars and band: 95 % over seeds")
    handles, labels = _all_labels(panels[: len(rows)].tolist())
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    return figure


def _all_labels(panels: Sequence[SubFigure]) -> tuple[list[Any], list[str]]:
    """Every label once, with what it belongs to."""
    pairs = [panel.axes[0].get_legend_handles_labels() for panel in panels]
    found = {label: handle for handles, labels in pairs for handle, label in zip(handles, labels, strict=True)}
    return list(found.values()), list(found)


def _panel(panel: SubFigure, row: Row) -> None:
    top, below = panel.subplots(2, 1, sharex=True, height_ratios=[3, 1])
    fit = row.fit
    with np.errstate(invalid="ignore"):
        seen = np.where(np.isfinite(row.y) & (row.y > 0), row.y, np.nan)
    for values in seen:
        top.plot(row.x, values, ".", color="0.7", markersize=3, zorder=1)
    top.plot([], [], ".", color="0.7", label="seed")
    if fit.usable:
        _fitted(top, below, row)
    else:
        below.set_yticks([])
    top.set(xscale="log", yscale="log")
    top.set_ylabel(f"${row.quantity.symbol}$")
    exponent = f"{exponent_text(row.exponent)}, " if fit.usable else ""
    top.set_title(f"{row_name(row)}\n{exponent}{row.verdict}", loc="left", fontsize="medium")
    below.axhline(0, color=_BLACK, linewidth=0.8)
    below.set(
        ylabel="residual" if fit.usable else "", xlabel=f"${_LETTERS.get(row.path.parameter, row.path.parameter)}$"
    )
    shown = row.x[[0, row.x.size // 2, -1]] if row.x.size > 2 else row.x
    below.set_xticks(shown, [number(value, 2) for value in shown])
    below.set_xticks([], minor=True)
    if np.isfinite(seen).any():
        _few_ticks(top, float(np.nanmin(seen)), float(np.nanmax(seen)))
    for axes in (top, below):
        axes.spines[["top", "right"]].set_visible(False)


def _few_ticks(axes: Axes, low: float, high: float) -> None:
    """Labelled ticks at the ends and between where a logarithmic axis spans little; room around equal values."""
    if high < 1.02 * low:
        axes.set_ylim(low / 1.05, high * 1.05)
    if high < 30 * low:
        ticks = sorted({float(f"{value:.2g}") for value in (low, math.sqrt(low * high), high)})
        axes.set_yticks(ticks, [number(value, 2) for value in ticks])
        axes.set_yticks([], minor=True)


def _fitted(top: Axes, below: Axes, row: Row) -> None:
    fit = row.fit
    centre, log_x = fit.centre, np.log(fit.x)
    limits = np.quantile(fit.resampled, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    label, mark = ("median", "s") if fit.censored else ("mean of logarithms", "o")
    top.errorbar(
        fit.x, np.exp(centre), yerr=np.abs(np.exp(limits) - np.exp(centre)), fmt=mark, color=_BLACK, markersize=4,
        capsize=2, label=label, zorder=4,
    )  # fmt: skip
    low, high = _band(fit.resampled, log_x)
    line = fit.intercept + fit.exponent.estimate * log_x
    top.plot(fit.x, np.exp(line), color=_BLACK, linewidth=1.2, label="fitted power", zorder=3)
    top.fill_between(fit.x, np.exp(low), np.exp(high), color=_BLACK, alpha=0.15, linewidth=0)
    for along, colour, style, name in (
        (row.claimed, _PAPER, "--", "paper's slope"),
        (row.predicted, _OURS, ":", "leading order"),
    ):
        if along is not None:
            values = np.log(along.values[row.used])
            top.plot(fit.x, np.exp(values - values.mean() + centre.mean()), style, color=colour, label=name, zorder=2)
    residuals = np.array(fit.residuals)
    errors = np.abs(residuals[:, 1:] - residuals[:, :1]).T
    below.errorbar(fit.x, residuals[:, 0], yerr=errors, fmt="o", color=_BLACK, markersize=4, capsize=2, zorder=4)
    size = 1.3 * max(float(np.abs(residuals).max()), 0.01)
    below.set_ylim(-size, size)


def _band(resampled: Array, log_x: Array) -> Array:
    """Limits of the fitted line over resamples, (2, k)."""
    centred = log_x - log_x.mean()
    slopes = resampled @ centred / (centred @ centred)
    lines = resampled.mean(axis=1)[:, None] + slopes[:, None] * centred
    return np.asarray(np.quantile(lines, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0))
