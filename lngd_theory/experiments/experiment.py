"""What an experiment of the paper is: variants, label noises, and claimed outcomes as measurements.

An outcome states the paper's claim in words, says how it is read as a number for each seed, and which values of that
number agree with the claim. What is measured, and whether it agrees, comes from the runs alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lngd_theory.instances import Problem
from lngd_theory.label_noise import LabelNoise
from lngd_theory.trajectory import Trajectory

__all__ = ["Experiment", "Outcome", "Range", "Runs", "Variant", "at_least", "at_most", "between"]

Array = NDArray[np.float64]
#: Trajectories of one variant by the label of their noise.
Runs = Mapping[str, Trajectory]


@dataclass(frozen=True)
class Range:
    """Values that agree with a claim; strict at ``low`` where ``above``."""

    low: float = -np.inf
    high: float = np.inf
    above: bool = False

    def __contains__(self, value: float) -> bool:
        return bool((value > self.low if self.above else value >= self.low) and value <= self.high)

    def __str__(self) -> str:
        if np.isinf(self.low):
            return f"<= {self.high:g}"
        sign = ">" if self.above else ">="
        return f"{sign} {self.low:g}" if np.isinf(self.high) else f"in [{self.low:g}, {self.high:g}]"


def at_least(low: float, strictly: bool = False) -> Range:
    """Values ``>= low`` (``> low`` if strictly)."""
    return Range(low=low, above=strictly)


def at_most(high: float) -> Range:
    """Values ``<= high``."""
    return Range(high=high)


def between(low: float, high: float) -> Range:
    """Values in [low, high]."""
    return Range(low, high)


@dataclass(frozen=True)
class Outcome:
    """One claimed outcome.

    Attributes
    ----------
    claim : str
        What is claimed, and by whom.
    quantity : str
        The number that the claim is read as, per seed.
    measure : callable
        Runs of one variant -> array over seeds; nan where it cannot be measured (a seed that diverged).
    agrees : Range, optional
        Values that agree with the claim; without it the number is reported and nothing is judged.
    only : tuple of str
        Names of the variants that the claim is about; all if empty.
    across : bool
        The claim compares variants: ``measure`` is given the runs of all of them, by name.
    whose : str
        Who claims it: ``the paper``, ``the reviewer``, ``the rebuttal``; ``the question`` where it was asked and never
        claimed; empty for a premise or a guess of ours, which is judged and counts for nobody.
    """

    claim: str
    quantity: str
    measure: Callable[[Any], Array]
    agrees: Range | None = None
    only: tuple[str, ...] = ()
    across: bool = False
    whose: str = "the paper"


@dataclass(frozen=True)
class Variant:
    """One set of numbers under which the label noises are compared; drawn as one row of panels if ``shown``."""

    name: str
    problem: Problem
    noises: tuple[LabelNoise, ...]
    steps: int
    shown: bool = True


@dataclass(frozen=True)
class Experiment:
    """One experiment of the paper, its rebuttal or its reviewers.

    ``left_open`` lists what the paper does not say and what is used instead.
    """

    name: str
    title: str
    claim: str
    variants: tuple[Variant, ...]
    outcomes: tuple[Outcome, ...]
    left_open: tuple[str, ...] = field(default_factory=tuple)
    seeds: int = 8
