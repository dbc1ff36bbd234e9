"""The region of exponents as a picture, with an example beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sympy as sp

from lngd_theory.assumptions.exponents import ExponentRegion

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["region_figure"]

_LABELS = {"a": r"$a$   ($n = d^a$)", "b": r"$b$   ($|\mu| = d^b$)", "c": r"$c$   ($\sigma_0 = d^{-c}$)"}
_WINDOW = {"a": (-0.05, 0.6), "b": (-0.6, 0.35), "c": (0.4, 0.9)}


def region_figure(region: ExponentRegion, examples: Mapping[str, tuple[Any, Any, Any]] | None = None) -> Figure:
    """Projections of the region onto (a, b) and (a, c), with named example points (a, b, c).

    The dashed line is n SNR^2 = 1, where the regimes are said to change.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 4.2), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, (x, y) in ((left, ("a", "b")), (right, ("a", "c"))):
        _projection(axes, region, x, y)
        for number, (name, point) in enumerate((examples or {}).items()):
            values = dict(zip("abc", point, strict=True))
            axes.plot(
                float(sp.Rational(str(values[x]))),
                float(sp.Rational(str(values[y]))),
                marker="osD^v"[number % 5],
                color="#D55E00",
                linestyle="none",
                label=name,
            )
    grid = [_WINDOW["a"][0], _WINDOW["a"][1]]
    left.plot(grid, [(1 - a) / 2 for a in grid], color="0.3", linestyle="--", label=r"$n\,\mathrm{SNR}^2 = 1$")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=4, frameon=False)
    figure.suptitle(r"Exponents left by Assumption 3.1 as $d \to \infty$ ($\sigma_p$, $m$, $p$, logarithms constant)")
    return figure


def _projection(axes: Axes, region: ExponentRegion, x: str, y: str) -> None:
    """Shade the projection: points (x, y) for which some third exponent satisfies every condition."""
    from matplotlib.patches import Polygon

    corners = _projected_corners(region, x, y)
    if len(corners) >= 3:
        axes.add_patch(Polygon(corners, closed=True, facecolor="#0072B2", alpha=0.35, label="allowed"))
    axes.set(xlim=_WINDOW[x], ylim=_WINDOW[y], xlabel=_LABELS[x], ylabel=_LABELS[y])
    axes.spines[["top", "right"]].set_visible(False)


def _projected_corners(region: ExponentRegion, x: str, y: str) -> list[tuple[float, float]]:
    """Corners of the projection within the window, in order around it."""
    from scipy.spatial import ConvexHull

    window = region.within({key: (str(low), str(high)) for key, (low, high) in _WINDOW.items()})
    points = [(float(corner["abc".index(x)]), float(corner["abc".index(y)])) for corner in window.vertices]
    return [points[k] for k in ConvexHull(points).vertices]
