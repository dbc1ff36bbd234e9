"""Figures of Q4: the rate over the lemma's bound at all settings, and full simulations beside the two-scale rate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.figures import COLOURS
from lngd_theory.label_noise import LabelFlip
from lngd_theory.questions.q4_brute import BruteForce
from lngd_theory.report.numbers import number
from lngd_theory.second_stage import GrowthRate
from lngd_theory.statistics import Interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["bound_figure", "full_figure", "step_size"]

_LABELS = {"mu": r"signal $\|\mu\|$", "eta": r"step size $\eta$"}


def bound_figure(groups: Mapping[str, Sequence[GrowthRate]]) -> Figure:
    """Measured rate over the lower bound of Lemma 4.5 (iv), against ``a p (1-p)``, for all settings at once."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.6, 4.4), layout="constrained")
    axes = figure.subplots()
    seen = []
    for (name, growths), colour, marker in zip(groups.items(), COLOURS[2:], "osD^v", strict=False):
        x = [step_size(growth) for growth in growths]
        ratios = [Interval(*(value / growth.lemma_4_5_iv for value in growth.rate)) for growth in growths]
        _points(axes, x, ratios, name, marker=marker, color=colour)
        seen += x
    line = np.geomspace(0.5 * min(seen), 2 * max(seen), 50)
    axes.plot(line, 8 * line, color="0.4", linewidth=1.0, zorder=1, label=r"leading order, $8\,a\,p(1-p)$")
    axes.axhline(1, color=COLOURS[1], linestyle="--", linewidth=1.5, label="lower bound, Lemma 4.5 (iv)")
    axes.set(
        xscale="log",
        yscale="log",
        xlabel=r"$a\,p(1-p)$,   $a = 2\eta\sigma_p^2 d/(nm)$",
        ylabel=r"growth rate / ($\eta\|\mu\|^2/(16m)$)",
    )
    axes.legend(frameon=False, loc="lower right", fontsize="small")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_title("Signal growth in the second stage, as a share of the lemma's bound (95 %)", fontsize="medium")
    return figure


def step_size(growth: GrowthRate) -> float:
    """``a p (1-p)`` of a measurement."""
    assert isinstance(growth.noise, LabelFlip)
    assert isinstance(growth.noise.p, float)
    return growth.setting.noise_growth * growth.noise.p * (1 - growth.noise.p)


def full_figure(sweeps: Mapping[str, Sequence[BruteForce]]) -> Figure:
    """Rates in full simulations and by two scales against what is varied, with the lemma's bound."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(4.4 * len(sweeps), 4.0), layout="constrained")
    panels = figure.subplots(1, len(sweeps), squeeze=False)[0]
    for axes, (name, points) in zip(panels, sweeps.items(), strict=True):
        x = [getattr(point.setting, name) for point in points]
        axes.plot(
            x, [point.two_scale.rate.estimate for point in points], color=COLOURS[2], linewidth=1.2, label="two scales"
        )
        _points(axes, x, [point.rate for point in points], "full simulation, 95 %", marker="o", color=COLOURS[0])
        axes.plot(
            x,
            [point.two_scale.lemma_4_5_iv for point in points],
            color=COLOURS[1],
            linestyle="--",
            linewidth=1.5,
            label="lower bound, Lemma 4.5 (iv)",
        )
        axes.set(xscale="log", yscale="log", xlabel=_LABELS[name])
        axes.set_xticks(x, [number(value, 2) for value in x])
        axes.set_xticks([], minor=True)
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("growth rate per step")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
    figure.suptitle("Growth of the signal in full simulations from random weights")
    return figure


def _points(axes: Axes, x: Sequence[float], y: Sequence[Interval], label: str, marker: str, color: str) -> None:
    errors = np.nan_to_num([[v.estimate - v.low for v in y], [v.high - v.estimate for v in y]])
    axes.errorbar(
        x, [v.estimate for v in y], yerr=errors, fmt=marker, color=color, markersize=5, capsize=2.5, label=label
    )
