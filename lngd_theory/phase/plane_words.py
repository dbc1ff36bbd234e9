"""The sentences and tables on the plane of SNR and n."""

from __future__ import annotations

import numpy as np

from lngd_theory.phase.level import Phase
from lngd_theory.phase.maps import ContestMap
from lngd_theory.phase.plane import ALGORITHMS, FULL_CLOCKS, Plane
from lngd_theory.phase.plane_laws import boundary_sentences
from lngd_theory.phase.refinement import Agreement, Refined
from lngd_theory.phase.words import boundary_table, interval, law_table
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import listed
from lngd_theory.report.study import Table
from lngd_theory.statistics import SIGNIFICANT, TIE

__all__ = ["contest_sentence", "plane_sentences", "plane_tables", "refinement_sentence"]

_CLOCKS = {
    "fixed": "at {steps} steps everywhere",
    "theorem": "at a number of steps that is a multiple of Theorem 3.3's time",
    "rate": "at a number of steps inverse to the leading-order growth rate of the second stage",
}


def plane_sentences(plane: Plane) -> tuple[str, ...]:
    """All of them; a number in them comes from the plane."""
    found = [_design(plane), *(_successes(plane, clock) for clock in FULL_CLOCKS), _changed(plane)]
    found += [contest_sentence(contest, f"{clock} steps") for clock, contest in plane.contests.items()]
    found += boundary_sentences(plane)
    found.append(refinement_sentence({f"{name}, {clock} steps": pair for (clock, name), pair in plane.replays.items()}))
    found.append(_fine(plane))
    if plane.grid_computed == plane.grids["fixed", "GD"].runs() * len(ALGORITHMS):
        found.append(
            f"The {plane.grid_computed} runs of the grid at fixed steps took {plane.grid_wall:.0f} s here, "
            f"{sum(plane.grids['fixed', name].cost() for name in ALGORITHMS):.0f} s of one core."
        )
    return tuple(found)


def _design(plane: Plane) -> str:
    design, centre = plane.design, plane.centre
    steps = {clock: plane.grids[clock, "GD"].steps.values for clock in FULL_CLOCKS}
    diverged = sum(int(grid.diverged.sum()) for grid in plane.grids.values())
    runs = sum(grid.runs() for grid in plane.grids.values())
    return (
        f"{len(design.snr)} SNR from {design.snr[0]:g} to {design.snr[-1]:g} by {len(design.n)} n from {design.n[0]} "
        f"to {design.n[-1]}, {design.seeds} seeds, d = {centre.d}, m = {centre.m}, sigma_p = {centre.sigma_p:g}, "
        f"sigma_0 = {centre.sigma_0:g}, eta = {centre.eta:g}: GD and LNGD ({ALGORITHMS['LNGD']}) "
        f"{_CLOCKS['fixed'].format(steps=design.steps)}, and {_CLOCKS['theorem']} ({steps['theorem'].min()} to "
        f"{steps['theorem'].max()} steps, {design.steps} in the middle, SNR = {centre.snr:.3g}, n = {centre.n}); LNGD "
        f"also {_CLOCKS['rate']}. {diverged} of the {runs} runs diverged."
    )


def _successes(plane: Plane, clock: str) -> str:
    parts = []
    for name in ALGORITHMS:
        phases = plane.grids[clock, name].phases()
        good, open_still = int((phases == Phase.SUCCEEDS).sum()), int(np.isin(phases, (Phase.LOW, Phase.HIGH)).sum())
        parts.append(f"{name} succeeds in {good} of {phases.size} cells ({open_still} undecided)")
    level = plane.grids[clock, "GD"].level
    return f"At {clock} steps {' and '.join(parts)}: median accuracy over seeds at least {level:g}, by its interval."


def _changed(plane: Plane) -> str:
    parts = []
    for name in ALGORITHMS:
        fixed, scaled = (plane.grids[clock, name].phases() >= Phase.HIGH for clock in FULL_CLOCKS)
        parts.append(f"{int((fixed != scaled).sum())} of {fixed.size} cells of {name}")
    rate = plane.refined["rate", "LNGD"].phases >= Phase.HIGH
    fixed = plane.grids["fixed", "LNGD"].phases() >= Phase.HIGH
    return (
        f"From fixed steps to the theorem's the median passes the level in {' and '.join(parts)}; from fixed steps to "
        f"the rate's, refined, in {int((fixed != rate).sum())} of {fixed.size} of LNGD."
    )


def contest_sentence(contest: ContestMap, where: str) -> str:
    """Who is ahead in how many cells."""
    winner, cells = contest.winner(), int(contest.tested.sum())
    ahead = [tuple(map(int, place)) for place in np.argwhere(winner < 0)]
    text = (
        f"At {where} LNGD is ahead of GD in {int((winner > 0).sum())} and GD of LNGD in {len(ahead)} of {cells} cells "
        f"(differences above {TIE:g}, paired sign test adjusted for {cells} cells, p ≤ {SIGNIFICANT:g})"
    )
    if not ahead:
        return f"{text}."
    worst = sorted(ahead, key=lambda place: contest.gain[place])[:3]
    gd = contest.gd
    shown = [
        f"{gd.x_name} = {gd.x[i]:g}, {gd.y_name} = {gd.y[k]:g} (median {contest.gain[k, i]:+.3f}; GD is ahead with "
        f"probability {interval(contest.gd_ahead(k, i), 2)})"
        for k, i in worst
    ]
    return f"{text}; GD's largest leads: {listed(shown)}."


def refinement_sentence(pairs: dict[str, tuple[Refined, Agreement]]) -> str:
    """What refinement would have cost, and what it gets right."""
    runs = sum(r.runs for r, _ in pairs.values()) / sum(r.whole_runs for r, _ in pairs.values())
    seconds = sum(r.seconds for r, _ in pairs.values()) / sum(r.whole_seconds for r, _ in pairs.values())
    same, cells = sum(a.same for _, a in pairs.values()), sum(a.cells for _, a in pairs.values())
    opposite = sum(a.opposite for _, a in pairs.values())
    each = ", ".join(f"{name} {100 * r.share_of_seconds:.0f} %" for name, (r, _) in pairs.items())
    return (
        f"Refinement runs {100 * runs:.0f} % of the runs of these grids, {100 * seconds:.0f} % of their time of one "
        f"core ({each}), and gives {same} of {cells} cells the phase that the whole grid gives them; {opposite} get "
        f"the opposite one."
    )


def _fine(plane: Plane) -> str:
    whole = sum(refined.whole_seconds for refined in plane.fine.values())
    spent = sum(refined.seconds for refined in plane.fine.values())
    runs, all_runs = (sum(getattr(r, name) for r in plane.fine.values()) for name in ("runs", "whole_runs"))
    design = plane.design
    return (
        f"The boundaries are located among {len(design.fine)} SNR from {design.fine[0]:g} to {design.fine[-1]:g} with "
        f"all seeds, by {100 * runs / all_runs:.0f} % of the {all_runs} runs and about {100 * spent / whole:.0f} % of "
        f"the time of such a grid."
    )


def plane_tables(plane: Plane) -> tuple[Table, ...]:
    """Boundaries, laws and the cost of refinement."""
    named = {analysis.name: analysis for analysis in plane.analyses.values()}
    return boundary_table(named), law_table(named), _cost_table(plane)


def _cost_table(plane: Plane) -> Table:
    columns = ("diagram", "runs", "of", "share of runs", "share of time", "cells as in the whole grid", "opposite")
    rows = [
        (
            f"{name}, {clock} steps", number(refined.runs), number(refined.whole_runs),
            f"{100 * refined.share_of_runs:.0f} %", f"{100 * refined.share_of_seconds:.0f} %",
            f"{agreed.same} of {agreed.cells}", str(agreed.opposite),
        )
        for (clock, name), (refined, agreed) in plane.replays.items()
    ]  # fmt: skip
    for kind, group in (("", plane.refined), (f", {len(plane.design.fine)} SNR, all seeds", plane.fine)):
        rows += [
            (
                f"{name}, {clock} steps{kind}", number(refined.runs), number(refined.whole_runs),
                f"{100 * refined.share_of_runs:.0f} %", f"about {100 * refined.share_of_seconds:.0f} %", "–", "–",
            )
            for (clock, name), refined in group.items()
        ]  # fmt: skip
    return Table("Refinement: what it runs", columns, tuple(rows))
