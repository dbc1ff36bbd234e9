"""Sentences say what the numbers say."""

import numpy as np
import pytest

from lngd_theory import Setting
from lngd_theory.phase.analysis import analyse
from lngd_theory.phase.boundary import Boundary
from lngd_theory.phase.race import race_snr
from lngd_theory.phase.words import (
    boundary_table,
    exponent_sentence,
    interval,
    law_sentence,
    law_table,
    race_sentence,
    rows_sentence,
)
from lngd_theory.statistics import Interval
from tests.phase.test_laws import exact

SIZES = np.array([10.0, 40.0, 160.0, 640.0])


def at(n):
    return Setting(n=round(n), d=10**8, m=10, mu=1.0, sigma_p=1.0, sigma_0=3e-6, eta=1e-7)


def analysed(critical, name="GD", **options):
    return analyse(name, exact(critical, SIZES, spread=0.01), at, **options)


@pytest.fixture
def printed():
    return analysed(0.8 * SIZES**-0.5)


@pytest.fixture
def raced():
    return analysed([0.9 * race_snr(at(n)) for n in SIZES])


def test_an_exponent_is_held_against_the_printed_one(printed, raced):
    held = "the interval holds the exponent −0.5 of n SNR^2 = const"
    assert held in exponent_sentence(printed)
    assert "the interval excludes the exponent −0.5" in exponent_sentence(raced)
    assert "SNR ~ n^-0.500 [" in exponent_sentence(printed)
    assert "over n = 10 to 640 (4 of them)" in exponent_sentence(printed)


def test_laws_that_fit_are_told_from_those_that_do_not(printed, raced):
    text = law_sentence(printed)
    assert "n SNR^2 = const (exponent -0.500 on this range" in text.split(" fit")[0]
    assert "explain" not in text
    text = law_sentence(raced)
    assert "the race" in text.split(" fit;")[0]
    assert "n SNR^2 = const" in text.split(" fit;")[1]
    assert "one logarithm of the SNR" in text


def test_a_logarithm_explains_or_does_not():
    """Critical values that solve n x^2 = c log(1/x), and a boundary that rises."""
    x = np.exp(-np.linspace(1.5, 3.5, 4))
    y = 0.5 * np.log(1 / x) / x**2
    found = analyse("GD", exact(x, y, spread=0.005), at, raced=False)
    assert "one logarithm of the SNR explains the difference" in law_sentence(found)
    rising = analysed(0.01 * SIZES**0.3, raced=False)
    assert "one logarithm of the SNR does not explain the difference" in law_sentence(rising)


def test_rows_without_a_boundary_are_named():
    sides = ("above", "above", "", "edge")
    critical = np.array([np.nan, np.nan, 0.1, 0.3])
    boundary = Boundary("SNR", "n", 0.76, SIZES, critical, np.full((4, 9), 0.1), sides)
    found = analyse("GD", boundary, at)
    assert rows_sentence(found) == (
        "GD: the boundary lies above the largest SNR at n = 10 and 40 and at the edge of the range for some seeds at "
        "n = 640."
    )
    assert exponent_sentence(found) == "GD: no exponent of the boundary, which lies in the range at 1 n only."
    assert law_sentence(found) is None
    table = boundary_table({"GD": found})
    assert [row[1] for row in table.rows] == ["above the range", "above the range", "0.1000 [0.1000, 0.1000]",
                                              "at the edge (0.3000)"]  # fmt: skip
    assert race_sentence({"GD": found}) is None


def test_nothing_is_said_of_rows_that_all_have_one(printed):
    assert rows_sentence(printed) is None


def test_the_race_is_counted(printed, raced):
    text = race_sentence({"a": printed, "b": raced})
    assert "fits (p ≥ 0.05) at 1 of 2 boundaries" in text
    assert "0.900 [" in text


def test_tables_have_a_row_for_each_law(printed, raced):
    table = law_table({"a": printed, "b": raced})
    assert len(table.rows) == 8
    assert {len(row) for row in table.rows} == {len(table.columns)}
    table = boundary_table({"a": printed, "b": raced})
    assert len(table.rows) == 4
    assert table.rows[0][2] == f"{10 * printed.boundary.critical[0] ** 2:.3g}"


def test_intervals_as_text():
    assert interval(Interval(0.12345, 0.1, 0.2)) == "0.123 [0.100, 0.200]"
    assert interval(Interval(0.12345, np.nan, np.nan), 1) == "0.1"
    assert interval(Interval(np.nan, np.nan, np.nan)) == "–"
