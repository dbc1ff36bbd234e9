"""The drift of ``(iota - iota*)^2`` as a picture: where Lemma 4.5's supermartingale is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from lngd_theory.errors import InputError
from lngd_theory.figures import COLOURS
from lngd_theory.reduced.dynamics import ReducedDynamics
from lngd_theory.reduced.martingale import leading_radius, martingale_drift
from lngd_theory.reduced.statement import Version

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["drift_figure"]

_STAR = r"\iota^{*}"
#: The right panel spans this many leading radii to either side.
_WIDTH = 2.5
#: The axes reach this many times as far below 0 as above: the question is the sign.
_BELOW = 3.0
_THIN = 1.2


def drift_figure(p: float = 0.1, a: Sequence[float] = (0.5, 0.1, 0.02), version: Version = "arxiv") -> Figure:
    """The drift per unit of a over (0, 4 iota*], and its neighbourhood of iota* on the scale of the leading radius.

    Where the drift is positive the curve is thick and the area below it is shaded.

    Parameters
    ----------
    p : float
        In (0, 1/2).
    a : sequence of float
        One to six values in (0, 1), one curve each.
    version : {"arxiv", "iclr"}
        Which iota.
    """
    from matplotlib.figure import Figure

    if not 0 < len(a) < len(COLOURS):
        raise InputError(f"a={list(a)!r} must be one to {len(COLOURS) - 1} numbers, one curve each")
    figure = Figure(figsize=(9.5, 4.0), layout="constrained")
    whole, near = figure.subplots(1, 2)
    for colour, value in zip(COLOURS[1:], a, strict=False):
        dynamics = ReducedDynamics(value, p, version)
        star, radius = dynamics.balance_point, leading_radius(dynamics)
        iota = np.linspace(0, 4 * star, 2001)[1:]  # the centre is one of the points
        _curve(whole, iota, martingale_drift(dynamics, iota) / value, colour, f"$a = {value:g}$")
        z = np.linspace(-min(_WIDTH, 0.999 * star / radius), _WIDTH, 1001)
        scale = value**2 * dynamics.p * (1 - dynamics.p)
        _curve(near, z, martingale_drift(dynamics, star + radius * z) / scale, colour, "")
    whole.axvline(star, color="0.5", linewidth=0.8, linestyle=":")
    whole.annotate(f"${_STAR}$", (star, 0.02), xycoords=("data", "axes fraction"), xytext=(4, 0),
                   textcoords="offset points", color="0.3")  # fmt: skip
    symbol = r"\sqrt{a\,\iota^{*}}" if version == "arxiv" else r"\frac{1}{2}\sqrt{a}"
    drift = rf"E[(\iota' - {_STAR})^2] - (\iota - {_STAR})^2"
    whole.set(xlabel=r"$\iota$", ylabel=rf"${drift}$,  divided by $a$", xlim=(0, 4 * star))
    near.set(xlabel=rf"$(\iota - {_STAR})\;/\;{symbol}$", ylabel=r"the same, divided by $a^2 p (1-p)$")
    for axes in (whole, near):
        axes.axhline(0, color="0.3", linewidth=0.8)
        axes.spines[["top", "right"]].set_visible(False)
        highest = max(float(np.nanmax(line.get_ydata())) for line in axes.lines if line.get_linewidth() > _THIN)
        axes.set_ylim(-_BELOW * highest, 1.25 * highest)
    whole.legend(frameon=False)
    name = {"arxiv": "arXiv", "iclr": "ICLR"}[version]
    figure.suptitle(
        f"No supermartingale at the balance point: thick where the drift is positive  ($p$ = {p:g}, {name})"
    )
    return figure


def _curve(axes: Axes, x: np.ndarray, y: np.ndarray, colour: str, label: str) -> None:
    axes.plot(x, y, color=colour, linewidth=_THIN, label=label)
    axes.plot(x, np.where(y > 0, y, np.nan), color=colour, linewidth=3.0, solid_capstyle="butt")
    axes.fill_between(x, 0, y, where=y > 0, color=colour, alpha=0.2, linewidth=0)
