"""Sentences and table rows on boundaries and their laws, made from numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from lngd_theory.phase.analysis import FITS, Analysis
from lngd_theory.phase.boundary import Boundary
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import listed, verb
from lngd_theory.report.study import Table
from lngd_theory.statistics import Interval

__all__ = [
    "boundary_table",
    "exponent_sentence",
    "interval",
    "law_sentence",
    "law_table",
    "race_sentence",
    "rows_sentence",
]

#: A law in words, by its key in :attr:`Analysis.fits`.
_LAWS = {
    "power": "a free power",
    "printed": "{quantity} = const",
    "logarithm": "{quantity} = c log(1/SNR)",
    "race": "the race",
}


def interval(value: Interval, digits: int = 3) -> str:
    """An estimate with its limits, where there are any."""
    if math.isnan(value.estimate):
        return "–"
    text = f"{value.estimate:.{digits}f}"
    return text if math.isnan(value.low) else f"{text} [{value.low:.{digits}f}, {value.high:.{digits}f}]"


def law_name(analysis: Analysis, law: str) -> str:
    """A law in words."""
    return _LAWS[law].format(quantity=analysis.quantity)


def exponent_sentence(analysis: Analysis) -> str:
    """The fitted exponent against the printed one."""
    name, y = analysis.name, analysis.boundary.y_name
    if "power" not in analysis.fits:
        rows = int(analysis.boundary.found.sum())
        return f"{name}: no exponent of the boundary, which lies in the range at {rows} {y} only."
    slope = analysis.fits["power"].exponent
    inside = slope.low <= analysis.printed <= slope.high
    drift = ""
    if analysis.halves:
        drift = f"; over the lower half of the {y} it is {interval(analysis.halves[0])}, over the upper one "
        drift += interval(analysis.halves[1])
    return (
        f"{name}: the boundary at accuracy {analysis.boundary.level:g} is SNR ~ {y}^{interval(slope)} over "
        f"{_found(analysis.boundary)}; the interval {'holds' if inside else 'excludes'} the exponent "
        f"{number(analysis.printed)} of {analysis.quantity} = const{drift}."
    )


def rows_sentence(analysis: Analysis) -> str | None:
    """Where along y there is no boundary in the range; nothing if there is one everywhere."""
    boundary = analysis.boundary
    words = {
        "above": "above the largest SNR",
        "below": "below the smallest SNR",
        "edge": "at the edge of the range for some seeds",
        "empty": "unknown, as nothing was run",
    }
    parts = []
    for side, where in words.items():
        values = [f"{y:g}" for y, found in zip(boundary.y, boundary.side, strict=True) if found == side]
        if values:
            parts.append(f"{where} at {boundary.y_name} = {listed(values)}")
    return f"{analysis.name}: the boundary lies {' and '.join(parts)}." if parts else None


def law_sentence(analysis: Analysis) -> str | None:
    """Which laws fit, with their largest misfits, and whether a logarithm explains the difference from the printed."""
    if not analysis.fits:
        return None
    good = [_misfit(analysis, key) for key in analysis.fits if analysis.holds(key)]
    bad = [_misfit(analysis, key) for key in analysis.fits if not analysis.holds(key)]
    parts = [f"{listed(good)} {verb(len(good), 'fits', 'fit')}"] if good else []
    if bad:
        parts.append(f"{listed(bad)} {verb(len(bad), 'does', 'do')} not{'' if good else ' fit'}")
    text = f"{analysis.name}: {'; '.join(parts)} (in brackets the largest misfit; a fit has p ≥ {FITS:g})"
    if "logarithm" in analysis.fits and not analysis.holds("printed"):
        explains = "explains" if analysis.holds("logarithm") else "does not explain"
        text += f"; one logarithm of the SNR {explains} the difference from {analysis.quantity} = const"
    return f"{text}."


def _misfit(analysis: Analysis, key: str) -> str:
    fit = analysis.fits[key]
    slope = "" if key == "power" else f"exponent {fit.exponent.estimate:.3f} on this range, "
    return f"{law_name(analysis, key)} ({slope}{100 * fit.largest:.1f} %)"


def race_sentence(analyses: Mapping[str, Analysis]) -> str | None:
    """Where our prediction fits, and by which constant it is off."""
    raced = [analysis for analysis in analyses.values() if "race" in analysis.fits]
    if not raced:
        return None
    held = [analysis for analysis in raced if analysis.holds("race")]
    parts = [
        f"{analysis.name} {interval(analysis.fits['race'].constant)} (largest misfit "
        f"{100 * analysis.fits['race'].largest:.1f} %)"
        for analysis in raced
    ]
    return (
        f"The race, a leading-order prediction with one factor free, fits (p ≥ {FITS:g}) at {len(held)} of "
        f"{len(raced)} boundaries; the measured SNR is its own times: {', '.join(parts)}."
    )


def _found(boundary: Boundary) -> str:
    values = boundary.y[boundary.found]
    return f"{boundary.y_name} = {values[0]:g} to {values[-1]:g} ({values.size} of them)"


def boundary_table(analyses: Mapping[str, Analysis], power: float = 2.0) -> Table:
    """Critical SNR of every row, and ``y SNR^power`` of its estimate."""
    first = next(iter(analyses.values())).boundary
    y = first.y_name
    columns = (
        y,
        *(f"{what}{analysis.name}" for analysis in analyses.values() for what in ("SNR, ", f"{y} SNR^{power:g}, ")),
    )
    rows = []
    for k, value in enumerate(first.y):
        cells = [f"{value:g}"]
        for analysis in analyses.values():
            boundary = analysis.boundary
            found = boundary.interval(k)
            cells += (
                [interval(found, 4), f"{value * found.estimate**power:.3g}"]
                if not boundary.side[k]
                else [_beyond(boundary, k), "–"]
            )
        rows.append(tuple(cells))
    return Table("Critical SNR (95 % over resampled seeds)", columns, tuple(rows))


def _beyond(boundary: Boundary, row: int) -> str:
    words = {"above": "above the range", "below": "below the range", "edge": "at the edge", "empty": "not run"}
    value = boundary.critical[row]
    return words[boundary.side[row]] + ("" if np.isnan(value) else f" ({value:.4f})")


def law_table(analyses: Mapping[str, Analysis]) -> Table:
    """Every law at every boundary."""
    columns = ("boundary", "law", "exponent", "constant", "chi^2", "degrees of freedom", "p", "largest misfit")
    rows = tuple(
        (
            analysis.name,
            law_name(analysis, key),
            interval(fit.exponent),
            interval(fit.constant) if key != "power" else f"{fit.constant.estimate:.3g}",
            f"{fit.chi2:.3g}",
            str(fit.freedom),
            number(fit.p_value, 2),
            f"{100 * fit.largest:.1f} %",
        )
        for analysis in analyses.values()
        for key, fit in analysis.fits.items()
    )
    return Table("Laws fitted to the boundaries (of a law without a free exponent, its mean slope)", columns, rows)
