"""The sentences of Q9, made from its runs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from lngd_theory.questions.q9_numbers import SUCCESS, Reading, across_cells
from lngd_theory.questions.q9_study import CLOCKS, Plane
from lngd_theory.report.numbers import number
from lngd_theory.statistics import Interval

__all__ = [
    "boundary_sentences",
    "correlation_sentence",
    "design_sentence",
    "remaining_sentence",
    "scale_sentence",
    "success_sentence",
    "text",
    "verdict_sentence",
]

#: A fall of a correlation by less than this is none.
_MATTERS = 0.02
_NAMES = {
    "fixed": "at fixed steps",
    "theorem": "by Theorem 3.3's time",
    "rate": "by the measured rate",
    "grown": "by the measured rate for longer",
}
#: Exponents of boundaries: the theory's, and that of a signal which grows as fast everywhere on it.
_BOUNDARIES = {"n SNR^2 = const": -0.5, "SNR^2/n = const (equal speed of the second stage)": 0.5}


def design_sentence(plane: Plane) -> str:
    """What was run."""
    design = plane.design
    snr, n = design.centre
    scaled = ", ".join(
        f"{number(int(plane.steps[clock].min()))} to {number(int(plane.steps[clock].max()))} {_NAMES[clock]}"
        for clock in ("theorem", "rate")
    )
    longer, cut = plane.steps["grown"], int(plane.censored("grown").sum())
    before = sum(int(plane.censored(clock).sum()) for clock in CLOCKS["GD"])
    diverged = sum(int(values.sum()) for values in plane.diverged.values())
    return (
        f"{len(design.snr)} SNR from {design.snr[0]:g} to {design.snr[-1]:g} by {len(design.n)} n from {design.n[0]} "
        f"to {design.n[-1]}, m = {plane.m}, {design.seeds} seeds: every run is read after {number(design.steps)} steps "
        f"and after scaled numbers of steps that agree at SNR = {snr:g}, n = {n} ({scaled}); LNGD also after "
        f"{number(int(longer.min()))} to {number(int(longer.max()))} steps by the measured rate, with as many at the "
        f"centre as growth at that rate takes from sigma_0 |mu| to 1. The cap is {number(design.cap)} steps: "
        f"{cut} cells of the last kind are cut there, {before} of the others; {diverged} runs diverged."
    )


def success_sentence(found: Sequence[Reading]) -> str:
    """Cells that succeed by each clock, and how many change."""
    name = found[0].algorithm
    parts = ", ".join(
        f"{reading.successes} {_NAMES[reading.clock]}"
        + (f" ({reading.changed} changed)" if reading.clock != "fixed" else "")
        for reading in found
    )
    return f"{name} reaches an accuracy of {SUCCESS:g} (median over seeds) in, of {found[0].cells} cells, {parts}."


def remaining_sentence(plane: Plane) -> str:
    """Whether the cells that fail with the most time are those that did not get it."""
    failed = plane.median("LNGD", "grown") < SUCCESS
    cut = int((failed & plane.censored("grown")).sum())
    if not failed.any():
        return "With the longer time LNGD succeeds in every cell."
    text = f"Of the {int(failed.sum())} cells in which LNGD fails even with the longer time {cut} are cut at the cap"
    if cut == int(failed.sum()):
        return f"{text}: no cell that gets its time fails."
    return f"{text}: {int(failed.sum()) - cut} fail with all the time that the rate asks for."


def correlation_sentence(found: Sequence[Reading]) -> str:
    """Rank correlations of accuracy with SNR and with n, before and after scaling."""
    name = found[0].algorithm
    parts = "; ".join(
        f"{_NAMES[reading.clock]} {text(reading.correlation)} and {text(reading.with_n)}, with {text(reading.spread)} "
        f"between the highest and the lowest SNR"
        for reading in found
    )
    return f"{name}'s accuracy has a rank correlation with SNR at fixed n, and with n at fixed SNR, of: {parts}."


def scale_sentence(plane: Plane, name: str) -> str:
    """Which combination of SNR and n orders the cells."""
    parts = []
    for clock in CLOCKS[name]:
        theory, speed = (across_cells(plane, name, clock, power) for power in (1.0, -1.0))
        parts.append(f"{_NAMES[clock]} {number(theory, 2)} with n SNR^2 and {number(speed, 2)} with SNR^2/n")
    return (
        f"Over all cells {name}'s accuracy has a rank correlation of: {'; '.join(parts)} (the boundary of the theory "
        f"and the speed of the second stage)."
    )


def boundary_sentences(found: Iterable[Reading]) -> list[str]:
    """The exponent of the boundary, against that of n SNR^2 = const."""
    sentences = []
    for reading in found:
        slope, where = reading.exponent, f"{reading.algorithm} {_NAMES[reading.clock]}"
        if math.isnan(slope.estimate):
            sentences.append(
                f"{where}: no exponent of the boundary, as accuracy passes {SUCCESS:g} within the range of SNR at too "
                f"few n."
            )
            continue
        held = [words for words, exponent in _BOUNDARIES.items() if slope.low <= exponent <= slope.high]
        excluded = [words for words in _BOUNDARIES if words not in held]
        parts = [f"{verb} {' and '.join(words)}" for verb, words in (("holds", held), ("excludes", excluded)) if words]
        sentences.append(
            f"{where}: the boundary at accuracy {SUCCESS:g} is SNR ~ n^{slope.text()} ({slope.points} n, {slope.seeds} "
            f"seeds), an interval that {' and '.join(parts)}"
            + (f"; {reading.cut} of the cells below it are cut, so that it may be the cap's." if reading.cut else ".")
        )
    return sentences


def verdict_sentence(found: Sequence[Reading]) -> str:
    """Whether fixed steps mix up time and SNR."""
    name, cells = found[0].algorithm, found[0].cells
    scaled = found[1:]
    if not any(reading.successes for reading in found):
        return f"{name} succeeds in no cell by any clock, so that its heatmap cannot tell time from SNR."
    moved = max(scaled, key=lambda reading: reading.changed)
    lower = [reading for reading in scaled if reading.less_than_fixed.low > _MATTERS]
    if not moved.changed and not lower:
        return (
            f"{name}: no cell changes between success and failure and the correlation with SNR does not fall, so that "
            f"fixed steps do not mix up time and SNR here."
        )
    parts = []
    if moved.changed:
        parts.append(
            f"{moved.changed} of {cells} cells ({100 * moved.changed / cells:.0f} %) change between "
            f"success and failure with the time they are given {_NAMES[moved.clock]}"
        )
    parts += [
        f"the correlation with SNR falls by {text(reading.less_than_fixed)} {_NAMES[reading.clock]}"
        for reading in lower
    ]
    return f"{name}: fixed steps mix up time and SNR: {', and '.join(parts)}."


def text(interval: Interval) -> str:
    """An estimate with its interval, where there is one."""
    if math.isnan(interval.low):
        return f"{interval.estimate:.2f}"
    return f"{interval.estimate:.2f} [{interval.low:.2f}, {interval.high:.2f}]"
