"""Arithmetic in text: right values, and nothing but arithmetic."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lngd_theory import InputError
from lngd_theory.sweeps.expressions import FUNCTIONS, parse_expression, parse_list

VALUES = {"a": 3, "b": 0.5, "d": 10**22}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3*4", 14.0),
        ("-a**2", -9.0),
        ("2**3**2", 512.0),
        ("(a + b)/2", 1.75),
        ("sqrt(d)", 1e11),
        ("round(d**(1/4))", 316228.0),
        ("max(a, b, 7)", 7.0),
        ("min(floor(2.7), ceil(2.2))", 2.0),
        ("log(exp(a))", 3.0),
        ("abs(-b)*pi", 0.5 * math.pi),
        (" a ", 3.0),
        ("1e3", 1000.0),
        (12, 12.0),
        (0.25, 0.25),
    ],
)
def test_values(text, value):
    assert parse_expression(text)(VALUES) == pytest.approx(value, rel=1e-15)


def test_names_are_those_that_need_a_value():
    assert parse_expression("SNR*sigma_p*sqrt(d) + pi").names == {"SNR", "sigma_p", "d"}


leaves = st.sampled_from(["a", "b", "2", "0.5", "7"])
sums = st.recursive(
    leaves, lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})")
)


@given(sums)
def test_values_are_those_of_python(text):
    try:
        expected = float(eval(text, {}, {"a": 3.0, "b": 0.5}))
    except ZeroDivisionError:
        with pytest.raises(InputError, match="division by zero"):
            parse_expression(text)(VALUES)
    else:
        assert parse_expression(text)(VALUES) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a +", "expression 'a +' cannot be read (invalid syntax); use numbers, names, + - * / **, brackets and"),
        ("a if b else d", "expression 'a if b else d' holds 'a if b else d'; use numbers"),
        ("a.b", "holds 'a.b'"),
        ("a[0]", "holds 'a[0]'"),
        ("a == b", "holds 'a == b'"),
        ("'text'", "holds \"'text'\""),
        ("True", "holds 'True'"),
        ("1j", "holds '1j'"),
        ("a // b", "holds 'a // b'"),
        ("[a, b]", "holds '[a, b]'"),
        ("lambda: 1", "holds 'lambda: 1'"),
        ("log(a, base=2)", "holds 'log(a, base=2)'"),
        ("log(*a)", "holds '*a'"),
        ("__import__('os')", "unknown function '__import__'; known: abs, ceil"),
        ("sqr(a)", "unknown function 'sqr'; did you mean 'sqrt'?"),
        ("sqrt * a", "sqrt is a function; write sqrt(...)"),
        ("", "expression '' holds '()'; use numbers"),
        ("(" * 400 + "a" + ")" * 400, "cannot be read"),
        ("+".join("a" * 501), "must be a text of at most 1000 characters"),
        (None, "expression 'None' must be a text"),
        (True, "expression 'True' must be a text"),
    ],
)
def test_anything_but_arithmetic_is_refused(text, message):
    with pytest.raises(InputError, match=re.escape(message)):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1/(a - 3)", "'1/(a - 3)' has no value at a=3: float division by zero; change it"),
        ("log(-b)", "'log(-b)' has no value at b=0.5: math domain error; change it"),
        ("(-a)**b", "'(-a)**b' has no value at a=3, b=0.5: math domain error; change it"),
        ("9**9**9", "'9**9**9' has no value: math range error; change it"),
        ("1e200*1e200", "'1e200*1e200' is inf; it must be finite: change it"),
        ("sqrt(a, b)", "has no value at a=3, b=0.5: math.sqrt() takes exactly one argument (2 given)"),
    ],
)
def test_an_expression_without_a_value_says_where(text, message):
    with pytest.raises(InputError, match=re.escape(message)):
        parse_expression(text)(VALUES)


def test_a_list_is_split_at_its_own_commas():
    first, second = parse_list("max(a, b), -2*b")
    assert (first(VALUES), second(VALUES)) == (3.0, -1.0)
    assert parse_list(" ") == ()


def test_every_function_is_callable_from_an_expression():
    for name in FUNCTIONS:
        assert math.isfinite(parse_expression(f"{name}(1.5)" if name not in ("min", "max") else f"{name}(1, 2)")({}))
