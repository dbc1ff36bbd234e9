"""The experiments of the paper, its rebuttal and its reviewers: one file or folder for each row of the table."""

from __future__ import annotations

from lngd_theory.errors import InputError, near_match
from lngd_theory.experiments import (
    beyond,
    cifar2,
    depth3,
    fig2,
    fig3,
    heatmap,
    iterations,
    narrow,
    powers,
    variations,
    vgg,
)  # fmt: skip
from lngd_theory.experiments.algorithms import TITLE as _ALGORITHMS
from lngd_theory.experiments.algorithms import reproduce_algorithms
from lngd_theory.experiments.experiment import Experiment, Outcome, Variant
from lngd_theory.experiments.report import Report
from lngd_theory.experiments.row_of_diagram import diagram_row
from lngd_theory.experiments.row_of_experiment import experiment_row
from lngd_theory.experiments.runner import reproduce
from lngd_theory.experiments.work import SIZES, Row, Size, Work

__all__ = [
    "EXPERIMENTS", "ROWS", "SIZES", "Experiment", "Outcome", "Report", "Row", "Size", "Variant", "Work",
    "experiment_row", "find_row", "reproduce",
]  # fmt: skip

#: Experiments that are sets of trajectories, by name.
EXPERIMENTS: dict[str, Experiment] = {
    item.name: item
    for item in (
        fig2.EXPERIMENT,
        depth3.EXPERIMENT,
        variations.FLIP,
        variations.NOISE,
        powers.Q3,
        powers.Q4,
        narrow.EXPERIMENT,
        variations.SMOOTHING,
        iterations.EXPERIMENT,
    )
}

_FIG3 = diagram_row(
    "fig3", fig3.TITLE, fig3.CLAIM, fig3.reproduce_fig3, {"quick": 8, "reduced": 600},
    {"quick": "a small plane, few seeds, few steps", "reduced": "the printed plane, 10 seeds"},
)  # fmt: skip
_ALGORITHMS_ROW = diagram_row(
    "algorithms", _ALGORITHMS, "Reviewers asked how other algorithms do on the same draws: who wins at which SNR?",
    reproduce_algorithms, {"quick": 8, "reduced": 420},
    {"quick": "one small plane, few seeds, few steps", "reduced": "two planes, 10 judging seeds"},
)  # fmt: skip

#: All rows of the table by name, in its order.
ROWS: dict[str, Row] = {
    row.name: row
    for row in (
        experiment_row(fig2.EXPERIMENT),
        _FIG3,
        depth3.ROW,
        heatmap.ROW,
        cifar2.ROW,
        vgg.ROW,
        experiment_row(variations.FLIP),
        experiment_row(variations.NOISE),
        experiment_row(powers.Q3),
        experiment_row(powers.Q4),
        experiment_row(narrow.EXPERIMENT),
        experiment_row(variations.SMOOTHING),
        experiment_row(iterations.EXPERIMENT),
        beyond.ROW,
        _ALGORITHMS_ROW,
    )
}


def find_row(name: str) -> Row:
    """The row of this name; an unknown one is an InputError with the near match."""
    if name not in ROWS:
        raise InputError(f"unknown experiment {name!r}; {near_match(name, ['all', *ROWS])}")
    return ROWS[name]
