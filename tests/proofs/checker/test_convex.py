"""Convexity about a point: the point must be a zero of f and of its slopes, and f convex on the whole hull."""

import pytest
from flint import fmpq

from proofs_check.checker import check
from proofs_check.checker.convex import Bowl, _semidefinite
from proofs_check.checker.enclosure import point
from proofs_check.checker.refused import Refused
from proofs_check.checker.statement import Statement
from tests.proofs.trees import boxes, holding, num, statement, sym

#: (x - 1)^2 + (y - 1)^2 + (x - 1) (y - 1), multiplied out.
FUNCTION = [
    "+",
    ["^", sym(), num(2)],
    ["^", sym("y"), num(2)],
    ["*", sym(), sym("y")],
    ["*", num(-3), sym()],
    ["*", num(-3), sym("y")],
    num(3),
]
GRADIENT = [
    ["+", ["*", num(2), sym()], sym("y"), num(-3)],
    ["+", ["*", num(2), sym("y")], sym(), num(-3)],
]
BOWL = {"at": ["1", "1"], "gradient": GRADIENT, "hessian": [[num(2)], [num(1), num(2)]]}
CLAIM = statement(FUNCTION, {"x": ("0", "3"), "y": ("0", "3")})


def reason(claim=CLAIM, leaves="c", **changes):
    return check(holding(claim, boxes(leaves) | {"bowl": BOWL | changes})).reason


def test_a_bowl_is_not_below_its_point():
    assert reason() == ""
    assert reason(leaves="0 c 1 c c") == ""
    assert reason(CLAIM | {"variables": [["x", "-oo", "oo"], ["y", "-oo", "oo"]]}) == ""


def test_a_box_aside_needs_the_way_to_the_point():
    """x^2 - x^4 is convex about 0, not as far as 1, and below 0 from there."""
    function = ["+", ["^", sym(), num(2)], ["*", num(-1), ["^", sym(), num(4)]]]
    slope = ["+", ["*", num(2), sym()], ["*", num(-4), ["^", sym(), num(3)]]]
    second = ["+", num(2), ["*", num(-12), ["^", sym(), num(2)]]]
    bowl = {"at": ["0"], "gradient": [slope], "hessian": [[second]]}
    claim = statement(function, {"x": ("0", "2")})
    for leaves in ("c", "0 c c", "0 d c", "0 0 c d c"):
        assert not check(holding(claim, boxes(leaves) | {"bowl": bowl})).ok
    near = claim | {"variables": [["x", "-2/5", "2/5"]]}
    assert check(holding(near, boxes("c") | {"bowl": bowl})).ok


def test_a_box_aside_that_is_convex_by_itself_is_refused():
    """x^2 - x^4 + x^6/5 is convex about 0, and again from 3/2 to 7/4, where it is below 0."""
    powers = [["^", sym(), num(n)] for n in range(7)]
    function = ["+", powers[2], ["*", num(-1), powers[4]], ["*", num("1/5"), powers[6]]]
    slope = ["+", ["*", num(2), sym()], ["*", num(-4), powers[3]], ["*", num("6/5"), powers[5]]]
    second = ["+", num(2), ["*", num(-12), powers[2]], ["*", num(6), powers[4]]]
    claim = Statement.of(statement(function, {"x": ("0", "2")}))
    bowl = Bowl(claim, {"at": ["0"], "gradient": [slope], "hessian": [[second]]})
    assert bowl.lower([(fmpq(0), fmpq(1, 3))]) == 0
    with pytest.raises(Refused, match="not shown to be convex about the point"):
        bowl.lower([(fmpq(3, 2), fmpq(7, 4))])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"at": ["1", "2"]}, "the function is not shown to be 0 at the point"),
        ({"at": ["1"]}, "the point is not in the region"),
        ({"at": ["1", "4"]}, "the point is not in the region"),
        ({"at": ["1", "1.0"]}, "'1.0' is no exact number"),
        ({"gradient": GRADIENT[::-1]}, "the slope in x is another"),
        ({"gradient": [GRADIENT[0], num(0)]}, "the slope in y is another"),
        ({"gradient": GRADIENT[:1]}, "malformed"),
        ({"hessian": [[num(3)], [num(1), num(2)]]}, "a second derivative in x is another"),
        ({"hessian": [[num(2)], [num(0), num(2)]]}, "a second derivative in y is another"),
        ({"hessian": [[num(2)], [num(2)]]}, "needs all second derivatives"),
        ({"hessian": [[num(2)], []]}, "needs all second derivatives"),
        ({"hessian": []}, "malformed"),
        ({"trust": "me"}, "unknown key 'trust'"),
    ],
)
def test_another_bowl_is_refused(changes, expected):
    assert expected in reason(**changes)


def test_a_point_that_is_no_zero_of_the_slopes_is_refused():
    claim = statement(["^", sym(), num(1)], {"x": ("0", "1")})
    bowl = {"at": ["0"], "gradient": [num(1)], "hessian": [[num(0)]]}
    assert "not shown to be 0 at the point" in check(holding(claim, boxes("c") | {"bowl": bowl})).reason


def test_it_shows_no_strict_claim_and_nothing_that_is_a_little_lower():
    assert "convexity shows '>=' only" in reason(CLAIM | {"relation": ">"})
    lower = CLAIM | {"function": [*FUNCTION, num(f"-1/{10**9}")]}
    assert reason(lower) == "the function is not shown to be 0 at the point"


def test_a_saddle_is_refused():
    claim = statement(["*", sym(), sym("y")], {"x": ("-1", "1"), "y": ("-1", "1")})
    bowl = {"at": ["0", "0"], "gradient": [sym("y"), sym()], "hessian": [[num(0)], [num(1), num(0)]]}
    found = check(holding(claim, boxes("c") | {"bowl": bowl}))
    assert found.reason == "the function is not shown to be convex about the point"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[1]], True),
        ([[0]], True),
        ([[-1]], False),
        ([[2], [1, 2]], True),
        ([[1], [1, 1]], True),
        ([[1], [2, 3]], False),
        ([[0], [0, 1]], False),  # it is, but the pivot 0 is not gone past
        ([[2], [1, 2], [1, 1, 2]], True),
        ([[1], [-1, 2], [0, -1, 1]], True),  # singular: the last pivot is 0
        ([[2], [-1, 2], [-1, -1, 1]], False),
    ],
)
def test_matrices(rows, expected):
    intervals = [[point(fmpq(item)) for item in row] for row in rows]
    assert _semidefinite(intervals) is expected
