"""Numbers have one spelling; what Python or sympy would read all the same is refused."""

import pytest
from flint import arb, fmpq

from proofs_check.checker.numbers import Malformed, at_least, at_most, number


@pytest.mark.parametrize("text", ["0", "7", "-3/4", "1/3", "1/1000000000000000000000000000000"])
def test_a_number_in_lowest_terms(text):
    assert str(number(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "1e3",
        "0.5",
        " 1/2",
        "1/2 ",
        "1/2\n",
        "0x10",
        "1_000",
        "+1",
        "-0",
        "00",
        "01",
        "2/4",
        "3/1",
        "1/0",
        "1/-2",
        "-1/-2",
        "1/2/3",
        "/2",
        "1/",
        "",
        "-",
        "nan",
        "inf",
        "oo",
        "-oo",
        "²",
        "١/٢",
        "１",
        "1,5",
        "1" * 5000,
        1,
        0.5,
        True,
        None,
        ["1"],
    ],
)
def test_all_else_is_refused(text):
    with pytest.raises(Malformed):
        number(text)


def test_the_reason_is_short_and_names_the_remedy():
    with pytest.raises(Malformed, match=r"^'0\.5' is no exact number: a string such as '-3/4' is needed$"):
        number("0.5")
    with pytest.raises(Malformed, match=r"^'2/4' is not in lowest terms: '1/2' is$"):
        number("2/4")
    with pytest.raises(Malformed) as error:
        number("9" * 10_000)
    assert len(str(error.value)) < 150


def test_a_decimal_number_is_compared_exactly():
    half, third = arb(1) / 2, arb(fmpq(1, 3)).lower()
    assert at_most("5e-1", half)
    assert at_least("5e-1", half)
    assert not at_most("500001e-6", half)
    assert not at_least("499999e-6", half)
    assert at_most("333333e-6", third)
    assert not at_most("333334e-6", third)
    assert at_most("-1e5", arb(0))


@pytest.mark.parametrize("text", ["1/2", "0.5", "1E3", "1e", "1e+3", "e3", "1e0", "1e03", "1e99999", "nan", 1, None])
def test_other_decimals_are_refused(text):
    with pytest.raises(Malformed):
        at_most(text, arb(1))
