"""The experiments of the paper, its rebuttal and its reviewers: one file for each row of the table."""

from __future__ import annotations

from lngd_theory.errors import InputError, near_match
from lngd_theory.experiments import digits, fig2, fig3, iterations, narrow, powers, variations
from lngd_theory.experiments.algorithms import reproduce_algorithms
from lngd_theory.experiments.experiment import Experiment, Outcome, Variant
from lngd_theory.experiments.report import Report
from lngd_theory.experiments.runner import reproduce

__all__ = ["DIAGRAMS", "EXPERIMENTS", "Experiment", "Outcome", "Report", "Variant", "experiment", "reproduce"]

#: Experiments by name.
EXPERIMENTS: dict[str, Experiment] = {
    item.name: item
    for item in (
        fig2.EXPERIMENT,
        variations.FLIP,
        variations.NOISE,
        powers.Q3,
        powers.Q4,
        narrow.EXPERIMENT,
        variations.SMOOTHING,
        iterations.EXPERIMENT,
        digits.EXPERIMENT,
    )
}

#: Experiments that are diagrams over sweeps, not sets of trajectories, by name: what runs and measures each.
DIAGRAMS = {"fig3": fig3.reproduce_fig3, "algorithms": reproduce_algorithms}


def experiment(name: str) -> Experiment:
    """The experiment of this name; an unknown one is an InputError with the near match."""
    if name not in EXPERIMENTS:
        raise InputError(f"unknown experiment {name!r}; {near_match(name, [*EXPERIMENTS, *DIAGRAMS])}")
    return EXPERIMENTS[name]
