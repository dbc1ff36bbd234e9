"""Q9: whether a heatmap at a fixed number of steps shows the signal-to-noise ratio or the time."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

import numpy as np

from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.q9_figures import curves_figure, heatmap_figure
from lngd_theory.questions.q9_numbers import Reading, boundary, readings
from lngd_theory.questions.q9_study import ALGORITHMS, CLOCKS, READINGS, Plane, measured
from lngd_theory.questions.q9_words import (
    boundary_sentences,
    correlation_sentence,
    design_sentence,
    remaining_sentence,
    scale_sentence,
    success_sentence,
    text,
    verdict_sentence,
)
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import StudyResult, Table
from lngd_theory.statistics import median_interval

__all__ = ["TITLE", "answer"]

TITLE = (
    "Does a heatmap over SNR and n after one fixed number of steps tell a low signal-to-noise ratio from too little "
    "time, and does it change when every cell gets the time that the theorem, or the measured rate, gives it?"
)


def answer(quick: bool = False, executor: Executor | None = None, progress: Progress | None = None) -> StudyResult:
    """Run the plane of figure 3 once and read it by three clocks."""
    plane = measured(quick, executor, progress)
    found = readings(plane)
    by_name = {name: [reading for reading in found if reading.algorithm == name] for name in ALGORITHMS}
    sentences = [
        *quick_note(quick, "a small plane, few seeds, few steps"),
        design_sentence(plane),
        *(success_sentence(chosen) for chosen in by_name.values()),
        remaining_sentence(plane),
        *(correlation_sentence(chosen) for chosen in by_name.values()),
        *(scale_sentence(plane, name) for name in ALGORITHMS),
        *boundary_sentences(found),
        *(verdict_sentence(chosen) for chosen in by_name.values()),
    ]
    figures = {"heatmaps": heatmap_figure(plane), "curves": curves_figure(plane)}
    tables = (_reading_table(found), *(_plane_table(plane, name) for name in ALGORITHMS))
    return answered("Q9", TITLE, tuple(sentences), tables, figures, _data(plane, found))


def _reading_table(found: list[Reading]) -> Table:
    columns = (
        "algorithm",
        "steps",
        "successes",
        "changed",
        "rank correlation with SNR",
        "rank correlation with n",
        "accuracy, highest - lowest SNR",
        "boundary exponent",
    )
    rows = tuple(
        (
            reading.algorithm,
            reading.clock,
            f"{reading.successes} of {reading.cells}",
            f"{reading.changed} of {reading.cells}",
            text(reading.correlation),
            text(reading.with_n),
            text(reading.spread),
            "none" if np.isnan(reading.exponent.estimate) else reading.exponent.text(),
        )
        for reading in found
    )
    return Table("Fixed and scaled numbers of steps (95 % over seeds)", columns, rows)


def _plane_table(plane: Plane, name: str) -> Table:
    columns = (
        "SNR",
        "n",
        *(f"{what}, {clock}" for clock in CLOCKS[name] for what in ("steps", "accuracy")),
        "diverged",
    )
    rows = []
    for i, snr in enumerate(plane.design.snr):
        for k, n in enumerate(plane.design.n):
            cells = []
            for clock in CLOCKS[name]:
                cut = "> " if plane.censored(clock)[i, k] else ""
                cells += [
                    f"{cut}{number(int(plane.steps[clock][i, k]))}",
                    text(median_interval(plane.accuracy[name, clock][i, k])),
                ]
            rows.append((f"{snr:.3g}", str(n), *cells, str(int(plane.diverged[name][i, k].sum()))))
    return Table(f"Test accuracy of {name}, median over {plane.design.seeds} seeds (95 %)", columns, tuple(rows))


def _data(plane: Plane, found: list[Reading]) -> dict[str, Any]:
    return {
        "snr": list(plane.design.snr),
        "n": list(plane.design.n),
        "seeds": plane.design.seeds,
        "cap": plane.design.cap,
        "steps": {clock: values.tolist() for clock, values in plane.steps.items()},
        "steps_wanted": {clock: values.tolist() for clock, values in plane.wanted.items()},
        "accuracy": {f"{name}, {clock}": plane.accuracy[name, clock].tolist() for name, clock in READINGS},
        "boundary": {f"{name}, {clock}": _plain(boundary(plane, name, clock)) for name, clock in READINGS},
        "diverged": {name: values.tolist() for name, values in plane.diverged.items()},
        "readings": [
            {
                "algorithm": reading.algorithm,
                "clock": reading.clock,
                "successes": reading.successes,
                "changed": reading.changed,
                "correlation": _plain(np.array(reading.correlation)),
                "correlation_with_n": _plain(np.array(reading.with_n)),
                "spread": _plain(np.array(reading.spread)),
                "exponent": _plain(np.array([reading.exponent.estimate, reading.exponent.low, reading.exponent.high])),
            }
            for reading in found
        ],
    }


def _plain(values: np.ndarray) -> list[Any]:
    """Lists with None for nan, as JSON has no nan."""
    return [_plain(row) for row in values] if values.ndim > 1 else [None if np.isnan(v) else float(v) for v in values]
