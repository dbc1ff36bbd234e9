"""Figures of the bridge page: where the spectrum sits, and the valley over directions and time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS, noise_name
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.geometry import PARTS
from lngd_theory.spectral.network.quantities import K_STAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["band", "place_title", "spectrum_figure", "tidy", "valley_figure"]

Array = NDArray[np.float64]

#: One colour for each part of the weights, and for each kind of curve.
PART_COLOURS = dict(zip(PARTS, ("#009E73", "#56B4E9", "#D55E00", "#CC79A7", "#BBBBBB"), strict=True))
KIND_NAMES = {
    "weights": "weights $P_kW$",
    "movement": "movement $W_0+P_k(W-W_0)$",
    "features": "features, own second layer",
    "uncentred": "the same, not centred",
    "probe": "features, probe",
}
_SHOWN = 16  # directions in a spectrum


def tidy(axes: Axes, xlabel: str, ylabel: str, title: str = "") -> None:
    """Labels, and no frame where there is no axis."""
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.set_title(title, loc="left", fontsize="medium")
    axes.spines[["top", "right"]].set_visible(False)


def band(axes: Axes, x: Any, values: Array, **style: Any) -> None:
    """Median over seeds of values (seeds, K), with the quartiles as a band."""
    low, middle, high = np.nanquantile(values, [0.25, 0.5, 0.75], axis=0)
    axes.plot(x, middle, linewidth=1.5, **style)
    axes.fill_between(x, low, high, color=style["color"], alpha=0.15, linewidth=0)


def place_title(strength: float, rate: float) -> str:
    """A cell as titles have it."""
    return rf"$n\,\mathrm{{SNR}}^2={strength:g}$, corruption rate $r={rate:g}$"


def spectrum_figure(evidence: Evidence, noises: Sequence[str], place: tuple[float, float]) -> Figure:
    """Singular values of the weights coloured by part, and shares of signal and residual along the features'."""
    from matplotlib.figure import Figure

    data = evidence.data[evidence.design.plane()[place]]
    figure = Figure(figsize=(5.0 * len(noises), 6.6), layout="constrained")
    grid = figure.subplots(2, len(noises), squeeze=False, sharey="row")
    for column, noise in enumerate(noises):
        _weight_bars(grid[0, column], data.sel(noise=noise), noise_name(noise))
        _feature_bars(grid[1, column], data.sel(noise=noise))
    grid[0, -1].legend(fontsize="small", frameon=False, title="share of the direction in")
    grid[1, -1].legend(fontsize="small", frameon=False)
    seeds = data.sizes["seed"]
    figure.suptitle(f"{place_title(*place)}, m = {evidence.design.m}; medians over {seeds} seeds", fontsize="large")
    return figure


def _weight_bars(axes: Axes, data: xarray.Dataset, title: str) -> None:
    count = min(_SHOWN, data.sizes["direction"])
    k = np.arange(1, count + 1)
    values = data.singular.median("seed").values[:count]
    shares = data.weight_shares.mean("seed").values[:count]
    bottom = np.zeros(count)
    for part, name in enumerate(PARTS):
        height = values * shares[:, part]
        if height.max() > 0:
            axes.bar(k, height, bottom=bottom, color=PART_COLOURS[name], label=name)
        bottom += height
    tidy(axes, "direction $k$ of the weights", r"singular value of $W$", title)


def _feature_bars(axes: Axes, data: xarray.Dataset) -> None:
    count = min(_SHOWN, data.sizes["direction"])
    k = np.arange(1, count + 1)
    named = {
        "signal_share": ("class signal", COLOURS[3], -0.2),
        "noise_share": ("residual of the corrupted labels", COLOURS[1], 0.2),
    }
    for name, (label, colour, shift) in named.items():
        low, middle, high = np.nanquantile(data[name].values[:, :count], [0.25, 0.5, 0.75], axis=0)
        axes.bar(k + shift, middle, width=0.4, color=colour, label=label)
        axes.vlines(k + shift, low, high, color="black", linewidth=0.8)
    tidy(axes, "principal direction of the features", "share of its energy")


def valley_figure(evidence: Evidence, noises: Sequence[str], place: tuple[float, float]) -> Figure:
    """Accuracy over directions and time, and over directions at the end, one row for each algorithm."""
    from matplotlib.figure import Figure

    data = evidence.data[evidence.design.plane()[place]]
    figure = Figure(figsize=(13.5, 3.5 * len(noises) + 0.6), layout="constrained")
    grid = figure.subplots(len(noises), 3, squeeze=False)
    for row, noise in zip(grid, noises, strict=True):
        one = data.sel(noise=noise)
        for axes, kind in zip(row[:2], ("weights", "probe"), strict=True):
            mesh = _heatmap(axes, one, kind, f"{noise_name(noise)}: {KIND_NAMES[kind]}")
        figure.colorbar(mesh, ax=row[1], label="test accuracy (mean over seeds)")
        for colour, kind in zip(COLOURS, KIND_NAMES, strict=False):
            curve = one.curve.sel(kind=kind).mean("half").values
            band(row[2], one.k.values, curve, color=colour, label=KIND_NAMES[kind])
        row[2].axvline(K_STAR, color="0.6", linewidth=0.8, linestyle=":")
        row[2].set_ylim(0.45, 1.02)
        title = f"after {int(one.record[-1])} steps: median and quartiles"
        tidy(row[2], "directions kept", "test accuracy on clean labels", title)
    grid[-1, 2].legend(fontsize="small", frameon=False)
    seeds = data.sizes["seed"]
    figure.suptitle(f"{place_title(*place)}, m = {evidence.design.m}; {seeds} seeds", fontsize="large")
    return figure


def _heatmap(axes: Axes, data: xarray.Dataset, kind: str, title: str) -> Any:
    """Mean accuracy over (record, k); records are equally high, as they are even in log t."""
    values = data.curve_over_time.sel(kind=kind).mean("seed").values[:, 1:]
    rows = np.arange(values.shape[0] + 1) - 0.5
    mesh = axes.pcolormesh(
        np.arange(values.shape[1] + 1) + 0.5, rows, values, cmap="cividis", vmin=0.5, vmax=1.0, rasterized=True
    )
    ticks = np.unique(np.linspace(0, values.shape[0] - 1, 7).round().astype(int))
    axes.set_yticks(ticks, [f"{int(data.record[tick])}" for tick in ticks])
    tidy(axes, "directions kept", "step $t$", title)
    return mesh
