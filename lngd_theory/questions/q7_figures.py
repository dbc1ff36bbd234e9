"""Figures of Q7: accuracy against step size, who wins where, the noise sweeps, and what alignment does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS
from lngd_theory.questions.q7_align import Alignment
from lngd_theory.questions.q7_runs import ALGORITHMS, Cell
from lngd_theory.questions.q7_study import Study
from lngd_theory.statistics import SIGNIFICANT, TIE, contest, median_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["accuracy_figure", "alignment_figure", "noise_figure", "winner_figure"]

_COLOUR = {"GD": COLOURS[1], "LNGD": COLOURS[2]}
_MARK = {"GD": "s", "LNGD": "o"}
_ACCURACY = (0.38, 1.03)
#: Where diverged runs are drawn.
_BOTTOM = 0.45
_TOO_LARGE = r"$a = 1/(1-p)$: a flip ends a noise coefficient"
_NAMES = {"equal steps": "equal steps", "equal eta*steps": r"equal $\eta\,\times$ steps"}


def accuracy_figure(study: Study) -> Figure:
    """Accuracy against the step size for every width, at equal steps and at equal eta * steps."""
    from matplotlib.figure import Figure

    widths = sorted({m for m, _ in study.map})
    figure = Figure(figsize=(2.5 * len(widths) + 0.8, 5.6), layout="constrained")
    grid = figure.subplots(2, len(widths), sharex=True, sharey=True, squeeze=False)
    for row, name in zip(grid, _NAMES, strict=True):
        for axes, m in zip(row, widths, strict=True):
            cells = [(eta, cell) for (width, eta), cell in study.map.items() if width == m]
            _curves(axes, [eta for eta, _ in cells], [cell for _, cell in cells], name)
            axes.axvline(_too_large(cells[0][1]), color="0.5", linewidth=1.0, linestyle="--", label=_TOO_LARGE)
            axes.set_title(f"$m = {m}$", fontsize="medium")
        row[0].set_ylabel(f"test accuracy,\n{_NAMES[name]}")
    for axes in grid[-1]:
        axes.set_xlabel(r"step size $\eta$")
    _legend(figure, grid[0, 0], study.map.values())
    figure.suptitle(
        rf"Figure 2 at other widths and step sizes ($\sigma_p$ = 0.5, {study.sizes.steps:,} steps or "
        rf"$\eta\,\times$ steps; median over {study.seeds} seeds, 95 %)"
    )
    return figure


def _curves(axes: Axes, x: Sequence[float], cells: Sequence[Cell], comparison: str, style: str = "-") -> None:
    for number, name in enumerate(ALGORITHMS):
        spots = np.array(x) * 1.04 ** (2 * number - 1)  # beside each other
        found = [median_interval(cell.accuracy(name, comparison)) for cell in cells]
        middle = np.array([value.estimate for value in found])
        errors = np.nan_to_num([[v.estimate - v.low for v in found], [v.high - v.estimate for v in found]])
        axes.errorbar(
            spots, middle, yerr=errors, color=_COLOUR[name], marker=_MARK[name], markersize=4, capsize=2,
            linewidth=1.3, linestyle=style, label=name,
        )  # fmt: skip
        for spot, cell in zip(spots, cells, strict=True):
            if count := int(cell.diverged(name, comparison).sum()):
                axes.plot(spot, _BOTTOM, marker="x", color=_COLOUR[name], markersize=6, linestyle="none")
                axes.annotate(str(count), (spot, _BOTTOM), xytext=(0, -5), textcoords="offset points",
                              ha="center", va="top", fontsize="x-small", color=_COLOUR[name])  # fmt: skip
    axes.axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    axes.set(xscale="log", ylim=_ACCURACY)
    axes.spines[["top", "right"]].set_visible(False)


def _too_large(cell: Cell) -> float:
    """The step size at which a flip at the balance point ends an active noise coefficient."""
    p = ALGORITHMS["LNGD"].p  # type: ignore[attr-defined]
    return float(cell.setting.eta / cell.setting.noise_growth / (1 - p))


def _legend(figure: Figure, axes: Axes, cells: Iterable[Cell]) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if any(cell.diverged(name, comparison).any() for cell in cells for name in ALGORITHMS for comparison in _NAMES):
        handles += axes.plot([], [], marker="x", color="0.3", linestyle="none")
        labels.append("diverged (number of seeds; they count as 0.5)")
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)


def winner_figure(study: Study) -> Figure:
    """Median gain of LNGD over GD on the plane of width and step size."""
    from matplotlib.figure import Figure

    widths, etas = sorted({m for m, _ in study.map}), sorted({eta for _, eta in study.map})
    figure = Figure(figsize=(1.6 + 1.3 * len(etas), 4.6 if len(widths) > 3 else 3.8), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    for axes, comparison in zip(panels, _NAMES, strict=True):
        cells = [[study.map[m, eta] for eta in etas] for m in widths]
        gains = np.array([[contest(cell.gain(comparison)).gain for cell in row] for row in cells])
        image = axes.imshow(gains, origin="lower", aspect="auto", cmap="PuOr", vmin=-0.5, vmax=0.5)
        for i, row in enumerate(cells):
            for k, cell in enumerate(row):
                _label(axes, k, i, cell, comparison)
        axes.set_xticks(range(len(etas)), [f"{eta:g}" for eta in etas])
        axes.set(xlabel=r"step size $\eta$", title=_NAMES[comparison])
    panels[0].set_yticks(range(len(widths)), [str(m) for m in widths])
    panels[0].set_ylabel("filters of each sign $m$")
    figure.colorbar(image, ax=panels, label="test accuracy, LNGD \u2212 GD (median)")
    figure.suptitle(
        f"Who wins: seeds in which LNGD : GD is ahead by more than {TIE:g};\n"
        f"bold where the paired sign test has p ≤ {SIGNIFICANT:g}; × diverged",
        fontsize="medium",
    )
    return figure


def _label(axes: Axes, x: int, y: int, cell: Cell, comparison: str) -> None:
    found = contest(cell.gain(comparison))
    diverged = {name: int(cell.diverged(name, comparison).sum()) for name in ALGORITHMS}
    lines = [f"{found.wins}:{found.losses}", *(f"×{count} {name}" for name, count in diverged.items() if count)]
    light = abs(found.gain) > 0.33
    axes.text(
        x, y, "\n".join(lines), ha="center", va="center", fontsize="small",
        fontweight="bold" if found.sign else "normal", color="white" if light else "black",
    )  # fmt: skip


def noise_figure(study: Study) -> Figure:
    """Accuracy against sigma_p at equal steps, for both sigma_0, at some widths and step sizes."""
    from matplotlib.figure import Figure

    places = list(dict.fromkeys((m, eta) for m, eta, _, _ in study.noise))
    sizes = sorted({sigma_0 for _, _, sigma_0, _ in study.noise})
    figure = Figure(figsize=(2.9 * len(sizes) + 1.2, 2.5 * len(places) + 1.0), layout="constrained")
    grid = figure.subplots(len(places), len(sizes), sharex=True, sharey=True, squeeze=False)
    for row, place in zip(grid, places, strict=True):
        for axes, sigma_0 in zip(row, sizes, strict=True):
            cells = {key[3]: cell for key, cell in study.noise.items() if key[:3] == (*place, sigma_0)}
            _curves(axes, list(cells), list(cells.values()), "equal steps")
            axes.set_xticks(list(cells), [f"{v:g}\n{c.setting.snr:.3f}" for v, c in cells.items()])
            axes.set_xticks([], minor=True)
            axes.set_title(rf"$m$ = {place[0]}, $\eta$ = {place[1]:g}, $\sigma_0$ = {sigma_0:g}", fontsize="medium")
        row[0].set_ylabel("test accuracy")
    for axes in grid[-1]:
        axes.set_xlabel("noise $\\sigma_p$ (above), SNR (below)")
    _legend(figure, grid[0, 0], study.noise.values())
    figure.suptitle(f"Stronger noise, {study.sizes.steps:,} steps (median over {study.seeds} seeds, 95 %)")
    return figure


def alignment_figure(found: Sequence[Alignment]) -> Figure:
    """Share of seeds that learn both classes, with and without an aligned filter for both at initialisation."""
    from matplotlib.figure import Figure

    etas = sorted({alignment.setting.eta for alignment in found})
    widths = sorted({alignment.setting.m for alignment in found})
    figure = Figure(figsize=(3.0 * len(etas) + 1.6, 3.8), layout="constrained")
    panels = figure.subplots(1, len(etas), sharey=True, squeeze=False)[0]
    for axes, eta in zip(panels, etas, strict=True):
        for alignment in found:
            if alignment.setting.eta == eta:
                _shares(axes, widths.index(alignment.setting.m), alignment)
        axes.set_xticks(range(len(widths)), [str(m) for m in widths])
        axes.set(xlabel="filters of each sign $m$", title=rf"$\eta$ = {eta:g}", xlim=(-0.5, len(widths) - 0.5))
        axes.spines[["top", "right"]].set_visible(False)
    panels[0].set(ylabel="share of seeds that learn both classes", ylim=(-0.04, 1.04))
    handles, labels = panels[0].get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    figure.legend(unique.values(), unique.keys(), loc="outside lower center", ncols=2, frameon=False)
    figure.suptitle("Is a filter of each class aligned with its signal at initialisation? (95 %)", fontsize="medium")
    return figure


def _shares(axes: Axes, position: int, alignment: Alignment) -> None:
    for number, aligned in enumerate((True, False)):
        share = alignment.share_learnt(aligned)
        offset = 0.28 * (list(ALGORITHMS).index(alignment.algorithm) - 0.5) + 0.1 * (number - 0.5)
        error: NDArray[np.float64] = np.array([[share.estimate - share.low], [share.high - share.estimate]])
        axes.errorbar(
            position + offset, share.estimate, yerr=error, marker=_MARK[alignment.algorithm], capsize=2, markersize=5,
            color=_COLOUR[alignment.algorithm], markerfacecolor=None if aligned else "white", linestyle="none",
            label=f"{alignment.algorithm}, {'both aligned' if aligned else 'a class without an aligned filter'}",
        )  # fmt: skip
