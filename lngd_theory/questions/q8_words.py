"""Q8, said: the level of the loss, and the paper's reading of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lngd_theory.questions.q8_measure import LARGEST_A, PAPER, Found, Level
from lngd_theory.questions.words import Correction
from lngd_theory.report.sentences import count_of, listed, verb
from lngd_theory.statistics import median_interval

__all__ = ["corrected", "sentences"]

#: A level this close to the paper's reading agrees with it.
_NEAR = 0.05
#: Share of the distance to the entropy.
_FELL = 0.5
#: Values of p that sentences name; the table has all.
_SHOWN = (0.01, 0.05, 0.1, 0.2, 0.4)
#: Margins averaged in floating point are as good as this.
_ROUNDING = 1e-9


def sentences(found: Found) -> tuple[str, ...]:
    """The answer in words."""
    return (_theory(found), *_network(found), *_agreement(found), *_paper(found))


def _theory(found: Found) -> str:
    return (
        f"In the limit of small steps the level is a function of p alone, the entropy of a flip, {found.limit}: the "
        f"least expected loss that a constant margin can have. With a step a = 2ησ_p²d/(nm) it is higher in the second "
        f"stage, to leading order by a times {found.slope}, so there p alone does not decide."
    )


def _network(found: Found) -> list[str]:
    said = []
    for eta in dict.fromkeys(level.eta for level in found.levels):
        shown = [
            f"{median_interval(one.late)} at p = {one.p:g} (entropy {one.entropy:.3f})"
            for one in found.levels
            if one.eta == eta and one.p in _SHOWN
        ]
        said.append(f"Full network, second half of training, η = {eta:g}: {listed(shown)}.")
    above = [bool((one.late[~np.isnan(one.late)] >= one.entropy - _ROUNDING).all()) for one in found.levels]
    said.append(f"It is at or above the entropy in every run for {count_of(sum(above), len(above))} pairs of p and η.")
    return said


def _agreement(found: Found) -> list[str]:
    known = [level for level in found.levels if not math.isnan(level.reduced + _median(level.second_stage))]
    if not known:
        return []
    gaps = [abs(_median(level.second_stage) / level.reduced - 1) for level in known]
    worst = known[int(np.argmax(gaps))]
    said = [
        f"While the signal is small the reduced stationary law predicts the median level to within "
        f"{100 * max(gaps):.1f} % (worst at p = {worst.p:g}, η = {worst.eta:g})."
    ]
    fallen = [f"p = {one.p:g}, η = {one.eta:g}" for one in known if _excess(one.late, one) < _FELL * _second(one)]
    if fallen:
        said.append(
            f"Once the signal fits the data the level falls towards the entropy: with {'; '.join(fallen)} less than "
            f"half of the second stage's distance to it is left over the second half."
        )
    return said


def _median(values: NDArray[np.float64]) -> float:
    return median_interval(values).estimate


def _excess(values: NDArray[np.float64], level: Level) -> float:
    return _median(values) - level.entropy


def _second(level: Level) -> float:
    return _excess(level.second_stage, level)


def _at_paper(found: Found) -> list[Level]:
    return [level for level in found.levels if level.p == PAPER[0]]


def _paper(found: Found) -> list[str]:
    p, reading = PAPER
    said = []
    measured = _at_paper(found)
    if measured:
        values = np.concatenate([level.late for level in measured])
        near = int((np.abs(values - reading) <= _NEAR).sum())
        agrees = "agrees" if near == values.size else "agrees in part" if near else "does not agree"
        said.append(
            f"The paper's reading of {reading:g} at p = {p:g} {agrees}: {count_of(near, values.size)} runs "
            f"{verb(near, 'is', 'are')} within {_NEAR:g} of it."
        )
    low, high = found.at_paper_limit, found.at_paper_largest
    said.append(
        f"{'No step size gets there' if high < reading else 'A large step size gets there'}: the second stage's level "
        f"is {low:.3f} for small steps and at most {high:.3f} up to a = {LARGEST_A:g}, where a flip all but erases a "
        f"sample."
    )
    said.append(f"A level of {reading:g} is the entropy at p = {found.p_of_paper_level:.3f}.")
    return said


def corrected(found: Found) -> list[Correction]:
    """The paper's reading, where no step size agrees with it."""
    p, reading = PAPER
    measured = _at_paper(found)
    if not measured or any((np.abs(level.late - reading) <= _NEAR).all() for level in measured):
        return []
    first = measured[0]
    return [
        Correction(
            "figure 2, reading of the training loss",
            f"it oscillates about {reading:g} at p = {p:g}",
            f"η = {first.eta:g}: {median_interval(first.late)} over the second half",
            f"{found.limit} plus a times {found.slope}: {first.entropy:.3f} for small steps, {first.reduced:.3f} by "
            f"the stationary law at a = {first.a:g}",
        )
    ]
