"""The study of the spiked model: sentences, tables and figures of the documentation's page."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lngd_theory.errors import InputError
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult
from lngd_theory.spectral.spiked.cases import CASES, Reading, look_at
from lngd_theory.spectral.spiked.figures import curves_figure, descent_figure, threshold_figure
from lngd_theory.spectral.spiked.measurements import (
    TRUE_SAMPLES,
    agreements,
    searches,
    thresholds,
    true_directions,
    widths,
)
from lngd_theory.spectral.spiked.simulation import simulate_rank_risk
from lngd_theory.spectral.spiked.tables import agreement_table, case_table, search_table, threshold_table
from lngd_theory.spectral.spiked.words import Noise, sentences

__all__ = ["COMMAND", "spiked_study"]

COMMAND = "python -m lngd_theory.spectral.spiked --docs docs"
_TITLE = "The spiked model: is the rank-risk curve a valley with its bottom at k*?"

#: Called with what is being done, steps done and steps in all.
Progress = Callable[[str, int, int], None]

_SIZES, _QUICK_SIZES = (100, 200, 400, 800), (60, 120)
_GAMMAS = (0.01, 0.03, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 30.0)
_RATES = (0.0, 0.1, 0.2, 0.4, 0.49)
_WIDTHS = (0.1, 0.25, 0.5, 0.8, 0.9, 1.1, 1.25, 2.0, 4.0, 8.0, 16.0)


def spiked_study(seeds: int = 100, quick: bool = False, progress: Progress | None = None) -> StudyResult:
    """Look at every case, and at what is measured beside them.

    Parameters
    ----------
    seeds : int
        Of every simulation, at least 20: fewer decide nothing at the level of the study.
    quick : bool
        Smaller N, fewer thresholds, no search beyond one spike.
    progress : callable, optional
        Called with what is done next, how many steps are done, and how many there are.
    """
    if seeds < 20:
        raise InputError(f"seeds={seeds} must be an integer >= 20: a sign test of fewer is not clear enough")
    cases = CASES if not quick else CASES[:1] + CASES[-3:]
    total = len(cases) + 5
    say = progress or (lambda *_: None)
    readings: list[Reading] = []
    for done, case in enumerate(cases):
        say(case.name, done, total)
        readings += look_at(case, seeds)
    done = len(cases)
    say("growing N", done, total)
    agreement = agreements(_QUICK_SIZES if quick else _SIZES, seeds)
    say("thresholds", done + 1, total)
    found = thresholds(_GAMMAS[3:6] if quick else _GAMMAS, _RATES[::2] if quick else _RATES)
    say("searches", done + 2, total)
    searched = searches(1 if quick else 3)
    say("widths", done + 3, total)
    wide = widths(_WIDTHS[:8] if quick else _WIDTHS, seeds)
    say("true directions", done + 4, total)
    true = true_directions(20, 12 if quick else 60)
    text = sentences(readings, agreement, found, searched, wide, (*true, TRUE_SAMPLES), _noise(readings, seeds))
    by_risk = {risk: [one for one in readings if one.risk == risk] for risk in ("squared", "error")}
    figures = {
        "": curves_figure(by_risk["squared"]), "error": curves_figure(by_risk["error"]),
        "threshold": threshold_figure(found), "descent": descent_figure(*true, TRUE_SAMPLES, wide),
    }  # fmt: skip
    tables = (*map(case_table, by_risk.values()), threshold_table(found), agreement_table(agreement),
              search_table(searched))  # fmt: skip
    say("done", total, total)
    return StudyResult(
        "spiked", _TITLE, COMMAND, (*quick_note(quick, "few cases, small N, no search beyond one spike"), *text),
        tables, figures, _data(readings), {"threshold": found.to_dataset()},
    )  # fmt: skip


def _noise(readings: list[Reading], seeds: int) -> Noise:
    """Where the label noise is in the cases that compare kinds of corruption: those of the last three."""
    shares: Noise = {}
    for case in CASES[-3:]:
        if any(one.case is case for one in readings):
            runs = simulate_rank_risk(case.model, seeds).noise.sel(d=case.model.k_star)
            shares[case.name] = (float(np.median(runs)), case.model.k_star / case.model.N)
    return shares


def _data(readings: list[Reading]) -> dict[str, object]:
    return {
        f"{one.case.name}, {one.risk}": {
            "model": repr(one.case.model), "minima": list(one.shape.minima), "bottom": one.shape.bottom,
            "convex": one.shape.convex, "bottoms": list(one.bottoms),
            "contradicted": {name: [*found.positive, found.seeds, found.p_value]
                             for name, found in one.contradicted.items()},
        }
        for one in readings
    }  # fmt: skip
