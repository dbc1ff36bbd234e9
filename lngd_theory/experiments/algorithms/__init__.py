"""Algorithms beside label-noise GD on the same draws: who wins at which SNR, at equal steps and at equal gradients."""

from __future__ import annotations

import contextlib
from concurrent.futures import Executor
from typing import TYPE_CHECKING

import xarray as xr

from lngd_theory.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from lngd_theory.experiments.algorithms.measure import Design
    from lngd_theory.phase.source import Runs
    from lngd_theory.report.study import StudyResult

__all__ = ["LEFT_OPEN", "TITLE", "algorithm_study", "reproduce_algorithms"]

TITLE = "Algorithms beside label-noise GD, over the SNR"
LEFT_OPEN = (
    "The paper compares with GD only; the others were asked for by reviewers or named as limits.",
    "sigma_0 = 0.01 is printed nowhere; the parameters of the algorithms are chosen from twelve candidates each, whose "
    "ranges were set after a look at seeds 1000 and 1001, which neither choose nor judge, and widened once, after a "
    "first run in which chosen step sizes stood at the ends of theirs.",
    "Adam leaves the span of the patches and needs weights in R^d: it is run on the small plane only, beside GD, LNGD "
    "and SAM.",
    "Early stopping stops at a training loss that the choosing seeds choose; the oracle stops where the test accuracy "
    "is largest, which is no algorithm but a bound, and is not among the winners.",
)
#: Fewest seeds with a 95 % interval of the median.
_FEWEST = 6


def reproduce_algorithms(runs: Runs, seeds: int | None = None, quick: bool = False) -> StudyResult:
    """Run what the folder lacks, tune, judge, and say who wins where.

    Parameters
    ----------
    runs : Runs
        Its folder keeps the runs, its workers carry them out.
    seeds : int, optional
        Seeds that judge, in place of 10; at least 6.
    quick : bool
        One small plane with few and short runs, which takes seconds.
    """
    from lngd_theory.experiments.algorithms.measure import design
    from lngd_theory.sweeps.store import Store
    from lngd_theory.workers import WorkerPool

    if seeds is not None and seeds < _FEWEST:
        raise InputError(f"seeds={seeds} must be an integer >= {_FEWEST}: fewer give a median no 95 % interval")
    with Store(runs.folder):  # marks the folder as one that the same command goes on from
        pass
    pool = WorkerPool(runs.crew.workers) if runs.crew else contextlib.nullcontext()
    with pool as executor:
        return algorithm_study(design(seeds, quick), quick, runs.folder, executor, runs.progress)


def algorithm_study(
    design: Design,
    quick: bool = False,
    folder: Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> StudyResult:
    """The whole study; runs are kept in the folder, if there is one."""
    from lngd_theory.experiments.algorithms import words
    from lngd_theory.experiments.algorithms.arms import BUDGETS
    from lngd_theory.experiments.algorithms.book import Book
    from lngd_theory.experiments.algorithms.figures import plane_figure, unit_figure
    from lngd_theory.experiments.algorithms.measure import measure
    from lngd_theory.experiments.algorithms.units import unit_dependence
    from lngd_theory.report.sentences import quick_note
    from lngd_theory.report.study import StudyResult

    book = Book(folder, executor)
    found = {plane.name: (plane, measure(plane, design, book, progress)) for plane in design.planes}
    first = design.planes[0]
    snr = first.snr[len(first.snr) // 2]
    unit = unit_dependence(first, snr, range(-4, 5, 4 if quick else 1), range(design.judging), book)
    sentences = [*quick_note(quick, "one small plane, few seeds, few steps")]
    tables, figures, arrays = [], {}, {"unit": unit}
    for name, (plane, data) in found.items():
        sentences.append(words.design_sentence(plane, design))
        for budget in BUDGETS:
            sentences += words.winner_sentences(data, plane, budget)
            sentences.append(words.hurt_sentence(data, plane, budget))
            tables += [
                words.accuracy_table(data, plane, budget),
                *(words.sign_table(data, plane, other, budget) for other in ("GD", "LNGD")),
                words.choice_table(data, plane, budget),
            ]
        sentences += [words.budget_sentence(data, plane), words.edge_sentence(data, plane)]
        figures[name if len(found) > 1 else ""] = plane_figure(data, plane)
        arrays[name] = data
    sentences.append(words.unit_sentence(unit))
    figures["unit"] = unit_figure(unit)
    command = f"lngd reproduce algorithms{' --quick' * quick} --out algorithms"
    return StudyResult(
        "algorithms", TITLE, command, tuple(sentences), tuple(tables), figures, _numbers(found), arrays, LEFT_OPEN
    )


def _numbers(found: Mapping[str, tuple[object, xr.Dataset]]) -> dict[str, object]:
    """Accuracies of every seed, and what was chosen."""
    return {
        name: {
            "snr": data.snr.values, "arms": data.arm.values.tolist(), "budgets": data.budget.values.tolist(),
            "accuracy": data.accuracy.values, "chosen": data.chosen.values.tolist(),
        }
        for name, (_, data) in found.items()
    }  # fmt: skip
