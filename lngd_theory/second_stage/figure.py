"""Fitted exponents as a picture: measured rates, their line, and the lower bound of Lemma 4.5 (iv)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.second_stage.scaling import Exponent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["scaling_figure"]

#: Ticks of a panel, at measured points.
_TICKS = 3
_MEASURED, _FITTED, _LEMMA = "measured, 95 %", "fitted power", "lower bound, Lemma 4.5 (iv)"
_LABELS = {
    "eta": r"step size $\eta$",
    "p": r"$p\,(1-p)$",
    "n": "samples $n$",
    "m": "filters $m$",
    "d": "dimension $d$",
    "mu": r"signal $\|\mu\|$",
    "sigma_p": r"noise $\sigma_p$",
}


def scaling_figure(fits: Mapping[str, Exponent], columns: int = 3) -> Figure:
    """One log-log panel for each parameter: rates with 95 % intervals, the fitted line, and the lemma's bound."""
    from matplotlib.figure import Figure

    rows = -(-len(fits) // columns)
    figure = Figure(figsize=(3.5 * columns, 2.9 * rows + 0.7), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, fit in zip(panels, fits.values(), strict=False):
        _panel(axes, fit)
    for axes in panels[len(fits) :]:
        axes.set_axis_off()
    for axes in panels[: len(fits) : columns]:
        axes.set_ylabel("growth rate per step")
    by_label = dict(zip(*reversed(panels[0].get_legend_handles_labels()), strict=True))
    order = [_MEASURED, _FITTED, _LEMMA]
    figure.legend([by_label[label] for label in order], order, loc="outside lower center", ncols=3, frameon=False)
    figure.suptitle("Growth of the signal in the second stage of label-noise GD")
    return figure


def _panel(axes: Axes, fit: Exponent) -> None:
    order = np.argsort(fit.x)
    x = fit.x[order]
    rates = [fit.growths[k].rate for k in order]
    y = np.array([rate.estimate for rate in rates])
    errors = np.nan_to_num(
        [[rate.estimate - rate.low for rate in rates], [rate.high - rate.estimate for rate in rates]]
    )
    axes.errorbar(x, y, yerr=errors, fmt="o", color=COLOURS[2], markersize=5, capsize=3, label=_MEASURED, zorder=3)
    axes.plot(x, np.exp(fit.intercept) * x**fit.slope.estimate, color=COLOURS[2], linewidth=1.2, label=_FITTED)
    lemma = [fit.growths[k].lemma_4_5_iv for k in order]
    axes.plot(x, lemma, color=COLOURS[1], linestyle="--", linewidth=1.5, label=_LEMMA)
    axes.set(xscale="log", yscale="log", xlabel=_LABELS[fit.parameter])
    shown = x[np.unique(np.linspace(0, x.size - 1, min(x.size, _TICKS)).round().astype(np.int64))]
    axes.set_xticks(shown, [f"{value:.3g}" for value in shown])
    axes.set_xticks([], minor=True)
    axes.spines[["top", "right"]].set_visible(False)
    low, high = fit.slope.low, fit.slope.high
    text = f"exponent {fit.slope.estimate:.3f}"
    axes.set_title(text if np.isnan(low) else f"{text} [{low:.3f}, {high:.3f}]", loc="left", fontsize="medium")
