"""The second picture of the page: whole jobs, workers, and the memory of the scheduler."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes

from benchmarks.figure import new_figure, style_of, tidy
from benchmarks.measurement import Measurement
from benchmarks.sides import GRAM
from benchmarks.subjects import ALGORITHMS
from benchmarks.suite import Run
from benchmarks.words import time_text
from lngd_theory.figures import COLOURS

__all__ = ["draw_jobs"]

_BLUE = COLOURS[2]


def draw_jobs(run: Run, path: Path) -> None:
    """Write the figure as a PNG; a panel without data stays empty."""
    figure, (jobs, workers, memory) = new_figure(11.5, 4.0, 3)
    _jobs(jobs, [row for row in run.of("reproduction") if row.unit == "s" and row.value])
    rows = [row for row in run.of("sweeps") if row.value]
    _workers(workers, [row for row in rows if row.unit == "runs/s"])
    _memory(memory, [row for row in rows if row.unit == "KiB"])
    figure.savefig(path, metadata={"Software": None})


def _jobs(axes: Axes, rows: list[Measurement]) -> None:
    names = list(dict.fromkeys(row.details["side"] for row in rows))
    groups = list(dict.fromkeys(row.case.partition(":")[0] for row in rows))
    height = 0.8 / max(len(names), 1)
    for row in rows:
        assert row.value is not None
        side, group = row.details["side"], row.case.partition(":")[0]
        y = groups.index(group) + height * (names.index(side) - (len(names) - 1) / 2)
        style = style_of(f"{GRAM}, {list(ALGORITHMS)[-1]}" if side == GRAM else side)
        axes.plot([row.value.low, row.value.high], [y, y], color=style.colour)
        axes.plot(row.value.median, y, color=style.colour, marker=style.marker)
        axes.text(row.value.median * 1.5, y, f"{side}: {time_text(row.value.median)}", va="center", fontsize=8)
    axes.set_yticks(range(len(groups)), [group.replace(", ", "\n") for group in groups])
    if rows:
        axes.set(xscale="log", xlim=(1, 300 * max(row.value.median for row in rows if row.value)))
    axes.invert_yaxis()
    axes.set(xlabel="time of the whole job (seconds)", title="Time to the paper's figures")
    tidy(axes)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)


def _workers(axes: Axes, rows: list[Measurement]) -> None:
    points = sorted(
        (row.details["workers"], row.value.low, row.value.median, row.value.high) for row in rows if row.value
    )
    if points:
        x, low, median, high = np.array(points).T
        axes.plot(x, median[0] * x, color="0.5", linestyle=":", label="one worker, times their number")
        axes.errorbar(x, median, [median - low, high - median], color=_BLUE, marker="o", capsize=3, label="measured")
        axes.set(xticks=x, ylim=(0, None), xlim=(x[0] - 0.3, x[-1] + 0.3))
        axes.legend(frameon=False, loc="lower right")
    axes.set(xlabel="worker processes", ylabel="runs a second", title="Throughput (cells of figure 3)")
    tidy(axes)


def _memory(axes: Axes, rows: list[Measurement]) -> None:
    points = sorted((row.details["tasks"], row.value.median) for row in rows if row.value)
    if points:
        tasks, peak = np.array(points).T
        axes.plot(tasks, peak, color=_BLUE, marker="o")
        axes.set(xscale="log", ylim=(0, 2 * peak.max()))
    axes.set(xlabel="tasks handed out", ylabel="peak memory (KiB)", title="Memory of the scheduler")
    tidy(axes)
