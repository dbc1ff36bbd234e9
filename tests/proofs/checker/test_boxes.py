"""The walk over a tree of cuts: it covers the region, and every box is decided anew."""

import pytest

from proofs_check.checker import check
from tests.proofs.trees import boxes, holding, num, statement, sym

UNIT = {"x": ("0", "1")}
POSITIVE = statement(["+", sym(), num(1)], UNIT, relation=">")
#: x^2 - x + 3/5, at least 7/20: one evaluation gives -2/5 and more.
PARABOLA = statement(["+", ["^", sym(), num(2)], ["*", num(-1), sym()], num("3/5")], UNIT)


def reason(claim, leaves, **more):
    found = check(holding(claim, boxes(leaves), **more))
    assert found.ok == (not found.reason)
    return found.reason


def test_a_box_decided_at_once():
    found = check(holding(POSITIVE, boxes("d")))
    assert (found.ok, found.leaves, float(found.lower.mid())) == (True, 1, 1.0)


def test_a_tree_of_cuts_and_its_lower_bound():
    assert reason(PARABOLA, "d") == "not certain on the box [0, 1]"
    assert reason(PARABOLA, "0 d d") == "not certain on the box [1/2, 1]"
    found = check(holding(PARABOLA, boxes("0 0 d d 0 d d")))
    assert (found.ok, found.leaves) == (True, 4)
    assert 0.0999 < float(found.lower.mid()) < 0.1000001
    assert reason(PARABOLA, "0 m m") == ""


@pytest.mark.parametrize(
    ("leaves", "expected"),
    [
        ("d d", "the tree has more boxes than its cuts make"),
        ("0 d", "the tree ends before the region is covered"),
        ("0", "the tree ends before the region is covered"),
        ("0 d ?", "a box was left open"),
        ("?", "a box was left open"),
        ("", "unknown leaf ''"),
        ("D", "unknown leaf 'D'"),
        ("1", "unknown leaf '1'"),
        ("-1", "unknown leaf '-1'"),
        ("00", "unknown leaf '00'"),
        ("²", "unknown leaf '²'"),
        ("٠", "unknown leaf '٠'"),
        ("0  d d", "unknown leaf ''"),
        ("0\td d", "unknown leaf '0\\td'"),
        ("x0", "unknown leaf 'x0'"),
        ("x²", "unknown leaf 'x²'"),
        ("x-1", "unknown leaf 'x-1'"),
        ("c", "unknown leaf 'c'"),
    ],
)
def test_other_trees_are_refused(leaves, expected):
    assert reason(POSITIVE, leaves) == expected


@pytest.mark.parametrize("leaves", [None, ["d"], 1, {"d": 1}])
def test_leaves_that_are_no_text_are_refused(leaves):
    assert not check(holding(POSITIVE, boxes(leaves))).ok


def test_a_box_is_left_out_only_where_a_condition_certainly_fails():
    claim = statement(["+", sym(), num("-1/2")], UNIT, [(["+", sym(), num("-1/2")], ">")])
    assert reason(claim, "0 x0 d") == ""
    assert reason(claim, "x0") == "condition 0 may hold on the box [0, 1], which was left out"
    weak = claim | {"conditions": [[["+", sym(), num("-1/2")], ">="]]}
    assert reason(weak, "0 x0 d") == "condition 0 may hold on the box [0, 1/2], which was left out"
    undefined = statement(num(-1), UNIT, [(["log", ["+", sym(), num(-2)]], ">=")])
    assert reason(undefined, "x0").startswith("not defined on all of a box")


@pytest.mark.parametrize(
    ("low", "high", "tokens", "expected"),
    [
        ("-oo", "oo", "0 d ?", ""),
        ("-3", "oo", "0 d ?", "[-3, 0]"),
        ("0", "oo", "0 ? d", "[0, 1]"),
        ("3", "oo", "0 ? d", "[3, 6]"),
        ("-oo", "3", "0 ? d", "[-oo, 0]"),
        ("-oo", "0", "0 ? d", "[-oo, -1]"),
        ("-oo", "-3", "0 ? d", "[-oo, -6]"),
    ],
)
def test_where_an_interval_without_end_is_cut(low, high, tokens, expected):
    """A function that fails everywhere shows which box came first."""
    found = reason(statement(num(-1), {"x": (low, high)}), tokens.replace("?", "d"))
    assert found == f"not certain on the box {expected or '[-oo, 0]'}"


def test_strict_and_not_strict_differ_where_the_bound_is_0():
    claim = statement(sym(), UNIT)
    assert reason(claim, "d") == ""
    assert reason(claim | {"relation": ">"}, "d") == "not certain on the box [0, 1]"
    assert reason(claim | {"relation": ">"}, "m") == "not certain on the box [0, 1]"


def test_the_mean_value_form_takes_the_end_where_the_function_is_least():
    rising = statement(["+", ["^", sym(), num(3)], sym()], UNIT)
    assert reason(rising, "m") == ""
    below = statement(["+", ["*", num(-1), sym()], num("99/100")], UNIT)
    assert reason(below, "m") == "not certain on the box [0, 1]"
    endless = statement(["+", sym(), ["*", num("-1/2"), ["tanh", sym()]]], {"x": ("0", "oo")})
    assert reason(endless, "m") == ""
    assert reason(endless | {"variables": [["x", "-oo", "0"]]}, "m") == "the mean-value form on a box without end"


@pytest.mark.parametrize("leaf", ["d", "m"])
@pytest.mark.parametrize(
    "function",
    [
        ["+", num(1), ["*", num(-2), ["max", num(0), sym()]]],
        ["+", num(1), ["*", num(-2), ["max", sym(), num(0)]]],
        ["+", ["*", num(2), ["min", num(0), ["*", num(-1), sym()]]], num(1)],
        ["+", num(1), ["*", num(-2), ["abs", sym()]]],
    ],
)
def test_corners_do_not_hide_a_slope(function, leaf):
    """1 - 2 max(0, x) is -1 at x = 1; it was certified while max had the slope of its first argument."""
    claim = statement(function, {"x": ("-1", "1")})
    assert "not certain" in reason(claim, leaf)


@pytest.mark.parametrize(
    ("function", "box"),
    [
        (["^", sym(), num(-1)], ("0", "1")),
        (["^", sym(), num(-2)], ("-1", "1")),
        (["^", sym(), num(-2)], ("-1", "oo")),
        (["^", ["+", sym(), num("-1/3")], num(-2)], ("0", "1")),  # a pole where no cut ever falls
        (["*", sym(), ["^", sym(), num(-1)]], ("-1", "1")),
        (["^", ["*", sym(), ["log", sym()]], num(2)], ("0", "1")),
        (["^", sym(), num("1/2")], ("-1", "1")),
        (["^", ["^", sym(), num(2)], num("-1/2")], ("-1", "1")),
        (["^", sym(), sym()], ("0", "1")),
        (["exp", ["log", sym()]], ("-1", "1")),
    ],
)
def test_a_pole_in_the_box_or_at_its_edge_is_never_passed(function, box):
    claim = statement(function, {"x": box})
    for leaves in ("d", "m", "0 d d", "0 m d", "0 0 d d 0 d d", "0 0 0 d d d 0 d 0 d d"):
        found = reason(claim, leaves)
        assert found.startswith(("not defined on all of a box", "the mean-value form on a box")), (leaves, found)


def test_what_cancelled_must_still_be_defined():
    claim = statement(num(1), {"x": ("-1", "1")}, defined=[["^", sym(), num("1/2")]])
    assert reason(claim, "d").startswith("not defined on all of a box")
    assert reason(claim | {"variables": [["x", "0", "1"]]}, "d") == ""
