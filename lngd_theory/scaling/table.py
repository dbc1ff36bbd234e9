"""Rows of a study as text: a table for each quantity, and sentences made from its numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import count_of, listed, verb
from lngd_theory.scaling.result import Study
from lngd_theory.scaling.row import Row
from lngd_theory.statistics import Interval, median_interval

__all__ = ["COLUMNS", "cells", "exponent_text", "gaps", "meaning", "sentences"]

COLUMNS = (
    "varied",
    "range",
    "exponent [95 %]",
    "paper",
    "leading order",
    "local, first to last",
    "power law, p",
    "without its logarithm",
    "points, seeds",
    "verdict",
)


def cells(row: Row) -> tuple[str, ...]:
    """One row of the table, in the order of :data:`COLUMNS`."""
    fit, log = row.fit, row.without_logarithm
    shown = [row.x[0], row.x[-1]] if not fit.x.size else [fit.x[0], fit.x[-1]]
    return (
        row.path.label,
        f"{number(shown[0])} to {number(shown[1])}",
        exponent_text(row.exponent),
        _fixed(row.paper),
        _fixed(row.prediction),
        f"{_fixed(fit.ends[0].estimate)} to {_fixed(fit.ends[1].estimate)}" if fit.usable else "–",
        _p_value(fit.p_value),
        f"{exponent_text(log.exponent)}, p {_p_value(log.p_value)}" if log and log.usable else "–",
        f"{fit.x.size} of {row.x.size}, {len(fit.y)} of {len(row.seeds)}{' (medians)' * fit.censored}",
        row.verdict,
    )


def exponent_text(interval: Interval) -> str:
    """``1.02 [0.98, 1.05]``, with a third decimal where the interval is narrow; a dash without a value."""
    if math.isnan(interval.estimate):
        return "–"
    places = 3 if interval.high - interval.low < 0.03 else 2
    middle, low, high = (_fixed(value, places) for value in interval)
    return f"{middle} [{low}, {high}]"


def _fixed(value: float, places: int = 2) -> str:
    """With some decimals; zero without a sign."""
    if math.isnan(value):
        return "–"
    text = f"{value:.{places}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def _p_value(value: float) -> str:
    if math.isnan(value):
        return "–"
    return "< 0.001" if value < 1e-3 else f"{value:.2g}"


def meaning(study: Study, name: str) -> str:
    """What a quantity is, with the numbers that the base point gave it."""
    rows = study.by_quantity[name]
    text = rows[0].quantity.title
    known = study.calibration
    if name == "error-lngd" and not math.isnan(known.multiple):
        text += f" ({known.multiple:.3g} times it with constants 1, when the error at the base point is 0.05)"
    if name == "error-signal" and not math.isnan(known.signal):
        text += f" (min_j max_r (gamma + j <w0, mu>) = {known.signal:.3g}, as when the error at the base point is 0.05)"
    return text


def sentences(study: Study, name: str) -> list[str]:
    """What the rows of a quantity say."""
    rows = study.by_quantity[name]
    found = [_size(study, rows), *_verdicts(rows), *_predictions(rows), *_bent(rows), *gaps(rows)]
    return [sentence for sentence in found if sentence]


def _size(study: Study, rows: Sequence[Row]) -> str:
    """Measured and claimed at the base point."""
    for row in rows:
        start = study.p if row.path.parameter == "p" else getattr(study.setting, row.path.parameter)
        if start in row.at:
            column = row.at.index(start)
            values = row.y[:, column]
            middle, low, high = median_interval(values)
            paper = float(row.claimed.values[column])
            if math.isnan(middle):
                return ""
            interval = "" if math.isnan(low) else f" [{number(low)}, {number(high)}]"
            text = f"At the base point the median is {number(middle)}{interval}"
            return f"{text}; the paper's expression, with the constants named above, is {number(paper)}."
    return ""


def _verdicts(rows: Sequence[Row]) -> list[str]:
    source = rows[0].statement.source
    found = []
    agreeing = [row for row in rows if row.verdict == "agrees"]
    found.append(f"{_upper(count_of(len(agreeing), len(rows)))} exponents agree with {source}{_list(agreeing)}.")
    differing = [row for row in rows if row.verdict == "differs"]
    if differing:
        shown = listed(
            [f"{row.path.label} {exponent_text(row.exponent)}, not {_fixed(row.paper)}" for row in differing]
        )
        found.append(f"Measured, not as claimed: {shown}.")
    undecided = [row for row in rows if row.verdict == "undecided"]
    if undecided:
        shown = listed([f"{row.path.label} {exponent_text(row.exponent)}, {_fixed(row.paper)}" for row in undecided])
        found.append(f"Undecided, measured and claimed: {shown}.")
    return found


def _bent(rows: Sequence[Row]) -> list[str]:
    bent = [row for row in rows if row.verdict == "no power law"]
    if not bent:
        return []
    shown = listed(
        [
            f"{row.path.label} (from {exponent_text(row.fit.ends[0])} to {exponent_text(row.fit.ends[1])}; paper "
            f"{_fixed(float(row.claimed.local[row.used][0]))} to {_fixed(float(row.claimed.local[row.used][-1]))})"
            for row in bent
        ]
    )
    return [f"A power law does not fit, with local exponents at the first and last point: {shown}."]


def _predictions(rows: Sequence[Row]) -> list[str]:
    judged = [row for row in rows if row.meets_prediction is not None]
    if not judged:
        return []
    met = [row for row in judged if row.meets_prediction]
    far = [row for row in judged if not row.meets_prediction]
    text = f"The leading-order exponent is within 0.1 of the interval {_along(len(met), len(judged))}"
    if far:
        shown = [f"{row.path.label} {exponent_text(row.exponent)}, predicted {_fixed(row.prediction)}" for row in far]
        text += f"; not for {listed(shown)}"
    return [f"{text}."]


def _along(number_: int, total: int) -> str:
    return f"along {count_of(number_, total)} paths"


def gaps(rows: Sequence[Row]) -> list[str]:
    """What is missing of each row, why, and what was done about it."""
    found = []
    for row in rows:
        dropped = len(row.seeds) - len(row.fit.y)
        reasons = [f"{count} {reason}" for reason, count in row.missing.items()]
        if reasons:
            text = f"{row.path.label}: of {row.y.size} measurements {listed(reasons)}"
            if row.fit.usable:
                lost = row.x.size - row.fit.x.size
                left_out = [f"{lost} {verb(lost, 'point', 'points')}"] * bool(lost)
                left_out += [f"{dropped} {verb(dropped, 'seed', 'seeds')}"] * bool(dropped)
                text += f"; {listed(left_out)} left out" if left_out else ""
                text += "; exponents are those of medians, in which these count as larger" * row.fit.censored
            found.append(f"{text}.")
        found += [f"Not run: {reason}." for reason in row.left_out]
    return found


def _list(rows: Sequence[Row]) -> str:
    return f" ({listed([row.path.label for row in rows])})" if rows else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
