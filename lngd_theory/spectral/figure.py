"""What the principal directions hold, and below it the error of the probe for every number d of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

from lngd_theory.figures import COLOURS
from lngd_theory.spectral.analysis import FeatureAnalysis
from lngd_theory.spectral.samples import GIVEN
from lngd_theory.statistics import LEVEL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["binomial_band", "spectral_figure"]

Array = NDArray[np.float64]

_RULES = {"held out": "held-out labels", "gcv": "cross-validation", "threshold": "singular-value threshold"}
#: Colours of class signal and of label noise; directions are coloured between them.
_KINDS = {"signal": COLOURS[2], "noise": COLOURS[1]}
_EQUAL = "#d0d0d0"
#: Lines of the rules, and colours of the curves.
_STYLES = ("-", "--", "-.")
_CURVES = (COLOURS[0], COLOURS[6], COLOURS[3], COLOURS[4])


def spectral_figure(analysis: FeatureAnalysis, title: str = "") -> Figure:
    """Panels over directions: singular values; with clean labels, shares of label energy; error of the probe.

    With clean labels, a direction's colour is ``noise / (signal + noise)`` of its shares of energy, the noise about its
    class means; and what features without regard to labels would hold is dotted. Bands of the error are exact
    binomial intervals of 95 % for the samples at hand; the error without any direction is dotted.
    """
    from matplotlib.figure import Figure

    labelled = analysis.energy is not None
    figure = Figure(figsize=(7.6, 8.4 if labelled else 6.6), layout="constrained")
    panels = figure.subplots(2 + labelled, 1, sharex=True, height_ratios=[1.0] * (1 + labelled) + [1.4])
    _spectrum(panels[0], analysis, figure)
    if labelled:
        _energy(panels[1], analysis)
    _valley(panels[-1], analysis)
    for axes in panels:
        for (rule, d), style in zip(analysis.chosen.items(), _STYLES, strict=False):
            if d > 0:
                label = f"$d$ = {d} by {_RULES[rule]}" if axes is panels[-1] else None
                axes.axvline(d, color="0.35", linestyle=style, linewidth=1.1, label=label, zorder=0)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].set_xscale("log")
    panels[0].xaxis.set_major_formatter("{x:g}")
    panels[-1].set_xlabel("direction $k$, or number $d$ of directions")
    handles, labels = panels[-1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize="small")
    size = f"N = {analysis.curve.attrs['N']}, D = {analysis.curve.attrs['D']}"
    figure.suptitle(f"{title}: {size}" if title else size, fontsize="medium")
    return figure


def _spectrum(axes: Axes, analysis: FeatureAnalysis, figure: Figure) -> None:
    s = analysis.curve.singular_value
    there = s.values > 0
    k, values = s.direction.values[there], s.values[there]
    axes.set(yscale="log", ylabel="singular value $s_k$")
    if values.size and values.max() < 100 * values.min():
        for formatter in (axes.yaxis.set_major_formatter, axes.yaxis.set_minor_formatter):
            formatter("{x:g}")
    if analysis.energy is None:
        axes.plot(k, values, "o", color=COLOURS[0], markersize=3.5)
        return
    from matplotlib.colors import LinearSegmentedColormap

    noise, signal = (analysis.energy[f"{kind}_share"].values[there] for kind in ("noise", "signal"))
    total = noise + signal
    balance = np.divide(noise, total, out=np.full_like(total, 0.5), where=total > 0)
    shades = LinearSegmentedColormap.from_list("balance", (_KINDS["signal"], _EQUAL, _KINDS["noise"]))
    points = axes.scatter(k, values, c=balance, cmap=shades, vmin=0, vmax=1, s=20, edgecolors="0.3", linewidths=0.3)
    bar = figure.colorbar(points, ax=axes, ticks=[0, 0.5, 1], pad=0.01)
    bar.ax.set_yticklabels(["signal", "equal", "noise"])


def _energy(axes: Axes, analysis: FeatureAnalysis) -> None:
    assert analysis.energy is not None
    k = analysis.energy.direction.values
    for kind, colour in _KINDS.items():
        share = analysis.energy[f"{kind}_cumulative"].values
        axes.plot(k, share, color=colour, linewidth=1.6)
        axes.annotate(kind, (k[-1], share[-1]), (4, 0), textcoords="offset points", color=colour, va="center")
    axes.plot(k, k * analysis.energy.attrs["uniform_share"], color="0.4", linestyle=":", linewidth=1.1)
    axes.set(ylabel="label energy in\nthe first $k$", ylim=(0, 1.02))


def _valley(axes: Axes, analysis: FeatureAnalysis) -> None:
    curve = analysis.curve
    d = curve.d.values
    for name, colour in zip(analysis.scores(0), _CURVES, strict=False):
        sample, _, labels = name.partition(", ")
        error = 1 - curve.accuracy.sel(sample=sample, labels=labels or GIVEN).values
        size = int(curve["size"].sel(sample=sample))
        low, high = binomial_band(error, size)
        axes.plot(d[1:], error[1:], color=colour, label=f"{name} ({size} samples)", linewidth=1.6)
        axes.fill_between(d[1:], low[1:], high[1:], color=colour, alpha=0.18, linewidth=0)
        axes.axhline(float(error[0]), color=colour, linestyle=":", linewidth=0.9)
    axes.set(ylabel="error of the probe\non the first $d$", ylim=(0, None))


def binomial_band(error: Array, size: int) -> tuple[Array, Array]:
    """Clopper and Pearson's limits, at the level of the package, of shares (n,) of ``size`` samples."""
    wrong = np.rint(error * size)
    tail = (1 - LEVEL) / 2
    low, high = beta.ppf(tail, wrong, size - wrong + 1), beta.ppf(1 - tail, wrong + 1, size - wrong)
    return np.where(wrong > 0, low, 0.0), np.where(wrong < size, high, 1.0)
