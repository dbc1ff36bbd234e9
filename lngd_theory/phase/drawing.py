"""What the figures of phase diagrams share: symbols, scales and edges of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS
from lngd_theory.phase.level import Phase

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LAW_STYLES", "PHASE_COLOURS", "cell_edges", "fine_values", "is_log", "phase_map", "prepare", "symbol"]

Array = NDArray[np.float64]

#: The paper's symbols for axes.
_SYMBOLS = {
    "SNR": r"$\mathrm{SNR} = \|\mu\|/(\sigma_p\sqrt{d})$",
    "n": "training samples $n$",
    "m": "filters of each sign $m$",
    "eta": r"step size $\eta$",
    "mu": r"signal $\|\mu\|$",
    "sigma_p": r"noise $\sigma_p$",
    "sigma_0": r"initial weights $\sigma_0$",
    "d": "dimension $d$",
    "q": "power $q$",
    "p": "flip probability $p$",
}


#: So many cells along an axis each get a tick.
_TICKS = 10
#: Colours and lines of laws, in the order in which they are drawn.
LAW_STYLES = ((COLOURS[1], "--"), (COLOURS[6], "-"), (COLOURS[3], "-."))
#: Colours of phases, told apart by their lightness too.
PHASE_COLOURS = {Phase.FAILS: "#3b4f7d", Phase.LOW: "#a3a3a3", Phase.HIGH: "#a3a3a3", Phase.SUCCEEDS: "#f4e98c"}


def symbol(name: str) -> str:
    """An axis in the paper's symbols."""
    return _SYMBOLS.get(name, name)


def prepare(axes: Axes, x: Array, y: Array, x_name: str, y_name: str, title: str) -> tuple[Array, Array]:
    """Scales, labels and title of a panel; the edges of its cells along x and y."""
    axes.set(xscale="log" if is_log(x) else "linear", yscale="log" if is_log(y) else "linear")
    axes.set(xlabel=symbol(x_name), ylabel=symbol(y_name))
    for axis, values in ((axes.xaxis, x), (axes.yaxis, y)):
        if values.size <= _TICKS:
            axis.set_ticks(list(values), [f"{value:g}" for value in values])
            axis.set_ticks([], minor=True)
    axes.set_title(title, fontsize="medium")
    edges = cell_edges(x), cell_edges(y)
    axes.set(xlim=(edges[0][0], edges[0][-1]), ylim=(edges[1][0], edges[1][-1]))
    return edges


def phase_map(axes: Axes, edges: tuple[Array, Array], phases: Array, alpha: float = 1.0) -> None:
    """Cells in the colours of their phases; nan for none."""
    from matplotlib.colors import ListedColormap

    colours = ListedColormap([PHASE_COLOURS[phase] for phase in sorted(PHASE_COLOURS)])
    axes.pcolormesh(
        *edges, phases, cmap=colours, vmin=-0.5, vmax=3.5, alpha=alpha, edgecolors="white", linewidth=0.3
    )  # fmt: skip


def fine_values(span: Array, like: Array | None = None) -> Array:
    """Values to draw a law at, between the least and the largest of a span; whole where all those of ``like`` are."""
    like = span if like is None else like
    fine = np.geomspace(span.min(), span.max(), 60)
    return np.unique(fine.round()) if np.all(like == like.round()) else fine


def cell_edges(centres: Array) -> Array:
    """Edges of cells about their centres, in the logarithm where these are spaced so."""
    if centres.size == 1:
        return np.array([centres[0] * 0.9, centres[0] * 1.1])
    values = np.log(centres) if is_log(centres) else centres
    middle = (values[1:] + values[:-1]) / 2
    edges = np.concatenate([[2 * values[0] - middle[0]], middle, [2 * values[-1] - middle[-1]]])
    return np.asarray(np.exp(edges) if is_log(centres) else edges)


def is_log(values: Array) -> bool:
    """Whether values are spaced more evenly in the logarithm."""
    if values.size < 3 or values.min() <= 0:
        return False
    steps, ratios = np.diff(values), np.diff(np.log(values))
    return bool(np.std(ratios) / abs(np.mean(ratios)) < np.std(steps) / abs(np.mean(steps)))
