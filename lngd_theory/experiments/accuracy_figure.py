"""Final test accuracies of all variants of an experiment, with intervals over seeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.experiments.experiment import Runs
from lngd_theory.figures import COLOURS, mathematical, noise_name
from lngd_theory.statistics import median_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

__all__ = ["accuracy_figure"]

_MARKERS = ("o", "s", "^", "D", "v", "P", "X")


def accuracy_figure(results: Mapping[str, Runs], title: str) -> Figure:
    """A line for each variant, a mark for each label noise: the median over seeds with its 95 % interval.

    Seeds are small points; one that diverged stands at chance, 0.5, as it counts in the comparisons.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.5, 0.42 * len(results) + 1.9), layout="constrained")
    axes = figure.subplots()
    labels = list(dict.fromkeys(label for runs in results.values() for label in runs))
    handles = {}
    for place, runs in enumerate(results.values()):
        for number, (label, run) in enumerate(runs.items()):
            values = np.where(run.status == "diverged", 0.5, np.asarray(run.test_accuracy)[:, -1])
            height = place + 0.72 * ((number + 0.5) / len(runs) - 0.5)
            handles[label] = _mark(axes, values, height, labels.index(label))
    axes.set_yticks(range(len(results)), [mathematical(name) for name in results])
    axes.set(ylim=(len(results) - 0.5, -0.5), xlim=(min(0.45, axes.get_xlim()[0]), 1.02), xlabel="final test accuracy")
    axes.axvline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    axes.spines[["top", "right"]].set_visible(False)
    for edge in range(1, len(results)):
        axes.axhline(edge - 0.5, color="0.92", linewidth=0.8, zorder=0)
    names = [noise_name(label) for label in handles]
    figure.legend(list(handles.values()), names, loc="outside lower center", ncols=min(len(names), 5), frameon=False)
    figure.suptitle(f"{title}\nmedian over seeds with its 95 % interval, points are seeds", fontsize="medium")
    return figure


def _mark(axes: Axes, values: NDArray[np.float64], height: float, kind: int) -> Line2D:
    """Seeds, interval and median of one label noise."""
    colour, interval = COLOURS[kind % len(COLOURS)], median_interval(values)
    axes.plot(values, np.full(values.size, height), ".", color=colour, alpha=0.35, markersize=7, zorder=3)
    if np.isfinite([interval.low, interval.high]).all():
        axes.plot([interval.low, interval.high], [height, height], color=colour, linewidth=1.5)
    (mark,) = axes.plot(interval.estimate, height, _MARKERS[kind % len(_MARKERS)], color=colour, markersize=5.5)
    return mark
