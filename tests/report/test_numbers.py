import math

import pytest

from lngd_theory.report.numbers import exact, number, number_pair, quantile, share


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.5, "0.5"),
        (2000.0, "2,000"),
        (-12, "−12"),
        (123456, "123,456"),
        (1234.5, "1,230"),
        (0.0123456, "0.0123"),
        (-0.00123456, "−0.00123"),
        (0.99996, "1"),
        (1e-4, "10⁻⁴"),
        (-1e7, "−10⁷"),
        (1.234e7, "1.23×10⁷"),
        (999999.7, "10⁶"),
        (1.5e-300, "1.5×10⁻³⁰⁰"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "–"),
        (None, "–"),
    ],
)
def test_three_digits_and_powers_of_ten(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0123456, "0.0123456"),
        (-0.1, "−0.1"),
        (1e-5, "10⁻⁵"),
        (1.25e-5, "1.25×10⁻⁵"),
        (10**22, "10²²"),
        (12345678, "1.2345678×10⁷"),
        (-(10**22) - 1, "−1.0000000000000000000001×10²²"),
        (2000, "2,000"),
        (1e22, "10²²"),
        (True, "True"),
        ("text", "text"),
    ],
)
def test_parameters_keep_their_digits(value, text):
    assert exact(value) == text


def test_numbers_that_are_compared_can_be_told_apart():
    assert number_pair(0.9996, 0.99964) == ("0.9996", "0.99964")
    assert number_pair(1.0, 2.0) == ("1", "2")
    assert number_pair(0.123456, 0.123456) == ("0.123", "0.123")
    assert number_pair(1.0, 1.0 + 1e-15) == ("1", "1")
    assert number_pair(math.nan, math.inf) == ("–", "∞")
    assert number_pair(math.nan, math.nan) == ("–", "–")


def test_a_quantile_beyond_the_end_names_the_end():
    assert quantile(math.inf, 2000) == "> 2,000"
    assert quantile(math.inf, math.inf) == "∞"
    assert quantile(93, 2000) == "93"


def test_only_all_is_all():
    assert [share(value) for value in (1.0, 0.9999, 0.995, 0.0, math.nan)] == [
        "100 %",
        "> 99.9 %",
        "99.5 %",
        "0 %",
        "–",
    ]
