"""Figures of the plane of SNR and n, and the numbers behind them as datasets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from lngd_theory.phase.analysis import Analysis
from lngd_theory.phase.boundary import Boundary
from lngd_theory.phase.figure import contest_figure, law_figure, refined_figure
from lngd_theory.phase.heatmap import Panel, heatmap_figure
from lngd_theory.phase.laws import Fit
from lngd_theory.phase.plane import ALGORITHMS, FULL_CLOCKS, Key, Plane

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["LAW_LABELS", "boundary_dataset", "diagram_dataset", "plane_arrays", "plane_figures"]

#: Laws as a legend says them, by their key in :attr:`lngd_theory.phase.analysis.Analysis.fits`.
LAW_LABELS = {
    "printed": r"$n\,\mathrm{SNR}^2 = c$",
    "logarithm": r"$n\,\mathrm{SNR}^2 = c\,\log(1/\mathrm{SNR})$",
    "power": "free power",
    "race": "race, one factor free",
}
_CLOCKS = {"fixed": "{steps:,} steps", "theorem": "steps as Theorem 3.3's time", "rate": "steps by the growth rate"}


def plane_figures(plane: Plane) -> dict[str, Figure]:
    """Heatmaps, boundaries, what refinement runs, and who is ahead."""
    return {
        "": _heatmaps(plane),
        "boundary": _boundaries(plane),
        "refined": refined_figure(
            [(_title(plane, key), refined) for key, (refined, _) in plane.replays.items()],
            "Cells that refinement runs of the same grids",
        ),
        "ahead": contest_figure(
            [(_CLOCKS[clock].format(steps=plane.design.steps), contest) for clock, contest in plane.contests.items()],
            "Label-noise GD against GD",
        ),
    }


def _title(plane: Plane, key: Key) -> str:
    clock, name = key
    return f"{name}, {_CLOCKS[clock].format(steps=plane.design.steps)}"


def _chosen(analysis: Analysis, *laws: str) -> dict[str, Fit]:
    return {LAW_LABELS[law]: analysis.fits[law] for law in laws if law in analysis.fits}


def _heatmaps(plane: Plane) -> Figure:
    rows = []
    for name in ALGORITHMS:
        row: list[Panel | None] = []
        for clock in _CLOCKS:
            key = clock, name
            if key not in plane.analyses:
                row.append(None)
                continue
            analysis, refined = plane.analyses[key], plane.refined.get(key)
            diagram = refined.diagram if refined else plane.grids[key]
            title = _title(plane, key) + (" (refined)" if refined else "")
            row.append(Panel(title, diagram, analysis.boundary, _chosen(analysis, "printed", "race"), refined))
        rows.append(row)
    return heatmap_figure(rows, "Where GD and label-noise GD generalise (dotted: contours of accuracy)")


def _boundaries(plane: Plane) -> Figure:
    panels = []
    for name in ALGORITHMS:
        for clock in _CLOCKS:
            if (clock, name) in plane.analyses:
                analysis = plane.analyses[clock, name]
                laws = _chosen(analysis, "printed", "race", "logarithm")
                panels.append((_title(plane, (clock, name)), analysis.boundary, laws))
    level = next(iter(plane.analyses.values())).boundary.level
    return law_figure(panels, f"The SNR at which the median accuracy passes {level:g} (95 % over resampled seeds)")


def plane_arrays(plane: Plane) -> dict[str, xr.Dataset]:
    """The grids under the empty name, and all that was run to locate the boundaries, with these."""
    grids = xr.concat(
        [
            xr.concat([diagram_dataset(plane, (clock, name)) for name in ALGORITHMS], _dim("algorithm", ALGORITHMS))
            for clock in FULL_CLOCKS
        ],
        _dim("clock", FULL_CLOCKS),
    )
    fine = {
        f"{name}, {clock}": (plane.fine[clock, name], analysis) for (clock, name), analysis in plane.analyses.items()
    }
    located = xr.concat(
        [
            xr.merge([refined.diagram.accuracy.to_dataset(), boundary_dataset(analysis.boundary)])
            for refined, analysis in fine.values()
        ],
        _dim("diagram", fine),
    )
    return {"": grids, "boundary": located}


def _dim(name: str, values: Mapping[str, object] | tuple[str, ...]) -> xr.DataArray:
    return xr.DataArray(list(values), dims=name, name=name)


def diagram_dataset(plane: Plane, key: Key) -> xr.Dataset:
    """The runs of one grid."""
    grid = plane.grids[key]
    return xr.Dataset(
        {
            "accuracy": grid.accuracy,
            "seconds": grid.seconds,
            "diverged": grid.diverged,
            "steps": grid.steps,
            "phase": (grid.steps.dims, grid.phases()),
        }
    )


def boundary_dataset(boundary: Boundary) -> xr.Dataset:
    """The critical x of every row with its limits."""
    found = np.array([boundary.interval(row) for row in range(boundary.y.size)])
    name = f"critical_{boundary.x_name}"
    values = found.copy()
    values[:, 0] = boundary.critical
    return xr.Dataset({name: ((boundary.y_name, "limit"), values)}, {"limit": ["estimate", "low", "high"]})
