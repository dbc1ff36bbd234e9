"""What the scans over powers of the activation say: sentences, tables, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from lngd_theory.errors import InputError
from lngd_theory.figures import COLOURS
from lngd_theory.phase.figure import law_figure
from lngd_theory.phase.plane_figures import boundary_dataset
from lngd_theory.phase.powers import FULL, QUICK, TRAINED, PowersDesign, Scanned, measure_powers
from lngd_theory.phase.refinement import FIRST_SEEDS
from lngd_theory.phase.source import Runs
from lngd_theory.phase.words import (
    exponent_sentence,
    interval,
    law_sentence,
    law_table,
    race_sentence,
    rows_sentence,
)
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["powers_study"]

_TITLE = "GD's boundary for ReLU^q: n SNR^q for q > 2, q to 2, and ReLU"
_LAWS = {
    "printed": "printed quantity constant",
    "race": "race, one factor free",
    "logarithm": "printed, with a logarithm",
}


def powers_study(runs: Runs, seeds: int | None = None, quick: bool = False) -> StudyResult:
    """Run what the folder lacks, and fit every boundary.

    Parameters
    ----------
    runs : Runs
        Carries out the runs in its folder.
    seeds : int, optional
        In place of the design's, at least 6.
    quick : bool
        Fewer and smaller scans.
    """
    if seeds is not None and seeds < FIRST_SEEDS:
        raise InputError(f"seeds={seeds} must be an integer >= {FIRST_SEEDS}: fewer give a median no 95 % interval")
    design = QUICK if quick else FULL
    design = design._replace(seeds=design.seeds if seeds is None else seeds)
    found = measure_powers(design, runs)
    named = {one.analysis.name: one.analysis for one in found}
    sentences: list[str | None] = [*quick_note(quick, "few and small scans"), _design(design, found)]
    for analysis in named.values():
        sentences += [exponent_sentence(analysis), rows_sentence(analysis), law_sentence(analysis)]
    sentences += [race_sentence(named), _cost(found)]
    figures = {"": _boundaries(found), "exponents": _exponents(found)}
    return StudyResult(
        "powers", _TITLE, f"lngd phase powers{' --quick' * quick} --out powers",
        tuple(sentence for sentence in sentences if sentence), (_table(found), law_table(named)), figures, _data(found),
        {f"scan{k + 1}": _dataset(one) for k, one in enumerate(found)},
    )  # fmt: skip


def _design(design: PowersDesign, found: list[Scanned]) -> str:
    untrained = sum(one.untrained for one in found)
    return (
        f"GD with {design.m} filters of each sign, 2 eta sigma_p^2 d/(nm) = {design.pull:g}, {design.seeds} seeds; "
        f"accuracy when the training loss is first at most {TRAINED:g}, looked at every "
        f"{design.steps // design.records} of {design.steps} steps ({untrained} runs never were there and are read at "
        f"the end); the boundary is located among {len(design.snr)} SNR from {design.snr[0]:g} to "
        f"{design.snr[-1]:g}."
    )


def _cost(found: list[Scanned]) -> str:
    made, whole = (sum(getattr(one.refined, name) for one in found) for name in ("runs", "whole_runs"))
    spent, all_time = (sum(getattr(one.refined, name) for one in found) for name in ("seconds", "whole_seconds"))
    return (
        f"Refinement made {made} of the {whole} runs of these grids, {100 * made / whole:.0f} %, in about "
        f"{100 * spent / all_time:.0f} % of their time."
    )


def _table(found: list[Scanned]) -> Table:
    columns = (
        "boundary",
        "critical SNR, from first to last",
        "exponent",
        "lower half",
        "upper half",
        "printed",
        "race",
    )
    rows = []
    for one in found:
        analysis, boundary = one.analysis, one.analysis.boundary
        located = np.flatnonzero(boundary.found)
        ends = [interval(boundary.interval(int(k)), 4) for k in located[[0, -1]]] if located.size else ["–"]
        halves = [interval(half) for half in analysis.halves] if analysis.halves else ["–", "–"]
        fits = analysis.fits
        rows.append(
            (
                analysis.name, " to ".join(ends), interval(fits["power"].exponent) if "power" in fits else "–", *halves,
                f"{analysis.printed:.3f}", f"{fits['race'].exponent.estimate:.3f}" if "race" in fits else "–",
            )
        )  # fmt: skip
    return Table("Exponents of the boundary (of the race, its mean slope on the same range)", columns, tuple(rows))


def _boundaries(found: list[Scanned]) -> Figure:
    panels = []
    for one in found:
        laws = {_LAWS[law]: one.analysis.fits[law] for law in _LAWS if law in one.analysis.fits}
        panels.append((one.scan.name, one.analysis.boundary, laws))
    level = found[0].analysis.boundary.level
    return law_figure(panels, f"The SNR at which GD's median accuracy passes {level:g} (95 % over resampled seeds)")


def _exponents(found: list[Scanned]) -> Figure:
    """Measured, printed and raced exponents along n against q."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    axes = figure.subplots()
    along_n = [one for one in found if one.scan.y == "n" and "power" in one.analysis.fits]
    for number, one in enumerate(along_n):
        slope, q = one.analysis.fits["power"].exponent, one.scan.q
        error = [[slope.estimate - slope.low], [slope.high - slope.estimate]]
        first = number == 0
        small_d = any(other.scan.q == q and other.scan.other > one.scan.other for other in along_n)
        axes.errorbar(
            q, slope.estimate, yerr=error, marker="o", color=COLOURS[0], capsize=3, linestyle="none",
            markerfacecolor="white" if small_d else COLOURS[0], label="measured, 95 %" if first else None,
        )  # fmt: skip
        axes.plot(
            q, one.analysis.printed, marker="_", markersize=18, markeredgewidth=2, color=COLOURS[1], linestyle="none",
            label="printed" if first else None,
        )  # fmt: skip
        if "race" in one.analysis.fits:
            raced = one.analysis.fits["race"].exponent.estimate
            axes.plot(
                q, raced, marker="x", markersize=9, markeredgewidth=1.8, color=COLOURS[2], linestyle="none",
                label="race, on the same range" if first else None,
            )  # fmt: skip
    axes.set(xlabel="power $q$ of the activation", ylabel=r"exponent of the critical SNR in $n$")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    others = sorted({one.scan.other for one in along_n})
    note = f" (open: the smaller d, {others[0]:,})" if len(others) > 1 else ""
    axes.set_title(f"Exponents for GD{note}", fontsize="medium")
    return figure


def _data(found: list[Scanned]) -> dict[str, Any]:
    return {
        one.analysis.name: {
            **one.scan._asdict(),
            "snr": [list(one.analysis.boundary.interval(k)) for k in range(one.analysis.boundary.y.size)],
            "side": list(one.analysis.boundary.side),
            "printed": one.analysis.printed,
            "laws": {
                key: {"exponent": list(fit.exponent), "constant": list(fit.constant), "chi2": fit.chi2,
                      "freedom": fit.freedom, "p": fit.p_value}
                for key, fit in one.analysis.fits.items()
            },
        }
        for one in found
    }  # fmt: skip


def _dataset(one: Scanned) -> xr.Dataset:
    data = xr.merge([one.refined.diagram.accuracy.to_dataset(), boundary_dataset(one.analysis.boundary)])
    return data.assign_attrs(scan=one.scan.name)
