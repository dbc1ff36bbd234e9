"""Q7: where plain GD beats label-noise GD, and why."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

import numpy as np

from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.q7_align_words import alignment_sentences, crossing_sentence
from lngd_theory.questions.q7_figures import accuracy_figure, alignment_figure, noise_figure, winner_figure
from lngd_theory.questions.q7_runs import ALGORITHMS, Cell
from lngd_theory.questions.q7_study import Study, leader, measured
from lngd_theory.questions.q7_words import divergence_sentences, noise_sentences, step_sentence, winner_sentence
from lngd_theory.report import study as studies
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import Table
from lngd_theory.statistics import Interval, contest, median_interval, share_interval

__all__ = ["TITLE", "answer"]

TITLE = (
    "At which width, step size and signal-to-noise ratio does GD beat label-noise GD; is it because the step is too "
    "large; and what does it explain that a class may begin without a filter aligned with its signal?"
)
_COMPARISONS = ("equal steps", "equal eta*steps")


def answer(
    quick: bool = False, executor: Executor | None = None, progress: Progress | None = None
) -> studies.StudyResult:
    """Run both algorithms over widths, step sizes and noises, and count aligned filters."""
    study = measured(quick, executor, progress)
    sentences = [
        *quick_note(quick, f"{study.seeds} seeds of {study.sizes.steps} steps, few settings"),
        *(winner_sentence(study, comparison) for comparison in _COMPARISONS),
        *(step_sentence(study, comparison) for comparison in _COMPARISONS),
        *divergence_sentences(study),
        *noise_sentences(study),
        *alignment_sentences(study.alignments),
        crossing_sentence(study.alignments),
    ]
    figures = {
        "accuracy": accuracy_figure(study),
        "winner": winner_figure(study),
        "noise": noise_figure(study),
        "alignment": alignment_figure(study.alignments),
    }
    tables = (*(_cells_table(study, comparison) for comparison in _COMPARISONS), _alignment_table(study))
    return answered("Q7", TITLE, tuple(sentences), tables, figures, _data(study))


def _cells_table(study: Study, comparison: str) -> Table:
    columns = ("m", "eta", "sigma_p", "sigma_0", "SNR", "a", "steps", "GD", "LNGD", "diverged GD", "diverged LNGD",
               "LNGD : GD ahead", "sign test p", "ahead")  # fmt: skip
    rows = tuple(_cell_row(cell, comparison) for cell in study.cells)
    return Table(f"Test accuracy at {comparison}, median over seeds (95 %); share of seeds diverged", columns, rows)


def _cell_row(cell: Cell, comparison: str) -> tuple[str, ...]:
    s, found = cell.setting, contest(cell.gain(comparison))
    accuracy = [median_interval(cell.accuracy(name, comparison)) for name in ALGORITHMS]
    diverged = [cell.diverged(name, comparison) for name in ALGORITHMS]
    return (
        *(f"{value:g}" for value in (s.m, s.eta, s.sigma_p, s.sigma_0)),
        f"{s.snr:.3f}",
        number(s.noise_growth),
        number(cell.at[comparison]),
        *map(_text, accuracy),
        *(str(share_interval(int(mask.sum()), mask.size)) for mask in diverged),
        f"{found.wins} : {found.losses}",
        f"{found.p:.2g}",
        leader(cell.gain(comparison)) or "undecided",
    )


def _text(interval: Interval) -> str:
    if np.isnan(interval.low):  # too few seeds for an interval
        return f"{interval.estimate:.3f}"
    return f"{interval.estimate:.3f} [{interval.low:.3f}, {interval.high:.3f}]"


def _alignment_table(study: Study) -> Table:
    columns = ("eta", "m", "algorithm", "aligned: learnt", "not learnt", "not aligned: learnt", "not learnt ",
               "Fisher p", "classes without", "aligned at the end", "of these learnt")  # fmt: skip
    rows = tuple(
        (
            f"{a.setting.eta:g}",
            str(a.setting.m),
            a.algorithm,
            *map(str, a.table.ravel().tolist()),
            f"{a.p:.2g}",
            *map(str, a.crossings),
        )
        for a in study.alignments
    )
    return Table("Seeds by alignment of both classes at initialisation, and by both classes learnt", columns, rows)


def _data(study: Study) -> dict[str, Any]:
    return {
        "steps": study.sizes.steps,
        "seeds": study.seeds,
        "cells": [
            {
                "setting": cell.setting.model_dump(),
                "comparisons": {
                    comparison: {
                        "step": cell.at[comparison],
                        "accuracy": {name: cell.accuracy(name, comparison).tolist() for name in ALGORITHMS},
                        "diverged": {name: cell.diverged(name, comparison).tolist() for name in ALGORITHMS},
                        "sign_test": contest(cell.gain(comparison))._asdict(),
                    }
                    for comparison in _COMPARISONS
                },
            }
            for cell in study.cells
        ],
        "alignment": [
            {
                "setting": a.setting.model_dump(),
                "algorithm": a.algorithm,
                "table": a.table.tolist(),
                "fisher_p": a.p,
                "crossings": list(a.crossings),
            }
            for a in study.alignments
        ],
        "divergences": [d._asdict() | {"setting": d.setting.model_dump()} for d in study.divergences],
    }
