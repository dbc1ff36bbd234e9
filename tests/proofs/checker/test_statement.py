"""What a certificate is about is read field by field; the points that symbolic steps are tried at are in the region."""

import pytest
from flint import fmpq

from proofs_check.checker.numbers import Malformed
from proofs_check.checker.statement import Statement
from tests.proofs.trees import num, statement, sym

GOOD = statement(sym(), {"x": ("0", "1"), "y": ("-oo", "oo")}, [(sym("y"), ">")])


def test_a_statement_is_read():
    found = Statement.of(GOOD)
    assert found.names == ["x", "y"]
    assert found.box == [(fmpq(0), fmpq(1)), (None, None)]
    assert found.conditions == ((sym("y"), True),)
    assert not found.strict


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"relation": "<"}, "relation '<' must be '>' or '>='"),
        ({"relation": None}, "relation None must be"),
        ({"variables": [["x", "1", "1"]]}, r"the interval \[1, 1\] is empty"),
        ({"variables": [["x", "1", "0"]]}, "is empty"),
        ({"variables": [["x", "oo", "-oo"]]}, "'oo' is no exact number"),
        ({"variables": [["x", "-oo", "nan"]]}, "'nan' is no exact number"),
        ({"variables": [["x", "0", "1"], ["x", "2", "3"]]}, "'x' has two intervals"),
        ({"variables": [[1, "0", "1"]]}, "1 has two intervals or no name"),
        ({"conditions": [[sym(), "="]]}, "relation '=' must be"),
        ({"defined": "x"}, "'defined' must be a list"),
        ({"note": "proved"}, "unknown key 'note'"),
    ],
)
def test_a_bad_field_is_refused(changes, reason):
    with pytest.raises(Malformed, match=reason):
        Statement.of(GOOD | changes)


@pytest.mark.parametrize("key", sorted(GOOD))
def test_a_missing_field_is_refused(key):
    with pytest.raises(Malformed, match=f"the key '{key}' is missing"):
        Statement.of({k: v for k, v in GOOD.items() if k != key})


def test_points_are_in_the_region_and_differ():
    names = {f"x{k}": (("0", "1"), ("-3", "oo"), ("-oo", "-3"), ("-oo", "oo"))[k % 4] for k in range(14)}
    found = Statement.of(statement(num(0), names))
    points = list(found.points())
    for point in points:
        for x, (low, high) in zip(point, found.box, strict=True):
            assert low is None or low < x
            assert high is None or x < high
    for coordinate in zip(*points, strict=True):
        assert len(set(coordinate)) == len(points)
    assert all(len(set(point)) == len(point) for point in points), "no two symbols go together"


def test_only_conditions_without_a_symbol_are_kept():
    claim = Statement.of(
        statement(sym(), {"x": ("0", "1"), "y": ("0", "1")}, [(["+", sym(), num(1)], ">="), (sym("y"), ">")])
    )
    assert claim.free_of("x").conditions == ((sym("y"), True),)
    assert claim.free_of("y").conditions == ((["+", sym(), num(1)], False),)


def test_what_a_function_was_made_from_must_stay_defined():
    claim = Statement.of(GOOD).about(num(1), num(2), strict=True)
    assert (claim.function, claim.defined, claim.strict) == (num(1), (sym(), num(2)), True)
