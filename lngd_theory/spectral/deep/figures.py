"""Figures of real networks: the valley over d and time, and the spectrum with what its directions hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS
from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.evidence import TEST, TailEvidence, k_star, over_d

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["band", "spectrum_figure", "tidy", "title_of", "valley_figure"]

Array = NDArray[np.float64]

KIND_NAMES = {"probe": "probe on $d$ directions", "head": "truncated to $d$, own last layer"}
#: Features have 32 bits: singular values below this share of the largest are rounding, such as the one that layer
#: normalisation leaves.
_ROUNDING = 1e-6
#: Colours of class signal and of label noise, as in the figures of ``lngd spectral``.
_SIGNAL, _NOISE, _EQUAL = COLOURS[2], COLOURS[1], "#d0d0d0"


def tidy(axes: Axes, xlabel: str, ylabel: str, title: str = "") -> None:
    """Labels, and no frame where there is no axis."""
    axes.set(xlabel=xlabel, ylabel=ylabel)
    axes.set_title(title, loc="left", fontsize="medium")
    axes.spines[["top", "right"]].set_visible(False)


def band(axes: Axes, x: Any, values: Array, **style: Any) -> None:
    """Median over seeds of values (seeds, K), with the quartiles as a band; seeds without values are left out."""
    known = values[np.isfinite(values).all(axis=1)]
    if not len(known):
        return
    low, middle, high = np.quantile(known, [0.25, 0.5, 0.75], axis=0)
    axes.plot(x, middle, linewidth=1.5, **style)
    axes.fill_between(x, low, high, color=style["color"], alpha=0.15, linewidth=0)


def title_of(evidence: TailEvidence, cell: Cell) -> str:
    """Images, corruption and number of seeds, as titles have them."""
    return (
        f"{cell.images.name}, fixed {cell.corruption.kind} corruption at rate $r$ = {cell.corruption.rate:g}; "
        f"{evidence.design.seeds} seeds"
    )


def _bases(evidence: TailEvidence) -> dict[str, xarray.Dataset]:
    """The base cells that did not all diverge, by architecture."""
    cells = {name: evidence.data[evidence.design.base(name)] for name in evidence.design.architectures}
    return {name: data for name, data in cells.items() if "network" in data}


def valley_figure(evidence: TailEvidence) -> Figure:
    """Accuracy over d and epochs for probe and truncated network, and over d at the end; a column an architecture."""
    from matplotlib.figure import Figure

    bases = _bases(evidence)
    columns = max(len(bases), 1)
    figure = Figure(figsize=(3.5 * columns + 1.0, 9.2), layout="constrained")
    grid = figure.subplots(3, columns, squeeze=False, sharey="row")
    mean = {
        (name, kind): data.curve.sel(kind=kind, labels="true", sample=list(TEST)).mean(["sample", "seed"]).values
        for name, data in bases.items()
        for kind in KIND_NAMES
    }
    span = _span([values[:, 1:] for values in mean.values()])
    for column, (name, data) in enumerate(bases.items()):
        for row, (kind, words) in enumerate(KIND_NAMES.items()):
            mesh = _heatmap(grid[row, column], data, mean[name, kind], span)
            tidy(
                grid[row, column], "", "epoch" if not column else "", f"{name}: {words}" if row else f"{name}\n{words}"
            )
        _curves(grid[2, column], data)
    for row in range(2 if bases else 0):
        figure.colorbar(mesh, ax=grid[row, -1], label="test accuracy (mean)")
    grid[2, 0].set(ylabel="test accuracy on true labels", ylim=(0, None))
    handles, labels = grid[2, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize="small")
    cell = evidence.design.base(evidence.design.architectures[0])
    figure.suptitle(f"{title_of(evidence, cell)}; below: end of training, median and quartiles", fontsize="medium")
    return figure


def _span(means: Sequence[Array]) -> tuple[float, float]:
    """Lowest and highest of what is shown."""
    if not means:
        return 0.0, 1.0
    return min(float(np.nanmin(one)) for one in means), max(float(np.nanmax(one)) for one in means)


def _heatmap(axes: Axes, data: xarray.Dataset, values: Array, span: tuple[float, float]) -> Any:
    """Mean accuracy over (record, d >= 1); records are equally high, d is on a logarithmic scale."""
    edges = np.arange(values.shape[1]) + 0.5
    rows = np.arange(values.shape[0] + 1) - 0.5
    mesh = axes.pcolormesh(edges, rows, values[:, 1:], cmap="cividis", vmin=span[0], vmax=span[1], rasterized=True)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlim(left=0.8)
    axes.axvline(k_star(data), color="white", linewidth=1.2, linestyle=":")
    ticks = np.unique(np.linspace(0, values.shape[0] - 1, 6).round().astype(int))
    axes.set_yticks(ticks, [f"{int(data.record[tick])}" for tick in ticks])
    return mesh


def _curves(axes: Axes, data: xarray.Dataset) -> None:
    d = data.d.values[1:]
    shown = {("probe", -1): ("probe", COLOURS[2]), ("head", -1): ("truncated, own last layer", COLOURS[1]),
             ("probe", 0): ("probe, untrained network", COLOURS[6])}  # fmt: skip
    for (kind, record), (label, colour) in shown.items():
        band(axes, d, over_d(data, kind, list(TEST), record=record)[:, 1:], color=colour, label=label)
    full = data.network.isel(record=-1).sel(sample=list(TEST), labels="true").mean("sample").values
    axes.axhline(float(np.nanmedian(full)), color=COLOURS[0], linewidth=1.0, linestyle="--", label="network, converged")
    axes.axvline(k_star(data), color="0.4", linewidth=1.0, linestyle=":", label="$k^*$")
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlim(left=0.8)
    tidy(axes, "directions kept $d$", "")


def spectrum_figure(evidence: TailEvidence) -> Figure:
    """Singular values coloured by what their directions hold, shares of label energy, cumulative; by architecture."""
    from matplotlib.figure import Figure

    bases = _bases(evidence)
    columns = max(len(bases), 1)
    figure = Figure(figsize=(3.5 * columns + 0.8, 6.4), layout="constrained")
    grid = figure.subplots(2, columns, squeeze=False, sharex="col", sharey="row")
    for column, (name, data) in enumerate(bases.items()):
        points = _values(grid[0, column], data)
        tidy(grid[0, column], "", "singular value $s_k/s_1$ of the features" if not column else "", name)
        _shares(grid[1, column], data)
        tidy(grid[1, column], "direction $k$", "label energy in the first $k$" if not column else "")
    if bases:
        bar = figure.colorbar(points, ax=grid[0, -1], ticks=[0, 0.5, 1])
        bar.ax.set_yticklabels(["class signal", "equal", "corruption"])
    handles, labels = grid[1, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize="small")
    cell = evidence.design.base(evidence.design.architectures[0])
    figure.suptitle(f"{title_of(evidence, cell)}, end of training: median and quartiles", fontsize="medium")
    return figure


def _values(axes: Axes, data: xarray.Dataset) -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    last = data.isel(record=-1)
    relative = (last.singular / last.singular.isel(direction=0)).median("seed").values
    there = relative > _ROUNDING
    signal, noise = (last[name].median("seed").values[there] for name in ("signal", "noise"))
    total = signal + noise
    balance = np.divide(noise, total, out=np.full_like(total, 0.5), where=total > 0)
    shades = LinearSegmentedColormap.from_list("balance", (_SIGNAL, _EQUAL, _NOISE))
    k = data.direction.values[there]
    points = axes.scatter(k, relative[there], c=balance, cmap=shades, vmin=0, vmax=1, s=20, edgecolors="0.3",
                          linewidths=0.3, zorder=2)  # fmt: skip
    axes.axvline(k_star(data), color="0.4", linewidth=1.0, linestyle=":", zorder=1)
    axes.set(xscale="log", yscale="log")
    axes.xaxis.set_major_formatter("{x:g}")
    return points


def _shares(axes: Axes, data: xarray.Dataset) -> None:
    k, last = data.direction.values, data.isel(record=-1)
    named = {"signal": ("class signal", _SIGNAL), "noise": ("residual of the corruption", _NOISE)}
    for part, (name, (label, colour)) in enumerate(named.items()):
        band(axes, k, last[name].cumsum("direction").values, color=colour, label=label)
        start = data.isel(record=0)[name].cumsum("direction").median("seed").values
        axes.plot(k, start, color=colour, linewidth=1.0, linestyle="--", label=f"{label}, untrained")
        trained = float(data.trained_shares.isel(part=part).median("seed"))
        axes.plot(k_star(data), trained, "D", color=colour, markersize=5, markeredgecolor="0.2",
                  label="trained labels alone" if part else None)  # fmt: skip
    axes.axvline(k_star(data), color="0.4", linewidth=1.0, linestyle=":", label="$k^*$")
    axes.set_ylim(0, 1.02)
