"""Q4: how the signal of label-noise GD grows in the second stage, and whether as fast as the paper says."""

from __future__ import annotations

from concurrent.futures import Executor
from typing import Any

from lngd_theory.questions.answer import Progress, answered
from lngd_theory.questions.q4_brute import BruteForce, fitted_power
from lngd_theory.questions.q4_figures import bound_figure, full_figure
from lngd_theory.questions.q4_study import Place, Study, measured
from lngd_theory.questions.q4_words import (
    bound_sentence,
    claimed_exponents,
    exponent_sentences,
    failures,
    figure2_sentences,
    full_sentence,
    numbers,
    power,
    text,
    theta_sentence,
    time_sentence,
)
from lngd_theory.questions.words import corrections
from lngd_theory.report import study as studies
from lngd_theory.report.numbers import number
from lngd_theory.report.sentences import quick_note
from lngd_theory.report.study import Table
from lngd_theory.second_stage import scaling_figure
from lngd_theory.statistics import Interval

__all__ = ["TITLE", "answer"]

TITLE = (
    "How fast does label noise make the signal grow once the noise is memorised: how does the rate depend on eta, p, "
    "n, m, d and |mu|, and is it as large as Lemma 4.5 (iv) and Theorem 3.3 say?"
)


def answer(
    quick: bool = False, executor: Executor | None = None, progress: Progress | None = None
) -> studies.StudyResult:
    """Sweep the two-scale rate, extrapolate times, and count the growth in full simulations."""
    study = measured(quick, executor, progress)
    slopes = {name: fit.slope for name, fit in study.fits.items()}
    counted = {f"{name} (full simulation)": fitted_power(points, name) for name, points in study.full.items()}
    groups = {
        "sweeps": [growth for fit in study.fits.values() for growth in fit.growths],
        "large steps": study.large,
        "inside Assumption 3.1": [place.growth for place in study.places if place.name.startswith("inside")],
        "figure 2": [place.growth for place in study.places if not place.name.startswith("inside")],
    }
    figures = {"exponents": scaling_figure(study.fits), "bound": bound_figure(groups), "full": full_figure(study.full)}
    sentences = [
        *quick_note(quick, f"{study.seeds} seeds, fewer and shorter measurements"),
        *exponent_sentences(slopes | counted),
        full_sentence(study),
        bound_sentence(study.rates),
        *(time_sentence(place) for place in study.places),
        theta_sentence(study.places),
        *figure2_sentences(study),
    ]
    tables = (
        _exponent_table(slopes | counted),
        _full_table(study),
        _time_table(study.places),
        *corrections(failures(study.places)),
    )
    return answered("Q4", TITLE, tuple(sentences), tables, figures, _data(study, slopes | counted))


def _exponent_table(slopes: dict[str, Interval]) -> Table:
    rows = tuple(
        (power(name), text(slope), *(f"{value:.0f}" for value in claimed_exponents(name)))
        for name, slope in slopes.items()
    )
    return Table("Exponents of the growth rate", ("parameter", "fitted, 95 %", "predicted", "Lemma 4.5 (iv)"), rows)


def _full_table(study: Study) -> Table:
    points: list[BruteForce] = [*(point for sweep in study.full.values() for point in sweep), *study.figure2]
    rows = tuple(
        (
            f"n={s.n} d={s.d:.3g} m={s.m} |mu|={s.mu:.3g} eta={s.eta:.3g} sigma_0={s.sigma_0:g}",
            numbers(point.rate),
            numbers(point.two_scale.rate),
            text(point.ratio),
            number(point.two_scale.lemma_4_5_iv),
        )
        for point in points
        for s in [point.setting]
    )
    columns = ("setting", "full simulation", "two scales", "ratio", "bound, Lemma 4.5 (iv)")
    return Table("Growth rate per step in full simulations, labels with all samples memorised (95 %)", columns, rows)


def _time_table(places: tuple[Place, ...]) -> Table:
    rows = tuple(
        (
            place.name,
            number(place.growth.setting.noise_growth),
            numbers(place.growth.rate),
            number(place.growth.predicted),
            number(place.growth.lemma_4_5_iv),
            numbers(place.time.steps),
            number(place.time.lemma_4_5),
            number(place.time.theorem_3_3),
        )
        for place in places
    )
    columns = ("setting", "a", "rate", "predicted", "bound (iv)", "steps to gamma = 0.1", "T_2 - T_1", "Theorem 3.3")
    return Table("Rates and times at p = 0.1 (95 %)", columns, rows)


def _data(study: Study, slopes: dict[str, Interval]) -> dict[str, Any]:
    return {
        "seeds": study.seeds,
        "exponents": {name: list(slope) for name, slope in slopes.items()},
        "rates": [
            {
                "setting": growth.setting.model_dump(),
                "noise": growth.noise.label,
                "rate": list(growth.rate),
                "predicted": growth.predicted,
                "lemma_4_5_iv": growth.lemma_4_5_iv,
            }
            for growth in study.rates
        ],
        "places": {
            place.name: {name: list(v) if isinstance(v, tuple) else v for name, v in place.time._asdict().items()}
            for place in study.places
        },
        "full": [
            {"setting": point.setting.model_dump(), "growth": point.growth.tolist(), "lost": point.lost.tolist()}
            for point in (*(p for sweep in study.full.values() for p in sweep), *study.figure2)
        ],
        "figure2_steps": {str(eta): [list(gamma), list(test)] for eta, (gamma, test) in study.reached.items()},
    }
