"""Observed against claimed, with the side that the claim forbids shaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.claims.verdict import Series
from lngd_theory.figures import COLOURS
from lngd_theory.report.words import RELATIONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["CLAIMED", "OBSERVED", "series_figure"]

Array = NDArray[np.float64]

OBSERVED, CLAIMED = COLOURS[2], COLOURS[1]
#: Bounds beyond any scale are not drawn: an axis that holds them shows nothing else.
_LARGEST = 1e60
#: With so few points each is marked.
_FEW = 12
#: Opacity of the forbidden side.
_SHADE = 0.15
#: More points than this are thinned.
_MANY = 80
#: Of the axes in the figure: a layout that measures its texts takes as long as the drawing.
_MARGINS = {"left": 0.13, "right": 0.97, "bottom": 0.16, "top": 0.82}


def series_figure(series: Series) -> Figure:
    """Medians as lines with their 10 % to 90 % bands, observed solid and claimed dashed.

    Where the relation is ``<=`` or ``>=``, the side of the claimed median that it forbids is shaded. What an axis
    cannot show (nan, infinities, zero on a logarithmic axis) leaves a gap.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 3.3))
    axes = figure.subplots(gridspec_kw=_MARGINS)
    x, observed, claimed = _thinned(series)
    log_x = series.log_x and bool((x > 0).any())
    log_y = series.log_y and bool((np.concatenate([observed, claimed]) > 0).any())
    x, observed, claimed = _shown(x, log_x), _shown(observed, log_y), _shown(claimed, log_y)
    axes.set_xscale("log" if log_x else "linear")
    axes.set_yscale("log" if log_y else "linear")
    _curve(axes, x, observed, OBSERVED, "observed", "-", "o")
    _curve(axes, x, claimed, CLAIMED, f"claimed: {RELATIONS.get(series.relation, series.relation)}", "--", "s")
    _forbid(axes, x, claimed[:, 1], series.relation)
    _name(axes, series)
    if axes.get_legend_handles_labels()[0]:
        figure.legend(loc="upper center", ncols=3, frameon=False, fontsize="small")
    else:
        axes.text(0.5, 0.5, "no finite values", transform=axes.transAxes, ha="center")
    return figure


def _thinned(series: Series) -> tuple[Array, Array, Array]:
    """x, observed and claimed at no more points than a figure can show, evenly spaced on its axis."""
    count = len(series.x)
    chosen = np.arange(count)
    if count > _MANY:
        spaced = np.geomspace(1, count, _MANY) - 1 if series.log_x else np.linspace(0, count - 1, _MANY)
        chosen = np.unique(spaced.round().astype(int))
    x = np.asarray(series.x, dtype=np.float64)
    observed, claimed = (np.asarray(v, dtype=np.float64).reshape(count, 3) for v in (series.observed, series.claimed))
    return x[chosen], observed[chosen], claimed[chosen]


def _shown(values: Array, log: bool) -> Array:
    """Values that the axis can show, nan in place of the others."""
    there = np.isfinite(values) & (np.abs(values) < _LARGEST)
    if log:
        there &= values > 1 / _LARGEST
    return np.where(there, values, np.nan)


def _curve(axes: Axes, x: Array, triples: Array, colour: str, label: str, style: str, marker: str) -> None:
    low, median, high = triples.T
    there = np.isfinite(x) & np.isfinite(median)
    if not there.any():
        return
    few = int(there.sum()) <= _FEW
    axes.plot(x, median, style, color=colour, label=label, linewidth=1.6, marker=marker if few else "", markersize=4)
    axes.fill_between(x, low, high, where=np.isfinite(low + high), color=colour, alpha=0.22, linewidth=0)
    if there.sum() == 1 and np.isfinite(low + high)[there].all():
        axes.vlines(x[there], low[there], high[there], color=colour, linewidth=1.2)


def _forbid(axes: Axes, x: Array, claimed: Array, relation: str) -> None:
    """Shade from the claimed line to the edge of the axes."""
    if relation not in ("<=", ">=", "<", ">") or not np.isfinite(x + claimed).any():
        return
    axes.autoscale_view()
    limits, sides = axes.get_ylim(), axes.get_xlim()
    edge = limits[1] if relation in ("<=", "<") else limits[0]
    if np.isfinite(x + claimed).sum() == 1:
        axes.axhspan(float(np.nanmax(claimed)), edge, color=CLAIMED, alpha=_SHADE, linewidth=0, label="forbidden")
    else:
        axes.fill_between(x, claimed, edge, color=CLAIMED, alpha=_SHADE, linewidth=0, label="forbidden")
    axes.set(xlim=sides, ylim=limits)


def _name(axes: Axes, series: Series) -> None:
    """Labels, ticks and grid; a title at a given height spares matplotlib looking for room."""
    from lngd_theory.report.labels import LogTicks, label

    axes.set_xlabel(label(series.x_label))
    axes.set_title(label(series.y_label), loc="left", fontsize="medium", y=1.03)
    for axis in (axes.xaxis, axes.yaxis):
        if axis.get_scale() == "log":
            axis.set_major_formatter(LogTicks())
            axis.set_minor_formatter(LogTicks())
    axes.tick_params(which="both", labelsize="small")
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="0.5", alpha=0.2, linewidth=0.5)
