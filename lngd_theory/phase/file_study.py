"""The phase diagram of any sweep: one for each label noise, its boundary and laws, and who is ahead."""

from __future__ import annotations

from typing import Any

import numpy as np
import xarray as xr

from lngd_theory.label_noise import LabelFlip, NoLabelNoise
from lngd_theory.phase.analysis import Analysis, analyse
from lngd_theory.phase.axes import diagram_axes
from lngd_theory.phase.boundary import Boundary, boundary_of
from lngd_theory.phase.clocks import steps_of
from lngd_theory.phase.diagram import PhaseDiagram
from lngd_theory.phase.figure import contest_figure
from lngd_theory.phase.heatmap import Panel, heatmap_figure
from lngd_theory.phase.level import LEVEL, Phase, check_level
from lngd_theory.phase.maps import contest_map
from lngd_theory.phase.plane_figures import boundary_dataset
from lngd_theory.phase.plane_words import contest_sentence
from lngd_theory.phase.refinement import Refined, refine
from lngd_theory.phase.source import Runs, SweepSource
from lngd_theory.phase.words import exponent_sentence, interval, law_sentence, law_table, rows_sentence
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.setting import Setting
from lngd_theory.sweeps import Sweep
from lngd_theory.sweeps.cells import cell_at

__all__ = ["diagram_study"]

_GD = "none"


def diagram_study(
    sweep: Sweep,
    runs: Runs,
    *,
    x: str | None = None,
    y: str | None = None,
    level: float = LEVEL,
    adaptive: bool = False,
    command: str = "lngd phase",
) -> StudyResult:
    """Run what the folder lacks of a sweep with two axes, and read it as phase diagrams.

    Parameters
    ----------
    sweep : Sweep
        With ``test_error`` among its observables.
    runs : Runs
        Carries out the runs in its folder.
    x, y : str, optional
        Its axes: accuracy is expected to rise or fall along x. The first two by default.
    level : float
        Accuracy that separates failure from success.
    adaptive : bool
        Run only what lies about a change of phase, and fill in the rest.
    command : str
        What the study says that makes it.

    Raises
    ------
    InputError
        The sweep has no such diagram, or a cell cannot run.
    """
    check_level(level)
    x, y = diagram_axes(sweep, x, y)
    refined: dict[str, Refined] = {}
    if adaptive:
        for noise in sweep.noises:
            source = SweepSource(runs, sweep, str(noise), x, y, level, what=f"refining {noise}")
            refined[str(noise)] = refine(source)
        diagrams = {noise: found.diagram for noise, found in refined.items()}
    else:
        data = runs.run(sweep, "grid")
        diagrams = {str(noise): PhaseDiagram.of(data, str(noise), x, y, level) for noise in sweep.noises}
    boundaries = {noise: _boundary(diagram) for noise, diagram in diagrams.items()}
    analyses = {
        noise: analyse(noise, boundary, **_laws_of(sweep, noise, y)) for noise, boundary in boundaries.items()
        if boundary is not None and x == "SNR" and y in ("n", "d")
    }  # fmt: skip
    sentences = [_counted(noise, diagram, refined.get(noise)) for noise, diagram in diagrams.items()]
    for analysis in analyses.values():
        found = (exponent_sentence(analysis), rows_sentence(analysis), law_sentence(analysis))
        sentences += [sentence for sentence in found if sentence]
    panels = [
        [Panel(noise, diagram, boundaries[noise], _drawn(analyses.get(noise)), refined.get(noise))
         for noise, diagram in diagrams.items()]
    ]  # fmt: skip
    figures = {"": heatmap_figure(panels, f"Test accuracy; level {level:g}")}
    others = [noise for noise in diagrams if noise != _GD]
    if _GD in diagrams and len(others) == 1:
        contest = contest_map(diagrams[_GD], diagrams[others[0]])
        if contest.tested.any():
            sentences.append(contest_sentence(contest, "the cells run under both"))
            figures["ahead"] = contest_figure([(f"{others[0]} against GD", contest)], "Label noise against GD")
    tables = [_table(noise, boundary) for noise, boundary in boundaries.items() if boundary is not None]
    if analyses:
        tables.append(law_table(analyses))
    return StudyResult(
        "phase", f"Phase diagram over {x} and {y}", command, tuple(sentences), tuple(tables), figures,
        _data(diagrams, refined, boundaries), {"": _dataset(diagrams, boundaries)},
    )  # fmt: skip


def _boundary(diagram: PhaseDiagram) -> Boundary | None:
    """Where accuracy passes the level along x, rising or falling as it does on the whole; None if x is not positive."""
    if diagram.x.min() <= 0:
        return None
    median = diagram.median()
    ends = [row[np.isfinite(row)][[0, -1]] for row in median if np.isfinite(row).any()]
    rising = sum(float(last - first) for first, last in ends) >= 0
    return boundary_of(diagram, increasing=rising)


def _laws_of(sweep: Sweep, noise: str, y: str) -> dict[str, Any]:
    """What :func:`analyse` needs beside the boundary: settings, and flips with their steps."""
    template = sweep.noise_templates[list(map(str, sweep.noises)).index(noise)]

    def at(value: float) -> Setting:
        axes = {name: [values[0]] for name, values in sweep.axes.items()} | {y: [round(value)]}
        return cell_at(Sweep.from_dict(sweep.to_dict() | {"axes": axes, "steps": 0}), 0).setting

    known = template.at({**sweep.base, **sweep.all_constants}) if not template.names else None
    if isinstance(known, LabelFlip) and isinstance(known.p, float):
        return {"at": at, "p": known.p, "steps": steps_of(sweep, known)}
    return {"at": at, "raced": isinstance(known, NoLabelNoise)}


def _drawn(analysis: Analysis | None) -> dict[str, Any]:
    if analysis is None:
        return {}
    names = {"printed": f"{analysis.quantity} = const", "race": "race, one factor free"}
    return {name: analysis.fits[law] for law, name in names.items() if law in analysis.fits}


def _counted(noise: str, diagram: PhaseDiagram, refined: Refined | None) -> str:
    phases = diagram.phases() if refined is None else refined.phases
    good = int((phases == Phase.SUCCEEDS).sum())
    open_still = int(np.isin(phases, (Phase.LOW, Phase.HIGH)).sum())
    text = (
        f"{noise}: {good} of {phases.size} cells succeed, {open_still} are undecided (median accuracy of at least "
        f"{diagram.level:g} over {diagram.seeds} seeds, by its 95 % interval); {int(diagram.diverged.sum())} of "
        f"{diagram.runs()} runs diverged"
    )
    if refined is None:
        return f"{text}."
    return (
        f"{text}. {refined.runs} of {refined.whole_runs} runs were made ({100 * refined.share_of_runs:.0f} %, about "
        f"{100 * refined.share_of_seconds:.0f} % of the time); the other cells are filled in."
    )


def _table(noise: str, boundary: Boundary) -> Table:
    words = {"above": "above the range", "below": "below the range", "edge": "at the edge", "empty": "not run"}
    rows = tuple(
        (f"{y:g}", words[side] if side else interval(boundary.interval(k), 4))
        for k, (y, side) in enumerate(zip(boundary.y, boundary.side, strict=True))
    )
    caption = f"{noise}: {boundary.x_name} at which the median accuracy passes {boundary.level:g} (95 %)"
    return Table(caption, (boundary.y_name, f"critical {boundary.x_name}"), rows)


def _data(
    diagrams: dict[str, PhaseDiagram], refined: dict[str, Refined], boundaries: dict[str, Boundary | None]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for noise, diagram in diagrams.items():
        boundary = boundaries[noise]
        filled = refined[noise].phases if noise in refined else diagram.phases()
        found[noise] = {"level": diagram.level, "median": diagram.median(), "phase": filled}
        if boundary is not None:
            found[noise]["critical"] = [list(boundary.interval(k)) for k in range(boundary.y.size)]
        if noise in refined:
            found[noise]["share_of_runs"] = refined[noise].share_of_runs
            found[noise]["share_of_seconds"] = refined[noise].share_of_seconds
    first = next(iter(diagrams.values()))
    return {first.x_name: first.x, first.y_name: first.y, "noises": found}


def _dataset(diagrams: dict[str, PhaseDiagram], boundaries: dict[str, Boundary | None]) -> xr.Dataset:
    parts = []
    for noise, diagram in diagrams.items():
        boundary = boundaries[noise]
        part = diagram.accuracy.to_dataset()
        parts.append(part if boundary is None else xr.merge([part, boundary_dataset(boundary)]))
    return xr.concat(parts, xr.DataArray(list(diagrams), dims="noise", name="noise"))
