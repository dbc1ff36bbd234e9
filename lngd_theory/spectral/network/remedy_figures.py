"""Figures of the bridge page: what every remedy recovers, and what the width changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS, noise_name
from lngd_theory.spectral.network.arms import accuracies
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.figures import band, tidy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["remedy_figure", "width_figure"]

Array = NDArray[np.float64]

#: Remedies as figures name and order them.
SHOWN_REMEDIES = {
    "as trained": "as trained",
    "stopped, oracle": "early stopping *",
    "stopped, held out": "early stopping, held-out labels",
    "weights, oracle k": "weights to $k$ *",
    "weights, held-out k": "weights to $k$, held-out labels",
    "weights, k = 1": "weights to $k=1$",
    "filters averaged": "filters of one sign averaged",
    "movement, oracle k": "movement to $k$ *",
    "features, oracle d": "features to $d$ *",
    "features, d = 1": "features to $d=1$",
    "probe, oracle d": "probe on $d$ *",
    "probe, d = 1": "probe on $d=1$",
    "stopped and weights, oracle": "stopped *, then weights to $k$ *",
}


def remedy_figure(evidence: Evidence, noises: Sequence[str], rate: float, strengths: Sequence[float]) -> Figure:
    """Every remedy on every algorithm: medians with quartiles, one panel for each n SNR^2."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3.4 * len(strengths) + 2.2, 0.36 * len(SHOWN_REMEDIES) + 1.9), layout="constrained")
    panels = figure.subplots(1, len(strengths), squeeze=False, sharey=True)[0]
    y = np.arange(len(SHOWN_REMEDIES))[::-1]
    markers = ("o", "s", "^", "D")
    for axes, strength in zip(panels, strengths, strict=True):
        data = evidence.data[evidence.design.plane()[strength, rate]]
        for number, noise in enumerate(noises):
            values = np.array([accuracies(data, (noise, remedy)) for remedy in SHOWN_REMEDIES])
            low, middle, high = np.quantile(values, [0.25, 0.5, 0.75], axis=1)
            at = y + 0.16 * ((len(noises) - 1) / 2 - number)
            axes.hlines(at, low, high, color=COLOURS[number], linewidth=1.6)
            axes.plot(middle, at, markers[number], color=COLOURS[number], markersize=4, label=noise_name(noise))
        axes.set_xlim(0.47, 1.02)
        axes.grid(axis="y", color="0.92")
        tidy(axes, "test accuracy on clean labels", "", rf"$n\,\mathrm{{SNR}}^2={strength:g}$")
    panels[0].set_yticks(y, list(SHOWN_REMEDIES.values()))
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(noises), frameon=False)
    title = f"Fixed corruption at rate r = {rate:g}: median and quartiles over {evidence.design.seeds} seeds"
    figure.suptitle(f"{title}\n* chosen by clean labels, on fresh data apart from those scored on", fontsize="medium")
    return figure


def width_figure(evidence: Evidence, noises: Sequence[str], strength: float) -> Figure:
    """Accuracy, effective rank and gain of truncation over the width, with corruption and without."""
    from matplotlib.figure import Figure

    design = evidence.design
    cells = evidence.part(design.sweep_of_widths())
    figure = Figure(figsize=(12.5, 3.9), layout="constrained")
    panels = figure.subplots(1, 3)
    names = ("test accuracy as trained", "effective rank of the features", "gain by truncating weights (oracle $k$)")
    for number, noise in enumerate(noises):
        for rate, style in zip(design.width_rates, ("--", "-", ":"), strict=False):
            each: list[list[Array]] = [[], [], []]
            for m in design.widths:
                data = cells[strength, rate, m]
                trained = accuracies(data, (noise, "as trained"))
                each[0].append(trained)
                each[1].append(data.effective_rank.sel(noise=noise).isel(record=-1).values)
                each[2].append(accuracies(data, (noise, "weights, oracle k")) - trained)
            for axes, values in zip(panels, each, strict=True):
                label = f"{noise_name(noise)}, r = {rate:g}"
                band(axes, design.widths, np.array(values).T, color=COLOURS[number], linestyle=style, label=label)
    for axes, name in zip(panels, names, strict=True):
        axes.set_xscale("log", base=2)
        axes.set_xticks(design.widths, [str(m) for m in design.widths])
        axes.minorticks_off()
        tidy(axes, "filters of each sign $m$", name)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    title = rf"$n\,\mathrm{{SNR}}^2={strength:g}$: median and quartiles over {design.seeds} seeds"
    figure.suptitle(title, fontsize="large")
    return figure
