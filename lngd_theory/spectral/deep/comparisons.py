"""Figures of real networks that compare: remedies with each other, widths, random with systematic corruption."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS
from lngd_theory.spectral.deep.design import Cell
from lngd_theory.spectral.deep.evidence import TailEvidence, numbers
from lngd_theory.spectral.deep.figures import tidy, title_of
from lngd_theory.spectral.deep.remedies import REMEDIES, apply

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["kind_figure", "remedy_figure", "width_figure"]

Array = NDArray[np.float64]

_MARKERS = ("o", "s", "^", "D")


def remedy_figure(evidence: TailEvidence) -> Figure:
    """Every remedy, with and without fresh flips: medians with quartiles over seeds, a panel an architecture."""
    from matplotlib.figure import Figure

    design = evidence.design
    figure = Figure(figsize=(2.9 * len(design.architectures) + 2.2, 0.3 * len(REMEDIES) + 1.9), layout="constrained")
    panels = figure.subplots(1, len(design.architectures), squeeze=False, sharey=True, sharex=True)[0]
    y = np.arange(len(REMEDIES))[::-1]
    arms = (0.0, *design.flips)
    for axes, architecture in zip(panels, design.architectures, strict=True):
        base = design.base(architecture)
        for number, p in enumerate(arms):
            cell = base.replace(fresh_flips=p)
            if cell not in evidence.data:
                continue
            values = [apply(evidence.data[cell], remedy).accuracy for remedy in REMEDIES]
            label = "fresh flips $p$ = " + f"{p:g}" if p else "no fresh flips"
            _points(axes, values, 0.2 * ((len(arms) - 1) / 2 - number), number, label)
            if not p and np.isfinite(values[0]).any():
                axes.axvline(float(np.nanmedian(values[0])), color="0.75", linewidth=1.0, zorder=0)
        axes.grid(axis="y", color="0.92")
        tidy(axes, "test accuracy on true labels", "", architecture)
    panels[0].set_yticks(y, [name.replace("k*", "$k^*$") for name in REMEDIES])
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(arms), frameon=False)
    base = design.base(design.architectures[0])
    words = "oracle: by true labels of other test images; held out: by noisy labels; grey line: converged"
    figure.suptitle(f"{title_of(evidence, base)}: median and quartiles\n{words}", fontsize="medium")
    return figure


def _points(axes: Axes, values: list[Array], shift: float, number: int, label: str) -> None:
    low, middle, high = _quartiles(values)
    y = np.arange(len(values))[::-1] + shift
    axes.hlines(y, low, high, color=COLOURS[number], linewidth=1.6)
    axes.plot(middle, y, _MARKERS[number], color=COLOURS[number], markersize=4, label=label)


def width_figure(evidence: TailEvidence) -> Figure:
    """Effective rank, test error, and the number of directions that is chosen, over the width."""
    from matplotlib.figure import Figure

    design = evidence.design
    figure = Figure(figsize=(12.0, 3.9), layout="constrained")
    panels = figure.subplots(1, 3)
    swept = design.architectures[: design.few]
    for number, architecture in enumerate(swept):
        cells = [cell for name, _, cell in design.varied("width") if name == architecture]
        colour = COLOURS[number + 1]
        ranks = [_number(evidence, cell, "rank") for cell in cells]
        errors = [1 - _number(evidence, cell, "accuracy_full") for cell in cells]
        _over_widths(panels[0], design.widths, ranks, colour, "-", architecture)
        _over_widths(panels[1], design.widths, errors, colour, "-", architecture)
        for style, chooser in (("-", "held out"), ("--", "oracle")):
            chosen = [apply(evidence.data[cell], f"probe, {chooser}").choice for cell in cells]
            shift = 1.03 ** (2 * number + (chooser == "oracle") - 1.5)  # four ranges over each other cannot be read
            _over_widths(panels[2], design.widths, chosen, colour, style, f"{architecture}, {chooser}", shift)
    names = ("effective rank of the features", "test error at the end", "directions of the probe $d$, as chosen")
    for axes, name in zip(panels, names, strict=True):
        axes.set_xscale("log", base=2)
        axes.set_xticks(design.widths, [str(width) for width in design.widths])
        axes.minorticks_off()
        axes.set_ylim(bottom=0)
        axes.legend(fontsize="small", frameon=False)
        tidy(axes, "width", name)
    base = design.base(design.architectures[0])
    figure.suptitle(f"{title_of(evidence, base)}: median and quartiles", fontsize="medium")
    return figure


def _over_widths(
    axes: Axes, widths: tuple[int, ...], values: list[Array], colour: str, style: str, label: str, shift: float = 1.0
) -> None:
    """Medians with quartiles over the width, at ``shift`` times each."""
    low, middle, high = _quartiles(values)
    at = shift * np.array(widths, dtype=np.float64)
    axes.plot(at, middle, marker="o", markersize=4, color=colour, linestyle=style, label=label)
    axes.vlines(at, low, high, color=colour, linewidth=1.2)


def kind_figure(evidence: TailEvidence) -> Figure:
    """Random against systematic corruption at one rate: seat, memory, accuracy converged and truncated to k*."""
    from matplotlib.figure import Figure

    design = evidence.design
    figure = Figure(figsize=(12.6, 3.9), layout="constrained")
    panels = figure.subplots(1, 4)
    x = np.arange(len(design.architectures))
    names = (
        "seat of the first $k^*$ directions", "share of corrupted labels memorised", "test accuracy, converged",
        "test accuracy, truncated to $k^*$",
    )  # fmt: skip
    for number, kind in enumerate(design.kinds):
        cells = [design.base(name).replace(kind=kind) for name in design.architectures]
        for axes, quantity in zip(panels, ("seat", "memorised", "accuracy_full", "accuracy_kstar"), strict=True):
            values = [_number(evidence, cell, quantity) for cell in cells]
            low, middle, high = _quartiles(values)
            at = x + 0.16 * (number - (len(design.kinds) - 1) / 2)
            axes.vlines(at, low, high, color=COLOURS[number + 1], linewidth=1.6)
            axes.plot(at, middle, _MARKERS[number], color=COLOURS[number + 1], markersize=5, label=kind)
    for axes, name in zip(panels, names, strict=True):
        axes.set_xticks(x, list(design.architectures), rotation=20)
        axes.set_ylim((-1.05, 1.05) if axes is panels[0] else (0, 1.05))
        tidy(axes, "", name)
    panels[0].axhline(0, color="0.6", linewidth=0.8, linestyle=":")
    panels[0].legend(fontsize="small", frameon=False, title="corruption")
    seeds = f"{design.seeds} seeds: median and quartiles"
    title = f"{design.images.name}, fixed corruption at rate $r$ = {design.rates[0]:g}; {seeds}"
    figure.suptitle(title, fontsize="medium")
    return figure


def _number(evidence: TailEvidence, cell: Cell, name: str) -> Array:
    """A number of every seed at the end: of the claims, or the effective rank; nan where training diverged."""
    data = evidence.data[cell]
    if "network" not in data:
        return np.full(data.sizes["seed"], np.nan)
    if name == "rank":
        return np.asarray(data["rank"].isel(record=-1).sel(measure="effective rank").values)
    return np.asarray(numbers(data)[name])


def _quartiles(values: list[Array]) -> Array:
    """Quartiles (3, values) of the numbers that are not nan; nan where there are none."""
    known = [one[np.isfinite(one)] for one in values]
    return np.array([np.quantile(one, [0.25, 0.5, 0.75]) if one.size else np.full(3, np.nan) for one in known]).T
