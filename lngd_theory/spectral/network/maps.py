"""The map of the bridge: where the features segregate signal from label noise, how that comes about, and who wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lngd_theory.figures import COLOURS, noise_name
from lngd_theory.spectral.network.arms import Arm, accuracies
from lngd_theory.spectral.network.evidence import Evidence
from lngd_theory.spectral.network.figures import band, place_title, tidy
from lngd_theory.spectral.network.quantities import segregation
from lngd_theory.statistics import compare

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["CONTESTANTS", "Winners", "map_figure", "winners"]

Array = NDArray[np.float64]

#: What is compared on the map: the best that truncation and early stopping can do for GD (their choices know clean
#: labels), and label-noise GD as it is (it knows none).
CONTESTANTS = {"truncated GD *": "weights, oracle k", "stopped GD *": "stopped, oracle", "LNGD": "as trained"}


class Winners(NamedTuple):
    """Over the cells of the plane with corruption, by (n SNR^2, rate).

    ``winner`` is a contestant that is ahead of both others by adjusted paired tests, or the empty string;
    ``accuracy`` the medians of all.
    """

    winner: dict[tuple[float, float], str]
    accuracy: dict[tuple[float, float], dict[str, float]]


def arms(lngd: str) -> dict[str, Arm]:
    """Label noise and remedy of each contestant."""
    return {name: (lngd if name == "LNGD" else "none", remedy) for name, remedy in CONTESTANTS.items()}


def winners(evidence: Evidence, lngd: str) -> Winners:
    """Who is ahead of both others, cell by cell; tests of each pair are adjusted for the number of cells."""
    cells, named = evidence.corrupted_plane(), arms(lngd)
    signs: dict[tuple[str, str], Mapping[Any, int]] = {}
    for first in named:
        for second in named:
            if first != second:
                differences = {
                    key: accuracies(data, named[first]) - accuracies(data, named[second]) for key, data in cells.items()
                }
                signs[first, second] = dict(zip(cells, compare(differences).sign().tolist(), strict=True))
    winner = {}
    for key in cells:
        ahead = [
            name for name in named if all(signs[name, other][key] == 1 for other in named if other != name)
        ]  # fmt: skip
        winner[key] = ahead[0] if ahead else ""
    medians = {
        key: {name: float(np.median(accuracies(data, arm))) for name, arm in named.items()}
        for key, data in cells.items()
    }
    return Winners(winner, medians)


def map_figure(evidence: Evidence, lngd: str, place: tuple[float, float]) -> Figure:
    """Segregation by GD and by LNGD over the plane, over time at one place, and the winners."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11.5, 8.2), layout="constrained")
    grid = figure.subplots(2, 2)
    for axes, noise in zip(grid[0], ("none", lngd), strict=True):
        mesh = _segregation_map(axes, evidence, noise)
    figure.colorbar(
        mesh, ax=list(grid[0]), label="first direction of the features:\nthe labels trained on (-1), the class (+1)"
    )
    _over_time(grid[1, 0], evidence, ("none", lngd), place)
    _winner_map(grid[1, 1], evidence, lngd)
    return figure


def _cells(axes: Axes, strengths: Sequence[float], rates: Sequence[float]) -> None:
    axes.set_xticks(range(len(strengths)), [f"{s:g}" for s in strengths])
    axes.set_yticks(range(len(rates)), [f"{r:g}" for r in rates])


def _segregation_map(axes: Axes, evidence: Evidence, noise: str) -> Any:
    strengths, rates = evidence.design.strengths, [r for r in evidence.design.rates if r > 0]
    cells = evidence.corrupted_plane()
    values = np.array([[np.median(segregation(cells[s, r], noise)) for s in strengths] for r in rates])
    mesh = axes.imshow(values, cmap="PuOr", vmin=-1, vmax=1, origin="lower", aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        axes.text(
            column, row, f"{value:+.2f}", ha="center", va="center", color="white" if abs(value) > 0.6 else "black"
        )
    _cells(axes, strengths, rates)
    tidy(axes, r"$n\,\mathrm{SNR}^2$", "corruption rate $r$", f"{noise_name(noise)}: what the first direction is")
    return mesh


def _over_time(axes: Axes, evidence: Evidence, noises: Sequence[str], place: tuple[float, float]) -> None:
    data = evidence.data[evidence.design.plane()[place]]
    steps = np.maximum(data.record.values.astype(np.float64), 1.0)
    for noise, style in zip(noises, ("--", "-"), strict=True):
        one = data.sel(noise=noise)
        for name, label, colour in (
            ("signal_top", "class signal", COLOURS[3]),
            ("noise_top", "label residual", COLOURS[1]),
        ):
            band(axes, steps, one[name].values, color=colour, linestyle=style, label=f"{label}, {noise_name(noise)}")
    axes.set_xscale("log")
    axes.legend(fontsize="small", frameon=False)
    tidy(axes, "step $t$ (first point: untrained)", "share in the first direction", place_title(*place))


def _winner_map(axes: Axes, evidence: Evidence, lngd: str) -> None:
    from matplotlib.colors import to_rgba
    from matplotlib.patches import Patch

    strengths, rates = evidence.design.strengths, [r for r in evidence.design.rates if r > 0]
    found = winners(evidence, lngd)
    colours = {"": "#eeeeee", **dict(zip(CONTESTANTS, (COLOURS[5], COLOURS[6], COLOURS[3]), strict=True))}
    image = np.array([[to_rgba(colours[found.winner[s, r]]) for s in strengths] for r in rates])
    axes.imshow(image, origin="lower", aspect="auto")
    for row, r in enumerate(rates):
        for column, s in enumerate(strengths):
            text = "\n".join(f"{value:.3f}" for value in found.accuracy[s, r].values())
            axes.text(column, row, text, ha="center", va="center", fontsize="small")
    _cells(axes, strengths, rates)
    patches = [Patch(color=colour, label=name or "none ahead of both") for name, colour in colours.items()]
    axes.legend(
        handles=patches, loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4, fontsize="small", frameon=False
    )
    title = f"from above: {', '.join(CONTESTANTS)} (p={lngd.removeprefix('flip:')})"
    tidy(axes, r"$n\,\mathrm{SNR}^2$", "corruption rate $r$", title)
