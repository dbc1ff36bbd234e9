"""The sentences on the boundaries in the plane of SNR and n: exponents, laws, and what our prediction takes apart."""

from __future__ import annotations

import math

import numpy as np

from lngd_theory.phase.boundary import boundary_of
from lngd_theory.phase.laws import fit_power
from lngd_theory.phase.level import LEVEL
from lngd_theory.phase.plane import Plane
from lngd_theory.phase.race import race_snr
from lngd_theory.phase.words import exponent_sentence, interval, law_sentence, race_sentence, rows_sentence
from lngd_theory.report.numbers import number
from lngd_theory.setting import Setting

__all__ = ["OTHER_LEVELS", "boundary_sentences"]

#: Levels of accuracy beside the main one: a test error of 1/4, before the step from 0.25 to 0.24, and a higher one.
OTHER_LEVELS = (0.75, 0.85)
#: A dimension in which noise patches are orthogonal.
_LARGE_D = 10**18


def boundary_sentences(plane: Plane) -> list[str]:
    """All of them."""
    named = {analysis.name: analysis for analysis in plane.analyses.values()}
    sentences: list[str | None] = []
    for analysis in named.values():
        sentences += [exponent_sentence(analysis), rows_sentence(analysis), law_sentence(analysis)]
    sentences += [*_other_levels(plane), race_sentence(named), _dimension(plane), _growth(plane)]
    return [sentence for sentence in sentences if sentence]


def _other_levels(plane: Plane) -> list[str]:
    """The exponent at other levels of accuracy, from the same runs."""
    found = []
    for key, refined in plane.fine.items():
        parts = []
        for level in OTHER_LEVELS:
            fit = fit_power(boundary_of(refined.diagram, level))
            parts.append(f"{level:g} {'none' if fit is None else interval(fit.exponent)}")
        found.append(f"{plane.analyses[key].name} {', '.join(parts)}")
    text = "; ".join(found)
    return [f"Exponents at other levels of accuracy, from the runs about {LEVEL:g}: {text}."] if found else []


def _dimension(plane: Plane) -> str | None:
    """How much of the difference from the printed exponent is that noise patches are not orthogonal."""
    analysis = plane.analyses["fixed", "GD"]
    if "race" not in analysis.fits:
        return None
    y = analysis.boundary.y[analysis.boundary.found][[0, -1]]
    log_snr = np.log([race_snr(_orthogonal(plane.at(n))) for n in y])
    slope = float(np.diff(log_snr)[0] / np.diff(np.log(y))[0])
    return (
        f"For GD the race has the mean exponent {analysis.fits['race'].exponent.estimate:.3f} on this range; with "
        f"orthogonal noise patches (d to infinity at the same overlap) it would be {slope:.3f}, and the printed one is "
        f"{number(analysis.printed)}: the first difference is that memorised patches meet fresh ones, the second that "
        f"the signal starts from the SNR times the overlap."
    )


def _orthogonal(setting: Setting) -> Setting:
    """The same overlap in a dimension in which patches are orthogonal."""
    scale = math.sqrt(_LARGE_D / setting.d)
    return setting.replace(d=_LARGE_D, sigma_0=setting.sigma_0 / scale)


def _growth(plane: Plane) -> str:
    first, *_, last = plane.ratios.items()
    return (
        f"For label noise the race takes the growth rate of the second stage as measured: {interval(first[1], 2)} "
        f"times its leading order at n = {first[0]}, {interval(last[1], 2)} at n = {last[0]}."
    )
