"""The symbolic steps have two routes; each refuses alone what the other would pass."""

import pytest
import sympy as sp
from flint import fmpq

from proofs_check.checker import symbolic
from proofs_check.checker.numbers import Malformed
from proofs_check.checker.statement import Statement
from proofs_check.checker.symbolic import is_derivative, is_value, is_zero_at, same
from tests.proofs.trees import num, statement, sym


def about(**box):
    return Statement.of(statement(num(0), box))


REAL = about(x=("-oo", "oo"), y=("0", "1"))
SQUARE = ["+", ["^", sym(), num(2)], ["*", num(2), sym(), sym("y")], ["^", sym("y"), num(2)]]


def test_equal_expressions():
    assert same(REAL, SQUARE, ["^", ["+", sym(), sym("y")], num(2)])
    assert not same(REAL, SQUARE, ["^", ["+", sym(), ["*", num(-1), sym("y")]], num(2)])


def test_a_difference_of_10_to_the_minus_60_is_seen():
    assert not same(REAL, sym(), ["+", sym(), num(f"1/{10**60}")])
    assert not same(REAL, ["pi"], num("884279719003555/281474976710656"))  # pi as a float
    assert not same(REAL, num("1/3"), num("6004799503160661/18014398509481984"))  # 1/3 as a float


def test_derivatives():
    assert is_derivative(REAL, ["*", num(2), ["+", sym(), sym("y")]], SQUARE, "x")
    assert is_derivative(REAL, ["*", num(-2), ["+", sym(), sym("y")]], SQUARE, "y", sign=-1)
    assert not is_derivative(REAL, ["*", num(2), sym()], SQUARE, "x")


def test_values():
    assert is_value(REAL, ["^", sym("y"), num(2)], SQUARE, "x", fmpq(0))
    assert is_value(REAL, ["^", ["+", sym(), num("1/2")], num(2)], SQUARE, "y", fmpq(1, 2))
    assert not is_value(REAL, ["^", sym("y"), num(2)], SQUARE, "x", fmpq(1))
    assert is_zero_at(REAL, SQUARE, [fmpq(-1, 2), fmpq(1, 2)])
    assert not is_zero_at(REAL, SQUARE, [fmpq(-1, 2), fmpq(1, 3)])


def test_a_value_may_not_depend_on_the_symbol_that_has_one():
    with pytest.raises(Malformed, match="the symbol 'x' has no interval"):
        is_value(REAL, sym(), SQUARE, "x", fmpq(0))


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (same, (SQUARE, ["^", sym(), num(2)])),
        (is_derivative, (sym(), SQUARE, "x")),
        (is_value, (num(0), SQUARE, "x", fmpq(0))),
        (is_zero_at, (SQUARE, [fmpq(0), fmpq(1)])),
    ],
)
def test_an_error_of_sympy_is_seen_by_the_intervals(call, arguments, monkeypatch):
    monkeypatch.setattr(symbolic, "_vanishes", lambda difference: True)
    assert not call(REAL, *arguments)


@pytest.mark.parametrize(
    ("call", "arguments"),
    [
        (same, (SQUARE, ["^", sym(), num(2)])),
        (is_derivative, (sym(), SQUARE, "x")),
        (is_value, (num(0), SQUARE, "x", fmpq(0))),
        (is_zero_at, (SQUARE, [fmpq(0), fmpq(1)])),
    ],
)
def test_an_error_of_the_intervals_is_seen_by_sympy(call, arguments, monkeypatch):
    monkeypatch.setattr(symbolic, "_overlap", lambda x, y: True)
    assert not call(REAL, *arguments)


def test_what_is_defined_at_no_point_is_not_equal():
    root = ["^", ["+", sym("y"), num(-2)], num("1/2")]
    assert not same(REAL, root, root)


def test_symbols_know_the_sign_of_their_interval_and_no_more():
    root = ["^", ["^", sym(), num(2)], num("1/2")]
    assert same(about(x=("0", "1")), root, sym())
    assert same(about(x=("-1", "0")), root, ["*", num(-1), sym()])
    assert not same(about(x=("-1", "1")), root, sym())
    assert same(about(x=("-1", "1")), root, ["abs", sym()])


@pytest.mark.parametrize("name", ["S", "I", "E", "pi", "oo", "lambda", "x y", "", "__import__('os')"])
def test_names_are_names_only(name):
    """No string of a certificate reaches sympy's parser."""
    claim = Statement.of(statement(num(0), {name: ("1", "2")}))
    assert not same(claim, ["symbol", name], num(1))
    assert is_derivative(claim, num(1), ["symbol", name], name)


def test_a_power_that_would_fill_the_memory_is_refused():
    tower = num(2)
    for _ in range(4):
        tower = ["^", tower, num(10_000)]
    with pytest.raises(Malformed, match="too long to be written out"):
        same(REAL, ["*", sym(), tower], ["*", tower, sym()])


def test_every_function_of_a_certificate_is_known_to_both_routes():
    from proofs_check.checker.functions import FUNCTIONS

    assert set(symbolic._FUNCTIONS) == {*FUNCTIONS, "+", "*", "max", "min"}
    assert all(isinstance(value, type) and issubclass(value, sp.Basic) for value in symbolic._FUNCTIONS.values())
