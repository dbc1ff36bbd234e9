"""The error of the probe over the number of directions and over training time, with the best and the chosen d."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray

from lngd_theory.errors import InputError
from lngd_theory.figures import COLOURS
from lngd_theory.phase.drawing import cell_edges, is_log
from lngd_theory.spectral.choose import scores_of
from lngd_theory.spectral.figure import binomial_band
from lngd_theory.spectral.samples import GIVEN

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["time_figure"]


def time_figure(
    curves: xarray.Dataset,
    *,
    sample: str = "test",
    labels: str = GIVEN,
    chosen: xarray.DataArray | None = None,
    title: str = "",
) -> Figure:
    """Heatmap of the error over (d, time) beside the errors with the best d, all and the chosen directions over time.

    Bands are exact binomial intervals of 95 % for the samples at hand.

    Parameters
    ----------
    curves : xarray.Dataset
        Of :func:`~lngd_theory.spectral.rank_risk_over_time`, at two times at least.
    sample, labels : str
        What is shown, as the curves call it.
    chosen : xarray.DataArray over time, optional
        Of :func:`~lngd_theory.spectral.choose_rank`, drawn beside the best d.
    title : str

    Raises
    ------
    InputError
        Curves of one time, or without this sample or labelling.
    """
    from matplotlib.figure import Figure

    if curves.sizes.get("time", 0) < 2:
        raise InputError("the curves have fewer than two times; draw a single curve by spectral_figure")
    every = 1 - scores_of(curves, "accuracy", sample, labels).transpose("time", "d")
    error = every.isel(d=slice(1, None))
    times, d = np.asarray(curves.time.values, dtype=np.float64), error.d.values
    best = error.argmin("d").values
    figure = Figure(figsize=(10.0, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    image = left.pcolormesh(np.append(d - 0.5, d[-1] + 0.5), cell_edges(times), error.values, cmap="cividis")
    figure.colorbar(image, ax=left, label=f"error of the probe, {sample}")
    left.plot(d[best], times, "o", color="white", markeredgecolor="black", markersize=5, label="best $d$")
    left.set(xscale="log", xlabel="directions kept $d$", ylabel="time", xlim=(0.5, d[-1] + 0.5))
    lines = {
        "best $d$": (error.values[np.arange(times.size), best], COLOURS[0], "o-"),
        "all directions": (np.array([row[~np.isnan(row)][-1] for row in error.values]), COLOURS[1], "s-"),
    }
    if chosen is not None:
        left.plot(chosen.values.clip(min=0.5), times, "x", color=COLOURS[1], markersize=6, label="chosen $d$")
        lines["chosen $d$"] = (every.isel(d=chosen).values, COLOURS[2], "x--")
    for label, (values, colour, style) in lines.items():
        right.plot(times, values, style, color=colour, label=label)
        low, high = binomial_band(values, int(curves["size"].sel(sample=sample)))
        right.fill_between(times, low, high, color=colour, alpha=0.18, linewidth=0)
    right.set(xlabel="time", ylabel="error of the probe", ylim=(0, None))
    right.spines[["top", "right"]].set_visible(False)
    left.xaxis.set_major_formatter("{x:g}")
    if is_log(times):
        left.set_yscale("log")
        right.set_xscale("log")
    for axes in (left, right):
        axes.legend(frameon=axes is left, fontsize="small")
    figure.suptitle(title)
    return figure
