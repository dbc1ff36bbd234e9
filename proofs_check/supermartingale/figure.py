"""The maximal region as a picture: boxes on which the sign of the drift is certified, and the leading radius."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from lngd_theory.figures import COLOURS, save_figure
from lngd_theory.reduced import ReducedDynamics, leading_radius
from lngd_theory.reduced.statement import Version
from proofs_check.supermartingale.maps import map_in_a, map_in_p
from proofs_check.supermartingale.paving import Paving
from proofs_check.supermartingale.repaving import Box

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["region_figure", "save_region_figure"]

_POSITIVE, _NEGATIVE, _OPEN = COLOURS[1], "#dbe9f6", "#202020"
_STAR = r"\iota^{*}"


def region_figure(
    version: Version = "arxiv", step: str = "1/10", chance: str = "1/10", largest: str = "1/4", depth: int = 9
) -> Figure:
    """Over (iota/iota*, p) for one a, and over (iota, a) for one p; a black band is what is left undecided.

    Parameters
    ----------
    version : {"arxiv", "iclr"}
        Which iota.
    step, chance, largest : str
        The a of the left panel; the p and the largest a of the right one.
    depth : int
        Halvings of each side.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.5, 4.3), layout="constrained")
    left, right = figure.subplots(1, 2)
    in_p = map_in_p(version, sp.Rational(step), (sp.Rational(1, 100), sp.Rational(49, 100)), depth)
    in_a = map_in_a(version, sp.Rational(chance), sp.Rational(largest), depth)
    _boxes(left, in_p)
    _boxes(right, in_a)
    _curve_in_p(left, version, float(sp.Rational(step)))
    _curve_in_a(right, version, float(sp.Rational(chance)), float(sp.Rational(largest)))
    left.set(xlabel=rf"$\iota/{_STAR}$", ylabel="$p$", title=f"$a = {step}$", xlim=(0, 4), ylim=(0.01, 0.49))
    right.set(xlabel=r"$\iota$", ylabel="$a$", title=f"$p = {chance}$", ylim=(0, float(sp.Rational(largest))))
    right.set_xlim(0, 4 * ReducedDynamics(0.1, float(sp.Rational(chance)), version).balance_point)
    drift = rf"$E[(\iota'-{_STAR})^2]-(\iota-{_STAR})^2$"
    figure.legend(handles=_handles(version), loc="outside lower center", ncols=4, frameon=False)
    name = {"arxiv": "arXiv", "iclr": "ICLR"}[version]
    figure.suptitle(f"Certified sign of the drift {drift} ({name})")
    return figure


def save_region_figure(path: str | Path) -> None:
    """Draw it and write it to a file."""
    save_figure(region_figure(), path)


def _boxes(axes: Axes, pavings: Iterable[Paving]) -> None:
    from matplotlib.collections import PolyCollection

    colours = {"+": _POSITIVE, "-": _NEGATIVE, "?": _OPEN}
    for paving in pavings:
        for sign, colour in colours.items():
            corners = [
                [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
                for ((x0, x1), (y0, y1)) in (_numbers(box) for box, found in paving.repaved.boxes if found == sign)
            ]
            wide = 0.7 if sign == "?" else 0.2  # no seams between boxes, and the open band can be seen
            axes.add_collection(PolyCollection(corners, facecolors=colour, edgecolors=colour, linewidths=wide))
    axes.autoscale_view()
    axes.spines[["top", "right"]].set_visible(False)


def _numbers(box: Box) -> list[tuple[float, float]]:
    return [(int(low.p) / int(low.q), int(high.p) / int(high.q)) for low, high in box]


def _curve_in_p(axes: Axes, version: Version, step: float) -> None:
    chances = np.linspace(0.01, 0.49, 400)
    chains = [ReducedDynamics(step, p, version) for p in chances]
    ratios = np.array([leading_radius(chain) / chain.balance_point for chain in chains])
    for sign in (-1, 1):
        axes.plot(1 + sign * ratios, chances, color="black", linewidth=1.2, linestyle="--")


def _curve_in_a(axes: Axes, version: Version, chance: float, largest: float) -> None:
    steps = np.linspace(largest / 1000, largest, 400)
    star = ReducedDynamics(float(steps[0]), chance, version).balance_point
    radii = np.array([leading_radius(ReducedDynamics(float(a), chance, version)) for a in steps])
    for sign in (-1, 1):
        axes.plot(star + sign * radii, steps, color="black", linewidth=1.2, linestyle="--")
    axes.axvline(star, color="0.3", linewidth=0.8, linestyle=":")
    axes.annotate(f"${_STAR}$", (star, 0.93), xycoords=("data", "axes fraction"), xytext=(4, 0),
                  textcoords="offset points")  # fmt: skip


def _handles(version: Version) -> list[object]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    leading = {"arxiv": r"\sqrt{a\,\log\frac{1-p}{p}}", "iclr": r"\frac{1}{2}\sqrt{a}"}[version]
    return [
        Patch(color=_POSITIVE, label="positive: no supermartingale"),
        Patch(color=_NEGATIVE, label="negative"),
        Patch(color=_OPEN, label="undecided"),
        Line2D([], [], color="black", linestyle="--", label=rf"$|\iota-{_STAR}|={leading}$"),
    ]
