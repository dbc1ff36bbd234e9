"""The picture of the page: time of a step against d."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks.suite import Run

__all__ = ["curves", "draw_figure"]

#: Okabe and Ito's colours, which stay apart for colour-blind readers; shape and line tell the curves apart as well.
_GRAM = ("#0072B2", "o", "-")
_DENSE = {"PyTorch": ("#D55E00", "^"), "dense NumPy": ("#009E73", "s")}

#: The picture ends here; the tables go on to d = 10^22.
LARGEST_D = 10**9

Point = tuple[int, float, float, float]


def curves(run: Run) -> dict[str, list[Point]]:
    """Points (d, lower quartile, median, upper quartile) of every side, in milliseconds."""
    points: dict[str, list[Point]] = defaultdict(list)
    for row in run.measurements:
        seconds, d = row.details.get("seconds"), row.details.get("d", 0)
        if not seconds or d > LARGEST_D:
            continue
        milliseconds = [1e3 * s for s in seconds]
        if row.benchmark == "against":
            points[row.details["side"]].append((d, *milliseconds))
        elif row.benchmark == "dimension" and row.details["what"] == "step" and "seed" not in row.case:
            points["Gram engine (this package)"].append((d, *milliseconds))
    return {name: sorted(line) for name, line in points.items()}


def draw_figure(run: Run, path: Path) -> None:
    """Write the figure as a PNG."""
    figure = Figure(figsize=(7.2, 4.4), layout="constrained", dpi=160)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for name, line in curves(run).items():
        _draw(axes, name, line)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="dimension of a patch, $d$",
        ylabel="time of one step (milliseconds)",
        title="$n = 200$ samples, $2m = 40$ filters, label-noise GD with $p = 0.1$",
    )
    axes.grid(which="major", color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        axes.legend(handles, labels, frameon=False, loc="upper right")
    figure.savefig(path, metadata={"Software": None})


def _draw(axes: Axes, name: str, line: list[Point]) -> None:
    kind, _, threads = name.partition(", ")
    colour, marker, style = (*_DENSE[kind], "--" if threads == "1 thread" else "-") if kind in _DENSE else _GRAM
    fill = "white" if style == "--" else colour
    d, low, median, high = (list(values) for values in zip(*line, strict=True))
    bars = [[m - a for m, a in zip(median, low, strict=True)], [b - m for m, b in zip(median, high, strict=True)]]
    axes.errorbar(d, median, bars, label=name, color=colour, marker=marker, linestyle=style, mfc=fill, ms=6, capsize=2)
