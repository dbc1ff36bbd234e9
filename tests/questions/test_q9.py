"""Q9: a quick answer from end to end, its clocks, and sentences that follow the numbers."""

import json

import numpy as np
import pytest

from lngd_theory.claims.fit import Slope
from lngd_theory.questions import q9
from lngd_theory.questions.q9_numbers import Reading, across_cells, boundary, readings
from lngd_theory.questions.q9_study import CLOCKS, FULL, READINGS, Design, Plane, clock_steps, setting_at
from lngd_theory.questions.q9_words import (
    boundary_sentences,
    correlation_sentence,
    remaining_sentence,
    success_sentence,
    verdict_sentence,
)
from lngd_theory.report.study import markdown
from lngd_theory.statistics import Interval

DESIGN = Design((0.03, 0.05, 0.08), (100, 200, 400), 100, 10_000, 4)
NONE = Interval(np.nan, np.nan, np.nan)


@pytest.fixture(scope="module")
def quick():
    calls = []
    return q9.answer(quick=True, progress=lambda *call: calls.append(call)), calls


def plane(fixed, scaled=None):
    """A plane whose accuracy is a function of (SNR, n), with tiny differences between seeds."""
    wanted = clock_steps(DESIGN, 20)
    steps = {clock: np.clip(values.round(), 1, DESIGN.cap).astype(np.int64) for clock, values in wanted.items()}
    seeds = 1e-4 * np.arange(DESIGN.seeds)
    accuracy = {}
    for name, clock in READINGS:
        value = fixed if clock == "fixed" or scaled is None else scaled
        cells = np.array([[value(snr, n) for n in DESIGN.n] for snr in DESIGN.snr])
        accuracy[name, clock] = cells[:, :, None] + seeds
    return Plane(DESIGN, 20, accuracy, steps, wanted, {name: np.zeros((3, 3, 4), dtype=bool) for name in CLOCKS})


def reading(**changes):
    values = {
        "algorithm": "LNGD",
        "clock": "fixed",
        "successes": 3,
        "changed": 0,
        "cells": 9,
        "cut": 0,
        "correlation": Interval(0.9, 0.8, 1.0),
        "with_n": Interval(0.2, 0.1, 0.3),
        "less_than_fixed": Interval(0.0, 0.0, 0.0),
        "spread": Interval(0.5, 0.4, 0.6),
        "exponent": Slope(-0.5, -0.6, -0.4, 3, 4),
    }
    return Reading(**(values | changes))


def test_a_quick_answer_says_that_it_is_quick(quick):
    answer, calls = quick
    assert answer.name == "Q9"
    assert answer.sentences[0].startswith("Quick answer: ")
    assert all(sentence.endswith(".") and "nan" not in sentence for sentence in answer.sentences)
    assert markdown(answer).startswith("# Q9: ")
    assert set(answer.figures) == {"heatmaps", "curves"}
    assert calls[-1] == ("cells", 24, 24)
    json.dumps(answer.data, allow_nan=False)


def test_tables_are_rectangular_texts(quick):
    for table in quick[0].tables:
        assert table.rows
        assert all(len(row) == len(table.columns) and all(isinstance(cell, str) for cell in row) for row in table.rows)


def test_the_centre_has_the_same_accuracy_by_every_clock(quick):
    data = quick[0].data
    i, k = len(data["snr"]) // 2, len(data["n"]) // 2
    for name in CLOCKS:
        first, *others = (data["accuracy"][f"{name}, {clock}"][i][k] for clock in CLOCKS["GD"])
        assert all(other == first for other in others)


def test_cut_cells_are_marked(quick):
    data = quick[0].data
    cut = sum(int((np.round(values) > data["cap"]).sum()) for values in data["steps_wanted"].values())
    assert cut > 0
    marked = sum(cell.startswith("> ") for table in quick[0].tables[2:] for row in table.rows for cell in row)
    assert marked == cut
    grown = int((np.round(data["steps_wanted"]["grown"]) > data["cap"]).sum())
    assert f"{grown} cells of the last kind are cut there, {cut - grown} of the others" in quick[0].sentences[1]


def test_the_rate_clock_goes_with_n_over_mu_squared():
    steps = clock_steps(FULL, 20)["rate"]
    expected = np.array([[n / snr**2 for n in FULL.n] for snr in FULL.snr])
    assert steps / steps[0, 0] == pytest.approx(expected / expected[0, 0])
    for clock in CLOCKS["GD"]:
        i, k = FULL.snr.index(FULL.centre[0]), FULL.n.index(FULL.centre[1])
        assert clock_steps(FULL, 20)[clock][i, k] == pytest.approx(FULL.steps)


def test_the_longer_clock_is_a_multiple_of_the_rate_clock():
    steps = clock_steps(FULL, 20)
    assert np.ptp(steps["grown"] / steps["rate"]) == pytest.approx(0, abs=1e-9)
    assert steps["grown"][0, 0] > steps["rate"][0, 0]


def test_cells_have_the_snr_that_they_are_named_by():
    assert setting_at(0.07, 100, 20).snr == pytest.approx(0.07)


def test_a_boundary_with_n_snr2_constant_is_found():
    found = plane(lambda snr, n: 0.5 + 0.5 * snr / (snr + 0.7 * n**-0.5))
    middle = boundary(found, "LNGD", "fixed")
    assert middle.shape == (3, 4)
    slope = next(r for r in readings(found) if (r.algorithm, r.clock) == ("LNGD", "fixed")).exponent
    assert slope.estimate == pytest.approx(-0.5, abs=0.1)


def test_a_plane_without_a_crossing_has_no_boundary():
    assert np.isnan(boundary(plane(lambda snr, n: 0.9), "GD", "fixed")).all()
    assert np.isnan(boundary(plane(lambda snr, n: 0.6), "GD", "fixed")).all()


def test_success_and_change_are_counted():
    found = readings(plane(lambda snr, n: 0.9 if snr > 0.06 else 0.5, lambda snr, n: 0.9 if n > 150 else 0.5))
    by_clock = {r.clock: r for r in found if r.algorithm == "LNGD"}
    assert [by_clock[clock].successes for clock in CLOCKS["LNGD"]] == [3, 6, 6, 6]
    assert [by_clock[clock].changed for clock in CLOCKS["LNGD"]] == [0, 5, 5, 5]


def test_across_cells_finds_the_scale_that_orders():
    found = plane(lambda snr, n: 0.5 + 0.2 * np.log10(1e5 * snr**2 / n))
    assert across_cells(found, "LNGD", "fixed", -1.0) == pytest.approx(1.0)
    assert across_cells(found, "LNGD", "fixed", 1.0) < 0.9
    assert np.isnan(across_cells(plane(lambda snr, n: 0.5), "LNGD", "fixed", 1.0))


def test_boundary_sentences_follow_the_interval():
    theory, speed, neither = (
        boundary_sentences([reading(exponent=Slope(x, x - 0.1, x + 0.1, 3, 4))])[0] for x in (-0.5, 0.5, 2.0)
    )
    assert "holds n SNR^2 = const and excludes SNR^2/n" in theory
    assert "holds SNR^2/n = const (equal speed of the second stage) and excludes n SNR^2" in speed
    assert "interval that excludes n SNR^2 = const and SNR^2/n" in neither
    assert "2 of the cells below it are cut" in boundary_sentences([reading(cut=2)])[0]
    assert "no exponent" in boundary_sentences([reading(exponent=Slope(np.nan, np.nan, np.nan, 1, 0))])[0]


def test_the_verdict_follows_the_readings():
    same = [reading(), reading(clock="theorem"), reading(clock="rate")]
    assert "do not mix up" in verdict_sentence(same)
    moved = [reading(), reading(clock="theorem", changed=4), reading(clock="rate", changed=2)]
    assert "4 of 9 cells (44 %) change between success and failure" in verdict_sentence(moved)
    falls = [reading(), reading(clock="theorem"), reading(clock="rate", less_than_fixed=Interval(0.3, 0.1, 0.5))]
    assert "the correlation with SNR falls by 0.30 [0.10, 0.50] by the measured rate" in verdict_sentence(falls)
    none = [reading(successes=0, correlation=NONE), reading(successes=0, clock="theorem")]
    assert "succeeds in no cell" in verdict_sentence(none)


def test_sentences_name_every_clock():
    found = [reading(clock=clock) for clock in CLOCKS["GD"]]
    for text in (success_sentence(found), correlation_sentence(found)):
        assert all(words in text for words in ("at fixed steps", "by Theorem 3.3's time", "by the measured rate"))


def test_failures_with_enough_time_are_told_from_those_cut():
    assert remaining_sentence(plane(lambda snr, n: 0.9)).endswith("succeeds in every cell.")
    everywhere = remaining_sentence(plane(lambda snr, n: 0.5))
    cut = int(plane(lambda snr, n: 0.5).censored("grown").sum())
    assert 0 < cut < 9
    assert f"{cut} are cut at the cap: {9 - cut} fail with all the time" in everywhere
    slowest = remaining_sentence(plane(lambda snr, n: 0.5 if snr < 0.04 and n > 150 else 0.9))
    assert slowest == (
        "Of the 2 cells in which LNGD fails even with the longer time 2 are cut at the cap: no cell that gets its time "
        "fails."
    )
