"""Q2, drawn: the repaired radius against a, and measured excursions beside the bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.questions.q2_measure import TIME, Found, U
from lngd_theory.reduced import ReducedDynamics, leading_radius, repaired_radius
from lngd_theory.reduced.statement import Version

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["excursion_figure", "radius_figure"]

_A = np.geomspace(1e-4, 0.5, 13)
_STAR = r"\iota^{*}"


def radius_figure(flips: Sequence[float]) -> Figure:
    """Radius beyond which the drift is negative, against a, with its leading term; one panel for each version."""
    from matplotlib.figure import Figure

    versions: dict[Version, str] = {"arxiv": r"arXiv: $\iota = f$", "iclr": r"ICLR: $\iota^2 = f$"}
    figure = Figure(figsize=(9.0, 4.0), layout="constrained")
    for axes, (version, name) in zip(figure.subplots(1, 2), versions.items(), strict=True):
        for colour, marker, p in zip(COLOURS[1:], "osD^v", flips, strict=False):
            chains = [ReducedDynamics(float(a), p, version) for a in _A]
            axes.plot(_A, [leading_radius(chain) for chain in chains], color=colour, linestyle="--", linewidth=1)
            found = np.array([repaired_radius(chain).radius for chain in chains])
            there = np.isfinite(found)
            label = f"$p = {p:g}$"
            axes.plot(_A[there], found[there], marker=marker, color=colour, linestyle="none", markersize=5, label=label)
        axes.plot([], [], color="0.4", linestyle="--", linewidth=1, label="leading term")
        axes.set(xscale="log", yscale="log", xlabel=r"$a = 2\eta|\xi|^2/(nm)$", title=name)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    figure.axes[0].set_ylabel(rf"radius $r$ about ${_STAR}$")
    figure.suptitle(rf"Beyond $r$ the drift of $(\iota - {_STAR})^2$ is at most 0")
    return figure


def excursion_figure(found: Found) -> Figure:
    """Share of chains that stray, with exact intervals, beside what Azuma's inequality says."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.6, 4.0), layout="constrained")
    axes = figure.subplots()
    a = [one.a for one in found.excursions]
    shares = [one.found.share for one in found.excursions]
    estimate = np.array([share.estimate for share in shares])
    errors = [estimate - [share.low for share in shares], [share.high for share in shares] - estimate]
    axes.errorbar(a, estimate, yerr=errors, fmt="o", color=COLOURS[2], capsize=3, label="measured, 95 %")
    bound = [one.found.bound for one in found.excursions]
    axes.plot(a, bound, "s--", color=COLOURS[1], markersize=5, fillstyle="none", label="Azuma, union bound")
    axes.set(xscale="log", xlabel=r"$a = 2\eta|\xi|^2/(nm)$", ylim=(-0.03, 1.08))
    axes.set_ylabel(rf"share of chains with $|\iota - {_STAR}| > {U:g}$")
    axes.set_xticks(a, [f"{value:g}" for value in a])
    axes.set_xticks([], minor=True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="lower right")
    axes.set_title(rf"Within ${TIME:g}/a^2$ steps from ${_STAR}$")
    return figure
